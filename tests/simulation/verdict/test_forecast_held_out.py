"""How often is a forecast right on networks that the record does not hold? Counted on those kept apart for it."""

from pathlib import Path

import pytest

from explorer.simulation import judge, run_signal
from explorer.simulation.evidence.choice import OPTIMIZERS
from explorer.simulation.evidence.table import in_parts, load_evidence, read_rows

HELD_OUT = read_rows(Path(__file__).parents[2] / "data" / "learning_held_out.csv")
AIM = 0.85


@pytest.fixture(scope="module")
def forecasts():
    return [judge(run_signal(row.signal)).forecast for row in HELD_OUT]


def test_the_networks_are_those_chosen_before_and_none_is_in_the_record():
    assert [row.signal for row in HELD_OUT] == [one.signal for one in in_parts(("held_out",))]
    assert len(HELD_OUT) >= 60 and not {row.signal for row in HELD_OUT} & {row.signal for row in load_evidence()}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_forecast_is_right_for_at_least_85_in_100(forecasts, optimizer):
    right = [
        (getattr(forecast, optimizer) >= 0.5) == row.learned(optimizer)
        for forecast, row in zip(forecasts, HELD_OUT, strict=True)
    ]
    assert sum(right) / len(right) >= AIM
    either = sum(row.learned(optimizer) for row in HELD_OUT) / len(HELD_OUT)
    assert sum(right) / len(right) > max(either, 1 - either) + 0.1  # more than always saying the same
