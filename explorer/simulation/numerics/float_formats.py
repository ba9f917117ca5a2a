"""Which layers leave what a number format can hold? Named for float16, bfloat16 and float32."""

import math
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class FloatFormat:
    """The ends of a number format."""

    key: str
    largest: float  # largest finite value
    smallest: float  # smallest value above 0
    source: str


@dataclass(frozen=True)
class FormatExit:
    """The first layer, from 1, where the values leave one format; None where they stay inside."""

    format: str
    signal_too_large: int | None  # the largest value is past the format's largest: it becomes infinite
    signal_too_small: int | None  # the RMS is below the format's smallest: the typical value becomes 0
    gradient_too_large: int | None  # counted on the way back: the layer nearest the output
    gradient_too_small: int | None

    @property
    def layer(self) -> int | None:
        """Return the first layer whose signal leaves the format, either way."""
        return min((layer for layer in (self.signal_too_large, self.signal_too_small) if layer), default=None)


FLOAT_FORMATS = {
    one.key: one
    for one in (
        FloatFormat("float16", 65504.0, 2.0**-24, "IEEE 754-2019, binary16"),
        FloatFormat("bfloat16", (2 - 2**-7) * 2.0**127, 2.0**-133, "Kalamkar et al. 2019"),
        FloatFormat("float32", (2 - 2**-23) * 2.0**127, 2.0**-149, "IEEE 754-2019, binary32"),
    )
}


def format_exits(log_rms: Array, log_largest: Array, gradient_log_rms: Array, gradient_log_largest: Array):
    """Return a FormatExit for each format, from log10 of RMS and largest value per layer; −inf, exactly 0, fits all."""
    return tuple(
        FormatExit(
            one.key,
            _first(log_largest > math.log10(one.largest)),
            _first(np.isfinite(log_rms) & (log_rms < math.log10(one.smallest))),
            _last(gradient_log_largest > math.log10(one.largest)),
            _last(np.isfinite(gradient_log_rms) & (gradient_log_rms < math.log10(one.smallest))),
        )
        for one in FLOAT_FORMATS.values()
    )


def _first(holds: Array) -> int | None:
    return int(np.argmax(holds)) + 1 if holds.any() else None


def _last(holds: Array) -> int | None:
    return int(np.flatnonzero(holds)[-1]) + 1 if holds.any() else None
