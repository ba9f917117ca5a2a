"""Running in slices: the same result as at once, stopped at any time, fair to every strategy."""

import numpy as np
import pytest

from explorer.simulation.transfer import (
    STRATEGIES,
    WORLDS,
    Strategy,
    StrategyPhase,
    TransferRun,
    TransferSpec,
    judge_transfer,
    run_transfer,
)

SHORT = TransferSpec(examples=40, strategies=("head_only", "full", "from_scratch"), seeds=5, steps=30)
ARRAYS = ("curves", "accuracy", "source_before", "source_after", "multiply_adds", "curve_steps")


def assert_same(one, other, seeds=None):
    for name in ARRAYS:
        mine, theirs = getattr(one, name), getattr(other, name)
        axis = {"source_before": 0, "multiply_adds": None, "curve_steps": None}.get(name, 1)
        theirs = theirs if seeds is None or axis is None else np.take(theirs, range(seeds), axis)
        np.testing.assert_array_equal(mine, theirs, err_msg=name)


@pytest.fixture(scope="module")
def whole():
    return run_transfer(SHORT)


def test_slices_give_what_one_run_gives(whole):
    run, shares = TransferRun(SHORT), []
    while not run.advance(0.0):  # one step at a time
        shares.append(run.progress.share)
    assert_same(run.result(), whole)
    assert shares == sorted(shares) and shares[0] > 0 and shares[-1] < 1
    assert run.progress.share == 1 and run.progress.stage == "done" and run.progress.seeds_done == 5
    assert run.advance() is True  # asking again does no harm


def test_a_stopped_run_keeps_the_seeds_it_has(whole):
    run = TransferRun(SHORT)
    assert run.result() is None and run.progress.seeds_done == 0
    while run.seeds_done < 2:
        run.advance(0.0)
    part = run.result()
    assert part.seeds_done == 2 and not run.done
    assert_same(part, whole, seeds=2)
    assert judge_transfer(part).pairs == 2


def test_a_seed_does_not_depend_on_how_many_run_or_where_one_starts(whole):
    later = run_transfer(TransferSpec(**{**vars(SHORT), "seed": 3, "seeds": 2}))
    np.testing.assert_array_equal(later.curves, whole.curves[:, 3:])
    np.testing.assert_array_equal(later.source_after, whole.source_after[:, 3:])


def test_a_strategy_does_not_depend_on_its_rivals(whole):
    alone = run_transfer(TransferSpec(**{**vars(SHORT), "strategies": ("full",)}))
    np.testing.assert_array_equal(alone.curves[0], whole.curves[1])
    np.testing.assert_array_equal(alone.source_after[0], whole.source_after[1])


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_every_world_runs_with_every_strategy(world):
    result = run_transfer(TransferSpec(world.key, 12, 0.5, tuple(STRATEGIES), seeds=2, steps=4))
    count = len(STRATEGIES)
    assert result.curves.shape == (count, 2, len(result.curve_steps)) and result.source_after.shape == (count, 2)
    assert np.isfinite(result.curves).all() and (result.curves <= 1).all()
    assert (result.shifted is not None) == (world.key == "two_layer_linear")
    assert not any(result.tuned_here)
    assert len(str(judge_transfer(result).headline)) > 20


@pytest.mark.parametrize("world", ["digits_parity", "hidden_features"])
def test_all_start_from_one_pretrained_network_with_one_new_head(world):
    result = run_transfer(
        TransferSpec(world, 30, 1.0, ("head_only", "full", "linear_probe_then_tune"), seeds=2, steps=2)
    )
    for other in (1, 2):
        np.testing.assert_array_equal(result.curves[0, :, 0], result.curves[other, :, 0])
    assert (result.source_before > 0.65).all()  # ten answers: the old task was learned


def test_what_stays_frozen_forgets_nothing_and_a_fresh_start_forgets_all(whole):
    forgetting = dict(zip(whole.keys, whole.forgetting, strict=True))
    assert (forgetting["head_only"] == 0).all()
    assert (forgetting["from_scratch"] > 0.5).all()
    assert forgetting["head_only"].mean() < forgetting["full"].mean() < forgetting["from_scratch"].mean()


def test_unshifted_worlds_start_where_the_old_task_ended():
    result = run_transfer(
        TransferSpec("label_shift", 50, 1.0, ("full", "head_only", "surgical_first"), seeds=2, steps=2)
    )
    assert (
        np.abs(result.curves[:, :, 0] - result.source_before) < 0.08
    ).all()  # the same question, other test examples


def test_frozen_layers_make_less_work_than_learning_ones():
    order = ("head_only", "linear_probe_then_tune", "gradual", "surgical_first", "full")
    result = run_transfer(TransferSpec(examples=100, strategies=order, seeds=1, steps=100))
    work = dict(zip(result.keys, result.multiply_adds, strict=True))
    assert work["head_only"] < 0.05 * work["full"]
    assert work["linear_probe_then_tune"] < 0.6 * work["full"]
    assert work["head_only"] < work["gradual"] < work["full"]
    assert 0.6 < work["surgical_first"] / work["full"] < 1  # no weight gradients above, yet the way down


def test_a_strategy_of_ones_own_chooses_its_rate_first():
    own = Strategy("plan", "Your plan", (StrategyPhase(1.0, (0.0, 0.3, 0.3, 1.0)),))
    run = TransferRun(TransferSpec(examples=20, strategies=(own, "full"), seeds=2, steps=20))
    assert run.progress.stage == "rates"
    while run.progress.stage == "rates":
        run.advance(0.0)
    assert run.result() is None
    while not run.advance():
        pass
    assert run.result().tuned_here == (True, False) and run.result().keys == ("plan", "full")


def test_a_rate_that_runs_away_loses_and_does_not_crash(monkeypatch):
    monkeypatch.setattr("explorer.simulation.transfer.run.shipped_rate", lambda *case: 1e6)
    result = run_transfer(TransferSpec(examples=20, strategies=("full",), seeds=2, steps=20))
    assert np.isfinite(result.curves).all() and result.mean[0] < 0.7
