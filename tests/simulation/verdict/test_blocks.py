"""What is said of blocks is measured on blocks: no forecast from plain layers, reasons and mends of their own."""

import math
from dataclasses import replace

import pytest

from explorer.simulation.network.blocks import BLOCKS, BRANCHES
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import run_signal
from explorer.simulation.verdict.verdict import judge

FIFTY = SignalSpec(50, 100, 250, "relu", "he_normal", block="no_norm")
BRANCHED = [key for key, block in BLOCKS.items() if block.branched]


def verdict_of(**changes):
    return judge(run_signal(replace(FIFTY, **changes)))


@pytest.mark.parametrize("block", BRANCHED)
@pytest.mark.parametrize("branch", BRANCHES)
def test_nothing_is_forecast_for_blocks_from_networks_of_plain_layers(block, branch):
    found = verdict_of(block=block, branch=branch, depth=6)
    assert (found.forecast.grade, found.forecast.networks) == ("unknown", 0)
    assert math.isnan(found.forecast.sgd) and not found.forecast.alike and found.forecast.rates is None
    assert "not in our record" in found.training and "layer" not in found.headline


def test_fifty_blocks_blow_up_and_are_mended_by_smaller_branches():
    found = verdict_of()
    assert found.key == "overflow" and str(found.headline).startswith("Off the scale: block 2")
    assert found.fix == replace(FIFTY, branch="scaled") and "all branches together" in found.fix_why
    assert judge(run_signal(found.fix)).healthy


@pytest.mark.parametrize("changes", [{"branch": "zero"}, {"branch": "scaled"}, {"block": "pre_norm"}], ids=str)
def test_what_holds_the_sum_gets_through(changes):
    assert verdict_of(**changes).healthy


def test_a_zero_branch_says_which_matrix_moves_first():
    assert "moves first" in verdict_of(branch="zero").why and "moves first" not in verdict_of(branch="scaled").why


def test_zero_weights_everywhere_and_equal_ones_are_found_inside_the_blocks():
    zeros, equal = verdict_of(initializer="zeros", depth=5), verdict_of(initializer="constant", scale=0.01, depth=5)
    assert zeros.key == equal.key == "identical"
    assert "exactly 0" in zeros.training and "block of one neuron" in equal.training
    assert zeros.fix is not None and judge(run_signal(zeros.fix)).healthy


@pytest.mark.thinned(3)
@pytest.mark.parametrize("block", BRANCHED)
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu", "sigmoid"])
@pytest.mark.parametrize("scale", [0.01, 0.3, 3.0, 100.0])
def test_every_block_network_gets_a_verdict_and_a_fix_that_holds(block, activation, scale):
    found = verdict_of(block=block, activation=activation, scale=scale, depth=12)
    assert found.headline and found.why and found.training
    if not found.healthy:
        assert judge(run_signal(found.fix)).healthy
