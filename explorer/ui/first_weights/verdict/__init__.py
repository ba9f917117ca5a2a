"""How does the page answer?

- `answer`: What stands between the controls and the figure?
- `sentences`: Which figures of a run do the sentences of the page speak of?
- `telling`: How are the stories told?
- `verdict_row`: How is the verdict told?
"""
