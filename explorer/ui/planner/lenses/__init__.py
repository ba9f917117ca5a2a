"""What can be looked at more closely?

- `code`: The plan as working code, and as a file that opens here again.
- `cost`: What the plan costs beside training everything.
- `offered`: Which closer looks does a plan offer?
- `reasons`: Why is each part treated so?
- `table`: The plan as a table that can be edited; everything else follows.
- `try_out`: The plan tried in miniature: run in slices, so that clicks get in between, and stopped with what it has.
"""
