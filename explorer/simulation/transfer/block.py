"""How is one block of seeds trained and measured? Every strategy on the same networks, examples, batches and tests."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from explorer.simulation.training.losses import LOSSES
from explorer.simulation.training.stack import Layers
from explorer.simulation.transfer.lesson import Lesson, make_lesson
from explorer.simulation.transfer.pretrained import PretrainedNetworks, has_new_head, pretrain, starting_layers
from explorer.simulation.transfer.sample import Sample, Source, Target
from explorer.simulation.transfer.training import Entry, Trained, design_of, outputs_of, rhythm, train
from explorer.simulation.transfer.worlds import OPTIMIZER, World


@dataclass(frozen=True)
class Case:
    """One case of a world, without seeds and strategies."""

    world: World
    examples: int
    similarity: float
    steps: int
    batch: int


@dataclass(frozen=True)
class BlockOutcome:
    """What a block of seeds showed; E entries, S seeds."""

    scores: np.ndarray  # (E, S, points)
    shifted: np.ndarray | None  # (E, S), the test outside of what the examples cover
    source_before: np.ndarray  # (S,)
    source_after: np.ndarray  # (E, S)
    work: np.ndarray  # (E,), multiply-adds of training, per network


def run_block(
    case: Case,
    entries: list[Entry],
    seeds: tuple[int, ...],
    score_steps: tuple[int, ...],
    store: PretrainedNetworks,
    validate: bool = False,
) -> Generator[None, None, BlockOutcome]:
    """Run all entries on a block of seeds, yielding after every step and returning the outcome.

    `validate` takes every test on the validation examples instead.
    """
    world = case.world
    sources = [world.draw_source(seed) for seed in seeds]
    targets = [world.draw_target(seed, case.similarity, case.examples) for seed in seeds]
    pretrained = yield from pretrain(world, case.similarity, seeds, sources, store)
    lesson = _lesson(case, seeds, targets, score_steps, validate)
    trained: list[Trained | None] = [None] * len(entries)
    places: list[int] = [0] * len(entries)
    for numbers in _bundles(entries, case.steps):
        members = [entries[number] for number in numbers]
        start = starting_layers(world, pretrained, [entry.strategy for entry in members], seeds)
        outcome = yield from train(start, members, lesson, world.activation, world.measure, OPTIMIZER)
        for place, number in enumerate(numbers):
            trained[number], places[number] = outcome, place
    return _measure(world, entries, trained, places, pretrained, sources, targets)


def _bundles(entries: list[Entry], steps: int) -> list[list[int]]:
    """Group the entries that learn and rest at the same times."""
    groups: dict[tuple, list[int]] = {}
    for number, entry in enumerate(entries):
        groups.setdefault(rhythm(entry.strategy, steps), []).append(number)
    return list(groups.values())


def _lesson(
    case: Case, seeds: tuple[int, ...], targets: list[Target], score_steps: tuple[int, ...], validate: bool
) -> Lesson:
    tests = [target.validation if validate else target.test for target in targets]
    trains = [target.train for target in targets]
    return make_lesson(
        case.world.measure, case.world.target_answers, seeds, trains, tests, case.steps, case.batch, score_steps
    )


def _measure(
    world: World,
    entries: list[Entry],
    trained: list[Trained],
    places: list[int],
    pretrained: Layers,
    sources: list[Source],
    targets: list[Target],
) -> BlockOutcome:
    """Take the tests at the end: outside of the examples, and on the old task, with the old head where it is new."""
    finals = [
        [layer[place : place + 1] for layer in outcome.layers] for outcome, place in zip(trained, places, strict=True)
    ]
    old_test = [source.test for source in sources]
    with_old_head = [
        [*layers[:-1], pretrained[-1]] if has_new_head(entry.strategy, world) else layers
        for entry, layers in zip(entries, finals, strict=True)
    ]
    shifted = [target.shifted for target in targets]
    return BlockOutcome(
        scores=np.stack([outcome.scores[place] for outcome, place in zip(trained, places, strict=True)]),
        shifted=None if shifted[0] is None else np.stack(
            [_score(world, world.target_answers, layers, shifted) for layers in finals]
        ),
        source_before=_score(world, world.source_answers, pretrained, old_test),
        source_after=np.stack([_score(world, world.source_answers, layers, old_test) for layers in with_old_head]),
        work=np.array([outcome.work for outcome in trained], dtype=np.int64),
    )  # fmt: skip


def _score(world: World, answers: int, layers: Layers, tests: list[Sample]) -> np.ndarray:
    """Return the score of one network a seed, (S,)."""
    loss = LOSSES[world.measure]
    outputs = outputs_of(design_of(world.activation), layers, np.stack([t.x for t in tests])[None])
    return loss.score(outputs, loss.wanted(np.stack([t.y for t in tests]), answers))[0]
