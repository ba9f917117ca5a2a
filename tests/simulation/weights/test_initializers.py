"""Every recipe draws what it states."""

import math

import numpy as np
import pytest

from explorer.simulation.weights.initializers import BROKEN, BY_HAND, BY_RULE, FROM_DATA, INITIALIZERS
from explorer.simulation.weights.laws import LAWS

SHAPES = [(500, 500), (64, 700), (700, 64)]
EVERY = pytest.mark.parametrize("recipe", INITIALIZERS.values(), ids=INITIALIZERS)
STATED = pytest.mark.parametrize(
    "recipe", [r for r in INITIALIZERS.values() if not r.fits_data], ids=lambda recipe: recipe.key
)
KURTOSIS = [recipe for recipe in INITIALIZERS.values() if recipe.law.excess_kurtosis is not None]


def test_all_recipes_of_the_explorer_are_there():
    names = """zeros constant normal uniform xavier_normal xavier_uniform he_normal he_uniform lecun_normal
    lecun_uniform orthogonal sparse lsuv pytorch_linear keras_dense truncated_normal he_fan_out identity"""
    assert set(INITIALIZERS) == set(names.split())


@STATED
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("scale", [None, 1.7])
def test_the_draw_has_the_stated_mean_and_spread(recipe, shape, scale):
    """Within 5 standard errors; those of a sample's variance are sqrt((kurtosis + 2) / n)."""
    weights = recipe.draw(*shape, scale, seed=3).astype(np.float64)
    scale = recipe.default_scale(shape[0]) if scale is None else scale
    std, mean = recipe.std(*shape, scale), recipe.mean(*shape, scale)
    assert weights.shape == shape
    count = weights.size if recipe.law.random else math.inf
    assert weights.mean() == pytest.approx(mean, abs=5 * std / math.sqrt(count) + 1e-7 * abs(mean))
    relative = 2.5 * math.sqrt(2.4 / count) + 1e-6
    assert weights.std() == pytest.approx(std, rel=relative, abs=1e-7 * abs(mean))


@pytest.mark.parametrize("recipe", KURTOSIS, ids=lambda recipe: recipe.key)
def test_the_draw_has_the_shape_of_its_law(recipe):
    """Excess kurtosis: normal 0, truncated −0.634, uniform −1.2; its standard error here is at most 0.01."""
    weights = recipe.draw(500, 500, seed=1).astype(np.float64)
    z = (weights - weights.mean()) / weights.std()
    assert (z**4).mean() - 3 == pytest.approx(recipe.law.excess_kurtosis, abs=0.05)


@STATED
def test_no_draw_is_larger_than_its_law_allows(recipe):
    if recipe.law.largest is None:
        return
    weights = np.abs(recipe.draw(500, 500, 1.0))
    limit = recipe.law.largest * recipe.factor(500, 500)
    assert weights.max() <= limit * (1 + 1e-6)
    if recipe.law.key in ("uniform", "truncated"):
        assert weights.max() >= limit * 0.999  # 250,000 draws come close to the end


def test_the_normal_laws_are_not_cut():
    assert np.abs(INITIALIZERS["normal"].draw(500, 500, 1.0)).max() > 4


@EVERY
def test_scale_multiplies_the_weights(recipe):
    np.testing.assert_allclose(recipe.draw(30, 20, 5.0), 5 * recipe.draw(30, 20, 1.0), rtol=1e-6)


@EVERY
def test_a_draw_depends_on_seed_and_layer_where_chance_plays_a_part(recipe):
    first = recipe.draw(20, 20, 1.0, seed=0, layer=1)
    assert np.array_equal(first, recipe.draw(20, 20, 1.0, seed=0, layer=1))
    for other in (recipe.draw(20, 20, 1.0, seed=1, layer=1), recipe.draw(20, 20, 1.0, seed=0, layer=2)):
        assert np.array_equal(first, other) != recipe.random


@EVERY
def test_a_draw_is_float32_and_may_be_written_to(recipe):
    weights = recipe.draw(5, 4)
    assert weights.dtype == np.float32 and weights.flags.writeable


@EVERY
@pytest.mark.parametrize("shape", [(2, 2), (64, 2), (2, 64)], ids=str)
def test_the_smallest_layers_can_be_drawn(recipe, shape):
    weights = recipe.draw(*shape)
    assert weights.shape == shape and np.isfinite(weights).all()


@EVERY
def test_the_bias_is_what_was_asked_for_plus_the_recipes_own(recipe):
    bias = recipe.draw_bias(500, 20_000, bias_std=0.05, seed=1).astype(np.float64)
    assert bias.std() == pytest.approx(math.sqrt(recipe.bias_variance(500, 0.05)), rel=0.03)
    alone = recipe.draw_bias(500, 20_000, seed=1)
    assert (alone.any()) == (recipe.key == "pytorch_linear")
    assert np.abs(alone).max() <= 1 / math.sqrt(500)


@EVERY
def test_every_record_has_words_a_group_and_a_source(recipe):
    assert recipe.label and recipe.formula and recipe.source
    assert recipe.sentence.endswith(".") and len(recipe.sentence.split()) <= 20
    assert recipe.group in (BROKEN, BY_HAND, BY_RULE, FROM_DATA)
    assert recipe.scale_is in ("none", "value", "std", "half-range", "gain")
    assert recipe.law in LAWS.values()
    assert hash(recipe) is not None


@pytest.mark.parametrize(
    ("key", "variance"),  # of a 300 -> 100 layer at scale 1
    [
        ("xavier_normal", 2 / 400), ("xavier_uniform", 2 / 400), ("keras_dense", 2 / 400),
        ("he_normal", 2 / 300), ("he_uniform", 2 / 300), ("he_fan_out", 2 / 100),
        ("lecun_normal", 1 / 300), ("lecun_uniform", 1 / 300), ("pytorch_linear", 1 / 900),
        ("orthogonal", 1 / 300), ("normal", 1), ("truncated_normal", 1), ("uniform", 1 / 3),
        ("sparse", 0.9e-4), ("zeros", 0), ("constant", 0),
    ],
)  # fmt: skip
def test_stated_variances(key, variance):
    assert INITIALIZERS[key].variance(300, 100, 1.0) == pytest.approx(variance, rel=1e-12)


def test_lsuv_states_no_variance_because_the_data_decide():
    assert INITIALIZERS["lsuv"].variance(300, 100, 1.0) is None


def test_he_is_lecun_times_the_root_of_two():
    he, lecun = INITIALIZERS["he_normal"].draw(500, 500), INITIALIZERS["lecun_normal"].draw(500, 500)
    np.testing.assert_allclose(he, lecun * math.sqrt(2), rtol=1e-6)


def test_a_tenth_of_each_sparse_column_is_zero():
    weights = INITIALIZERS["sparse"].draw(500, 300)
    assert ((weights == 0).sum(axis=0) == 50).all()
