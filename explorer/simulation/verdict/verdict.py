"""Does the message get through, where does it break, why, and what mends it? The judgement on one experiment."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import cached_property

from explorer.numerals import number, number_from_log10, share
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.spec import SignalSpec, changed_settings
from explorer.simulation.signal.signal import Signal
from explorer.simulation.verdict.finding_words import (
    HEADLINES,
    OUTLOOKS,
    healthy_headline,
    healthy_training,
    healthy_why,
)
from explorer.simulation.verdict.findings import (
    CHANGE_LIMIT,
    CHECKS,
    OUR_LINE,
    Check,
    Finding,
    decades_ahead,
    decades_back,
    find_all,
)
from explorer.simulation.verdict.reasons import REASONS
from explorer.simulation.verdict.remedies import Remedy, find_remedy
from explorer.simulation.weights.initializers import INITIALIZERS

CORRECTION_SOURCE = f"{OUR_LINE}; SageMaker Debugger's rule VanishingGradient warns below a mean size of 1e-7"
NARROW = 64  # neurons up to which luck moves a layer by more than a tenth; our line
VERDICT_KEYS = ("healthy", *(check.key for check in CHECKS))


@dataclass(frozen=True)
class Evidence:
    """One measurement beside its threshold."""

    measured: str  # what was measured, in words
    value: float
    text: str  # the value as people read it
    threshold: str  # what is still fine
    source: str  # of the threshold: a publication, or "our line"
    exceeded: bool


@dataclass(frozen=True)
class Verdict:
    """The judgement on one experiment; sentences are for readers, numbers are this run's."""

    spec: SignalSpec
    findings: tuple[Finding, ...]  # all that was found, the weightiest first; none when healthy
    headline: str
    why: str
    training: str  # what training would do from here, in one sentence
    evidence: tuple[Evidence, ...]

    @property
    def finding(self) -> Finding | None:
        """Return the finding that the verdict speaks of: the weightiest; None when healthy."""
        return self.findings[0] if self.findings else None

    @property
    def key(self) -> str:
        """Return healthy, fading, exploding, saturated, dead, identical or overflow."""
        return self.finding.key if self.finding else "healthy"

    @property
    def layer(self) -> int | None:
        """Return the first layer where it breaks, counted from 1; None when healthy."""
        return self.finding.layer if self.finding else None

    @property
    def healthy(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings

    @cached_property
    def remedy(self) -> Remedy | None:
        """Return the least change that mends it, worked out when asked for (0.01 to 1 s), then kept."""
        return None if self.healthy else find_remedy(self.spec)

    @property
    def fix(self) -> SignalSpec | None:
        """Return the mended spec; None when healthy."""
        return None if self.remedy is None else self.remedy.spec

    @property
    def fix_changes(self) -> tuple[str, ...]:
        """Return the names of the settings that the fix changes."""
        return () if self.fix is None else changed_settings(self.spec, self.fix)

    @property
    def fix_why(self) -> str:
        """Say why the fix should help, and how sure that is; "" when healthy."""
        return "" if self.remedy is None else why_it_helps(self.remedy, self.spec)


def judge(s: Signal) -> Verdict:
    """Judge a signal: identical, overflow, dead, saturated, exploding, fading, else healthy; the first that holds."""
    findings = find_all(s)
    evidence = collect_evidence(s, findings)
    if not findings:
        return Verdict(s.spec, (), healthy_headline(s), healthy_why(s), healthy_training(s), evidence)
    first = findings[0]
    say = (HEADLINES[first.key], REASONS[first.key], OUTLOOKS[first.key])
    headline, why, training = (words(first, s) for words in say)
    return Verdict(s.spec, findings, headline, why, training, evidence)


def collect_evidence(s: Signal, findings: tuple[Finding, ...]) -> tuple[Evidence, ...]:
    """Return every measurement that a threshold exists for, in the order in which they count."""
    checks = {check.key: check for check in CHECKS}
    found = {finding.key for finding in findings}
    activation = ACTIVATIONS[s.spec.activation]
    rows = [neurons_row(s, checks["identical"], found), largest_row(s, checks["overflow"], found)]
    if activation.can_die:
        worst = float(s.dead_fraction.max())
        rows.append(share_row("silent neurons in the worst layer", worst, checks["dead"], found))
    if activation.saturates:
        worst = float(s.saturated_fraction.max())
        rows.append(share_row("values at the limit in the worst layer", worst, checks["saturated"], found))
    last = f"layer {s.spec.depth}"
    ahead, back = float(decades_ahead(s)[-1]), float(decades_back(s)[0])
    rows.append(change_row(f"size (RMS) of {last}, compared with the input", ahead, checks["fading"].source))
    if s.spec.depth > 1:
        rows.append(change_row(f"correction at layer 1, compared with {last}", back, CORRECTION_SOURCE))
    return tuple(rows)


def neurons_row(s: Signal, check: Check, found: Set[str]) -> Evidence:
    fewest = int(s.distinct_units.min())
    text = f"{fewest:,} of {s.spec.width:,}"
    return Evidence(
        "different neurons in the poorest layer", fewest, text, check.threshold, check.source, check.key in found
    )


def largest_row(s: Signal, check: Check, found: Set[str]) -> Evidence:
    largest = float(s.activation_log10_max.max())
    return Evidence(
        "largest value in any layer", 10.0 ** min(largest, 308.0), number_from_log10(largest),
        check.threshold, check.source, check.key in found,
    )  # fmt: skip


def share_row(measured: str, worst: float, check: Check, found: Set[str]) -> Evidence:
    return Evidence(measured, worst, share(worst), check.threshold, check.source, check.key in found)


def change_row(measured: str, decades: float, source: str) -> Evidence:
    factor = 10.0 ** max(-308.0, min(decades, 308.0))
    return Evidence(
        measured, factor, f"{number_from_log10(decades)} times",
        "between a tenth and 10 times", source, not -CHANGE_LIMIT <= decades <= CHANGE_LIMIT,
    )  # fmt: skip


# The weightiest change first; each reason with the changed setting's new value that it speaks of.
REASONS_FOR_A_CHANGE: tuple[tuple[str, Callable[[SignalSpec, SignalSpec], bool], str], ...] = (
    (
        "input_scale", lambda before, after: True,
        "The input is brought to mean 0 and spread 1: every recipe counts on that.",
    ),
    (
        "input_offset", lambda before, after: True,
        "The input is brought to mean 0: every recipe counts on that.",
    ),
    (
        "normalization", lambda before, after: after.normalization != "none",
        "The volume reset brings every layer back to one size.",
    ),
    (
        "normalization", lambda before, after: after.normalization == "none",
        "Without the volume reset, signal and correction pass through as they are.",
    ),
    (
        "residual", lambda before, after: after.residual,
        "Shortcuts hand each layer's input on beside its output, so nothing has to survive every layer.",
    ),
    (
        "residual", lambda before, after: not after.residual,
        "Without shortcuts, the layers' outputs no longer add up.",
    ),
    (
        "initializer", lambda before, after: INITIALIZERS[after.initializer].fits_data,
        "The new recipe draws neurons that differ, at a strength fitted to the data.",
    ),
    (
        "initializer", lambda before, after: not INITIALIZERS[after.initializer].fits_data,
        "The new recipe draws neurons that differ, at a strength set by their number.",
    ),
    (
        "bias_std", lambda before, after: after.bias_std > before.bias_std,
        "A little bias keeps the sums away from 0, where they would fade.",
    ),
    (
        "bias_std", lambda before, after: after.bias_std < before.bias_std,
        "With a smaller bias, what comes in counts again.",
    ),
    (
        "scale", lambda before, after: True,
        "At this strength, signal and correction both stay within a factor of 10.",
    ),
)  # fmt: skip


def why_it_helps(remedy: Remedy, before: SignalSpec) -> str:
    """Say why a remedy should help, for the weightiest of its changes, and with how many seeds it does."""
    changes, after = changed_settings(before, remedy.spec), remedy.spec
    reason = next((words for name, fits, words in REASONS_FOR_A_CHANGE if name in changes and fits(before, after)), "")
    activation = ACTIVATIONS[after.activation]
    if remedy.critical and not set(changes) <= {"input_scale", "input_offset"}:
        straight = activation.homogeneous and len(set(activation.slopes_far_out)) == 1
        whom = "a network without a bend" if straight else activation.label
        edge = f"A strength of {number(remedy.spec.scale)} is the critical one for {whom}: "
        reason = edge + "each layer hands back as much correction as it gets."
    if remedy.sure:
        return f"{reason} By theory it gets through with room to spare."
    if not remedy.tried:
        return f"{reason} By theory it gets through; the network is too large to try it first."
    sure = f"It gets through with {remedy.healthy_seeds} of {remedy.seeds} luck numbers"
    if remedy.healthy_seeds < remedy.seeds:
        narrow = after.width <= NARROW
        return f"{reason} {sure}: {'with so few neurons,' if narrow else 'this is on the edge, and'} luck decides."
    return f"{reason} {sure}."
