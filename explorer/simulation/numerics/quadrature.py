"""What is the average of a function over a bell curve? Exact to about ten digits at any size of the curve.

Gauss-Hermite nodes are blind to what happens near 0 once the curve is much wider than the function's bend: tanh with
weights of standard deviation 1 in a layer of 500 gives chi = 0.08 with 200 nodes, and 12.112 in truth. The grid used
here is dense at the bend and at the curve's width alike: z = e sinh(t) with e the smaller of the two, cut into short
Gauss-Legendre panels, and split at 0, where every activation that has a kink has it.
"""

from collections.abc import Callable
from functools import cache

import numpy as np

REACH = 13.0  # the bell curve is below 1e-36 beyond: nothing measurable lies outside
PANEL = 1.25  # length of a panel in t
NODES = 16  # Gauss-Legendre nodes a panel

Function = Callable[[np.ndarray], np.ndarray]


@cache
def panel_rule(panels: int, order: int) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights on [0, 1] from `panels` Gauss-Legendre panels, each of shape (panels * order,)."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    starts = np.arange(panels)[:, None]
    return ((starts + (nodes + 1) / 2) / panels).ravel(), np.tile(weights / 2 / panels, panels)


def graded_rule(bend: np.ndarray, end: float, order: int = NODES) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights on [0, end] that resolve the scales `bend` and `end`: shape bend.shape + (nodes,)."""
    bend = np.asarray(bend, float)[..., None]
    longest = np.arcsinh(end / bend)  # the length in t
    unit, weights = panel_rule(int(np.ceil(longest.max() / PANEL)), order)
    t = longest * unit
    return bend * np.sinh(t), weights * longest * bend * np.cosh(t)


def bell_rule(log_q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return values x ~ N(0, q) on the positive half and their probabilities, shape log_q.shape + (nodes,)."""
    size = np.exp(np.asarray(log_q, float) / 2)
    z, weights = graded_rule(np.minimum(1.0, 1 / size), REACH)
    return size[..., None] * z, weights * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def bell_means(functions: tuple[Function, ...], log_q: float | np.ndarray) -> tuple[np.ndarray, ...]:
    """Return E[f(x)] with x ~ N(0, q) for each f, each of log_q's shape; f must be smooth away from 0."""
    x, weights = bell_rule(np.asarray(log_q, float))
    return tuple(((f(x) + f(-x)) * weights).sum(axis=-1) for f in functions)


def bell_mean(function: Function, q: float) -> float:
    """Return E[f(sqrt(q) z)] with z ~ N(0, 1), for one function and one variance."""
    return float(bell_means((function,), np.log(q))[0])
