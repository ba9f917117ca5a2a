"""Which answers does the page keep?

- `changes`: What has the visitor changed by hand?
- `fields`: Which answers does the planner keep, and which of them travel in the link?
- `notices`: What could not be read in the link that opened the planner?
"""
