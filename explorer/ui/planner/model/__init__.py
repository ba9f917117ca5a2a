"""Which model was given?

- `file_text`: Which text does a visitor's file hold?
- `held_text`: What does a visitor's text hold?
- `your_model`: Step 1: which model?
"""
