"""Which networks of the record are most like this one, and what did they learn?"""

import math
from dataclasses import astuple, dataclass
from functools import cache

import numpy as np

from explorer.simulation.evidence.features import LearningFeatures
from explorer.simulation.evidence.table import EvidenceRow, load_evidence
from explorer.simulation.network.spec import SignalSpec

Array = np.ndarray

NEAREST = 9  # networks; see docs/learning.md for how the number and the weights below were chosen
FAR_CHANGE = 4.0  # tenfolds; beyond, a network is as lost as it can be
FAR_STRENGTH = 2.0
HALF = 0.5  # of the networks most like one: what half or more of them did is forecast
HIDDEN_FAR = 1.0  # tenfolds; weights that a reset hides so far hardly move, and no less for being larger
REACH = 2.0  # distance up to which a network counts as like another: 19 in 20 of the record's are as near; our line


@dataclass(frozen=True)
class Coordinates:
    """Where a network stands among others. A difference of 1 in each counts alike."""

    ahead: float  # tenfolds of the signal's size
    back: float  # tenfolds of the correction's
    weights_back: float  # tenfolds of the weights' correction, first layer over last
    strength: float  # tenfolds by which a sum grows
    depth: float  # natural logarithm of the number of layers
    cosine: float  # how alike two examples look in the end
    saturated: float
    dead: float
    distinct: float
    reset: float
    shortcut: float
    step: float  # tenfolds of the weights' correction over the weights, least layer
    hidden: float  # tenfolds of a strength that a reset hides: a step counts as its inverse square
    input: float  # tenfolds by which the input was enlarged; the record has none


@dataclass(frozen=True)
class Neighbours:
    """The networks of the record that are most like one."""

    rows: tuple[EvidenceRow, ...]  # nearest first
    distance: float  # of the middle one of them

    @property
    def alike(self) -> bool:
        """Tell whether they are near enough to speak for it."""
        return self.distance <= REACH

    def share(self, optimizer: str) -> float:
        """Return the share of them that learned, 0 to 1."""
        return sum(row.learned(optimizer) for row in self.rows) / len(self.rows)

    def accuracy(self, optimizer: str) -> float:
        """Return the mean of what they reached at their best rates, 0 to 1."""
        return sum(row.best_accuracy(optimizer) for row in self.rows) / len(self.rows)

    def rates(self, optimizer: str) -> tuple[float, float] | None:
        """Return the smallest and the largest best rate of those that learned; None where none did."""
        best = [row.best_rate(optimizer) for row in self.rows if row.learned(optimizer)]
        return (min(best), max(best)) if best else None


def place(spec: SignalSpec, features: LearningFeatures) -> Coordinates:
    """Return where a network stands."""
    return Coordinates(
        ahead=_held(features.ahead, FAR_CHANGE),
        back=_held(features.back, FAR_CHANGE),
        weights_back=0.5 * _held(features.weights_back, FAR_CHANGE),
        strength=0.7 * _held(features.strength, FAR_STRENGTH),
        depth=math.log(spec.depth),
        cosine=features.cosine,
        saturated=1.5 * features.saturated,
        dead=1.5 * features.dead,
        distinct=2 * features.distinct,
        reset=0.7 * (spec.normalization != "none"),
        shortcut=0.5 * spec.residual,
        step=0.3 * _held(features.step_least, 6.0),
        hidden=2 * min(max(0.0, features.strength), HIDDEN_FAR) if spec.normalization != "none" else 0.0,
        input=3 * math.log10(spec.input_size),
    )


def nearest(spec: SignalSpec, features: LearningFeatures, but: SignalSpec | None = None) -> Neighbours:
    """Return the networks of the record that are most like one; `but` names one that is left out, itself.

    A network whose neurons are all one is compared with such networks alone, and any other with the others.
    """
    rows, places = _record()
    away = np.sqrt(((places - np.array(astuple(place(spec, features)))) ** 2).sum(axis=1))
    one = is_one_neuron(features, spec)
    kin = [i for i in np.argsort(away, kind="stable") if rows[i].signal != but]
    order = [i for i in kin if is_one_neuron(rows[i].features, rows[i].signal) == one][:NEAREST]
    return Neighbours(tuple(rows[i] for i in order), float(away[order[len(order) // 2]]))


def is_one_neuron(features: LearningFeatures, spec: SignalSpec) -> bool:
    """Tell whether some layer holds one different neuron only, and stays so: not by silence, and without shortcuts."""
    return features.distinct * spec.width < 1.5 and features.dead < 1 and not spec.residual


def is_hidden(features: LearningFeatures, spec: SignalSpec) -> bool:
    """Tell whether a reset takes back that a sum grows ten times and more."""
    return spec.normalization != "none" and features.strength >= HIDDEN_FAR


@cache
def _record() -> tuple[tuple[EvidenceRow, ...], Array]:
    rows = load_evidence()
    return rows, np.array([astuple(place(row.signal, row.features)) for row in rows])


def _held(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))
