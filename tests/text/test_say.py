"""Remarks are said by the templates of a language, and numbers become words there alone."""

import pickle

import pytest

from explorer.remark import Remark, as_written, in_a_row, quoted
from explorer.text import say
from explorer.text.en.numerals import FORMS, counted, listed, noun, signed, whole


def test_a_sentence_from_elsewhere_is_shown_as_it_is_braces_and_all():
    assert say(as_written("Layer {x} of 3: 50 %.")) == "Layer {x} of 3: 50 %."


def test_remarks_are_equal_by_key_and_values_and_survive_a_copy():
    one, same, other = (Remark("a.b", {"n": n}) for n in (1, 1, 2))
    assert one == same != other
    assert hash(one) == hash(same)
    assert pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(TypeError):
        one.values["n"] = 3


def test_a_remark_reads_as_its_sentence():
    remark = as_written("Two layers.")
    assert str(remark) == "Two layers."
    assert "layers" in remark


def test_remarks_within_remarks_are_said_in_turn():
    assert say(as_written(as_written("inner"))) == "inner"


def test_a_number_without_a_form_is_a_fault_of_ours():
    with pytest.raises(TypeError, match="must name its form"):
        say(as_written(3))


def test_nouns_and_lists_are_the_languages_own():
    assert counted(1, "layer|layers") == "1 layer"
    assert counted(1_200, "layer|layers") == "1,200 layers"
    assert noun(2, "layer") == "layers"
    assert whole(4_097_000) == "4,097,000"
    assert listed(("a", "b", "c")) == "a, b and c"
    assert listed(("a", "b"), "or") == "a or b"
    assert [signed(value, "2") for value in (1.52, -1.9, 0)] == ["+1.5", "−1.9", "0"]


def test_every_form_has_a_name_that_a_template_can_write():
    assert all(name.isidentifier() for name in FORMS)


def test_remarks_in_a_row_leave_out_what_has_nothing_to_say():
    told = in_a_row(as_written("One."), None, in_a_row(as_written("Two."), as_written("Three.")))
    assert say(told) == "One. Two. Three."
    assert say(quoted("Only the last layer")) == "“Only the last layer”"
