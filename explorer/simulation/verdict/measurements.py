"""Which measurements speak for a verdict? Each beside its threshold and the threshold's source."""

from collections.abc import Set
from dataclasses import dataclass

from explorer.remark import Remark
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.signal.signal import Signal
from explorer.simulation.verdict.findings import (
    CHANGE_LIMIT,
    CHECKS,
    Check,
    Finding,
    decades_ahead,
    decades_back,
    of_blocks,
)

LARGEST_EXPONENT = 308.0  # of float64


@dataclass(frozen=True)
class Evidence:
    """One measurement beside its threshold."""

    measured: Remark  # what was measured
    value: float
    text: Remark  # the value as people read it
    threshold: Remark  # what is still fine
    source: Remark  # of the threshold: a publication, or "our line"
    exceeded: bool


def collect_evidence(s: Signal, findings: tuple[Finding, ...]) -> tuple[Evidence, ...]:
    """Return every measurement that a threshold exists for, in the order in which they count."""
    checks = {check.key: check for check in CHECKS}
    found = {finding.key for finding in findings}
    activation = ACTIVATIONS[s.spec.activation]
    rows = [neurons_row(s, checks["identical"], found), largest_row(s, checks["overflow"], found)]
    if activation.can_die:
        rows.append(share_row(float(s.dead_fraction.max()), checks["dead"], found))
    if activation.saturates:
        rows.append(share_row(float(s.saturated_fraction.max()), checks["saturated"], found))
    depth, ahead, back = {"depth": s.spec.depth}, float(decades_ahead(s)[-1]), float(decades_back(s)[0])
    rows.append(change_row(Remark(f"verdicts.measured.ahead{of_blocks(s.spec)}", depth), ahead, checks["fading"].cited))
    if s.spec.depth > 1:
        rows.append(
            change_row(Remark(f"verdicts.measured.back{of_blocks(s.spec)}", depth), back, checks["fading"].cited)
        )
    return tuple(rows)


def neurons_row(s: Signal, check: Check, found: Set[str]) -> Evidence:
    fewest = int(s.distinct_units.min())
    return checked(check, fewest, Remark("verdicts.here.neurons", {"distinct": fewest, "width": s.spec.width}), found)


def largest_row(s: Signal, check: Check, found: Set[str]) -> Evidence:
    size = float(s.activation_log10_max.max())
    return checked(check, 10.0 ** min(size, LARGEST_EXPONENT), Remark("verdicts.here.size", {"size": size}), found)


def share_row(worst: float, check: Check, found: Set[str]) -> Evidence:
    return checked(check, worst, Remark("verdicts.here.share", {"share": worst}), found)


def checked(check: Check, value: float, text: Remark, found: Set[str]) -> Evidence:
    """Return the row of a check, which is exceeded where it was found."""
    measured = Remark(f"verdicts.measured.{check.key}")
    return Evidence(measured, value, text, check.threshold, check.cited, check.key in found)


def change_row(measured: Remark, decades: float, source: Remark) -> Evidence:
    factor = 10.0 ** max(-LARGEST_EXPONENT, min(decades, LARGEST_EXPONENT))
    return Evidence(
        measured, factor, Remark("verdicts.here.times", {"change": decades}),
        Remark("verdicts.fine.change", {"factor": 10**CHANGE_LIMIT}), source,
        not -CHANGE_LIMIT <= decades <= CHANGE_LIMIT,
    )  # fmt: skip
