"""Which answers does the page keep?

- `edits`: What has the visitor changed by hand?
- `notices`: What could not be read in the link that opened the planner?
- `settings`: Which answers does the planner keep, and which of them travel in the link?
"""
