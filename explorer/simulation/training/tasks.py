"""What is there to learn? Handwritten digits, and two drawings in the plane: examples to train on, others to test.

The examples belong to the task alone. Whatever start is tried, it sees the same ones.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explorer.simulation.network.data import DIGITS_WIDTH, read_digits, standardised_digits
from explorer.simulation.network.spec import SignalSpec

Array = np.ndarray

DIGITS_TEST = 500  # the other 1,297 are there to learn from
DRAWN_EXAMPLES = 600  # points to learn from, and as many to test
SPIRAL_ARMS, SPIRAL_TURN, SPIRAL_NOISE = 3, 4.0, 0.2  # CS231n: three arms, 4 radians each, noise on the angle
INNER_CIRCLE, CIRCLE_NOISE = 0.5, 0.1  # of the outer radius; standard deviation of both coordinates
STREAMS = ("split", "batches", "dropout", "spirals", "circles")


@dataclass(frozen=True)
class Examples:
    """Rows with their right answers, read-only."""

    x: Array  # (rows, inputs), float32
    y: Array  # (rows,), whole numbers from 0


@dataclass(frozen=True)
class Task:
    """One task; `draw()` gives the examples to learn from and those to test."""

    key: str
    label: str
    sentence: str
    source: str
    inputs: int
    answers: int
    draw: Callable[[], tuple[Examples, Examples]]
    data: str | None = None  # the key of DATASETS that holds the same rows
    input_scale: float = 1.0  # each number x of an example becomes input_scale * x + input_offset
    input_offset: float = 0.0

    @property
    def train(self) -> Examples:
        """Return the examples to learn from."""
        return _examples(self.key, self.input_scale, self.input_offset)[0]

    @property
    def test(self) -> Examples:
        """Return the examples that are never learned from."""
        return _examples(self.key, self.input_scale, self.input_offset)[1]

    @property
    def planar(self) -> bool:
        """Tell whether the inputs are two coordinates, so that the answers can be drawn as a map."""
        return self.inputs == 2


def stream(kind: str) -> np.random.Generator:
    """Return the generator of one kind of choice that is the same for every start: no seed of a network reaches it."""
    return np.random.default_rng(np.random.SeedSequence(0, spawn_key=(STREAMS.index(kind),)))


def task_for(key: str, signal: SignalSpec) -> Task:
    """Return a task as a start sees it: its examples enlarged and moved as the start's input is."""
    return replace(TASKS[key], input_scale=signal.input_scale, input_offset=signal.input_offset)


@lru_cache(maxsize=8)
def _examples(key: str, scale: float, offset: float) -> tuple[Examples, Examples]:
    pair = TASKS[key].draw()
    if (scale, offset) != (1.0, 0.0):
        pair = tuple(Examples(one.x * np.float32(scale) + np.float32(offset), one.y) for one in pair)
    for examples in pair:
        examples.x.flags.writeable = examples.y.flags.writeable = False
    return pair


def digits() -> tuple[Examples, Examples]:
    """Return 1,297 and 500 digits, split at random once; each pixel standardised over all 1,797, as in a signal run."""
    order = stream("split").permutation(len(standardised_digits()))
    test, train = order[:DIGITS_TEST], order[DIGITS_TEST:]
    pixels, answers = standardised_digits(), read_digits()[1]
    return Examples(pixels[train], answers[train]), Examples(pixels[test], answers[test])


def spirals() -> tuple[Examples, Examples]:
    """Return points of three interleaved arms; which arm is the answer. Both coordinates have mean 0 and spread 1."""
    rng = stream("spirals")
    answers = np.arange(2 * DRAWN_EXAMPLES) % SPIRAL_ARMS
    radius = rng.uniform(0.0, 1.0, len(answers))
    angle = SPIRAL_TURN * (radius + answers) + rng.normal(0.0, SPIRAL_NOISE, len(answers))
    return _halves(np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1), answers)


def circles() -> tuple[Examples, Examples]:
    """Return points of two circles around 0, one inside the other; which circle is the answer."""
    rng = stream("circles")
    answers = np.arange(2 * DRAWN_EXAMPLES) % 2
    radius = np.where(answers == 1, INNER_CIRCLE, 1.0)
    angle = rng.uniform(0.0, 2 * np.pi, len(answers))
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return _halves(points + rng.normal(0.0, CIRCLE_NOISE, points.shape), answers)


def _halves(points: Array, answers: Array) -> tuple[Examples, Examples]:
    rows = ((points - points.mean(axis=0)) / points.std(axis=0)).astype(np.float32)
    return (
        Examples(rows[:DRAWN_EXAMPLES], answers[:DRAWN_EXAMPLES]),
        Examples(rows[DRAWN_EXAMPLES:], answers[DRAWN_EXAMPLES:]),
    )


_ALL = (
    Task(
        "digits", "Handwritten digits", "Which digit is it? 1,297 real ones to learn from, 500 others to test.",
        "Alpaydin and Kaynak 1998, UCI Optical Recognition of Handwritten Digits, CC BY 4.0",
        DIGITS_WIDTH, 10, digits, data="digits",
    ),
    Task(
        "spirals", "Three spirals", "To which of three interleaved arms does a point belong?",
        "CS231n notes, Putting it together: minimal neural network case study", 2, SPIRAL_ARMS, spirals,
    ),
    Task(
        "circles", "Two circles", "Does a point lie on the inner or on the outer circle?",
        "scikit-learn, make_circles", 2, 2, circles,
    ),
)  # fmt: skip

TASKS: dict[str, Task] = {task.key: task for task in _ALL}
