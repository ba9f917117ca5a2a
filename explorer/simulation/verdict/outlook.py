"""What happens, and what would training do from here? The headline of a finding, and its outlook."""

import math
from collections.abc import Callable

from explorer.remark import Remark
from explorer.simulation.signal.signal import Signal
from explorer.simulation.verdict.findings import Finding, decades_back

STEADY = "all"  # the outlook of a finding that has only one


def headline(finding: Finding | None, s: Signal) -> Remark:
    """Say what happens and where; for None that the signal gets through."""
    if finding is None:
        key = "verdicts.headline.healthy" if s.spec.depth > 1 else "verdicts.headline.healthy.one_layer"
        return Remark(key, {"depth": s.spec.depth})
    values = {
        "layer": finding.layer,
        "width": s.spec.width,
        "saturated": float(s.saturated_fraction[finding.layer - 1]),
        "silent": float(s.dead_fraction[finding.layer - 1]),
        "exits": exits(s),
    }
    return Remark(f"verdicts.headline.{finding.key}.{finding.direction}", values)


def exits(s: Signal) -> tuple[Remark, ...]:
    """Return which formats the signal leaves at which layer."""
    by_layer: dict[int, list[str]] = {}
    for one in s.format_exits:
        if one.signal_too_large:
            by_layer.setdefault(one.signal_too_large, []).append(one.format)
    return tuple(
        Remark("verdicts.exit", {"layer": layer, "formats": tuple(names)}) for layer, names in by_layer.items()
    )


def outlook(finding: Finding | None, s: Signal) -> Remark:
    """Say what training would do from here."""
    if finding is None:
        return Remark("verdicts.training.healthy")
    values = {"layer": finding.layer, "back": float(decades_back(s)[0])}
    return Remark(f"verdicts.training.{finding.key}.{OUTLOOKS[finding.key](finding, s)}", values)


def of_identical(finding: Finding, s: Signal) -> str:
    if s.weight_gradient_std.any():
        return "alike"
    return "last_bias" if s.activation_log10_rms[-1] == -math.inf else "reader"


# finding -> which of its outlooks holds
OUTLOOKS: dict[str, Callable[[Finding, Signal], str]] = {
    "identical": of_identical,
    "overflow": lambda finding, s: finding.direction,
    "dead": lambda finding, s: STEADY,
    "saturated": lambda finding, s: "strong" if decades_back(s)[0] > 1 else "weak",
    "exploding": lambda finding, s: STEADY,
    "fading": lambda finding, s: "first_layers" if decades_back(s)[0] < -1 else "input",
}
