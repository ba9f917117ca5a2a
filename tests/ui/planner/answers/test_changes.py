"""The visitor's own changes travel in a link and read back to the last digit."""

import pytest

from explorer.planner.records.plan import ACTIONS
from explorer.ui.links import Unusable
from explorer.ui.planner.answers.changes import MOST_EDITS, part_edit, read_edits, with_edit, without_edit, write_edits


@pytest.mark.parametrize("action", ACTIONS)
def test_an_edit_reads_back_as_written(action):
    edits = (part_edit(0, action, 0.0 if action == "freeze" else 0.25), part_edit(17, "tune", 0.033333))
    assert read_edits(write_edits(edits)) == edits


def test_no_edits_are_an_empty_text():
    assert (write_edits(()), read_edits("")) == ("", ())


@pytest.mark.parametrize(
    "text", ["x", "3", "3a", "3k0.5", "3a1.5", "3a0", "3q0.1", "3a0.1__4k", "3a-0.1", "3anan", "99999a1", "3a0.1 "]
)
def test_a_broken_edit_makes_the_whole_field_unusable(text):
    with pytest.raises(Unusable):
        read_edits(text)


def test_more_edits_than_the_most_are_unusable():
    with pytest.raises(Unusable):
        read_edits("_".join(f"{stage}k" for stage in range(MOST_EDITS + 5)))


def test_a_later_edit_of_a_part_takes_the_place_of_an_earlier_one():
    edits = with_edit(with_edit((), 3, "tune", 0.1), 3, "freeze", 0.7)
    assert edits == (part_edit(3, "freeze", 0.0),)
    assert without_edit(edits, 3) == ()
