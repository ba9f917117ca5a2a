"""A few experiments that chart tests share."""

from functools import cache

from explorer.simulation.signal.signal import SignalSpec, run_signal


@cache
def run(**changes):
    return run_signal(SignalSpec(**{"depth": 6, "width": 40, "samples": 30, **changes}))
