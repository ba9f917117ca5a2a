"""How is an experiment run for the page?

- `dragging`: Does the figure follow the thumb?
- `patience`: What if an experiment takes long?
- `runs`: How is an experiment run for the page?
- `sweep`: Which experiments does "Drag live" need?
- `waiting`: What if an experiment takes a moment? `waiting.css`: how does the page look meanwhile?
"""
