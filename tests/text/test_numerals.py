"""Numbers read the same everywhere."""

import math

import pytest

from explorer.text.en import numerals
from explorer.text.en.numerals import plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.213481, "0.213"), (2.975e-7, "2.98 × 10⁻⁷"), (9999.6, "1 × 10⁴"), (9994, "9,990"),
        (-0.0447, "−0.0447"), (1, "1"), (0.001, "0.001"), (0.0009999, "0.001"), (0.00099, "9.9 × 10⁻⁴"),
        (math.inf, "past every format"),
    ],
)  # fmt: skip
def test_number(value, text):
    assert numerals.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-520.5, "3.16 × 10⁻⁵²¹"), (-math.inf, "0"), (0, "1"), (-6.5264, "2.98 × 10⁻⁷"), (400, "1 × 10⁴⁰⁰")],
)
def test_number_from_log10(value, text):
    assert numerals.number_from_log10(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-6.5264, "0.0000003"), (-0.6707, "0.21"), (0, "1"), (0.2, "1.6"), (4.881, "76,000"), (6.2, "1.6 million"),
        (-math.inf, "0"), (-44.5, "almost 0 (3.2 × 10⁻⁴⁵)"), (44.5, "3.2 × 10⁴⁴"), (math.inf, "past every format"),
    ],
)  # fmt: skip
def test_a_sentence_writes_a_number_out(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(8194, "8,194"), (60_965_224, "61 million"), (1_234_000, "1.23 million"), (124_439_808, "124 million")],
)
def test_count(value, text):
    assert numerals.count(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.92, "92 %"), (0, "0 %"), (1, "100 %"), (0.0004, "under 0.1 %"), (0.9996, "over 99.9 %"), (0.004, "0.4 %")],
)
def test_share(value, text):
    assert numerals.share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1, "1×"), (0.1, "1/10×"), (1 / 30, "1/30×"), (0.0004, "1/2,500×"), (0.7, "0.7×"), (0.38, "1/2.6×")],
)
def test_speed(value, text):
    assert numerals.speed(value) == text
