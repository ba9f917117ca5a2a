"""Which model was given?

- `held_text`: What does a visitor's text hold?
- `your_model`: Step 1: which model?
"""
