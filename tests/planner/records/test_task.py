"""What a lay person may answer; all else is refused in a sentence."""

import pytest

from explorer.errors import ReaderError
from explorer.planner import Task

REFUSED = [
    ({"classes": 0}, "1 to 1,000,000"),
    ({"classes": -3}, "-3"),
    ({"classes": 2.5}, "2.5"),
    ({"classes": True}, "True"),
    ({"classes": "two"}, "'two'"),
    ({"examples": 0}, "from 1"),
    ({"examples": None}, "None"),
    ({"similarity": 1.01}, "1.01"),
    ({"similarity": -0.1}, "nothing alike"),
    ({"similarity": float("nan")}, "nan"),
    ({"similarity": "0.5"}, "'0.5'"),
    ({"shift": "sideways"}, "feature"),
    ({"domain": "video"}, "image"),
    ({"budget": "phone"}, "laptop"),
    ({"optimizer": "lion"}, "adamw"),
    ({"smallest_class": 501}, "0 to 500"),
    ({"input_size": 0}, "from 1"),
    ({"batch": 0}, "from 1"),
    ({"several_labels": "yes"}, "True, False"),
    ({"head": 7}, "7"),
]


@pytest.mark.parametrize(("answers", "words"), REFUSED, ids=[str(answers) for answers, _ in REFUSED])
def test_an_answer_out_of_range_is_refused_with_what_is_allowed_and_what_came(answers, words):
    with pytest.raises(ReaderError) as refusal:
        Task(**answers)
    assert words in str(refusal.value) and str(refusal.value).endswith(".")


def test_a_number_needs_one_output_and_answers_one_each():
    assert Task(classes=None).outputs == 1
    assert Task(classes=37).outputs == 37
    assert Task(classes=4, examples=100).examples_per_answer == 25
    assert Task(classes=4, examples=100, smallest_class=3).examples_per_answer == 3
