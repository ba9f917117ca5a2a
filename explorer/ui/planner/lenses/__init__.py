"""What can be looked at more closely?

- `code`: The plan as working code, and as a file that opens here again.
- `cost`: What the plan costs beside training everything.
- `mixing`: What is kept when old and new weights are mixed?
- `offered`: Which closer looks does a plan offer?
- `quick_typing`: How is what was typed quickly into a table's cell kept?
- `reasons`: Why is each part treated so?
- `runs`: Which neighbouring parts are treated alike, and why, in one sentence?
- `score`: How good is the advice? Its score on published comparisons, beside choices that never look at the task.
- `table`: The plan in sentences, a run of equal parts each, and as a table that can be edited; everything else follows.
- `try_out`: The plan tried in miniature: run in slices, so that clicks get in between, and stopped with what it has.
- `typed_speed`: Which speed did a visitor type? A number from 0 to 1, a fraction or a percentage, as people write them.
- `who_wins`: Which strategy wins where, in the miniature?
"""
