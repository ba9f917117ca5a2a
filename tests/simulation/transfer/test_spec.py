"""What may be asked, and the quantities read off a result."""

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation.transfer import STRATEGIES, WORLDS, Transfer, TransferSpec
from explorer.simulation.transfer.spec import curve_steps, resolve


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"world": "mars"}, "must be one of digits_parity, hidden_features"),
        ({"examples": 1}, "from 2 to 500; 1 came"),
        ({"examples": 501}, "from 2 to 500; 501 came"),
        ({"examples": 20.5}, "20.5 came"),
        ({"seeds": 0}, "seeds must be a whole number from 1 to 64; 0 came"),
        ({"steps": 0}, "steps must be"),
        ({"batch": 0}, "batch must be"),
        ({"similarity": 1.2}, "between 0 and 1; 1.2 came"),
        ({"similarity": float("nan")}, "between 0 and 1; nan came"),
        ({"strategies": ()}, "number of strategies must be"),
        ({"strategies": ("hope",)}, "'hope' came"),
        ({"strategies": ("full", "full")}, "may be named once; these came: full, full"),
        ({"strategies": (STRATEGIES["full"].build(3),)}, "has 4 layers"),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(change, said):
    with pytest.raises(ReaderError) as raised:
        resolve(TransferSpec(**change))
    assert said in str(raised.value)


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_heads_are_new_where_the_answers_are(world):
    _, strategies = resolve(TransferSpec(world=world.key, examples=30, strategies=tuple(STRATEGIES)))
    heads = {strategy.key: strategy.new_head for strategy in strategies}
    assert heads["from_scratch"] is True
    assert heads["full"] is not world.same_answers
    for strategy in strategies:
        assert not strategy.new_head or any(phase.multipliers[-1] > 0 for phase in strategy.phases)


@pytest.mark.parametrize("steps", [1, 2, 10, 300, 3000])
def test_curves_start_at_0_and_end_at_the_end(steps):
    points = curve_steps(steps)
    assert points[0] == 0 and points[-1] == steps and list(points) == sorted(set(points)) and len(points) <= 18


def make_transfer(curves, **changes):
    """Build a result from curves (A, S, P)."""
    curves = np.array(curves, dtype=float)
    spec = TransferSpec(strategies=("head_only", "full", "from_scratch")[: len(curves)], seeds=curves.shape[1])
    values = {
        "spec": spec,
        "strategies": tuple(STRATEGIES[key].build(4) for key in spec.strategies),
        "measure": "accuracy",
        "learning_rates": (0.1,) * len(curves),
        "tuned_here": (False,) * len(curves),
        "curve_steps": np.array([0, 10, 40][: curves.shape[2]]),
        "curves": curves,
        "accuracy": curves[:, :, -1],
        "shifted": None,
        "source_before": np.full(curves.shape[1], 0.9),
        "source_after": np.full(curves.shape[:2], 0.7),
        "multiply_adds": np.array([10, 100, 100])[: len(curves)],
        "mixed": np.zeros((len(curves), 2, curves.shape[1], 11)),
    }
    return Transfer(**{**values, **changes})


def test_steps_to_ninety_percent_of_the_best_by_hand():
    result = make_transfer([[[0.5, 0.92, 0.95]], [[0.5, 0.85, 1.0]], [[0.5, 0.6, 0.89]]])
    np.testing.assert_array_equal(result.steps_to_near_best, [[10], [40], [np.nan]])


def test_forgetting_work_and_means_by_hand():
    result = make_transfer([[[0.5, 0.6, 0.8], [0.5, 0.6, 0.9]], [[0.5, 0.7, 1.0], [0.5, 0.7, 0.9]]])
    np.testing.assert_allclose(result.forgetting, 0.2)
    np.testing.assert_allclose(result.mean, [0.85, 0.95])
    np.testing.assert_allclose(result.work_share, [0.1, 1.0])
    assert result.seeds_done == 2 and result.band.shape == (2,) and result.curve_band.shape == (2, 3)
