"""Which experiment is set?

- `pins`: How does a pinned experiment travel in the link?
- `settings`: Which settings make up an experiment on the page, and how do they travel in the link?
- `stories`: Which experiments does a teacher tell, and in which order?
- `strength`: Which stops does the slider for the starting strength have, and where do its marks stand?
"""
