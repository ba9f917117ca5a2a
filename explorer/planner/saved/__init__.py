"""How does a plan come back?

- `format`: How is any text read, a printed summary or a plan saved here?
- `plan_json`: How does a plan travel?
- `read_plan`: How does a saved plan come back?
- `remarks`: How do remarks travel in a saved plan?
"""
