"""What is drawn for one seed: examples of the old task and of the new one."""

from dataclasses import dataclass

import numpy as np

STREAMS = (
    "teacher",
    "source",
    "target",
    "test",
    "validation",
    "shift",
    "network",
    "fresh",
    "head",
    "batches",
    "order",
    "network_head",
    "added",
)


def stream(seed: int, kind: str) -> np.random.Generator:
    """Open the stream of random numbers of one kind, so that one setting never re-draws what it does not name."""
    return np.random.default_rng([seed, STREAMS.index(kind)])


@dataclass(frozen=True)
class Sample:
    """Examples with their answers."""

    x: np.ndarray  # (examples, inputs), float32
    y: np.ndarray  # (examples,), int64 class numbers, or float32 values

    def first(self, count: int) -> "Sample":
        """Keep the first `count` examples."""
        return Sample(self.x[:count], self.y[:count])


@dataclass(frozen=True)
class Source:
    """The old task."""

    train: Sample
    test: Sample


@dataclass(frozen=True)
class Target:
    """The new task; fewer training examples are the first ones of more."""

    train: Sample
    validation: Sample  # for choosing learning rates only
    test: Sample
    shifted: Sample | None = None  # a test outside of what the training examples cover
