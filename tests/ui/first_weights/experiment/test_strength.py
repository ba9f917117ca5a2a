"""The strength slider reaches every strength, and its marks stand where the rules say."""

import math

import pytest

from explorer.ui.first_weights.experiment.strength import (
    gain_stops,
    log_stops,
    mark_places,
    marks,
    named_stop,
    strength_stops,
)


def test_stops_are_round_and_even():
    assert log_stops(-2, -1, 10) == [0.01, 0.0126, 0.0158, 0.02, 0.0251, 0.0316, 0.0398, 0.0501, 0.0631, 0.0794, 0.1]


@pytest.mark.parametrize("scale", [1e-6, 1e-4, 0.01, 0.0123456, 1 / math.sqrt(500), 1.0, 10.0, 1e3])
@pytest.mark.parametrize("width", [2, 500, 1024])
def test_wherever_a_link_stands_the_slider_has_that_stop_exactly(scale, width):
    stops = strength_stops(scale, False, marks(width))
    assert scale in stops
    assert stops == sorted(set(stops))
    assert stops[0] <= 1e-4
    assert stops[-1] >= 10


def test_extreme_strengths_reach_from_a_millionth_to_a_thousand():
    stops = strength_stops(0.01, True, ())
    assert (stops[0], stops[-1]) == (1e-6, 1e3)
    assert strength_stops(1e-5, False, ())[0] == 1e-6


@pytest.mark.parametrize("scale", [1.0, 0.1, 10.0, 0.003, 1000.0, 1e-6, 2.5])
def test_every_gain_has_a_stop(scale):
    stops = gain_stops(scale)
    assert scale in stops
    assert 1.0 in stops
    assert stops[0] <= 0.1
    assert stops[-1] >= 10


def test_the_rules_of_xavier_and_he_are_named_stops():
    xavier, he = marks(500)
    assert xavier.value == pytest.approx(0.0447214, abs=1e-7)
    assert he.value == pytest.approx(0.0632456, abs=1e-7)
    stops = strength_stops(0.01, False, (xavier, he))
    assert named_stop(xavier.value, (xavier, he)).name == "Xavier"
    assert named_stop(0.0501, (xavier, he)) is None
    (one, place), (other, further) = mark_places(stops, (xavier, he))
    assert (one, other) == ("Xavier", "He")
    assert stops[round(place * (len(stops) - 1))] == xavier.value
    assert 0.5 < place < further < 0.6


def test_a_mark_beyond_the_slider_has_no_place():
    assert mark_places([1e-4, 1e-3], marks(2)) == []
