"""Rows without names find their layers among those that a plan put in place; no framework is needed."""

from types import SimpleNamespace

import pytest

from explorer.planner.export.torch.matching_code import FIND_BY_NAME, FIND_BY_PATTERN, NAMED_HEAD, WRAPPER
from tests.planner.export.live import run_code


class Conv2d(SimpleNamespace):
    """A convolution with so many weights; a plan's new one tells only what the old one had."""


class ModuleList(SimpleNamespace):
    """A holder without weights of its own; all that is inside it counts as its own where a table shows it closed."""


def sizes(part):
    if hasattr(part, "stands_for"):
        return None, part.stands_for
    return (part.size if not isinstance(part, ModuleList) else 0), part.size


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


def test_a_holder_is_the_same_as_what_it_holds_alone_but_two_beside_each_other_are_not_guessed():
    parts = {"": SimpleNamespace(size=0), "groups": ModuleList(size=90), "groups.0": SimpleNamespace(size=0)}
    parts["groups.0.layers"] = ModuleList(size=90)
    row = ("", "ModuleList", 90)
    assert found(parts, row) == ["groups"]
    assert found(parts, row, row) == ["groups", "groups.0.layers"]
    with pytest.raises(ValueError, match="gives every layer's name"):
        found({**parts, "other": ModuleList(size=90)}, row)


def with_head(head, parts, *names):
    """What the rows say where a last layer was written into HEAD, by live name."""
    defined = run_code(WRAPPER + FIND_BY_NAME + NAMED_HEAD)
    blocks = [("all", "speed_1", "tune", list(names))] if names else []
    defined |= {"SEPARATOR": ".", "HEAD": head, "BLOCKS": blocks}
    return {name: action for name, (_, _, action) in defined["find_layers"](dict.fromkeys(parts)).items()}


@pytest.mark.parametrize("names", [("conv", "fc"), ("conv",), ()])
@pytest.mark.parametrize("outer", ["", "backbone.", "model.network."])
def test_a_head_named_by_hand_is_found_inside_what_a_library_puts_around_the_model(outer, names):
    parts = ("", f"{outer}conv", f"{outer}fc")
    assert with_head("fc", parts, *names) == {**{f"{outer}{n}": "tune" for n in names}, f"{outer}fc": "replace"}


def test_a_head_named_by_hand_is_not_guessed_among_several():
    with pytest.raises(ValueError, match="lacks"):
        with_head("fc", ("", "a.fc", "b.fc"))
    assert (
        with_head("fc", ("", "backbone.conv", "backbone.fc", "backbone.block.fc"), "conv")["backbone.fc"] == "replace"
    )


def test_a_head_that_was_not_named_is_asked_for():
    with pytest.raises(ValueError, match="Write its name in HEAD"):
        with_head(None, ("", "conv", "fc"), "conv")


def test_several_last_layers_are_named_together():
    found = with_head(("low", "high"), ("", "net.conv", "net.low", "net.high"), "conv")
    assert found == {"net.conv": "tune", "net.low": "replace", "net.high": "replace"}


class Net(SimpleNamespace):
    """A model, some of whose parts did not run when it was printed: the table gives their weights to itself."""


@pytest.mark.parametrize("outer", ["", "backbone"])
def test_what_did_not_run_belongs_to_the_model_itself_also_inside_another(outer):
    before = outer + "." if outer else ""
    parts = {"": SimpleNamespace(size=0), outer: Net(size=0), f"{before}conv": Conv2d(size=72)}
    assert found(parts, "conv", ("", "Net", 30)) == [f"{before}conv", ""]
    with pytest.raises(ValueError, match="gives every layer's name"):
        found(parts, "conv", ("", "Other", 30))
