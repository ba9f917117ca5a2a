"""What did networks like this one do when they were trained? A shipped table, how it was chosen, how it was made.

- `choice`: Which networks were trained for the record?
- `features`: What does a signal run say that matters for learning?
- `table`: What did the networks of the record learn?
- `precompute`: Train every network of the record at every rate of two ladders.
"""
