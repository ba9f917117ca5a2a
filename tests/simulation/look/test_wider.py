"""The coordinate check: one rate for all widths makes the output grow with the width, μP's scaling keeps it."""

import contextvars
import math

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation.look import wider
from explorer.simulation.look.wider import SEEDS, WIDTHS, Wider, WiderSpec, run_wider, wider_steps
from explorer.simulation.network.spec import SignalSpec

HE = SignalSpec(3, 64, 50, "relu", "he_normal")


@pytest.fixture
def narrow(monkeypatch):
    """Widths up to 256: a tenth of the work, slopes by the same law."""
    monkeypatch.setattr(wider, "WIDTHS", (64, 128, 256))


def slopes(found, way):
    """Return the slope of each seed after the last step, doublings of the output a doubling of the width."""
    sizes = found.sizes[wider.WAYS.index(way), :, :, -1]
    return [float(np.polyfit(np.log2(wider.WIDTHS), sizes[:, seed], 1)[0]) for seed in range(SEEDS)]


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 3])
def test_the_output_grows_with_the_width_under_one_rate_and_not_under_mup(steps):
    """Prototype: +1.61 and -0.02 per doubling after one step, 0.94 and 0.04 after three."""
    found = run_wider(WiderSpec(HE, 0.01, steps))
    assert found.slope("usual") > 0.9 and all(slope > 0.5 for slope in slopes(found, "usual"))
    assert abs(found.slope("mup")) < 0.13 and all(abs(slope) < 0.2 for slope in slopes(found, "mup"))
    assert abs(found.slope("usual", 0)) < 0.15  # before the first step the usual output has one size at every width
    assert found.slope("mup", 0) == pytest.approx(found.slope("usual", 0) - 0.5, abs=1e-6)  # μP's starts at 1/√width
    assert found.survives == "no" and found.growth("usual") > 10 > 2 > found.growth("mup")


@pytest.mark.parametrize("changes", [{"block": "pre_norm"}, {"block": "no_norm", "branch": "zero"}, {"residual": True}])
def test_blocks_and_shortcuts_behave_alike(narrow, changes):
    found = run_wider(WiderSpec(SignalSpec(**{**vars(HE), **changes}), 0.01, 1))
    assert found.slope("usual") > 0.9 and abs(found.slope("mup")) < 0.35


def test_both_ways_are_one_network_at_the_narrowest_width(narrow):
    found = run_wider(WiderSpec(HE, 0.003, 2))
    np.testing.assert_array_equal(found.sizes[0, 0], found.sizes[1, 0])
    assert not np.array_equal(found.sizes[0, 1], found.sizes[1, 1])


def test_a_small_rate_survives_since_nothing_moves(narrow):
    found = run_wider(WiderSpec(HE, 1e-6, 1))
    assert found.survives == "yes" and abs(found.slope("usual")) < 0.1


def test_rates_shrink_for_matrices_that_sum_over_the_width_alone():
    layers = [np.zeros((1, fan_in + 1, 256)) for fan_in in (64, 256, 256)]
    first, hidden, last = wider.multipliers(layers, "mup", entry=True)
    assert (first == 1).all() and (hidden[:-1] == 0.25).all() and (last[:-1] == 0.25).all()
    assert hidden[-1] == last[-1] == 1  # biases
    assert all((one == 1).all() for one in wider.multipliers(layers, "usual", entry=True))


def test_it_can_be_stopped_and_its_share_never_falls(narrow):
    shares = list(wider_steps(WiderSpec(HE)))
    assert shares == sorted(shares) and 0 < shares[0] < 0.05 and shares[-1] <= 1


def test_each_slice_may_come_from_a_context_of_its_own(narrow):
    """A page goes on with a piece of work in another run of its script; here with a rate that runs away."""
    steps = wider_steps(WiderSpec(HE, 1000.0, 3))
    while True:
        try:
            contextvars.copy_context().run(next, steps)
        except StopIteration as end:
            assert end.value.sizes.shape[-1] == 4
            break


def test_a_network_without_an_output_is_told_as_lost():
    sizes = np.zeros((2, len(WIDTHS), SEEDS, 2))
    sizes[0, 2, 1, 1] = -math.inf
    found = Wider(WiderSpec(HE), sizes)
    assert found.lost("usual") and not found.lost("mup") and math.isnan(found.growth("usual"))
    assert found.survives == "no"


@pytest.mark.parametrize(("name", "value"), [("steps", 0), ("steps", 4), ("rate", 0.0), ("signal", "he")])
def test_what_is_out_of_range_is_refused(name, value):
    with pytest.raises(ReaderError):
        WiderSpec(**{"signal": HE, name: value})


def test_a_deep_network_is_tried_with_its_first_layers_and_sums_that_grow_as_much():
    by_hand = WiderSpec(SignalSpec(40, 400, 50, scale=0.05))
    assert by_hand.start(100, 1).depth == 3 and by_hand.start(100, 1).seed == 1
    assert by_hand.start(100, 0).scale == pytest.approx(0.1)
    assert WiderSpec(SignalSpec(40, block="pre_norm")).start(64, 0).depth == 2
