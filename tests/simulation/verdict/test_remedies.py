"""A fix mends: on five of five seeds, with depth, activation and data kept, and as little changed as can be."""

import math
from dataclasses import replace

import pytest

from explorer.simulation import ACTIVATIONS, SignalSpec, judge, run_signal
from explorer.simulation.network.spec import changed_settings
from explorer.simulation.verdict.findings import key_of
from explorer.simulation.verdict.remedies import find_remedy

KEPT = {"depth", "activation", "width", "samples", "data", "seed"}
BROKEN = (  # one way to break for each kind of recipe; the whole grid: tests/benchmarks/verdict_grid.py
    (5, {"initializer": "zeros", "scale": 1.0}),
    (10, {"initializer": "normal", "scale": 0.01}),
    (30, {"initializer": "uniform", "scale": 1.0}),
    (10, {"initializer": "lsuv", "scale": 0.01}),
    (30, {"initializer": "identity", "scale": 0.01}),
    (10, {"initializer": "pytorch_linear", "scale": 1.0}),
)


def check_mended(spec):
    """Judge the fix of an unhealthy spec on five seeds of its own; a healthy spec has nothing to mend."""
    if key_of(run_signal(spec)) == "healthy":
        return None
    fix = find_remedy(spec).spec
    assert not KEPT & set(changed_settings(spec, fix))
    keys = [key_of(run_signal(replace(fix, seed=spec.seed + more))) for more in range(5)]
    assert keys == ["healthy"] * 5, (fix, keys)
    return fix


@pytest.mark.thinned(5)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("depth", "broken"), BROKEN, ids=str)
def test_the_fix_is_healthy_on_five_of_five_seeds(activation, depth, broken):
    check_mended(SignalSpec(depth=depth, width=128, samples=100, activation=activation, **broken))


@pytest.mark.thinned(3)
@pytest.mark.parametrize(
    "settings",
    [
        {"width": 500, "samples": 64, "activation": "relu"},
        {"width": 64, "activation": "gelu"},
        {"width": 16, "activation": "tanh"},
        {"data": "digits", "activation": "relu"},
        {"normalization": "batch", "initializer": "he_normal", "scale": 1.0, "activation": "relu", "depth": 30},
        {"normalization": "batch", "scale": 1e-4},
        {"residual": True, "initializer": "he_normal", "scale": 1.0, "activation": "relu", "depth": 30},
        {"bias_std": 1.0, "activation": "sigmoid"},
        {"depth": 60, "activation": "tanh"},
        {"seed": 2**32 - 1 - 4},
    ],
    ids=str,
)
def test_fixes_hold_beyond_the_grid(settings):
    assert check_mended(SignalSpec(**{"width": 128, "samples": 128, "scale": 0.01} | settings)) is not None


@pytest.mark.parametrize(
    ("settings", "changes"),
    [
        ({"scale": 0.01}, {"scale": 1 / math.sqrt(128)}),
        ({"scale": 1.0}, {"scale": 1 / math.sqrt(128)}),
        ({"activation": "relu", "scale": 0.01}, {"scale": math.sqrt(2 / 128)}),
        ({"activation": "relu", "initializer": "xavier_normal", "scale": 1.0}, {"scale": math.sqrt(2)}),
        ({"activation": "relu", "initializer": "uniform", "scale": 1.0}, {"scale": math.sqrt(6 / 128)}),
        ({"initializer": "zeros", "scale": 1.0}, {"initializer": "xavier_normal"}),
        ({"initializer": "zeros", "scale": 1.0, "activation": "relu"}, {"initializer": "he_normal"}),
    ],
)
def test_the_classic_failures_are_mended_at_the_critical_point_by_one_change(settings, changes):
    spec = SignalSpec(width=128, samples=128, **settings)
    remedy = find_remedy(spec)
    assert changed_settings(spec, remedy.spec) == tuple(changes)
    for name, value in changes.items():
        assert getattr(remedy.spec, name) == (value if isinstance(value, str) else pytest.approx(value, rel=1e-6))
    assert remedy.critical and remedy.healthy_seeds == 5


def test_normalization_is_the_last_resort():
    for activation in ("tanh", "relu", "gelu", "selu", "elu", "silu"):
        fix = find_remedy(SignalSpec(depth=10, width=128, samples=128, activation=activation)).spec
        assert fix.normalization == "none" and not fix.residual


@pytest.mark.slow
def test_two_neurons_get_the_best_there_is_and_the_count_that_goes_with_it():
    spec = SignalSpec(width=2, depth=40, samples=50, activation="relu", initializer="he_normal", scale=1.0)
    remedy = find_remedy(spec)
    assert not KEPT & set(changed_settings(spec, remedy.spec))
    healthy = [judge(run_signal(replace(remedy.spec, seed=seed))).healthy for seed in range(5)]
    assert (remedy.healthy_seeds == 5) == all(healthy)
