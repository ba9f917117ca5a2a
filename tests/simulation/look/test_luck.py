"""Twenty networks of one recipe: what luck changes, and by how much less in wider layers."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.look.luck import (
    LONGEST,
    ROWS,
    SEEDS,
    at_width,
    leaves_luck,
    luck_spec,
    luck_steps,
    luck_widths,
    narrowing,
    run_luck,
    width_steps,
)
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import run_signal
from explorer.simulation.verdict.proposals import luck as expected_luck
from explorer.simulation.verdict.trials import seconds_of
from explorer.simulation.verdict.verdict import judge

HE = SignalSpec(depth=10, width=64, samples=100, activation="relu", initializer="he_normal")


def result_of(steps):
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            assert shares == sorted(shares)
            assert shares[-1] == pytest.approx(1)
            return end.value


@pytest.mark.parametrize("spec", [HE, replace(HE, width=8), SignalSpec(width=16, depth=4, samples=30, scale=0.3)])
def test_each_network_is_the_one_that_its_luck_number_gives_and_is_judged_as_on_the_page(spec):
    luck = run_luck(spec)
    for seed, key, ahead, back in zip(luck.seeds[:6], luck.keys, luck.ahead, luck.back, strict=False):
        signal = run_signal(replace(spec, seed=seed))
        assert judge(signal).key == key
        np.testing.assert_allclose(ahead, signal.activation_log10_rms, rtol=1e-12)
        np.testing.assert_allclose(back, signal.gradient_log10_rms, rtol=1e-12)


def test_narrow_networks_are_lost_to_luck_and_wide_ones_are_not():
    """Facts, section 6: at width 4 a healthy He network of ten layers dies by chance in 114 of 200 seeds."""
    assert run_luck(replace(HE, width=4)).through < SEEDS / 2
    assert run_luck(replace(HE, width=256)).through == SEEDS


def test_the_count_and_the_sentence_agree():
    luck = run_luck(replace(HE, width=12, seed=40))
    told = str(luck.told)
    assert f"{luck.through} of {SEEDS} networks get through" in told
    assert luck.through + sum(luck.keys.count(key) for key in set(luck.keys) - {"healthy"}) == SEEDS
    assert str(run_luck(replace(HE, width=256)).told) == "**All 20 networks get through.**"


def test_the_band_narrows_with_the_root_of_the_width():
    found = result_of(width_steps(HE))
    assert [one.spec.width for one in found] == list(luck_widths(HE))
    assert narrowing(found) == pytest.approx(-0.5, abs=0.2)  # 20 networks tell a spread to 16 %
    for one in found:
        assert one.spread == pytest.approx(expected_luck(one.spec), rel=0.55)


def test_other_widths_keep_the_growth_of_a_sum():
    spec = SignalSpec(width=256, scale=0.01, depth=10, samples=100)
    wide, narrow = run_luck(spec), run_luck(at_width(spec, 64))
    assert narrow.spec.scale == pytest.approx(0.01 * 2)
    assert np.median(narrow.ahead[:, -1]) == pytest.approx(np.median(wide.ahead[:, -1]), abs=0.25)
    assert at_width(replace(spec, initializer="constant", scale=1 / 256), 50).scale == pytest.approx(0.02)
    assert at_width(HE, 500).scale == pytest.approx(1.0)


def test_what_would_take_long_is_narrower_and_never_refused():
    for spec in (SignalSpec(depth=100, width=2048, samples=1000), SignalSpec(initializer="orthogonal", depth=60)):
        run = luck_spec(spec)
        assert SEEDS * seconds_of(run) <= LONGEST
        assert run.samples <= ROWS
        assert run.depth == spec.depth
    assert luck_spec(HE) == HE


def test_recipes_without_chance_say_so():
    assert not leaves_luck(SignalSpec(initializer="constant"))
    assert leaves_luck(SignalSpec(initializer="constant", bias_std=0.5))
    assert leaves_luck(HE)
    zeros = run_luck(SignalSpec(initializer="zeros", width=16, samples=20))
    assert (zeros.through, zeros.band, zeros.silent) == (0, 0.0, SEEDS)


def test_what_ends_at_exactly_nothing_is_counted_and_does_not_stretch_the_band():
    found = run_luck(replace(HE, width=4, depth=12))
    assert 0 < found.silent < SEEDS
    arriving = found.ahead[np.isfinite(found.ahead[:, -1]), -1]
    assert found.band == pytest.approx(arriving.max() - arriving.min())


def test_seeds_go_round_at_their_end():
    assert run_luck(replace(HE, width=8, depth=2, seed=2**32 - 3)).seeds[:5] == (2**32 - 3, 2**32 - 2, 2**32 - 1, 0, 1)


def test_a_stop_leaves_nothing_behind():
    steps = luck_steps(HE)
    next(steps)
    steps.close()
    assert run_luck(HE).through > 0
