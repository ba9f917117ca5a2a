"""How do numbers stay usable after a hundred layers? Values beside a power of two, so that nothing overflows.

A layer's true values are `values * 2**exponent`. The exponent stays 0 for ordinary networks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Array = np.ndarray

COMFORT = 30  # the largest value stays within 2^±30: squares, and products with weights of 1e3, stay in float32
REACH = 60  # exponents up to this are applied before φ; beyond, φ is its tangent at 0 or its asymptote to 1e-18


@dataclass(frozen=True)
class Scaled:
    """An array times a power of two."""

    values: Array
    exponent: int = 0

    def within_reach(self) -> Array:
        """Return the true values with the exponent held within ±60, where every activation has reached its limit."""
        if self.exponent == 0:
            return self.values
        return shifted(self.values, max(-REACH, min(REACH, self.exponent)))


def shifted(values: Array, exponent: int) -> Array:
    """Return values * 2**exponent; what is too small becomes 0."""
    return values if exponent == 0 else np.ldexp(values, np.int32(max(-4000, min(4000, exponent))))


def extent(values: Array) -> tuple[float, float]:
    """Return the smallest and the largest value."""
    return float(values.min()), float(values.max())


def settle(scaled: Scaled) -> Scaled:
    """Move a far-off size from the values into the exponent."""
    low, high = extent(scaled.values)
    largest = max(-low, high)
    if largest == 0:
        return Scaled(scaled.values)
    size = math.frexp(largest)[1]  # 2^(size−1) <= largest < 2^size
    if -COMFORT <= size <= COMFORT:
        return scaled
    return Scaled(shifted(scaled.values, -size), scaled.exponent + size)


def add_to(one: Scaled, other: Scaled) -> Scaled:
    """Return the sum, written over `one`; where sizes differ too far, the smaller vanishes in it, as it should."""
    if not other.values.any():
        return one
    exponent = max(one.exponent, other.exponent) if one.values.any() else other.exponent
    total = shifted(one.values, one.exponent - exponent)
    total += shifted(other.values, other.exponent - exponent)
    return Scaled(total, exponent)


def join(parts: Sequence[Scaled]) -> Scaled:
    """Return arrays of one width below each other."""
    exponent = max((part.exponent for part in parts if part.values.any()), default=0)
    return Scaled(np.concatenate([shifted(part.values, part.exponent - exponent) for part in parts]), exponent)


def true_value(value: float, exponent: int) -> float:
    """Return value * 2**exponent as a float: 0.0 or ±inf where float64 ends."""
    try:
        return math.ldexp(value, exponent)
    except OverflowError:
        return math.copysign(math.inf, value)


def log10_value(value: float, exponent: int) -> float:
    """Return log10(value * 2**exponent) for value >= 0; −inf for 0."""
    return math.log10(value) + exponent * math.log10(2.0) if value > 0 else -math.inf
