"""A speed is read as people write it, and what is none gets a sentence."""

import pytest

from explorer.errors import ReaderError
from explorer.text.en import numerals
from explorer.ui.planner.lenses.typed_speed import speed_value


@pytest.mark.parametrize(
    ("typed", "speed"),
    [
        ("0", 0), ("1", 1), ("1×", 1), ("0.05", 0.05), ("0,05", 0.05), (".5", 0.5), ("1/20", 0.05), ("1/20×", 0.05),
        ("1/2,000×", 0.0005), ("10 %", 0.1), ("100%", 1), (" 1 / 4 ", 0.25), ("5e-2", 0.05), ("0.1x", 0.1),
    ],
)  # fmt: skip
def test_a_speed_is_read_as_people_write_it(typed, speed):
    assert speed_value(typed) == pytest.approx(speed)


@pytest.mark.parametrize("value", [0.0, 0.0004, 0.001, 0.01, 1 / 30, 0.1, 1 / 3, 0.72, 1.0])
def test_a_speed_reads_back_from_its_name(value):
    assert speed_value(numerals.speed(value)) == pytest.approx(value, rel=0.05)


@pytest.mark.parametrize(
    "typed", ["abc", "", "-0.1", "1.5", "200 %", "1/0", "e", "e5", "1/", "0.1 0.2", "nan", "²", "9e9"]
)
def test_what_is_no_speed_gets_a_sentence_with_what_came(typed):
    with pytest.raises(ReaderError) as told:
        speed_value(typed)
    assert f"“{typed}” is no speed." in str(told.value) and "from 0" in str(told.value)


def test_a_long_text_is_quoted_by_its_beginning():
    with pytest.raises(ReaderError) as told:
        speed_value("x" * 5_000)
    assert len(str(told.value)) < 250
