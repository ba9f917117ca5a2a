"""Which figures of a run do the sentences of the page speak of?"""

import numpy as np

from explorer import numerals
from explorer.charts.layer_table import spread_log10
from explorer.simulation.signal import Signal


def figures_of(result: Signal) -> dict[str, str]:
    """Return the numbers that stories and sentences fill in, written as the page writes numbers."""
    spread = spread_log10(result)
    return {
        "depth": numerals.count(result.spec.depth),
        "first": numerals.number_from_log10(spread[0], 2),
        "last": numerals.number_from_log10(spread[-1], 2),
        "factor": _factor(spread),
        "gradient": numerals.number_from_log10(result.gradient_log10_rms[0], 2),
        "gradient_factor": _factor(result.gradient_log10_rms[::-1]),
        "limit": numerals.share(round(float(result.saturated_fraction.mean()), 2)),
        "distinct": numerals.count(int(result.distinct_units.max())),
        "units": numerals.count(result.spec.width),
    }


def _factor(log10_sizes: np.ndarray) -> str:
    """Return the factor from one layer to the next, on average; 1 where there is only one layer."""
    steps = len(log10_sizes) - 1
    if steps == 0 or not np.all(np.isfinite(log10_sizes)):
        return "1"
    return numerals.number_from_log10((log10_sizes[-1] - log10_sizes[0]) / steps, 2)
