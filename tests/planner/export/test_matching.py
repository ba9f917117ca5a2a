"""Rows without names find their layers among those that a plan put in place; no framework is needed."""

from types import SimpleNamespace

import pytest

from explorer.planner.export.torch.matching_code import FIND_BY_PATTERN, WRAPPER
from tests.planner.export.live import run_code


class Conv2d(SimpleNamespace):
    """A convolution with so many weights; a plan's new one tells only what the old one had."""


def sizes(part):
    return (None, part.stands_for) if hasattr(part, "stands_for") else (part.size, part.size)


def found(parts, *listed):
    """The live names of rows that tell a class and a number of weights each, in the order of the rows."""
    defined = run_code(WRAPPER + FIND_BY_PATTERN)
    defined |= {"SEPARATOR": ".", "sizes": sizes, "BLOCKS": [("all", "speed_1", "tune", list(listed))]}
    return list(defined["find_layers"](parts))


def rows(*counts):
    return [("", "Conv2d", size) for size in counts]


def test_two_new_layers_of_one_class_are_told_by_what_they_stand_for():
    parts = {"": SimpleNamespace(size=0), "stem": Conv2d(stands_for=216), "mid": Conv2d(size=576)}
    parts["out"] = Conv2d(stands_for=90)
    assert found(parts, *rows(216, 576, 90)) == ["stem", "mid", "out"]


def test_one_new_layer_is_found_where_the_summary_was_printed_after_it_came():
    parts = {"": SimpleNamespace(size=0), "mid": Conv2d(size=576), "out": Conv2d(stands_for=90)}
    assert found(parts, *rows(576, 36)) == ["mid", "out"]


def test_two_new_layers_that_stand_for_other_sizes_are_not_guessed():
    parts = {"": SimpleNamespace(size=0), "stem": Conv2d(stands_for=216), "out": Conv2d(stands_for=90)}
    with pytest.raises(ValueError, match="gives every layer's name"):
        found(parts, *rows(144, 36))
