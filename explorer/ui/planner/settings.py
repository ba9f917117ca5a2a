"""Which answers does the planner keep, and which of them travel in the link?"""

from explorer.planner.gallery import GALLERY
from explorer.planner.plan import STRATEGIES
from explorer.planner.task import BUDGETS, DOMAINS, SHIFTS, Task
from explorer.ui.links import choice, flag, whole
from explorer.ui.planner.edits import EDITS
from explorer.ui.state import PageState

PAGE = "planner"
SOURCES = ("gallery", "paste", "file")
ANSWERS = ("several", "labels", "number")
LENSES = ("table", "reasons", "cost", "try", "code")
FIRST_MODEL = "caffenet"
MOST_CLASSES = 100_000
MOST_EXAMPLES = 1_000_000
EXAMPLE_STOPS = (
    10,
    20,
    50,
    100,
    200,
    500,
    1000,
    2000,
    5000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
)
SIMILARITY_STOPS = tuple(range(0, 101, 5))  # hundredths: whole numbers read back from a link to the last bit
SIMILARITY_WORDS = ((15, "nothing"), (35, "distant"), (60, "related"), (85, "similar"), (100, "same"))

FIELDS = (
    choice("source", SOURCES, "gallery"),
    choice("model", GALLERY, FIRST_MODEL),
    choice("answer", ANSWERS, "several"),
    whole("classes", 1, MOST_CLASSES, 2),
    whole("examples", 1, MOST_EXAMPLES, 500),
    whole("similarity", 0, 100, 80),
    choice("shift", SHIFTS, "same"),
    choice("domain", DOMAINS, "image"),
    choice("budget", BUDGETS, "laptop"),
    flag("channels"),
    flag("augmented", True),
    whole("size", 0, 100_000, 0),
    whole("rarest", 0, MOST_EXAMPLES, 0),
    choice("strategy", STRATEGIES, "auto"),
    flag("classics"),
    flag("layers"),
    choice("lens", LENSES, "table"),
    EDITS,
)


def page_state() -> PageState:
    """Return this visitor's settings of the planner."""
    return PageState(PAGE, FIELDS)


def similarity_word(hundredths: int) -> str:
    """Return the key of the everyday word for a similarity from 0 to 100."""
    return next(word for top, word in SIMILARITY_WORDS if hundredths <= top)


def task_of(values: dict, head: str | None = None) -> Task:
    """Turn the answers into a task; `head` is the last layer where the visitor had to name it."""
    return Task(
        classes=None if values["answer"] == "number" else values["classes"],
        examples=values["examples"],
        similarity=values["similarity"] / 100,
        shift=values["shift"],
        domain=values["domain"],
        budget=values["budget"],
        several_labels=values["answer"] == "labels",
        smallest_class=values["rarest"] or None,
        input_channels_changed=values["channels"],
        input_size=values["size"] or None,
        augmented=values["augmented"],
        head=head,
    )
