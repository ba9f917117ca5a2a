"""The dictionary of first weights: spreads, ranges, and other people's words for them."""

import math

import pytest

from explorer.errors import ReaderError
from explorer.simulation.recipes.dictionary import (
    FRAMEWORK_DEFAULTS,
    describe_recipe,
    in_everybodys_words,
    recipe_for,
    spread_of,
    square_root_of_five,
)
from explorer.simulation.recipes.layer_shapes import read_layer
from explorer.simulation.weights.initializers import INITIALIZERS

LINEAR, CONVOLUTION = read_layer("Linear(784, 256)"), read_layer("Conv2d(64, 128, 3)")


def words_of(initializer, layer=LINEAR, scale=None):
    return {wording.who: wording for wording in in_everybodys_words(recipe_for(layer, initializer, scale))}


@pytest.mark.parametrize(
    ("initializer", "variance"),
    [
        ("xavier_normal", 2 / 1040), ("xavier_uniform", 2 / 1040), ("keras_dense", 2 / 1040), ("he_normal", 2 / 784),
        ("he_uniform", 2 / 784), ("he_fan_out", 2 / 256), ("lecun_normal", 1 / 784), ("lecun_uniform", 1 / 784),
        ("pytorch_linear", 1 / 3 / 784), ("orthogonal", 1 / 784), ("normal", 1e-4), ("truncated_normal", 4e-4),
    ],
)  # fmt: skip
def test_the_spread_for_linear_784_256_is_the_published_one(initializer, variance):
    assert spread_of("Linear(784, 256)", initializer).std == pytest.approx(math.sqrt(variance), rel=1e-12)


def test_a_convolution_counts_its_kernel_and_orthogonal_rows_its_channels():
    assert recipe_for(CONVOLUTION, "he_normal").std == pytest.approx(math.sqrt(2 / 576))
    assert recipe_for(CONVOLUTION, "he_fan_out").std == pytest.approx(math.sqrt(2 / 1152))
    assert recipe_for(CONVOLUTION, "orthogonal").std == pytest.approx(math.sqrt(1 / 576))


def test_ranges_are_those_of_the_even_laws_and_a_bell_curve_has_none():
    assert recipe_for(LINEAR, "xavier_uniform").range == pytest.approx((-math.sqrt(6 / 1040), math.sqrt(6 / 1040)))
    assert recipe_for(LINEAR, "he_normal").range is None
    assert recipe_for(LINEAR, "truncated_normal").range[1] == pytest.approx(2 * 0.02 / 0.87962566103423978)


@pytest.mark.parametrize("layer", [LINEAR, CONVOLUTION], ids=["linear", "convolution"])
@pytest.mark.parametrize("initializer", [key for key in INITIALIZERS if key not in ("identity", "sparse")])
def test_every_recipe_has_seven_wordings_and_a_sentence(initializer, layer):
    recipe = recipe_for(layer, initializer)
    wordings = in_everybodys_words(recipe)
    expected = ["Glorot (Xavier)", "LeCun", "He (Kaiming)", "PyTorch", "Keras", "JAX", "Caffe"]
    assert [wording.who for wording in wordings] == expected
    assert all(wording.call or wording.remark for wording in wordings)
    assert str(describe_recipe(recipe)).startswith(f"{layer.name} adds up {layer.fan_in:,} numbers")


def test_he_is_root_two_of_lecun_and_says_so():
    he = words_of("he_normal")
    assert he["LeCun"].ratio == pytest.approx(math.sqrt(2))
    assert str(he["LeCun"].remark) == "1.41 times its spread for this layer"
    assert str(he["He (Kaiming)"].remark) == "the same spread for this layer"


@pytest.mark.parametrize(
    ("initializer", "filler"),
    [
        ("lecun_uniform", 'weight_filler { type: "xavier" }'),
        ("xavier_uniform", 'weight_filler { type: "xavier" variance_norm: AVERAGE }'),
        ("he_normal", 'weight_filler { type: "msra" }'),
        ("he_fan_out", 'weight_filler { type: "msra" variance_norm: FAN_OUT }'),
        ("normal", 'weight_filler { type: "gaussian" std: 0.01 }'),
        ("zeros", 'weight_filler { type: "constant" value: 0.0 }'),
    ],
)
def test_caffe_names_a_recipe_only_where_its_filler_draws_the_same(initializer, filler):
    assert words_of(initializer)["Caffe"].call == filler


def test_a_lucky_agreement_in_one_layer_is_no_name():
    assert "msra" not in words_of("lecun_normal", CONVOLUTION)["Caffe"].call  # 1/576 is 2/1152 by chance
    assert "msra" not in words_of("he_normal", scale=0.5)["Caffe"].call


def test_framework_defaults_for_linear_784_256():
    spreads = {default.who: default.std(784, 256) for default in FRAMEWORK_DEFAULTS}
    assert spreads["PyTorch: Linear, Conv"] == pytest.approx(0.020620, abs=1e-6)
    assert spreads["Keras: Dense, Conv2D"] == pytest.approx(0.043853, abs=1e-6)
    assert spreads["BERT in Hugging Face"] == spreads["GPT-2"] == 0.02
    assert spreads["BERT as published"] == pytest.approx(0.0176, abs=5e-5)


def test_branches_are_drawn_as_their_makers_scale_them():
    """GPT-2: 0.02/√(2 · 12) in its 12 blocks; DeepNorm: Xavier over (8N)^¼, with an encoder over (12N)^¼."""
    branches = {one.who: one.std(512, 512) * one.branch(12) for one in FRAMEWORK_DEFAULTS if one.branch}
    assert branches == pytest.approx(
        {
            "GPT-2": 0.00408248,
            "DeepNorm, decoder alone": 0.04419417 / 96**0.25,
            "DeepNorm, decoder with an encoder": 0.04419417 / 144**0.25,
        },
        rel=1e-6,
    )


def test_the_trap_of_root_five_is_told_with_this_layers_numbers():
    sentence = square_root_of_five(LINEAR)
    assert "0.0206" in sentence and "0.0505" in sentence and "√6" in sentence


def test_what_cannot_be_drawn_gets_a_sentence():
    with pytest.raises(ReaderError, match=r"fully connected.*Conv2d came"):
        recipe_for(CONVOLUTION, "identity")
    with pytest.raises(ReaderError, match=r"one of zeros, .*'kaiming' came"):
        spread_of("Linear(784, 256)", "kaiming")
