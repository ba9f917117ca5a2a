"""What did my change do? Two runs side by side: which settings differ, and what became of signal and correction."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.remark import Remark, in_a_row
from explorer.simulation.network.spec import changed_settings
from explorer.simulation.signal.signal import Signal

Array = np.ndarray

STAYS = 0.0086  # decades: 2 %, less than a reader sees
NEW_DRAWS = {"width", "samples", "data", "seed", "inputs"}  # settings that name another bank of random numbers
BINS = 30  # as in the literature's figure


@dataclass(frozen=True)
class Contrast:
    """What changed from one run to another."""

    before: Signal
    after: Signal

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the names of the settings that differ."""
        return changed_settings(self.before.spec, self.after.spec)

    @property
    def same_draws(self) -> bool:
        """Tell whether both share every random number that their settings do not name."""
        return not NEW_DRAWS & set(self.changed)

    @property
    def told(self) -> Remark:
        """Say what became of the last layer's spread and of the first layer's correction, and what luck has in it."""
        ends = (
            ("signal", self.before.activation_log10_std[-1], self.after.activation_log10_std[-1]),
            ("correction", self.before.gradient_log10_rms[0], self.after.gradient_log10_rms[0]),
        )
        told = [_change(name, float(old), float(new)) for name, old, new in ends]
        if not self.same_draws:
            told.append(Remark("weight_initialization.compare.new_draws"))
        return in_a_row(*told)


def _change(name: str, before: float, after: float) -> Remark:
    """Say how a size changed, both as log10; −inf is 0."""
    values = {"before": before, "after": after}
    if before == after or abs(after - before) < STAYS:
        return Remark(f"weight_initialization.compare.{name}.stays", values)
    way = "rises" if after > before else "falls"
    if not np.isfinite([before, after]).all():
        return Remark(f"weight_initialization.compare.{name}.{way}_from_nothing", values)
    return Remark(f"weight_initialization.compare.{name}.{way}", values | {"times": abs(after - before)})


def common_bars(signals: Sequence[Signal]) -> tuple[Array, Array]:
    """Return the last layers' values on one axis: shares (signals, BINS) and edges (BINS + 1,).

    The axis reaches as far as the widest of them; each own histogram is laid over it, its bars spread evenly.
    """
    own = [(one.histogram_counts[-1] / (one.samples * one.spec.width), one.histogram_edges[-1]) for one in signals]
    low, high = min(float(edges[0]) for _, edges in own), max(float(edges[-1]) for _, edges in own)
    edges = np.linspace(low, high, BINS + 1)
    return np.stack([np.diff(np.interp(edges, at, np.cumsum([0.0, *counts]))) for counts, at in own]), edges
