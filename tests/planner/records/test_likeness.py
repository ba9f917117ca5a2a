"""The words of likeness and the rules of likeness part at the same lines."""

from explorer.planner import LIKENESS, SIMILARITY_STOPS, Task, likeness_of
from explorer.planner.rules.rule import alien, distant, similar


def test_the_five_words_of_likeness():
    words = ["nothing alike", "distant", "related", "similar", "the same kind"]
    edges = [(0, 0.19), (0.2, 0.39), (0.4, 0.64), (0.65, 0.89), (0.9, 1)]
    assert [[likeness_of(low).label, likeness_of(high).label] for low, high in edges] == [[w, w] for w in words]


def test_the_rules_speak_exactly_where_the_word_says_so():
    near = [line + step for line in (0.2, 0.4, 0.65, 0.9) for step in (-1e-5, -1e-12, 0.0, 1e-12, 1e-5)]
    for similarity in [*near, *(hundredths / 100 for hundredths in range(101))]:
        word, task = likeness_of(similarity).key, Task(similarity=similarity)
        assert alien(None, task) == (word == "nothing"), similarity
        assert distant(None, task) == (word in ("nothing", "distant")), similarity
        assert similar(None, task) == (word in ("similar", "same")), similarity


def test_the_slider_stops_on_every_line():
    assert {round(100 * word.from_) for word in LIKENESS.values()} <= set(SIMILARITY_STOPS)
