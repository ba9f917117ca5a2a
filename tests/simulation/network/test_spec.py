"""A spec is valid, or says what is wrong with it."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation import INITIALIZERS
from explorer.simulation.network.spec import SignalSpec, check_names, check_work

ENDS = [
    {"depth": 1}, {"depth": 100}, {"width": 2}, {"width": 2048}, {"inputs": 1}, {"inputs": 4096},
    {"input_scale": 1e-3}, {"input_offset": -1e3}, {"samples": 1}, {"samples": 5000}, {"scale": 1e-6},
    {"scale": 1e3}, {"bias_std": 0}, {"bias_std": 1e-6}, {"bias_std": 1e3}, {"seed": 0}, {"seed": 2**32 - 1},
]  # fmt: skip
WRONG = [
    ("depth", 0, "1 to 100"), ("depth", -3, "-3"), ("depth", 101, "101"), ("depth", 2.5, "2.5"),
    ("depth", "10", "'10'"),
    ("depth", True, "True"), ("depth", None, "None"), ("depth", float("nan"), "nan"), ("depth", float("inf"), "inf"),
    ("depth", 10**5000, "more than 30 digits"), ("width", 1, "2 to 2,048"), ("width", 2049, "2049"),
    ("inputs", 0, "1 to 4,096"), ("inputs", 4097, "4097"), ("inputs", "all", "'all'"),
    ("input_scale", 0, "0.001 to 1,000"),
    ("input_scale", -1, "-1"), ("input_offset", 1001, "1001"), ("input_offset", None, "None"),
    ("samples", 0, "1 to 5,000"), ("samples", 5001, "5001"), ("seed", -1, "0 to"), ("seed", 2**32, "4294967296"),
    ("scale", 0, "10⁻⁶ to 1,000"), ("scale", 1e-7, "1e-07"), ("scale", 1001, "1001"), ("scale", -1, "-1"),
    ("scale", float("nan"), "nan"), ("scale", "banana", "'banana'"), ("scale", [1], "list"),
    ("bias_std", -0.1, "0 or a number"), ("bias_std", 1e-9, "1e-09"), ("residual", 1, "True or False"),
    ("residual", "yes", "'yes'"), ("activation", "tangens", "tanh, sigmoid"), ("activation", ["tanh"], "list"),
    ("initializer", "xavier", "xavier_normal"), ("normalization", None, "batch, layer, rms"),
    ("data", "mnist", "digits"),
    ("data", "x" * 10_000_000, "..."),
]  # fmt: skip


def test_the_default_is_the_classic_experiment():
    spec = SignalSpec()
    assert (spec.depth, spec.width, spec.samples, spec.activation) == (10, 500, 1000, "tanh")
    assert (spec.initializer, spec.scale, spec.bias_std) == ("normal", 0.01, 0.0)
    assert (spec.normalization, spec.residual, spec.data, spec.seed) == ("none", False, "gaussian", 0)


@pytest.mark.parametrize("width", [2, 500, 1024])
@pytest.mark.parametrize("key", INITIALIZERS)
def test_a_recipe_that_nobody_gives_a_strength_takes_its_own(key, width):
    own = {"normal": 0.01, "truncated_normal": 0.02, "uniform": 0.05, "constant": 1 / width}.get(key, 1.0)
    spec = SignalSpec(initializer=key, width=width)
    assert spec.scale == own and spec == SignalSpec(initializer=key, width=width, scale=own)


@pytest.mark.parametrize("change", ENDS, ids=str)
def test_the_ends_of_the_ranges_are_allowed(change):
    assert replace(SignalSpec(), **change)


@pytest.mark.parametrize(("name", "value", "said"), WRONG, ids=lambda value: str(type(value).__name__))
def test_a_wrong_field_is_named_with_what_is_allowed_and_what_came(name, value, said):
    with pytest.raises(ReaderError) as caught:
        SignalSpec(**{name: value})
    message = str(caught.value)
    assert message.startswith(name) and said in message and len(message) < 400


def test_numbers_of_other_types_become_plain_ones():
    spec = SignalSpec(depth=np.int64(5), width=64.0, scale=np.float32(0.5), residual=np.bool_(True))
    assert [type(v) for v in (spec.depth, spec.width, spec.scale, spec.residual)] == [int, int, float, bool]
    assert spec == SignalSpec(depth=5, width=64, scale=0.5, residual=True)


def test_too_much_work_is_refused_with_the_number_of_examples_that_fit():
    check_work(SignalSpec(depth=100, width=1024, samples=238))
    with pytest.raises(ReaderError, match="238 examples would fit"):
        check_work(SignalSpec(depth=100, width=1024, samples=239))


def test_digits_have_as_many_inputs_as_they_have_pixels():
    assert SignalSpec(data="digits", inputs=64) == SignalSpec(data="digits")
    with pytest.raises(ReaderError, match="inputs must be 64 for these data"):
        SignalSpec(data="digits", inputs=784)
    assert SignalSpec(inputs=784).input_width == 784 and SignalSpec(width=30).input_width == 30


def test_digits_count_as_the_1797_there_are():
    spec = SignalSpec(data="digits", samples=5000)
    assert spec.samples_used == 1797 and spec.input_width == 64
    assert SignalSpec(samples=5000).samples_used == 5000


def test_an_unknown_setting_is_named_with_the_known_ones():
    check_names(["depth", "seed"])
    with pytest.raises(ReaderError, match=r"'dept'.*depth, width"):
        check_names(["depth", "dept"])
