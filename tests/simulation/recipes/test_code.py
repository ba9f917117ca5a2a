"""The code that people copy draws what it says: NumPy always, PyTorch and Keras where they are installed."""

import ast
import math
import os

import numpy as np
import pytest

from explorer.simulation.recipes.code import RECIPE_CODE, keras_code, numpy_code, torch_code
from explorer.simulation.recipes.dictionary import CALLS_FOR_MATRICES, recipe_for
from explorer.simulation.recipes.layer_shapes import read_layer
from explorer.simulation.weights.initializers import INITIALIZERS

LAYERS = {
    "Linear(784, 256)": None,
    "Linear(100, 300, bias=False)": None,
    "Conv2d(64, 32, 3)": None,
    "Conv1D(60, 5, groups=2)": 20,
    "ConvTranspose2d(16, 24, 4)": None,
}
EVERY = pytest.mark.parametrize("initializer", INITIALIZERS)


def recipes(initializer):
    """The initializer for every layer that it fits, with its own strength and with another one."""
    for text, inputs in LAYERS.items():
        if not (INITIALIZERS[initializer].law.key in CALLS_FOR_MATRICES and "Conv" in text):
            for scale in (None, 0.5):
                yield recipe_for(read_layer(text, inputs), initializer, scale)


def run(code):
    names = {}
    exec(compile(code, "copied", "exec"), names)
    return names


def check_weights(weights, recipe):
    """Hold count, spread and range against the recipe; a spread of n draws errs by 1/sqrt(2n) at most, times 6."""
    assert weights.size == recipe.layer.weights
    if recipe.std is not None:
        second_moment = math.sqrt((weights.astype(float) ** 2).mean())
        assert second_moment == pytest.approx(math.hypot(recipe.std, recipe.mean), rel=6 / math.sqrt(2 * weights.size))
    if recipe.largest is not None:
        share_outside = (abs(weights) > recipe.largest * (1 + 1e-6)).mean()
        assert share_outside <= 1e-4  # Keras 3 on PyTorch lets one cut draw in 200,000 through


def check_bias(bias, recipe):
    if not recipe.layer.bias:
        assert bias is None
    elif recipe.bias_half_range is None:
        assert not bias.any()
    else:
        assert 0.5 * recipe.bias_half_range < abs(bias).max() <= recipe.bias_half_range


@EVERY
def test_numpy_code_draws_the_stated_spread(initializer):
    for recipe in recipes(initializer):
        names = run(numpy_code(recipe))
        check_weights(names["weights"], recipe)
        check_bias(names["bias"] if recipe.layer.bias else None, recipe)


@EVERY
def test_pytorch_code_draws_the_stated_spread(initializer):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: its code is only compiled")
    for recipe in recipes(initializer):
        torch.manual_seed(0)
        layer = run(torch_code(recipe))["layer"]
        check_weights(layer.weight.detach().numpy(), recipe)
        check_bias(None if layer.bias is None else layer.bias.detach().numpy(), recipe)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Keras's own, against this NumPy
@EVERY
def test_keras_code_draws_the_stated_spread(initializer):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras", reason="Keras is not installed: its code is only compiled")
    for recipe in recipes(initializer):
        keras.utils.set_random_seed(0)
        drawn = run(keras_code(recipe))["layer"].get_weights()
        check_weights(drawn[0], recipe)
        check_bias(drawn[1] if len(drawn) > 1 else None, recipe)


@EVERY
def test_every_program_compiles(initializer):
    for recipe in recipes(initializer):
        for write in RECIPE_CODE.values():
            ast.parse(write(recipe))


def test_a_fitted_recipe_brings_the_sums_to_the_asked_spread():
    recipe = recipe_for(read_layer("Linear(100, 300)"), "lsuv", 0.5)
    names = run(numpy_code(recipe))
    assert np.std(names["x"] @ names["weights"]) == pytest.approx(0.5, rel=0.1)
