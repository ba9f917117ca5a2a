"""How does a plan come back?

- `format`: How is a plan of our own read as a model?
- `plan_json`: How does a plan travel?
"""
