"""An outline says of a run what the full measurement says."""

from dataclasses import fields

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.blocks import BLOCKS
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.outline import Outline, run_outline
from explorer.simulation.signal.signal import run_signal
from explorer.simulation.weights.initializers import INITIALIZERS

SMALL = {"depth": 6, "width": 24, "samples": 20}


def assert_same(spec):
    outline, signal = run_outline(spec), run_signal(spec)
    for name in (field.name for field in fields(Outline)):
        found, wanted = getattr(outline, name), getattr(signal, name)
        if name == "distinct_units":
            wanted = np.minimum(wanted, 2)
        if isinstance(found, np.ndarray):
            np.testing.assert_allclose(found, wanted, rtol=1e-12, err_msg=f"{name} of {spec}")
        else:
            assert found == wanted or found == pytest.approx(wanted, rel=1e-12), name


@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_every_recipe_reads_as_in_the_full_run(initializer, activation):
    assert_same(SignalSpec(initializer=initializer, activation=activation, seed=3, **SMALL))


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("residual", [False, True])
def test_resets_and_shortcuts_read_as_in_the_full_run(normalization, residual):
    assert_same(
        SignalSpec(initializer="he_normal", activation="gelu", normalization=normalization, residual=residual, **SMALL)
    )


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("data", ["gaussian", "digits"])
def test_blocks_read_as_in_the_full_run(block, data):
    assert_same(SignalSpec(initializer="he_normal", activation="relu", block=block, data=data, **SMALL))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scale", [1e-6, 1e3])
def test_the_farthest_strengths_read_as_in_the_full_run(activation, scale):
    assert_same(SignalSpec(activation=activation, scale=scale, depth=30, width=24, samples=20))


def test_two_neurons_that_differ_on_a_later_example_alone_are_two():
    spec = SignalSpec(initializer="identity", activation="relu", depth=1, width=2, samples=400, seed=1)
    assert run_outline(spec).distinct_units.tolist() == [2]
    assert run_signal(spec).distinct_units.tolist() == [2]


def test_an_experiment_that_is_too_large_is_refused():
    with pytest.raises(ReaderError):
        run_outline(SignalSpec(depth=100, width=1024, samples=5000))
