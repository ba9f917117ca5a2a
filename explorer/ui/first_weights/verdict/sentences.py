"""Which figures of a run do the sentences of the page speak of?"""

import numpy as np

from explorer.simulation import AHEAD, BLOCKS, Signal, Verdict, decades_back
from explorer.ui.first_weights.wording import say
from explorer.ui.language import written

ICONS = {
    "healthy": ":material/check_circle:",
    "fading": ":material/trending_down:",
    "exploding": ":material/trending_up:",
    "saturated": ":material/vertical_align_top:",
    "dead": ":material/volume_off:",
    "identical": ":material/content_copy:",
    "overflow": ":material/bolt:",
}
ALMOST_NOTHING = -3.0  # decades: a thousandth; our line


def figures_of(result: Signal) -> dict[str, str]:
    """Return the numbers that stories and sentences fill in, written as the page writes numbers."""
    spread = result.activation_log10_std
    figures = {
        "depth": written(result.spec.depth, "count"),
        "first": written(spread[0], "plain"),
        "last": written(spread[-1], "plain"),
        "factor": _factor(spread),
        "gradient": written(result.gradient_log10_rms[0], "plain"),
        "gradient_factor": _factor(result.gradient_log10_rms[::-1]),
        "limit": written(round(float(result.saturated_fraction.mean()), 2), "share"),
        "silent": written(float(result.dead_fraction.max()), "share"),
        "largest": written(result.activation_log10_max.max(), "plain"),
        "distinct": written(int(result.distinct_units.max()), "count"),
        "units": written(result.spec.width, "count"),
    }
    return {key: unbroken(text) for key, text in figures.items()}


def unbroken(text: str) -> str:
    """Keep a number on one line: 3 × 10⁻⁷ and 92 % hold no-break spaces."""
    return text.replace(" ", "\u00a0")


def _factor(log10_sizes: np.ndarray) -> str:
    """Return the factor from one layer to the next, on average; 1 where there is only one layer."""
    steps = len(log10_sizes) - 1
    if steps == 0 or not np.all(np.isfinite(log10_sizes[[0, -1]])):
        return "1"
    return written((log10_sizes[-1] - log10_sizes[0]) / steps, "plain")


def verdict_sentence(result: Signal, verdict: Verdict) -> str:
    """Say in at most 30 words what the layers do: the factor of one layer, the first and the last value."""
    way = verdict.finding.direction if verdict.finding else AHEAD
    if result.spec.depth == 1:
        key = "verdict.one_layer"
    elif BLOCKS[result.spec.block].branched and verdict.key in ("healthy", "fading", "exploding", "overflow"):
        key = "verdict.blocks.level" if _level(result) else "verdict.blocks"
    elif verdict.key in ("fading", "exploding", "overflow"):
        lost = result.activation_log10_rms if way == AHEAD else result.gradient_log10_rms
        left = lost[-1] if way == AHEAD else lost[0] - lost[-1]
        little = ".little" if verdict.key == "fading" and left > ALMOST_NOTHING else ""
        key = f"verdict.nothing.{way}" if np.isneginf(lost).any() else f"verdict.{verdict.key}.{way}{little}"
    else:
        key = f"verdict.{verdict.key}"
    return say(key, **figures_of(result))


def _level(result: Signal) -> bool:
    """Tell whether the first and the last spread, and their corrections, are written with the same figures."""
    figures = figures_of(result)
    return figures["first"] == figures["last"] and figures["gradient"] == written(0.0, "plain")


def is_good(verdict: Verdict) -> bool:
    """Tell whether the signal gets through, and no network like this one is known not to learn."""
    return verdict.healthy and verdict.forecast.grade in ("learns", "unknown")


def often_told(result: Signal, verdict: Verdict) -> list[str]:
    """Return what well-known courses say otherwise about a case like this one, with what the numbers say."""
    spec = result.spec
    cases = {
        "told.fading": verdict.key == "fading" and result.distinct_units[-1] == spec.width,
        "told.saturated": verdict.key == "saturated" and decades_back(result)[0] > 1,
        "told.zeros": spec.initializer == "zeros" and not result.weight_gradient_std.any(),
        "told.alike": verdict.key == "identical" and result.activation_std[-1] > 0,
        "told.xavier": spec.initializer.startswith("xavier") and spec.activation == "tanh" and verdict.healthy,
        "told.relu": spec.activation == "relu" and verdict.healthy,
    }
    return [say(key, **figures_of(result)) for key, holds in cases.items() if holds]
