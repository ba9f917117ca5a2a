"""What do all strategies of one seed train on? The same examples, in the same batches."""

from dataclasses import dataclass

import numpy as np

from explorer.simulation.training.losses import LOSSES
from explorer.simulation.training.networks import draw_batches
from explorer.simulation.transfer.sample import Sample, stream


@dataclass(frozen=True)
class Lesson:
    """What all strategies of a block of seeds train on: the same examples in the same batches."""

    x: np.ndarray  # (S, n, inputs)
    wanted: np.ndarray  # (S, n, K)
    batches: np.ndarray  # (S, steps, rows), indices into n
    test_x: np.ndarray  # (S, m, inputs)
    test_wanted: np.ndarray  # (S, m, K)
    score_steps: tuple[int, ...]  # after how many steps the test is taken, 0 is before the first
    seeds: tuple[int, ...]


def make_lesson(
    measure: str,
    answers: int,
    seeds: tuple[int, ...],
    trains: list[Sample],
    tests: list[Sample],
    steps: int,
    batch: int,
    score_steps: tuple[int, ...],
) -> Lesson:
    """Lay the examples of several seeds side by side, one `Sample` of equal size a seed, with their batches."""
    wanted = LOSSES[measure].wanted
    return Lesson(
        x=np.stack([sample.x for sample in trains]),
        wanted=wanted(np.stack([sample.y for sample in trains]), answers),
        batches=np.stack([draw_batches(stream(seed, "batches"), len(trains[0].y), steps, batch) for seed in seeds]),
        test_x=np.stack([sample.x for sample in tests]),
        test_wanted=wanted(np.stack([sample.y for sample in tests]), answers),
        score_steps=score_steps,
        seeds=seeds,
    )
