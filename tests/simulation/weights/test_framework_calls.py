"""The calls that the recipes name draw what the recipes draw: checked with the real libraries where installed."""

import math
import os

import numpy as np
import pytest

from explorer.simulation.weights.initializers import INITIALIZERS

FAN_IN, FAN_OUT, SCALE = 600, 400, 0.7
CALLS = [(recipe, framework) for recipe in INITIALIZERS.values() for framework in recipe.calls]


def numpy_draw(call):
    names = {"np": np, "math": math, "rng": np.random.default_rng(0), "fan_in": FAN_IN, "fan_out": FAN_OUT}
    return eval(call, names)


def torch_draw(call):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    weight = torch.empty(FAN_OUT, FAN_IN)  # as nn.Linear stores it
    with torch.no_grad():
        eval(call, {"nn": torch.nn, "math": math, "weight": weight})
    return weight.numpy().T


def keras_draw(call):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    return keras.ops.convert_to_numpy(eval(call, {"keras": keras})(shape=(FAN_IN, FAN_OUT)))


def jax_draw(call):
    jax = pytest.importorskip("jax")
    return np.asarray(eval(call, {"jax": jax})(jax.random.key(0), (FAN_IN, FAN_OUT)))


DRAW = {"NumPy": numpy_draw, "PyTorch": torch_draw, "Keras": keras_draw, "JAX": jax_draw}


@pytest.mark.filterwarnings("default")  # other libraries' own warnings are theirs
@pytest.mark.parametrize(("recipe", "framework"), CALLS, ids=lambda value: getattr(value, "key", value))
def test_the_call_draws_the_same_law(recipe, framework):
    """Mean, spread, shape of the law and share of zeros, each within its sampling error on 240,000 weights."""
    theirs = DRAW[framework](recipe.framework_calls(SCALE)[framework]).astype(np.float64)
    ours = recipe.draw(FAN_IN, FAN_OUT, SCALE).astype(np.float64)
    assert theirs.shape == (FAN_IN, FAN_OUT)
    std = recipe.std(FAN_IN, FAN_OUT, SCALE)
    assert theirs.mean() == pytest.approx(
        recipe.mean(FAN_IN, FAN_OUT, SCALE), abs=5 * std / math.sqrt(ours.size) + 1e-7
    )
    assert theirs.std() == pytest.approx(std, rel=0.01, abs=1e-8)
    assert np.mean(theirs == 0) == pytest.approx(np.mean(ours == 0), abs=1e-4)
    if recipe.law.random and std:
        shapes = [((w / w.std()) ** 4).mean() for w in (theirs, ours)]
        assert shapes[0] == pytest.approx(shapes[1], abs=0.05)
