"""What did networks like this one do when they were trained? A shipped table, how it was chosen, how it was made.

- `choice`: Which networks were trained for the record?
- `features`: What does a signal run say that matters for learning?
- `table`: What did the networks of the record learn?
- `twin`: Which network of the record's size stands for this one?
- `nearest`: Which networks of the record are most like this one, and what did they learn?
- `precompute`: Train every network of the record at every rate of two ladders.
"""
