"""What happens, and what would training do from here? The headline of a finding, and its outlook.

What is said of training is either certain (a correction that is exactly 0, a number that a format cannot hold) or
comes from networks that were trained: the forecast.
"""

import math
from collections.abc import Callable

import numpy as np

from explorer.remark import Remark, in_a_row
from explorer.simulation.evidence.features import weight_sizes
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.signal.signal import Signal
from explorer.simulation.verdict.findings import AHEAD, Finding, decades_ahead, decades_back, of_blocks
from explorer.simulation.verdict.forecast import Forecast

HIDDEN_STRENGTH = 10.0  # times that a sum grows, which a reset takes back; our line
AS_BEFORE = 0.1  # change of the mean cosine up to which two examples are as unlike as they were; our line
LEAST_STEP = math.log10(1.02)  # decades that a layer takes or adds, at least, to be said to; our line
ALIKE = 0.95  # mean cosine of two examples from which they can hardly be told apart; our line


def headline(finding: Finding, s: Signal) -> Remark:
    """Say what was found, and where."""
    values = {
        "layer": finding.layer,
        "width": s.spec.width,
        "saturated": float(s.saturated_fraction[finding.layer - 1]),
        "silent": float(s.dead_fraction[finding.layer - 1]),
        "exits": exits(s),
    }
    every = ".every" if finding.key in ("fading", "exploding") and at_every_layer(finding, s) else ""
    return Remark(f"verdicts.headline.{finding.key}.{finding.direction}{every}{of_blocks(s.spec)}", values)


def at_every_layer(finding: Finding, s: Signal) -> bool:
    """Tell whether each layer, not only those past the line, takes away or adds in the direction of travel."""
    path = np.append(0.0, decades_ahead(s)) if finding.direction == AHEAD else decades_back(s)[::-1]
    with np.errstate(invalid="ignore"):  # nothing, and nothing again: no step
        steps = np.diff(path) * math.copysign(1.0, finding.value)
    return s.spec.depth > 1 and bool((steps > LEAST_STEP).all())


def gets_through(s: Signal, found: Forecast) -> Remark:
    """Say that the signal gets through, and where networks like this one did not learn all the same."""
    grade = found.grade if found.alike else "learns"
    key = "verdicts.headline.healthy" if s.spec.depth > 1 else "verdicts.headline.healthy.one_layer"
    return Remark(f"{key}{of_blocks(s.spec)}", {"depth": s.spec.depth, "but": Remark(f"verdicts.but.{grade}")})


def exits(s: Signal) -> tuple[Remark, ...]:
    """Return which formats the signal leaves at which layer."""
    by_layer: dict[int, list[str]] = {}
    for one in s.format_exits:
        if one.signal_too_large:
            by_layer.setdefault(one.signal_too_large, []).append(one.format)
    return tuple(
        Remark(f"verdicts.exit{of_blocks(s.spec)}", {"layer": layer, "formats": tuple(names)})
        for layer, names in by_layer.items()
    )


def outlook(finding: Finding | None, s: Signal, found: Forecast) -> Remark:
    """Say what training would do from here: what is certain, then what networks like this one did."""
    certain = CERTAIN[finding.key](finding, s) if finding and finding.key in CERTAIN else None
    if certain is not None and certain.key in FINAL:
        return certain
    return in_a_row(certain, weights_correction(s), found.told, found.rates)


def weights_correction(s: Signal) -> Remark | None:
    """Say how much the first layer's weights are corrected beside the last layer's; None where that is not defined."""
    first, last = float(s.weight_gradient_log10_rms[0]), float(s.weight_gradient_log10_rms[-1])
    if s.spec.depth == 1 or not (math.isfinite(first) and math.isfinite(last)):
        return None
    return Remark(f"verdicts.training.weights{of_blocks(s.spec)}", {"change": first - last, "depth": s.spec.depth})


def seen_beside(s: Signal) -> tuple[Remark, ...]:
    """Say what else matters for learning: a strength that a reset hides, examples that look alike or stay apart."""
    return tuple(told for told in (hidden_strength(s), likeness(s)) if told is not None)


def hidden_strength(s: Signal) -> Remark | None:
    """Say what a strength does that a reset hides: the correction goes as 1/strength, a relative step as its square."""
    growth = float(weight_sizes(s)[-1]) * math.sqrt(s.spec.width)
    if NORMALIZATIONS[s.spec.normalization].axis is None or s.spec.build.branched or growth < HIDDEN_STRENGTH:
        return None
    return Remark("verdicts.beside.hidden_strength", {"growth": growth, "steps": growth**2})


def likeness(s: Signal) -> Remark | None:
    """Say whether examples can be told apart in the last layer, where they hardly can, or where little else is left."""
    first, last = float(s.sample_cosine[0]), float(s.sample_cosine[-1])
    if s.samples < 2 or math.isinf(s.activation_log10_rms[-1]):
        return None
    if last > ALIKE:
        return Remark("verdicts.beside.alike", {"cosine": last})
    faded = s.input_rms > 0 and s.activation_log10_rms[-1] < math.log10(s.input_rms) - 1
    as_before = abs(last - first) < AS_BEFORE and s.distinct_units.min() > 1
    key = f"verdicts.beside.apart{of_blocks(s.spec)}"
    return Remark(key, {"first": first, "last": last}) if faded and as_before else None


def of_identical(finding: Finding, s: Signal) -> Remark:
    if s.spec.build.branched:
        still = "still" if not s.weight_gradient_std.any() else "alike"
        return Remark(f"verdicts.training.identical.blocks.{still}")
    if s.spec.residual and s.spec.depth > 1:  # what reads the last layer reaches every layer unmixed
        return Remark("verdicts.training.identical.shortcuts")
    if s.weight_gradient_std.any():
        return Remark("verdicts.training.identical.alike")
    silent = s.activation_log10_rms[-1] == -math.inf
    return Remark("verdicts.training.identical.last_bias" if silent else "verdicts.training.identical.reader")


def of_overflow(finding: Finding, s: Signal) -> Remark:
    way = "ahead" if finding.direction == AHEAD else "back"
    return Remark(f"verdicts.training.overflow.{way}{of_blocks(s.spec)}", {"layer": finding.layer})


# finding -> what is certain about training from there
CERTAIN: dict[str, Callable[[Finding, Signal], Remark]] = {
    "identical": of_identical,
    "overflow": of_overflow,
    "dead": lambda finding, s: Remark("verdicts.training.dead"),
}
# where nothing is left to forecast
FINAL = (
    "verdicts.training.identical.last_bias",
    "verdicts.training.identical.reader",
    "verdicts.training.identical.blocks.still",
)
