"""Which model and task would a visitor have told us for a published comparison?"""

from functools import cache

from explorer.planner.gallery import gallery_text
from explorer.planner.reading.read import read_printed, tidy
from explorer.planner.records.comparison import Comparison
from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.rule import SMALL_BELOW

STAND_INS = {"cnn": "resnet50", "transformer": "vit_b_16"}  # of the gallery, for a source's model of this family
TEXT_STAND_IN = "bert"
SHIFTS = {"input look": "input", "mix": "feature", "answers": "output"}  # where the test data are unlike the training's
UNKNOWN_EXAMPLES = SMALL_BELOW  # a size that was not read counts as many: these are well-known, large sets


def case_of(row: Comparison, pretraining_known: bool = True) -> tuple[Model, Task]:
    """Return a model of the gallery and the task: all that the advice may know, and no score."""
    model = _stand_in(TEXT_STAND_IN if row.domain == "text" else STAND_INS[row.family])
    task = Task(
        classes=row.classes,
        examples=row.examples or UNKNOWN_EXAMPLES,
        similarity=row.similarity,
        shift=SHIFTS.get(row.shift, "same"),
        domain=row.domain,
        answer=row.answer,
        pretraining=row.pretraining if pretraining_known else "unknown",
        budget="gpu",
    )
    return model, task


@cache
def _stand_in(key: str) -> Model:
    return read_printed(*tidy(gallery_text(key)))
