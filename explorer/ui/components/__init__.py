"""What do both pages use?

- `glossary`: Which words do the pages use for which standard terms?
- `job`: How is long work done between clicks?
- `picture`: How is a picture handed out as SVG and as PNG?
- `recent`: Which results are kept for all visitors of this process?
"""
