import itertools

import pytest

from explorer.planner import STRATEGIES, Task
from tests.live.cases import TASKS, Case
from tests.live.covering import Choice, covering

EXPORTS = ("pytorch", "lightning", "fastai", "timm")
ALL = tuple(f"printer {number}" for number in range(10))
FAMILIES = {
    "one model": {"a": ALL},
    "some cannot be printed in every way": {"a": ALL, "b": ALL[:4], "c": ALL[3:], "d": ALL[9:]},
    "as many as there are": {f"model {number}": ALL[: 9 + number % 2] for number in range(22)},
}


@pytest.mark.parametrize("exports", [EXPORTS, ("keras",)], ids=len)
@pytest.mark.parametrize("printers", FAMILIES.values(), ids=FAMILIES)
def test_every_two_choices_meet_that_can(printers, exports):
    rows = covering(printers, tuple(STRATEGIES), len(TASKS), exports)
    met = {pair for row in rows for pair in itertools.combinations(enumerate(row), 2)}
    everyone = set(itertools.chain(*printers.values()))
    choices = (printers, everyone, STRATEGIES, range(len(TASKS)), exports)
    for one, other in itertools.combinations(range(len(choices)), 2):
        for first, second in itertools.product(choices[one], choices[other]):
            possible = (one, other) != (0, 1) or second in printers[first]
            assert (((one, first), (other, second)) in met) == possible, (first, second)


@pytest.mark.parametrize("printers", FAMILIES.values(), ids=FAMILIES)
def test_the_set_is_small_ordered_by_model_and_always_alike(printers):
    rows = covering(printers, tuple(STRATEGIES), len(TASKS), EXPORTS)
    least = max(len(STRATEGIES) * len(printers), len(STRATEGIES) * len(set(itertools.chain(*printers.values()))))
    assert len(set(rows)) == len(rows) <= 1.5 * least
    assert [model for model, _ in itertools.groupby(row.model for row in rows)] == list(printers)
    assert rows == covering(printers, tuple(STRATEGIES), len(TASKS), EXPORTS)


def test_what_is_asked_for_alone_is_covered_alone():
    rows = Choice(strategies=("biases",), exports=("timm",)).rows(FAMILIES["one model"], EXPORTS)
    assert {row.strategy for row in rows} == {"biases"}
    assert {row.export for row in rows} == {"timm"}
    assert {row.printer for row in rows} == set(ALL)


def test_a_sample_of_all_is_drawn_alike_and_another_number_draws_others():
    printers = FAMILIES["as many as there are"]
    every = Choice(every=1).rows(printers, EXPORTS)
    assert len(every) == len(STRATEGIES) * sum(map(len, printers.values()))
    drawn, again, others = (Choice(every=7, draw=draw).rows(printers, EXPORTS) for draw in (0, 0, 1))
    assert drawn == again != others
    assert set(drawn) < set(every)


def test_a_case_is_found_by_its_model_and_by_its_line():
    case = Case("gpt2 language", "numel", "fastai", "biases", Task(classes=None, optimizer="sgd"))
    for only in ("", "transformers/", "language", "fastai: gpt2 language by numel, biases, number, sgd"):
        assert Choice(only).wants("transformers/gpt2 language", case), only
    assert not Choice("timm/").wants("transformers/gpt2 language", case)
