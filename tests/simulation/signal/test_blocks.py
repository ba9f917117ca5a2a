"""What comes through blocks of two matrices: the laws of today's shortcuts, measured."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.network.blocks import BLOCKS, BRANCHES
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal import signal
from explorer.simulation.signal.signal import run_in, run_signal
from explorer.simulation.theory.theory import predict_signal

HE = SignalSpec(12, 256, 250, "relu", "he_normal", block="no_norm")
DEPTHS = (6, 12, 24, 48)
BRANCHED = [key for key, block in BLOCKS.items() if block.branched]


def growth(spec, seeds=5):
    """Return the mean square after the last block over the input's, the mean of some seeds."""
    runs = [run_signal(replace(spec, seed=seed)) for seed in range(seeds)]
    return float(np.mean([10.0 ** (2 * run.activation_log10_rms[-1]) / run.input_rms**2 for run in runs]))


@pytest.mark.parametrize("depth", DEPTHS)
def test_he_branches_double_the_mean_square_in_every_block(depth):
    assert growth(replace(HE, depth=depth)) == pytest.approx(2.0**depth, rel=0.35)


@pytest.mark.slow
def test_the_wider_the_closer_to_doubling():
    """One network strays from 2^N by luck; the wider, the less."""
    strays = []
    for width in (32, 128, 512):
        runs = [run_signal(replace(HE, depth=24, width=width, seed=seed)) for seed in range(12)]
        grown = [2 * run.activation_log10_rms[-1] - 2 * math.log10(run.input_rms) for run in runs]
        strays.append(float(np.sqrt(np.mean((np.array(grown) / math.log10(2) - 24) ** 2))))
    assert strays[0] > strays[1] > strays[2] and strays[2] < 0.6


@pytest.mark.parametrize("depth", DEPTHS)
def test_branches_divided_by_the_root_of_their_number_end_near_e(depth):
    assert growth(replace(HE, depth=depth, branch="scaled")) == pytest.approx((1 + 1 / depth) ** depth, rel=0.03)


@pytest.mark.parametrize(
    ("depth", "normalization"), [(6, "layer"), (6, "rms"), (6, "batch"), (12, "rms"), (24, "batch"), (48, "layer")]
)
def test_with_the_reset_before_each_block_adds_one_unit(depth, normalization):
    spec = replace(HE, depth=depth, block="pre_norm", normalization=normalization)
    assert growth(spec) == pytest.approx(1 + depth, rel=0.03)
    assert growth(replace(spec, branch="scaled")) == pytest.approx(2, rel=0.03)


@pytest.mark.parametrize("block", ["no_norm", "pre_norm"])
@pytest.mark.parametrize("bias_std", [0.0, 0.5])
def test_zero_branches_pass_on_exactly_what_came_in_and_their_zero_matrix_is_corrected(block, bias_std):
    found = run_signal(replace(HE, block=block, branch="zero", bias_std=bias_std))
    np.testing.assert_array_equal(found.activation_rms, found.input_rms)
    np.testing.assert_array_equal(found.gradient_std, found.gradient_std[-1])
    first, last = found.matrix_gradient_log10_rms.T
    assert (first == -np.inf).all() and np.isfinite(last).all() and (found.weight_gradient_std > 0).all()


def test_with_the_reset_after_corrections_are_larger_near_the_output_than_with_the_reset_before():
    """Xiong et al. 2020: direction only, of the last matrices, last block over first."""

    def ratio(block):
        runs = [run_signal(replace(HE, depth=12, block=block, seed=seed)) for seed in range(5)]
        logs = np.mean([run.matrix_gradient_log10_rms[:, 1] for run in runs], axis=0)
        return 10.0 ** (logs[-1] - logs[0])

    assert ratio("post_norm") > 1.5 * ratio("pre_norm") and ratio("pre_norm") < 0.75


@pytest.mark.parametrize(
    ("block", "branch", "activation", "data", "recipe"),
    [
        *itertools.product(
            BRANCHED, BRANCHES, ("relu", "tanh", "softplus"), ("gaussian", "digits"), ("he_normal", "lsuv")
        )
    ][::5],  # no list is a multiple of five long: each pair of choices comes up
)
def test_theory_and_measurement_agree(block, branch, activation, data, recipe):
    spec = SignalSpec(8, 200, 300, activation, recipe, block=block, branch=branch, data=data, bias_std=0.1)
    runs, expected = [run_signal(replace(spec, seed=seed)) for seed in range(3)], predict_signal(spec)
    sizes = np.mean([run.activation_log10_rms for run in runs], axis=0)
    back = np.mean([np.log10(run.gradient_std) for run in runs], axis=0)
    np.testing.assert_allclose(sizes, expected.activation_log10_rms, atol=0.06)
    np.testing.assert_allclose(back, expected.gradient_log10_std, atol=0.08)


def test_theory_steps_back_where_single_pixels_are_reset_over_the_examples():
    spec = SignalSpec(4, 64, 50, block="pre_norm", normalization="batch", data="digits")
    assert predict_signal(spec).reason.key == "verdicts.theory.single_pixels"
    assert predict_signal(replace(spec, width=65)).applies


@pytest.mark.parametrize("block", BRANCHED)
@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu"])
def test_float32_is_good_enough(block, branch, activation):
    spec = SignalSpec(20, 60, 50, activation, "he_normal", block=block, branch=branch)
    single, double = run_in(np.float32, spec), run_in(np.float64, spec)
    for name in ("activation_log10_rms", "gradient_log10_rms", "weight_gradient_log10_rms"):
        np.testing.assert_allclose(getattr(single, name), getattr(double, name), atol=1e-4)


def test_a_hundred_exploding_blocks_do_not_overflow():
    found = run_signal(SignalSpec(100, 40, 20, "relu", "he_normal", 1000.0, block="no_norm"))
    assert found.activation_log10_rms[-1] > 300 and np.isfinite(found.gradient_log10_rms).all()
    with_reset = run_signal(SignalSpec(100, 40, 20, "relu", "he_normal", 1000.0, block="pre_norm"))
    assert np.isfinite(with_reset.activation_log10_rms).all() and with_reset.activation_log10_rms[-1] > 3


def test_nothing_is_different_where_the_memory_is_too_small_to_keep_the_way_forward(monkeypatch):
    spec = SignalSpec(5, 30, 20, "gelu", "he_normal", block="pre_norm", bias_std=0.1)
    kept = run_signal(spec)
    monkeypatch.setattr(signal, "KEPT_VALUES", 0)
    again = run_signal(spec)
    for name in ("gradient_std", "weight_gradient_std", "matrix_gradient_log10_rms"):
        np.testing.assert_allclose(getattr(again, name), getattr(kept, name), rtol=1e-5)
