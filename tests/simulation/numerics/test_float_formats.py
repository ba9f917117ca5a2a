"""The ends of the number formats, and who leaves them first."""

import numpy as np
import pytest

from explorer.simulation.numerics.float_formats import FLOAT_FORMATS, format_exits

QUIET = np.zeros(4)


@pytest.mark.parametrize("name", ["float16", "float32"])
def test_the_ends_agree_with_numpy(name):
    info = np.finfo(name)
    assert FLOAT_FORMATS[name].largest == float(info.max)
    assert FLOAT_FORMATS[name].smallest == float(info.smallest_subnormal)


def test_bfloat16_has_the_published_ends():
    """Google and Intel: largest 3.38953139e38, smallest normal 2^-126 with 7 bits below it."""
    assert FLOAT_FORMATS["bfloat16"].largest == pytest.approx(3.38953139e38, rel=1e-8)
    assert FLOAT_FORMATS["bfloat16"].smallest == 2.0**-126 / 2**7


def exits(**changes):
    arrays = {"rms": QUIET, "largest": QUIET, "gradient_rms": QUIET, "gradient_largest": QUIET} | changes
    return {one.format: one for one in format_exits(*arrays.values())}


def test_the_first_layer_past_the_largest_value_is_named():
    found = exits(largest=np.array([1, 4.9, 30, 39]))
    assert [found[name].signal_too_large for name in ("float16", "bfloat16", "float32")] == [2, 4, 4]
    assert found["float16"].layer == 2 and found["float16"].signal_too_small is None


def test_the_first_layer_whose_typical_value_becomes_zero_is_named():
    found = exits(rms=np.array([-3, -8, -42, -50]))
    assert [found[name].signal_too_small for name in ("float16", "bfloat16", "float32")] == [2, 3, 4]


def test_gradients_are_followed_from_the_output_back():
    found = exits(gradient_largest=np.array([60, 50, 5, 0]), gradient_rms=np.array([-60, -9, -9, 0]))
    assert found["float16"].gradient_too_large == 3 and found["float32"].gradient_too_large == 2
    assert found["float16"].gradient_too_small == 3 and found["float32"].gradient_too_small == 1


def test_exact_zeros_fit_every_format():
    found = exits(rms=np.full(4, -np.inf), largest=np.full(4, -np.inf), gradient_rms=np.full(4, -np.inf))
    assert all(one.layer is None and one.gradient_too_small is None for one in found.values())
