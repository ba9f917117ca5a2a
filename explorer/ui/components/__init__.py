"""What do both pages use?

- `appearance`: Which colours fit the visitor's page, light or dark?
- `arrival`: When may a page be seen?
- `glossary`: Which words do the pages use for which standard terms?
- `job`: How is long work done between clicks?
- `kept_text`: How does a typed text outlive a reload?
- `language_switch`: How does a visitor change the language?
- `live_drag`: How does a figure follow the thumb?
- `notice`: What could not be used in the link that opened a page?
- `picture`: How is a picture handed out as SVG and as PNG?
- `recent`: Which results are kept for all visitors of this process?
- `screen`: How does a page fit any screen?
- `share`: How does what is on a page get to somebody else?
"""
