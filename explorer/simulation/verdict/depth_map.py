"""How deep can a network be at which strength? What was really trained, beside what theory expects.

The cells are the record's two grids: ReLU with He and tanh with Xavier, width 64, at five depths and seven gains.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from explorer.simulation.evidence.choice import GRIDS
from explorer.simulation.evidence.table import load_evidence
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.theory.theory import predict_signal

GRID_ACTIVATIONS = tuple(GRIDS)


@dataclass(frozen=True)
class MapCell:
    """One network of a grid: what it reached, and what theory expects of its signal."""

    signal: SignalSpec
    sgd: float  # mean share of right answers at the best rate of plain SGD, 0 to 1
    adam: float
    expected_change: float  # tenfolds from end to end, signal or correction, whichever changes more


@cache
def depth_map(activation: str) -> tuple[MapCell, ...]:
    """Return the cells of a grid; `activation` is one of GRID_ACTIVATIONS."""
    rows = [row for row in load_evidence() if row.part == "grid" and row.signal.activation == activation]
    return tuple(
        MapCell(row.signal, row.best_accuracy("sgd"), row.best_accuracy("adam"), expected_change(row.signal))
        for row in rows
    )


def expected_change(spec: SignalSpec) -> float:
    """Return the tenfolds by which theory expects the signal or the correction to change from end to end."""
    found = predict_signal(spec)
    ahead = float(found.activation_log10_rms[-1])  # the input's size is 1
    back = float(found.gradient_log10_std[0])
    return ahead if abs(ahead) >= abs(back) else float(np.copysign(abs(back), back))
