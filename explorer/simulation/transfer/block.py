"""How is one block of seeds trained and measured? Every strategy on the same networks, examples, batches and tests."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from explorer.simulation.training.stack import Layers
from explorer.simulation.transfer.end_tests import EndTests, Known
from explorer.simulation.transfer.lesson import Lesson, make_lesson
from explorer.simulation.transfer.pretrained import PretrainedNetworks, pretrain, starting_layers
from explorer.simulation.transfer.sample import Target
from explorer.simulation.transfer.training import Entry, Trained, rhythm, train
from explorer.simulation.transfer.worlds import OPTIMIZER, World


@dataclass(frozen=True)
class Case:
    """One case of a world, without seeds and strategies."""

    world: World
    examples: int
    similarity: float
    steps: int
    batch: int
    optimizer: str = OPTIMIZER


@dataclass(frozen=True)
class BlockOutcome:
    """What a block of seeds showed; E entries, S seeds, M shares of new weights."""

    scores: np.ndarray  # (E, S, points)
    shifted: np.ndarray | None  # (E, S), the test outside of what the examples cover
    source_before: np.ndarray  # (S,)
    source_after: np.ndarray  # (E, S)
    work: np.ndarray  # (E,), multiply-adds of training, per network
    mixed: np.ndarray | None = None  # (E, 2, S, M), score on the new and on the old task with old and new weights mixed


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
    starts: list[Layers | None] = [None] * len(entries)
    trained: list[Trained | None] = [None] * len(entries)
    places: list[int] = [0] * len(entries)
    for numbers in _bundles(entries, case.steps):
        members = [entries[number] for number in numbers]
        start = starting_layers(world, pretrained, [entry.strategy for entry in members], seeds)
        outcome = yield from train(start, members, lesson, world.activation, world.measure, case.optimizer)
        for place, number in enumerate(numbers):
            starts[number], trained[number], places[number] = start, outcome, place
    tests = EndTests(world, pretrained, sources, targets)
    known = [None] * len(entries)
    for number, entry in enumerate(entries):
        end = _one(trained[number].layers, places[number])
        start = _one(starts[number], places[number])
        known[number] = tests.validate(entry.strategy, end) if validate else tests.take(entry.strategy, start, end)
        yield
    return _gather(entries, known, trained, places, tests.before())


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


def _one(layers: Layers, place: int) -> Layers:
    """Return the networks of one entry of a stack, (1, S, in + 1, out)."""
    return [layer[place : place + 1] for layer in layers]


def _gather(entries: list[Entry], known: list[Known], trained: list[Trained], places: list[int], before: np.ndarray):
    """Lay out what the tests said; a strategy that mixes ends at the score of the mixture."""
    scores = np.stack([outcome.scores[place] for outcome, place in zip(trained, places, strict=True)])
    for number, entry in enumerate(entries):
        if entry.strategy.mixed < 1 and known[number].mixed is not None:
            scores[number, :, -1] = known[number].new
    return BlockOutcome(
        scores=scores,
        shifted=None if known[0].shifted is None else np.stack([one.shifted for one in known]),
        source_before=before,
        source_after=np.stack([one.old for one in known]),
        work=np.array([outcome.work for outcome in trained], dtype=np.int64),
        mixed=None if known[0].mixed is None else np.stack([one.mixed for one in known]),
    )
