"""A long experiment runs a layer at a time, and gives the same numbers as in one go."""

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation.signal.signal import SignalSpec, run_signal, signal_steps


def drive(steps):
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            return shares, end.value


def test_the_shares_rise_to_the_end_and_the_result_is_the_same():
    spec = SignalSpec(depth=5, width=30, samples=20, normalization="batch", residual=True)
    shares, result = drive(signal_steps(spec))
    assert shares == sorted(shares)
    assert len(shares) == 10
    assert shares[-1] == 1
    whole = run_signal(spec)
    assert np.array_equal(result.activation_std, whole.activation_std)
    assert np.array_equal(result.gradient_std, whole.gradient_std)


def test_two_experiments_may_take_turns_and_one_may_be_left_unfinished():
    one, other = SignalSpec(depth=4, width=30, samples=20), SignalSpec(depth=4, width=30, samples=20, scale=0.3)
    first, second, third = signal_steps(one), signal_steps(other), signal_steps(one)
    next(third)
    for _ in range(3):
        next(first)
        next(second)
    third.close()
    assert np.array_equal(drive(first)[1].activation_std, run_signal(one).activation_std)
    assert np.array_equal(drive(second)[1].gradient_std, run_signal(other).gradient_std)


def test_an_experiment_that_is_too_large_says_so_at_the_first_step():
    with pytest.raises(ReaderError, match="too large"):
        next(signal_steps(SignalSpec(depth=100, width=1024, samples=5000)))
