"""What did networks like this one do when they were trained? A shipped table, how it was chosen, how it was made."""
