"""How far can I push it? Order and chaos over the variances of weights and biases, with one network in it.

Mean-field theory of plain layers of endless width (Poole et al. 2016; Schoenholz et al. 2017). Read off the moments'
curve, so that a whole map takes a few hundredths of a second; the network's own numbers are the exact ones.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explorer.remark import Remark
from explorer.simulation.look.series import settled_scale
from explorer.simulation.network.activations import ACTIVATIONS, Activation
from explorer.simulation.network.spec import SCALE_RANGE, SignalSpec
from explorer.simulation.theory.criticality import STILL, critical_at_zero
from explorer.simulation.theory.moments import curve, read_closely
from explorer.simulation.theory.theory import Prediction, predict_signal
from explorer.simulation.weights.initializers import INITIALIZERS

Array = np.ndarray

COLUMNS, ROWS = 40, 21
LARGEST_BIAS = 2.0  # standard deviation: as far as the page's control reaches
USUAL_WEIGHTS = (0.1, 30.0)  # the map's ends, unless the line or the network lies further out
ROOM = 2.0  # times beyond the line and the network
DEPTHS = 6  # depth scales that networks trained through: Schoenholz et al. 2017, section 5
EDGE_STEPS, EDGE_POINTS = 3, 9  # a bracket of the line is cut into eighths three times
FAR = 1e3  # a ln q beyond which nothing changes
LEAP = 0.01  # of chi across the last bracket, a thousandth wide: more is a jump
POLISH = 3  # steps that bring a fixed point from the curve's grid to about a thousandth
BULK = 256  # networks worked out at once: their table fits the processor's cache


@dataclass(frozen=True)
class PhaseMap:
    """What theory says of plain layers at each pair of variances. Cells have shape (rows, columns)."""

    activation: str
    weight_variance: Array  # (columns,), fan_in Var W, evenly spaced on a logarithmic axis
    bias_spread: Array  # (rows,), standard deviation of the biases, from 0
    chi: Array  # cells: factor for the correction's mean square, a layer
    bounded: Array  # cells, bool: the signal stays finite
    depth_scale: Array  # cells: over how many layers the difference of two inputs changes by e; inf on the line
    line: Array  # (points, 2): weight variance and bias spread where chi is 1 and the signal settles
    told: Remark  # whether there is a critical line

    @property
    def heard(self) -> Array:
        """Return how deep networks of each cell could be trained, by Schoenholz et al. 2017."""
        return DEPTHS * self.depth_scale


def phase_map(spec: SignalSpec) -> PhaseMap:
    """Return the map for a network's activation and size of input, wide enough to hold the network."""
    here = phase_place(spec)
    weights = here[0] if here else None
    return _map(spec.activation, spec.input_size, weights if weights and not _usual(weights) else None)


@lru_cache(maxsize=64)
def _map(activation: str, input_size: float, beyond: float | None) -> PhaseMap:
    record = ACTIVATIONS[activation]
    low, high = _ends(record, input_size, beyond)
    weights, biases = np.geomspace(low, high, COLUMNS), np.linspace(0.0, LARGEST_BIAS, ROWS)
    w, b = (cells.ravel() for cells in np.meshgrid(weights, biases**2))
    log_q = settled(record, w, b, input_size)
    chi = w * np.exp(read_closely(record, _within(log_q)).log_slope)
    bounded = log_q < np.inf
    scale = settled_scale(record, w, b, log_q, chi, bounded)
    line = critical_points(record, weights, biases, chi.reshape(ROWS, COLUMNS), input_size)
    cells = (part.reshape(ROWS, COLUMNS) for part in (chi, bounded, scale))
    return PhaseMap(activation, weights, biases, *cells, line, _told(record, line))


def _usual(weights: float) -> bool:
    return USUAL_WEIGHTS[0] <= weights <= USUAL_WEIGHTS[1]


def _ends(record: Activation, input_size: float, beyond: float | None) -> tuple[float, float]:
    """Return the map's least and largest weight variance: the usual ones, the line's and the network's with room."""
    low, high = USUAL_WEIGHTS
    steepest = 1 / max(record.slopes_at_zero) ** 2  # below, chi of a bend that is steepest at 0 stays below 1
    if record.saturates and steepest * ROOM > high / ROOM:
        high = 16 * steepest  # room for a line that climbs
    if beyond:
        low, high = min(low, beyond / ROOM), max(high, beyond * ROOM)
    return low, high


def settled(activation: Activation, weights: Array, biases: Array, input_size: float) -> Array:
    """Return ln q* that the layers settle at from an input of this size, for pairs of variances, each (pairs,).

    As `criticality.fixed_point`, for many networks at once: ±inf where the signal ends at 0 or without end.
    """
    parts = range(0, len(weights), BULK)
    return np.concatenate(
        [_settled(activation, weights[i : i + BULK], biases[i : i + BULK], input_size) for i in parts]
    )


def _settled(activation: Activation, weights: Array, biases: Array, input_size: float) -> Array:
    grid, table = curve(activation)
    with np.errstate(divide="ignore"):
        changes = np.logaddexp(np.log(weights)[:, None] + table.log_square, np.log(biases)[:, None]) - grid
    start = np.log(weights * input_size**2 + biases)
    place = np.clip(np.searchsorted(grid, start), 1, len(grid) - 1)
    rows = np.arange(len(weights))
    left, right = changes[rows, place - 1], changes[rows, place]
    share = np.clip((start - grid[place - 1]) / (grid[place] - grid[place - 1]), 0, 1)
    here = left + share * (right - left)
    rises = here > 0
    ahead = np.where(rises[:, None], grid > start[:, None], grid < start[:, None])
    turned = ahead & (changes * here[:, None] < 0) & (np.abs(changes) > STILL)
    found = turned.any(axis=1)
    stop = np.where(rises, turned.argmax(axis=1), len(grid) - 1 - turned[:, ::-1].argmax(axis=1))
    near = np.where(rises, np.maximum(stop - 1, place - 1), np.minimum(stop + 1, place))
    at_near, at_stop = changes[rows, near], changes[rows, stop]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(at_near * at_stop < 0, at_near / (at_near - at_stop), 1.0)
    crossing = grid[near] + part * (grid[stop] - grid[near])
    slope = np.where(at_near != at_stop, (at_stop - at_near) / (grid[stop] - grid[near]), -1.0)
    for _ in range(POLISH):
        square = np.log(weights) + read_closely(activation, crossing).log_square
        with np.errstate(divide="ignore"):
            crossing = crossing - (np.logaddexp(square, np.log(biases)) - crossing) / slope
    ends = np.where(found, crossing, np.copysign(np.inf, here))
    return np.where(np.abs(here) < STILL, start, ends)


def _within(log_q: Array) -> Array:
    return np.clip(log_q, -FAR, FAR)


def critical_points(activation: Activation, weights: Array, biases: Array, chi: Array, input_size: float) -> Array:
    """Return (weight variance, bias spread) where chi passes 1 and the signal settles, (points, 2).

    Where chi jumps past 1, because the signal leaps to another fixed point or to no end, there is no critical network.
    """
    row, column = np.nonzero((chi[:, :-1] < 1) & (chi[:, 1:] >= 1))
    if not len(row):
        return np.empty((0, 2))
    low, high, b = weights[column], weights[column + 1], biases[row] ** 2
    for _ in range(EDGE_STEPS):
        between = np.exp(np.linspace(np.log(low), np.log(high), EDGE_POINTS))  # (points, brackets)
        pairs = between.ravel(), np.broadcast_to(b, between.shape).ravel()
        log_q = settled(activation, *pairs, input_size)
        inside = (pairs[0] * np.exp(read_closely(activation, _within(log_q)).log_slope)).reshape(between.shape)
        first = np.maximum((inside >= 1).argmax(axis=0), 1)
        each = np.arange(len(low))
        low, high, leap = between[first - 1, each], between[first, each], inside[first, each] - inside[first - 1, each]
    real = np.isfinite(settled(activation, high, b, input_size)) & (leap < LEAP)
    return np.stack([np.sqrt(low * high), biases[row]], axis=1)[real]


def _told(activation: Activation, line: Array) -> Remark:
    """Say where the critical line runs, or that there is none."""
    if len(line) == 0 and activation.homogeneous:
        return Remark("weight_initialization.map.point", {"weights": critical_at_zero(activation)[0]})
    if len(line) == 0:
        return Remark("weight_initialization.map.no_line")
    weights, biases = line[np.argsort(line[:, 1], kind="stable")].T
    ends = {"weights": float(weights[0]), "start": float(biases[0] ** 2), "end": float(weights[-1])}
    whole = len({*biases.tolist()}) == ROWS
    return Remark(f"weight_initialization.map.{'line' if whole else 'part'}", ends)


def phase_place(spec: SignalSpec) -> tuple[float, float] | None:
    """Return (weight variance, bias variance) of a network of plain random layers; None for any other."""
    found = predict_signal(spec)
    return (found.sigma_w2, found.sigma_b2) if found.applies and found.plain else None


def region_of(prediction: Prediction) -> str:
    """Return order, chaos, line or endless: the region of the map in which a plain network lies."""
    if prediction.q_star == math.inf:
        return "endless"
    return {"ordered": "order", "chaotic": "chaos", "critical": "line"}[prediction.phase]


def phase_told(spec: SignalSpec) -> Remark:
    """Say where a network lies and how deep one like it can be heard, or why it has no place on the map."""
    found = predict_signal(spec)
    if not found.applies:
        return Remark("weight_initialization.map.not_here", {"reason": found.reason})
    if not found.plain:
        return Remark("weight_initialization.map.not_plain")
    region = region_of(found)
    values = {"weights": found.sigma_w2, "bias": found.sigma_b2, "chi": found.chi, "depth": spec.depth}
    values |= {"scale": found.depth_scale, "heard": DEPTHS * found.depth_scale, "depths": DEPTHS}
    return Remark(f"weight_initialization.map.here.{region}", values)


def spec_at(spec: SignalSpec, weight_variance: float, bias_spread: float) -> SignalSpec:
    """Return the network with plain layers of these variances: its own recipe turned up or down, else a bell curve."""
    record = INITIALIZERS[spec.initializer]
    plain = replace(spec, block="plain", normalization="none", residual=False)
    own = None if record.fits_data or not record.random else record.variance(spec.width, spec.width, spec.scale)
    if not own:
        plain = replace(plain, initializer="normal", scale=_strength(math.sqrt(weight_variance / spec.width)))
        return replace(plain, bias_std=_rounded(bias_spread))
    scale = _strength(spec.scale * math.sqrt(weight_variance / (spec.width * own)))
    drawn = record.bias_variance(spec.width)  # by the recipe itself
    return replace(plain, scale=scale, bias_std=_rounded(math.sqrt(max(0.0, bias_spread**2 - drawn))))


def _strength(scale: float) -> float:
    return float(f"{min(max(scale, SCALE_RANGE[0]), SCALE_RANGE[1]):.4g}")


def _rounded(spread: float) -> float:
    return round(spread, 3)
