"""How is an experiment run for the page?

- `patience`: What if an experiment takes long?
- `runs`: How is an experiment run for the page?
- `sweep`: Which experiments does "Drag live" need?
- `waiting`: What if drawing the first weights alone takes a while?
"""
