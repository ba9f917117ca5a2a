"""The page's answers become a task, within the ranges that the page allows."""

import pytest

from explorer.planner import LIKENESS, SIMILARITY_STOPS, Task, likeness_of
from explorer.ui.links import defaults, read_link, write_link
from explorer.ui.planner.answers.changes import part_edit
from explorer.ui.planner.answers.fields import FIELDS, similarity_word, task_of


def test_the_first_answers_are_the_classic_example():
    task = task_of(defaults(FIELDS))
    assert task == Task(classes=2, examples=500, similarity=0.8, shift="same", domain="image", budget="laptop")


@pytest.mark.parametrize(
    ("answer", "classes", "several"), [("several", 7, False), ("labels", 7, True), ("number", None, False)]
)
def test_the_kind_of_answer_decides_classes_and_labels(answer, classes, several):
    task = task_of(defaults(FIELDS) | {"answer": answer, "classes": 7})
    assert (task.classes, task.several_labels) == (classes, several)


def test_every_similarity_has_a_word_and_the_words_change_where_the_page_says():
    words = [similarity_word(stop) for stop in SIMILARITY_STOPS]
    assert [words.index(word) * 5 for word in ("nothing", "distant", "related", "similar", "same")] == [
        0,
        20,
        40,
        65,
        90,
    ]


def test_every_similarity_a_link_may_hold_reads_alike_on_the_page_and_in_the_advice():
    for hundredths in range(101):
        assert similarity_word(hundredths) == likeness_of(hundredths / 100).key
    assert [similarity_word(hundredths) for hundredths in (17, 38, 63, 88)] == list(LIKENESS)[:4]


def test_the_state_reads_back_from_its_link():
    state = defaults(FIELDS) | {
        "examples": 12_345,
        "similarity": 35,
        "edits": (part_edit(2, "tune", 0.1),),
        "lens": "code",
    }
    assert read_link(FIELDS, write_link(FIELDS, state)).values == state
