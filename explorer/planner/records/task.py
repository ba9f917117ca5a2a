"""What is the new task? The answers a lay person can give."""

import math
from dataclasses import dataclass

from explorer.errors import ReaderError
from explorer.remark import Remark

SHIFTS = ("same", "input", "feature", "output")
DOMAINS = ("image", "text", "audio", "table", "other")
BUDGETS = ("laptop", "gpu", "cluster")
OPTIMIZERS = ("adamw", "adam", "sgd")
ANSWERS = ("one", "several", "number", "text", "boxes")  # what comes out; "boxes" stands for boxes or masks
KEEPS_ITS_END = ("text", "boxes")  # answers for which no last layer is made new
PRETRAININGS = ("unknown", "supervised", "contrastive", "masked", "language")  # how the model learned what it knows
ADAPTER_LAYERS = ("all", "attention", "mlp")  # all linear ones, query and value alone, all but attention
NUMBER_FORMATS = ("float32", "mixed", "bfloat16", "4bit")  # how weights are held: 4, 4 + 2, 2 and about half a byte
LOSSES = ("unknown", "whole", "pieces")  # how scores over a vocabulary are worked out: all at once, or part by part
MOST_CLASSES = 1_000_000
MOST_RANK = 65_536
MOST_TOKENS = 100_000_000
MOST_MEMORY_GB = 1_000_000
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
    answer: str = "one"  # one of ANSWERS; says the same as `classes` and `several_labels`, which follow it
    pretraining: str = "unknown"  # one of PRETRAININGS
    memory_gb: float | None = None  # of the machine, in 10^9 bytes; None: our line for `budget`
    sequence_length: int | None = None  # tokens of the longest text; None: `input_size`
    number_format: str = "float32"  # one of NUMBER_FORMATS; "4bit" for weights that stay as they are
    adapter_layers: str = "all"  # which linear layers get added weights, one of ADAPTER_LAYERS
    adapter_rank: int | None = None  # of the added weights; None: as advised
    checkpointing: bool = False  # activations are computed again on the way back instead of kept
    loss: str = "unknown"  # of a model that writes, one of LOSSES

    def __post_init__(self) -> None:
        _check_choice("answer", self.answer, ANSWERS)
        self._agree()
        _check_whole("classes", self.classes, 1, MOST_CLASSES, optional="nothing_for_a_number")
        _check_whole("examples", self.examples, 1, MOST_EXAMPLES)
        _check_similarity(self.similarity)
        _check_choice("shift", self.shift, SHIFTS)
        _check_choice("domain", self.domain, DOMAINS)
        _check_choice("budget", self.budget, BUDGETS)
        _check_choice("optimizer", self.optimizer, OPTIMIZERS)
        _check_whole("smallest_class", self.smallest_class, 0, self.examples, optional="nothing")
        _check_whole("input_size", self.input_size, 1, 1_000_000, optional="nothing")
        _check_whole("batch", self.batch, 1, 1_000_000)
        _check_choice("pretraining", self.pretraining, PRETRAININGS)
        _check_choice("adapter_layers", self.adapter_layers, ADAPTER_LAYERS)
        _check_whole("adapter_rank", self.adapter_rank, 1, MOST_RANK, optional="nothing")
        _check_choice("number_format", self.number_format, NUMBER_FORMATS)
        _check_choice("loss", self.loss, LOSSES)
        _check_whole("sequence_length", self.sequence_length, 1, MOST_TOKENS, optional="nothing")
        _check_memory(self.memory_gb)
        for name in ("several_labels", "input_channels_changed", "augmented", "checkpointing"):
            _check_choice(name, getattr(self, name), (True, False))
        if self.head is not None and not isinstance(self.head, str):
            raise ReaderError(Remark("answers.head", {"came": repr(self.head)}))

    def _agree(self) -> None:
        """Let `answer`, `classes` and `several_labels` say the same, whichever of them was given."""
        if self.answer == "one" and self.classes is None:
            object.__setattr__(self, "answer", "number")
        elif self.answer == "one" and self.several_labels is True:
            object.__setattr__(self, "answer", "several")
        elif self.answer == "number":
            object.__setattr__(self, "classes", None)
        elif self.answer == "several":
            object.__setattr__(self, "several_labels", True)

    @property
    def tokens(self) -> int | None:
        """Tokens of the longest text, None where nobody said."""
        return self.sequence_length if self.sequence_length is not None else self.input_size

    @property
    def keeps_its_end(self) -> bool:
        """Whether what comes out stays what it was (text, boxes, masks), so that no last layer is made new."""
        return self.answer in KEEPS_ITS_END

    @property
    def outputs(self) -> int:
        """How many numbers the last layer has to give: one an answer, or one for a predicted number."""
        return 1 if self.classes is None else self.classes

    @property
    def examples_per_answer(self) -> float:
        """Examples of the rarest answer where it was told, else the even share; all of them where text is written."""
        if self.keeps_its_end:
            return self.examples
        return self.examples / self.outputs if self.smallest_class is None else self.smallest_class


def _check_whole(what: str, value: object, low: int, high: int, optional: str = "") -> None:
    if value is None and optional:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        values = {"what": Remark(f"answers.what.{what}"), "low": low, "high": high, "came": repr(value)}
        raise ReaderError(Remark(f"answers.whole.or_{optional}" if optional else "answers.whole", values))


def _check_similarity(value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= 1:
        raise ReaderError(Remark("answers.similarity", {"came": repr(value)}))


def _check_memory(value: object) -> None:
    if value is None:
        return
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 < value <= MOST_MEMORY_GB:
        raise ReaderError(Remark("answers.memory", {"most": MOST_MEMORY_GB, "came": repr(value)}))


def _check_choice(what: str, value: object, allowed: tuple) -> None:
    if not any(value is choice or (isinstance(value, str) and value == choice) for choice in allowed):
        values = {"what": Remark(f"answers.what.{what}"), "allowed": allowed, "came": repr(value)}
        raise ReaderError(Remark("answers.choice", values))
