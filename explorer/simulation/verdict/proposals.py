"""Which small changes could mend a network? Proposals by theory, in order of how little they change.

Depth, activation, width, data and luck stay. A proposal's strength is its own, else the critical one, else that of
the recipe as published, where these are healthy at this depth; else the best that theory finds.
"""

import heapq
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import product

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS, Activation
from explorer.simulation.network.blocks import BLOCKS, BRANCHES
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SCALE_RANGE, SignalSpec, changed_settings
from explorer.simulation.numerics.quadrature import bell_means
from explorer.simulation.theory.criticality import critical_weight_variance
from explorer.simulation.theory.expectations import moments_of, path, reason_against, start_of, weight_laws
from explorer.simulation.theory.moments import read_curve
from explorer.simulation.theory.theory import saturated_share
from explorer.simulation.theory.variance_map import LayerLaw, Step, log_gradient_squares, log_mean
from explorer.simulation.verdict.findings import CHANGE_LIMIT, SATURATED_LIMIT
from explorer.simulation.weights.initializers import INITIALIZERS

Array = np.ndarray

# What a change costs: few settings first, the strength before the recipe, normalization last.
COSTS = {"scale": 1.0, "bias_std": 1.5, "initializer": 2.5, "residual": 5.0, "normalization": 8.0}
COSTS |= {"branch": 0.8, "block": 6.0}  # what the last matrix of each block starts with is less than all strengths
COSTS |= {"input_scale": 0.5, "input_offset": 0.5}  # what the network is, stays
RISK = 4.0  # a proposal that needs luck stands behind a second small change, and before a larger one
RULES = ("xavier_normal", "he_normal")  # instead of a recipe that no strength can mend
STEADY_RECIPES = ("orthogonal", "lsuv")  # less luck than independent draws
BIASES = (0.0, 0.2, 0.5, 1.0)
STANDARDISED = (1.0, 0.0)  # the input as the recipes expect it
GROUPS = 12  # of examples of like size, in a search
COMFORT = 0.75  # decades of predicted change that leave room for luck and for theory's own error


@dataclass(frozen=True)
class Proposal:
    """A family of specs that differ in strength alone, at the strength that theory likes best."""

    spec: SignalSpec
    critical: bool
    change: float  # predicted decades from end to end; nan where theory does not apply


def cost_of(before: SignalSpec, after: SignalSpec) -> float:
    """Return how much a change changes; a new recipe's own strength comes with it."""
    changed = set(changed_settings(before, after))
    if "initializer" in changed and after.scale == INITIALIZERS[after.initializer].default_scale(after.width):
        changed -= {"scale"}
    return sum(COSTS[name] for name in changed)


def by_cost(spec: SignalSpec) -> Iterator[Proposal]:
    """Yield proposals, the least change first; a family is only worked out when its turn comes."""
    waiting: list[tuple[float, int, Proposal]] = []
    for order, (base, family) in enumerate(sorted(families(spec), key=lambda one: one[0])):
        while waiting and waiting[0][0] <= base:
            yield heapq.heappop(waiting)[2]
        proposal = best_of_family(spec, family)
        if proposal.spec != spec:
            cost = cost_of(spec, proposal.spec) + (RISK if is_risky(proposal) else 0.0)
            heapq.heappush(waiting, (cost, order, proposal))
    while waiting:
        yield heapq.heappop(waiting)[2]


def families(spec: SignalSpec) -> list[tuple[float, SignalSpec]]:
    """Return the spec with each choice of recipe, bias, shortcut and normalization, with what these changes cost."""
    found = []
    for initializer, normalization in product(recipes_near(spec), resets_near(spec)):
        scale = spec.scale if initializer == spec.initializer else INITIALIZERS[initializer].default_scale(spec.width)
        centred = NORMALIZATIONS[normalization].axis == 0  # over the examples: then a bias is taken off again
        biases = (spec.bias_std,) if centred else dict.fromkeys((spec.bias_std, *BIASES))
        inputs = dict.fromkeys(((spec.input_scale, spec.input_offset), STANDARDISED))
        for bias_std, past, (times, plus) in product(biases, ways_past(spec), inputs):
            changes = {"initializer": initializer, "scale": scale, "bias_std": bias_std}
            changes |= {"normalization": normalization, "input_scale": times, "input_offset": plus}
            family = replace(spec, **changes, **past)
            found.append((cost_of(spec, family), family))
    return found


def resets_near(spec: SignalSpec) -> tuple[str, ...]:
    """Return the resets to try, the spec's own first; a block keeps the one that it has."""
    if spec.build.branched:
        return (spec.normalization,)
    return tuple(dict.fromkeys((spec.normalization, *NORMALIZATIONS)))


def ways_past(spec: SignalSpec) -> list[dict[str, object]]:
    """Return what may go past the layers: shortcuts or none; past blocks, what a branch starts with, a reset before."""
    if not spec.build.branched:
        return [{"residual": spec.residual}, {"residual": not spec.residual}]
    own = [{"branch": key} for key in dict.fromkeys((spec.branch, *BRANCHES))]
    others = [key for key, block in BLOCKS.items() if block.reset_before and key != spec.block]
    return [*own, *({"block": key, "branch": spec.branch} for key in others)]


def recipes_near(spec: SignalSpec) -> tuple[str, ...]:
    """Return the spec's own recipe where its strength can mend something, then others."""
    own = INITIALIZERS[spec.initializer]
    if own.random or (own.scale_is == "gain" and spec.scale != own.default_scale(spec.width)):
        return tuple(dict.fromkeys((spec.initializer, *STEADY_RECIPES)))
    return RULES + STEADY_RECIPES


def best_of_family(spec: SignalSpec, family: SignalSpec) -> Proposal:
    """Return a family at its own, critical, published or best strength: the first that theory finds comfortable."""
    record = INITIALIZERS[family.initializer]
    published = replace(family, scale=record.default_scale(family.width))
    if reason_against(family):
        return Proposal(published, False, math.nan)
    critical = critical_spec(family)
    listed = [family] if family != spec else []
    listed += [critical] if critical else []
    listed += [published] if record.scale_is == "gain" else []
    graded = strengths(family)
    changes = predicted_changes(family, np.array([*(one.scale for one in listed), *graded]))
    for one, change in zip(listed, changes, strict=False):
        if change <= COMFORT:
            return Proposal(one, one == critical, float(change))
    changes = changes[len(listed) :]
    best = int(np.argmin(changes))
    return Proposal(replace(family, scale=float(f"{graded[best]:.3g}")), False, float(changes[best]))


def critical_spec(family: SignalSpec) -> SignalSpec | None:
    """Return the family at its critical strength, where it has one within the range of strengths."""
    if family.normalization != "none" or family.shortcuts or INITIALIZERS[family.initializer].fits_data:
        return None
    law = weight_laws(family)[-1]
    variance = critical_weight_variance(ACTIVATIONS[family.activation], law.bias_variance)
    if variance is None:
        return None
    scale = float(f"{family.scale * math.sqrt(variance / math.exp(float(law.log_weight_variance[0]))):.12g}")
    return replace(family, scale=scale) if SCALE_RANGE[0] <= scale <= SCALE_RANGE[1] else None


def strengths(family: SignalSpec) -> Array:
    """Return the strengths to choose from: 0.03 to 30 times the one at s_w^2 = 1."""
    law = weight_laws(family)[-family.build.matrices]  # in a block the first matrix: the last may start at 0
    unit = family.scale / math.sqrt(math.exp(float(law.log_weight_variance.squeeze())))
    if NORMALIZATIONS[family.normalization].axis is not None:  # then the strength hardly matters
        return np.clip([unit], *SCALE_RANGE)
    return np.clip(unit * np.geomspace(0.03, 30.0, 61), *SCALE_RANGE)


def predicted_changes(family: SignalSpec, scales: Array, closely: bool = False) -> Array:
    """Return the predicted decades of change from end to end, signal or correction, for each strength.

    A share of saturated values counts like the decades that would be as far from its limit. `closely` counts every
    example; without it, groups of like size stand for them, which is enough to look around.
    """
    activation = ACTIVATIONS[family.activation]
    begin = start_of(family, None if closely else GROUPS)
    moments_at = moments_of(family) if closely else partial(read_curve, activation)
    steps = path(family, moments_at, laws_at(family, scales), begin)
    start = log_mean(begin.log_square)[..., 0] - 2 * math.log(family.input_size)  # a standardised input's
    ahead = mean_log(steps[-1], lambda step: step.signal.log_square, scales) - start
    back = log_mean(log_gradient_squares(steps))[0, ..., 0]
    limit = np.max([saturated_share(activation, broad(step.log_q, scales)) for step in steps], axis=0)
    return np.maximum(np.maximum(abs(ahead), abs(back)) / 2 / math.log(10), limit / SATURATED_LIMIT)


def laws_at(family: SignalSpec, scales: Array) -> list[LayerLaw]:
    """Return the layers' laws with one row a strength."""
    shift = 2 * np.log(scales / family.scale)[:, None]
    return [replace(law, log_weight_variance=law.log_weight_variance + shift) for law in weight_laws(family)]


def broad(values: Array, scales: Array) -> Array:
    """Return values with one row a strength; normalized layers are the same at every one."""
    return np.broadcast_to(values, (len(scales), np.shape(values)[-1]))


def mean_log(step: Step, of: Callable[[Step], Array], scales: Array) -> Array:
    return log_mean(broad(of(step), scales))[:, 0]


def luck(spec: SignalSpec) -> float:
    """Return about how many decades one network differs from another of its kind.

    Each layer averages over `width` neurons, and so adds kurtosis / width to the variance of ln RMS^2.
    """
    return 0.5 * math.sqrt(excess_of(ACTIVATIONS[spec.activation]) * spec.depth / spec.width) / math.log(10)


@lru_cache(maxsize=32)
def excess_of(activation: Activation) -> float:
    """Return Var[f^2] / E[f^2]^2 at q = 1, at least the straight line's 2: 5 for ReLU."""
    square, fourth = bell_means((lambda x: activation.function(x) ** 2, lambda x: activation.function(x) ** 4), 0.0)
    return max(2.0, float(fourth / square**2) - 1)


def is_risky(proposal: Proposal) -> bool:
    """Tell whether two spreads of luck could turn the predicted change into a failure."""
    return proposal.change + 2 * luck(proposal.spec) > CHANGE_LIMIT
