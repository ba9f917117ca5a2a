"""How does the page ask for an experiment?

- `controls`: Which controls does the page "First weights" have?
- `frame`: What frames the page? `frame.css`: what does the size of the screen change?
"""
