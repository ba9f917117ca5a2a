"""The shipped learning rates: complete, from the grid, and what the script would choose again."""

import dataclasses
import json

import numpy as np
import pytest

from explorer.simulation.transfer import RATE_GRID, STRATEGIES, WORLDS, TransferRun, TransferSpec, resolve_strategy
from explorer.simulation.transfer.block import Case
from explorer.simulation.transfer.rates import (
    FILE,
    best_rate,
    cell,
    shipped_rate,
    shipped_rates,
    tuned_case,
    tuned_strategies,
)
from explorer.simulation.transfer.run import validation_scores
from explorer.simulation.transfer.strategies import Strategy
from explorer.simulation.transfer.worlds import TUNING_SEEDS, TUNING_SIMILARITIES


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_every_strategy_has_a_rate_for_every_case(world):
    cases = {cell(size, alike) for size in world.tuning_examples for alike in TUNING_SIMILARITIES}
    assert (
        set(shipped_rates()[world.key])
        == set(tuned_strategies(world))
        >= {
            key
            for key, recipe in STRATEGIES.items()
            if recipe.mixed == 1  # a mixture is trained like another
        }
    )
    for choices in shipped_rates()[world.key].values():
        assert set(choices) == cases and set(choices.values()) <= set(RATE_GRID)


def test_the_file_was_made_from_this_grid_and_these_seeds():
    held = json.loads(FILE.read_text(encoding="utf-8"))
    assert tuple(held["grid"]) == RATE_GRID and tuple(held["seeds"]) == TUNING_SEEDS


def test_a_case_takes_the_rates_of_the_nearest_tuned_one():
    world = WORLDS["digits_parity"]
    assert [tuned_case(world, examples, 0.8)[0] for examples in (2, 20, 30, 180, 190, 500)] == [
        10,
        10,
        70,
        70,
        500,
        500,
    ]
    assert [tuned_case(world, 70, alike)[1] for alike in (0.0, 0.2, 0.3, 0.6, 0.7, 0.85, 1.0)] == [
        0,
        0,
        0.5,
        0.5,
        0.8,
        0.8,
        1,
    ]


def test_the_best_mean_wins_and_of_equals_the_smallest_rate():
    scores = np.array([[0.5, 0.6], [0.9, 0.7], [0.8, 0.8], [0.1, 0.1], [0, 0], [0, 0], [0.0, 0.0]])
    assert best_rate(scores) == RATE_GRID[1]


def test_a_strategy_that_trains_like_a_named_one_takes_its_rate_and_others_have_none():
    world = WORLDS["label_shift"]
    named = resolve_strategy("gradual", world)
    assert (
        shipped_rate(world, Strategy("plan", "Mine", named.phases, new_head=False), 250, 0.5)
        == (shipped_rates()["label_shift"]["gradual"]["250/0.5"])
    )
    assert (
        shipped_rate(world, Strategy("plan", "Mine", named.phases, new_head=True), 250, 0.5)
        == (shipped_rates()["label_shift"]["gradual with a new head"]["250/0.5"])
    )
    assert shipped_rate(world, Strategy("plan", "Mine", named.phases, (1,), new_head=False), 250, 0.5) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("world", "strategy", "examples"), [("two_layer_linear", "full", 30), ("digits_parity", "head_only", 10)]
)
def test_choosing_while_the_visitor_waits_gives_what_is_shipped(world, strategy, examples, monkeypatch):
    monkeypatch.setattr("explorer.simulation.transfer.run.shipped_rate", lambda *case: None)
    run = TransferRun(TransferSpec(world, examples, 0.9, (strategy,), seeds=1, steps=1))
    while not run.advance(1.0):
        pass
    assert run.result().tuned_here == (True,)
    case = Case(WORLDS[world], examples, 1.0, TransferSpec.steps, TransferSpec.batch)
    scores = finish(validation_scores(case, resolve_strategy(strategy, WORLDS[world]))).mean(axis=1)
    shipped = shipped_rates()[world][strategy][cell(examples, 1.0)]
    assert scores.shape == (len(RATE_GRID),) and run.result().learning_rates == (RATE_GRID[int(scores.argmax())],)
    assert scores[RATE_GRID.index(shipped)] > scores.max() - 0.01  # another processor may turn a tie round
    assert scores.min() < scores.max() - 0.03  # and the choice matters


def finish(work):
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            while True:
                next(work)
        except StopIteration as stop:
            return stop.value


def test_choosing_a_rate_never_sees_the_test():
    world = WORLDS["digits_parity"]
    blind = dataclasses.replace(
        world, draw_target=lambda *place: dataclasses.replace(world.draw_target(*place), test=None)
    )
    head_only = resolve_strategy("head_only", world)
    seen = finish(validation_scores(Case(world, 10, 1.0, 20, 64), head_only))
    np.testing.assert_array_equal(finish(validation_scores(Case(blind, 10, 1.0, 20, 64), head_only)), seen)
