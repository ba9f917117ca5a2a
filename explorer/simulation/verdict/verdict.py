"""Does the message get through, where does it break, why, and what mends it? The judgement on one experiment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from explorer.remark import Remark, in_a_row
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.spec import SignalSpec, changed_settings
from explorer.simulation.signal.signal import Signal
from explorer.simulation.verdict.findings import CHECKS, Finding, find_all
from explorer.simulation.verdict.forecast import Forecast, forecast
from explorer.simulation.verdict.measurements import Evidence, collect_evidence
from explorer.simulation.verdict.outlook import gets_through, headline, outlook, seen_beside
from explorer.simulation.verdict.reasons import why
from explorer.simulation.verdict.remedies import Remedy, find_remedy
from explorer.simulation.weights.initializers import INITIALIZERS

NARROW = 64  # neurons up to which luck moves a layer by more than a tenth; our line
Changed = Callable[[SignalSpec, SignalSpec], bool]  # of the spec before and after
VERDICT_KEYS = ("healthy", *(check.key for check in CHECKS))


@dataclass(frozen=True)
class Verdict:
    """The judgement on one experiment; what it says are remarks with this run's numbers."""

    spec: SignalSpec
    findings: tuple[Finding, ...]  # all that was found, the weightiest first; none when healthy
    why: Remark
    beside: tuple[Remark, ...]  # what else this run shows that matters for learning
    evidence: tuple[Evidence, ...]
    signal: Signal = field(repr=False, compare=False)

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
    def forecast(self) -> Forecast:
        """Return what networks like this one did when they were trained, looked up when asked for, then kept."""
        return forecast(self.signal)

    @cached_property
    def headline(self) -> Remark:
        """Say what happens and where; where the signal gets through, also if networks like it did not learn."""
        return headline(self.finding, self.signal) if self.findings else gets_through(self.signal, self.forecast)

    @cached_property
    def training(self) -> Remark:
        """Say what training would do from here: what is certain, then what networks like this one did."""
        return outlook(self.finding, self.signal, self.forecast)

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
    def fix_why(self) -> Remark | None:
        """Say why the fix should help, and how sure that is; None when healthy."""
        return None if self.remedy is None else why_it_helps(self.remedy, self.spec)


def judge(s: Signal) -> Verdict:
    """Judge a signal: identical, overflow, dead, saturated, exploding, fading, else healthy; the first that holds."""
    findings = find_all(s)
    first = findings[0] if findings else None
    return Verdict(s.spec, findings, why(first, s), seen_beside(s), collect_evidence(s, findings), s)


# The weightiest change first; each reason with the changed setting's new value that it speaks of.
REASONS_FOR_A_CHANGE: tuple[tuple[str, Changed, Remark], ...] = (
    ("input_scale", lambda before, after: True, Remark("verdicts.mends.input")),
    ("input_offset", lambda before, after: True, Remark("verdicts.mends.centred_input")),
    ("normalization", lambda before, after: after.normalization != "none", Remark("verdicts.mends.reset")),
    ("normalization", lambda before, after: after.normalization == "none", Remark("verdicts.mends.no_reset")),
    ("residual", lambda before, after: after.residual, Remark("verdicts.mends.shortcuts")),
    ("residual", lambda before, after: not after.residual, Remark("verdicts.mends.no_shortcuts")),
    ("block", lambda before, after: after.build.reset_before, Remark("verdicts.mends.reset_before")),
    ("branch", lambda before, after: after.branch_factor == 0, Remark("verdicts.mends.branch.zero")),
    (
        "branch", lambda before, after: after.branch_factor < before.branch_factor,
        Remark("verdicts.mends.branch.smaller"),
    ),
    ("branch", lambda before, after: True, Remark("verdicts.mends.branch.as_others")),
    (
        "initializer", lambda before, after: INITIALIZERS[after.initializer].fits_data,
        Remark("verdicts.mends.fitted_recipe"),
    ),
    ("initializer", lambda before, after: True, Remark("verdicts.mends.recipe")),
    ("bias_std", lambda before, after: after.bias_std > before.bias_std, Remark("verdicts.mends.bias")),
    ("bias_std", lambda before, after: after.bias_std < before.bias_std, Remark("verdicts.mends.less_bias")),
    ("scale", lambda before, after: True, Remark("verdicts.mends.strength")),
)  # fmt: skip


def why_it_helps(remedy: Remedy, before: SignalSpec) -> Remark:
    """Say why a remedy should help, for the weightiest of its changes, and with how many seeds it does."""
    changes, after = changed_settings(before, remedy.spec), remedy.spec
    reason = next((told for name, fits, told in REASONS_FOR_A_CHANGE if name in changes and fits(before, after)), None)
    if remedy.critical and not set(changes) <= {"input_scale", "input_offset"}:
        reason = critical_reason(after)
    return in_a_row(reason, how_sure(remedy))


def critical_reason(after: SignalSpec) -> Remark:
    """Say that the strength is the critical one, and for whom."""
    activation = ACTIVATIONS[after.activation]
    straight = activation.homogeneous and len(set(activation.slopes_far_out)) == 1
    key = "verdicts.mends.critical.straight" if straight else "verdicts.mends.critical"
    return Remark(key, {"scale": after.scale, "activation": activation.name})


def how_sure(remedy: Remedy) -> Remark:
    """Say how sure it is that the remedy helps: by theory, or by trials."""
    if remedy.sure:
        return Remark("verdicts.sure.theory")
    if not remedy.tried:
        return Remark("verdicts.sure.untried")
    luck = {"healthy": remedy.healthy_seeds, "seeds": remedy.seeds}
    if remedy.healthy_seeds == remedy.seeds:
        return Remark("verdicts.sure.tried", luck)
    return Remark("verdicts.sure.narrow" if remedy.spec.width <= NARROW else "verdicts.sure.edge", luck)
