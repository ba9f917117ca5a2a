"""Will it learn? What the networks of the record that are most like this one did when they were trained.

A forecast is a count, not a theory: of the networks nearest to this one, how many reached 80 % right answers within
200 steps at their best rate. How often it was right on networks that are not in the record: docs/learning.md.
Of networks of blocks the record holds none, so nothing is forecast for them.
"""

import math
from dataclasses import dataclass

from explorer.remark import Remark
from explorer.simulation.evidence.features import learning_features
from explorer.simulation.evidence.nearest import HALF, Neighbours, is_hidden, nearest
from explorer.simulation.evidence.table import load_summary
from explorer.simulation.evidence.twin import twin_of
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import Signal, run_signal

HARDLY = 0.3  # mean share of right answers, where guessing gives 0.1: next to nothing was learned; our line


@dataclass(frozen=True)
class Forecast:
    """What to expect of training, from the record."""

    spec: SignalSpec  # the network that was compared: of the record's size, on the digits
    sgd: float  # share of the networks like it that learned with plain SGD, 0 to 1; not a number where none is known
    adam: float  # the same with Adam
    networks: int  # how many those are
    neighbours: Neighbours
    hidden: bool = False  # its strength is hidden by a reset: forecasts of such networks are right for two in three

    @property
    def known(self) -> bool:
        """Tell whether the record holds networks built like this one at all: it has plain layers and shortcuts."""
        return bool(self.neighbours.rows)

    @property
    def alike(self) -> bool:
        """Tell whether the record holds networks so like this one that they speak for it."""
        return self.neighbours.alike and not self.hidden

    @property
    def grade(self) -> str:
        """Return unknown, learns, slower, late, picky, partly or nothing: for whom it learns, as the record has it.

        slower: with Adam, and partly with plain SGD; late: with Adam, next to nothing with plain SGD; picky: with plain
        SGD, but not with Adam; partly: with neither, though more than next to nothing.
        """
        if not self.known:
            return "unknown"
        sgd, adam = self.sgd >= HALF, self.adam >= HALF
        if sgd and adam:
            return "learns"
        if adam:
            return "late" if self.neighbours.accuracy("sgd") < HARDLY else "slower"
        if sgd:
            return "picky"
        reached = max(self.neighbours.accuracy("sgd"), self.neighbours.accuracy("adam"))
        return "nothing" if reached < HARDLY else "partly"

    @property
    def told(self) -> Remark:
        """Say for whom networks like this one learned, or that none like it was trained for the record."""
        if not self.known:
            return Remark("verdicts.forecast.blocks")
        values = {
            "networks": self.networks,
            "sgd": round(self.sgd * self.networks),
            "adam": round(self.adam * self.networks),
            "sgd_reached": self.neighbours.accuracy("sgd"),
            "adam_reached": self.neighbours.accuracy("adam"),
        }
        if self.hidden:
            tested = load_summary()["forecast"]["hidden_held_out"]
            return Remark("verdicts.forecast.hidden", values | {f"tested_{key}": one for key, one in tested.items()})
        return Remark(f"verdicts.forecast.{self.grade}" if self.alike else "verdicts.forecast.unlike", values)

    @property
    def rates(self) -> Remark | None:
        """Say at which rates of plain SGD those that learned did best; None where none learned."""
        found = self.neighbours.rates("sgd") if self.alike else None
        if not found:
            return None
        low, high = found
        key = "verdicts.forecast.rate" if low == high else "verdicts.forecast.rates"
        return Remark(key, {"low": low, "high": high})


def forecast(s: Signal) -> Forecast:
    """Return what networks like this one did; runs its twin of the record's size where it is another (about 10 ms)."""
    if s.spec.build.branched:
        return Forecast(s.spec, math.nan, math.nan, 0, Neighbours((), math.inf))
    twin = twin_of(s.spec)
    signal = s if twin == s.spec else run_signal(twin)
    features = learning_features(signal)
    found = nearest(twin, features)
    hidden = is_hidden(features, twin)
    return Forecast(twin, found.share("sgd"), found.share("adam"), len(found.rows), found, hidden)
