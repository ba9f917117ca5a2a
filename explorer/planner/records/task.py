"""What is the new task? The answers a lay person can give."""

import math
from dataclasses import dataclass

from explorer.errors import ReaderError

SHIFTS = ("same", "input", "feature", "output")
DOMAINS = ("image", "text", "audio", "table", "other")
BUDGETS = ("laptop", "gpu", "cluster")
OPTIMIZERS = ("adamw", "adam", "sgd")
MOST_CLASSES = 1_000_000
MOST_EXAMPLES = 1_000_000_000_000


@dataclass(frozen=True)
class Task:
    """The new task; every field has a default, so that a plan can be shown before all is answered.

    Raises ReaderError for an answer outside what is allowed.
    """

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

    def __post_init__(self) -> None:
        _check_whole("The number of answers", self.classes, 1, MOST_CLASSES, optional="or nothing for a number")
        _check_whole("The number of examples", self.examples, 1, MOST_EXAMPLES)
        _check_similarity(self.similarity)
        _check_choice("What changed", self.shift, SHIFTS)
        _check_choice("The kind of data", self.domain, DOMAINS)
        _check_choice("The machine", self.budget, BUDGETS)
        _check_choice("The optimizer", self.optimizer, OPTIMIZERS)
        _check_whole("The examples of the rarest answer", self.smallest_class, 0, self.examples, optional="or nothing")
        _check_whole("The input size", self.input_size, 1, 1_000_000, optional="or nothing")
        _check_whole("The batch", self.batch, 1, 1_000_000)
        for name in ("several_labels", "input_channels_changed", "augmented"):
            _check_choice(f"The answer to {name!r}", getattr(self, name), (True, False))
        if self.head is not None and not isinstance(self.head, str):
            raise ReaderError(f"The last layer is named by text; this one came as {self.head!r}.")

    @property
    def outputs(self) -> int:
        """How many numbers the last layer has to give: one an answer, or one for a predicted number."""
        return 1 if self.classes is None else self.classes

    @property
    def examples_per_answer(self) -> float:
        """Examples of the rarest answer where it was told, else the even share."""
        return self.examples / self.outputs if self.smallest_class is None else self.smallest_class


def _check_whole(what: str, value: object, low: int, high: int, optional: str = "") -> None:
    if value is None and optional:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        allowed = f"a whole number from {low:,} to {high:,}" + (f", {optional}" if optional else "")
        raise ReaderError(f"{what} can be {allowed}; it came as {value!r}.")


def _check_similarity(value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= 1:
        raise ReaderError(
            f"How alike the data are goes from 0 (nothing alike) to 1 (the same kind); it came as {value!r}."
        )


def _check_choice(what: str, value: object, allowed: tuple) -> None:
    if not any(value is choice or (isinstance(value, str) and value == choice) for choice in allowed):
        raise ReaderError(f"{what} can be one of: {', '.join(map(str, allowed))}; it came as {value!r}.")
