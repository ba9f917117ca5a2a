"""An axis holds every value, and is of powers of ten exactly when the values need it."""

import numpy as np
import pytest

from explorer.charts.axis import axis_for
from explorer.text import write


@pytest.mark.parametrize("spread", [0, 0.01, 0.3, 5, 100])
def test_every_value_lies_on_its_axis_and_at_least_two_ticks_do(spread):
    for seed in range(40):
        rng = np.random.default_rng(seed)
        values = rng.normal(rng.uniform(-400, 400), spread, size=20)
        axis = axis_for(values)
        heights = axis.place(values)
        assert np.all((heights >= axis.low) & (heights <= axis.high))
        on_axis = [tick for tick in axis.ticks if axis.low <= tick <= axis.high]
        assert 2 <= len(on_axis) <= 9
        assert len(set(axis.labels)) == len(axis.labels)


def test_values_within_a_decade_stand_on_a_linear_axis_from_zero():
    axis = axis_for(np.log10([0.23, 0.63]))
    assert not axis.log
    assert axis.low == 0
    assert axis.labels == ("0", "0.2", "0.4", "0.6")


def test_values_over_several_decades_stand_on_powers_of_ten():
    axis = axis_for(np.log10([3e-7, 0.21]))
    assert axis.log
    assert (axis.low, axis.ticks[-1]) == (-7, 0)
    assert axis.labels == ("10⁻⁶", "10⁻⁴", "10⁻²", "1")


def test_a_zero_among_powers_of_ten_gets_a_floor_of_its_own():
    axis = axis_for(np.array([-np.inf, -6.0, 0.0]))
    assert axis.floor
    assert axis.labels[0] == "0"
    assert axis.place(np.array([-np.inf]))[0] == axis.low < -6


def test_nothing_but_zeros_is_a_flat_line_on_a_linear_axis():
    axis = axis_for(np.array([-np.inf, -np.inf]))
    assert not axis.log
    assert np.all(axis.place(np.array([-np.inf])) == 0)


def test_a_large_range_still_has_few_ticks():
    assert len(axis_for(np.array([-520.0, 430.0])).ticks) <= 7


def test_powers_read_as_powers():
    assert [write(k, "power") for k in (-7, -1, 0, 1, 12)] == ["10⁻⁷", "0.1", "1", "10", "10¹²"]


def test_a_linear_axis_also_holds_what_is_below_zero():
    axis = axis_for(np.log10([0.23, 0.63]), signed=np.array([-0.1, np.nan]))
    assert axis.low < -0.1
    assert axis.labels[0] == "0"


def test_what_lies_below_powers_of_ten_stands_on_the_lowest_line():
    axis = axis_for(np.array([-6.0, 0.0]))
    assert axis.place(np.array([-9.0]))[0] == axis.low
