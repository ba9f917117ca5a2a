"""An error for the reader holds what happened, and reads in English wherever it is printed."""

import pickle

import pytest

from explorer.errors import ReaderError
from explorer.remark import as_written


def test_an_error_holds_its_remark_and_prints_it_in_english():
    remark = as_written("width must be a whole number.")
    with pytest.raises(ReaderError, match="width must be a whole number") as raised:
        raise ReaderError(remark)
    assert raised.value.remark == remark
    assert pickle.loads(pickle.dumps(raised.value)).remark == remark  # results of other processes and caches


def test_a_sentence_may_still_be_raised_as_it_is():
    assert str(ReaderError("No layer has this name.")) == "No layer has this name."
