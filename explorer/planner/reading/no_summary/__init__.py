"""What is this text, if it is no summary?

- `kinds_of_text`: What kinds of text are no summary?
- `messages`: Which lines are error messages and warnings?
- `model_names`: Is this the name of a model, and not its summary?
- `refuse`: What is this text, if it is no summary?
"""
