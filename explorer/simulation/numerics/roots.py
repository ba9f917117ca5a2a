"""Where does a function cross zero? A bracketing search that needs no derivative."""

from collections.abc import Callable


def bracketed_root(function: Callable[[float], float], low: float, high: float, tolerance: float = 1e-12) -> float:
    """Return x in [low, high] with function(x) = 0, given a sign change between the ends.

    Illinois's variant of the false position (Dowell and Jarratt 1971): it never leaves the bracket.
    """
    at_low, at_high = function(low), function(high)
    if at_low * at_high > 0:
        raise ArithmeticError(f"no sign change between {low} and {high}: {at_low}, {at_high}")
    kept, middle = 0, low
    for _ in range(100):
        if at_low == at_high:
            return low
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        here = function(middle)
        if here == 0 or abs(high - low) < tolerance:
            return middle
        if here * at_low > 0:
            low, at_low = middle, here
            at_high, kept = (at_high / 2 if kept == -1 else at_high), -1
        else:
            high, at_high = middle, here
            at_low, kept = (at_low / 2 if kept == 1 else at_low), 1
    return middle
