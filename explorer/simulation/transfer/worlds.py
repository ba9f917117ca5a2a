"""Which small worlds can a strategy be tried in, and which cases, learning rates and seeds count?

This file was fixed before any result was looked at. Nothing in it is tuned to make a rule come out: a
published effect that these worlds do not show is reported as such (`docs/transfer.md`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.simulation.transfer.digits import digits_source, digits_target
from explorer.simulation.transfer.sample import Source, Target
from explorer.simulation.transfer.synthetic import (
    feature_shift_target,
    hidden_source,
    hidden_target,
    input_shift_target,
    label_shift_target,
    linear_source,
    linear_start,
    linear_target,
    teacher_source,
)

# The protocol. Every strategy chooses from the same rates, on validation examples and seeds of their own.
RATE_GRID = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # stochastic gradient descent, momentum 0.9
TUNING_SEEDS = tuple(range(10_000, 10_008))  # never used for a result
TUNING_SIMILARITIES = (0.0, 0.5, 0.8, 1.0)
MAP_SIMILARITIES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MAP_SEEDS = 8
PRETRAIN_STEPS = 600
PRETRAIN_RATE = 0.05
OPTIMIZER = "momentum"  # 0.9

CONTENDERS_NEW = ("head_only", "discriminative", "linear_probe_then_tune", "full", "from_scratch")
CONTENDERS_SAME = ("head_only", "surgical_first", "surgical_middle", "full", "from_scratch")


@dataclass(frozen=True)
class World:
    """A source task, a target task, and how alike they are."""

    key: str
    label: str
    sentence: str
    source: str
    widths: tuple[int, ...]  # input, then the hidden layers
    source_answers: int
    target_answers: int
    same_answers: bool  # the answers stay the same ones, so the old last layer may be kept
    draw_source: Callable[[int], Source]  # seed -> examples of the source task
    draw_target: Callable[[int, float, int], Target]  # seed, similarity, examples -> the new task
    max_examples: int
    tuning_examples: tuple[int, ...]
    map_examples: tuple[int, ...]  # () where the world has no map
    contenders: tuple[str, ...]
    measure: str = "accuracy"  # "accuracy" (cross entropy) or "explained" (squared error)
    activation: str = "relu"
    new_head_std: float = 0.125  # 1/sqrt(64), LeCun's spread for the last layer
    start: Callable[[int, float], tuple[tuple[np.ndarray, np.ndarray], ...]] | None = None  # a given network

    @property
    def layers(self) -> int:
        """Number of weight layers, the head included."""
        return len(self.widths)


_GENERATED_SIZES = {
    "max_examples": 5000,
    "tuning_examples": (20, 250, 3000),
    "map_examples": (10, 30, 100, 300, 1000, 3000),
}

WORLDS: dict[str, World] = {
    world.key: world
    for world in (
        World(
            key="digits_parity",
            label="Digits, then odd or even",
            sentence="Learned the ten handwritten digits; now asked: odd or even? Part of the pixels have moved.",
            source="UCI optical recognition of handwritten digits (Alpaydin and Kaynak 1998), 8 x 8 pixels",
            widths=(64, 64, 64, 64),
            source_answers=10,
            target_answers=2,
            same_answers=False,
            draw_source=digits_source,
            draw_target=digits_target,
            max_examples=500,
            tuning_examples=(10, 70, 500),
            map_examples=(10, 20, 50, 100, 200, 500),
            contenders=CONTENDERS_NEW,
        ),
        World(
            key="hidden_features",
            label="Shared hidden features",
            sentence="Old and new answers come from hidden features; similarity says how much the two tasks share.",
            source="teacher and student networks; see Yosinski et al. 2014 on features and their distance",
            widths=(64, 64, 64, 64),
            source_answers=10,
            target_answers=2,
            same_answers=False,
            draw_source=hidden_source,
            draw_target=hidden_target,
            contenders=CONTENDERS_NEW,
            **_GENERATED_SIZES,
        ),
        World(
            key="input_shift",
            label="The data look different",
            sentence="The same answers, but what comes in is mixed and distorted, as by another camera.",
            source="Lee et al. 2023, input-level shift",
            widths=(20, 64, 64, 64),
            source_answers=6,
            target_answers=6,
            same_answers=True,
            draw_source=teacher_source,
            draw_target=input_shift_target,
            contenders=CONTENDERS_SAME,
            **_GENERATED_SIZES,
        ),
        World(
            key="feature_shift",
            label="Another mix of cases",
            sentence="The same answers and the same kind of input, but other features now stand for an answer.",
            source="Lee et al. 2023, feature-level shift",
            widths=(20, 64, 64, 64),
            source_answers=6,
            target_answers=6,
            same_answers=True,
            draw_source=teacher_source,
            draw_target=feature_shift_target,
            contenders=CONTENDERS_SAME,
            **_GENERATED_SIZES,
        ),
        World(
            key="label_shift",
            label="The labels mean something else",
            sentence="The same data, but some of the answers have swapped their names.",
            source="Lee et al. 2023, output-level shift",
            widths=(20, 64, 64, 64),
            source_answers=6,
            target_answers=6,
            same_answers=True,
            draw_source=teacher_source,
            draw_target=label_shift_target,
            contenders=CONTENDERS_SAME,
            **_GENERATED_SIZES,
        ),
        World(
            key="two_layer_linear",
            label="Two linear layers",
            sentence="Two linear layers learn from examples in half of the directions, and are asked about all.",
            source="Kumar et al. 2022, section 3",
            widths=(40, 5),
            source_answers=1,
            target_answers=1,
            same_answers=False,
            draw_source=linear_source,
            draw_target=linear_target,
            max_examples=1000,
            tuning_examples=(30, 200),
            map_examples=(),
            contenders=CONTENDERS_NEW,
            measure="explained",
            activation="linear",
            new_head_std=0.5,
            start=linear_start,
        ),
    )
}
