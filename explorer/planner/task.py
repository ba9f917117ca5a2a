"""What is the new task? The answers a lay person can give."""

from dataclasses import dataclass

SHIFTS = ("same", "input", "feature", "output")
DOMAINS = ("image", "text", "audio", "table", "other")
BUDGETS = ("laptop", "gpu", "cluster")


@dataclass(frozen=True)
class Task:
    """The new task; every field has a default, so that a plan can be shown before all is answered."""

    classes: int | None = 2  # None: it predicts a number
    examples: int = 500  # labelled examples in all
    similarity: float = 0.8  # 0 nothing alike ... 1 the same kind of data
    shift: str = "same"  # what changed between old data and new, one of SHIFTS
    domain: str = "image"
    budget: str = "laptop"
    several_labels: bool = False  # more than one answer may be right at once
    smallest_class: int | None = None  # examples of the rarest answer; None: even
    input_channels_changed: bool = False
    input_size: int | None = None  # side of the image in pixels, or tokens of a text; None: as in the summary
    batch: int = 32
    optimizer: str = "adamw"  # adamw adam sgd
    augmented: bool = True  # varied copies of the data; without them a frozen trunk's output can be kept
    head: str | None = None  # path of the last layer where the visitor names it
