"""What does the browser need to follow the thumb by itself? Every strength's picture, small enough to send once."""

import base64
from collections.abc import Sequence

import numpy as np

from explorer.charts.axis import Axis, axis_for
from explorer.charts.histograms import CUT, MOST_PICTURES, chosen_layers, coarser
from explorer.charts.layer_table import layer_table
from explorer.simulation import Prediction, Signal
from explorer.text import DEFAULT_LANGUAGE, write

LOWEST, HIGHEST = -12.0, 12.0  # decades drawn; what lies beyond stands at the edge
FULL = 255  # a bar as tall as the picture


def live_axis(results: Sequence[Signal]) -> Axis:
    """Return one axis of powers of ten for all strengths, so that lines move and the axis does not."""
    sizes = np.concatenate([np.append(one.activation_log10_std, one.gradient_log10_rms) for one in results])
    sizes = np.append(np.clip(sizes[np.isfinite(sizes)], LOWEST, HIGHEST), [-1.5, 0.0])
    return axis_for(sizes)


def places(axis: Axis, log10_values: np.ndarray) -> list[float]:
    """Return heights between 0, the axis's lower end, and 1, to three digits; 0 and less stand on the lower end."""
    share = (np.clip(log10_values, axis.low, axis.high) - axis.low) / (axis.high - axis.low)
    return [round(float(one), 3) for one in share]


def bars(result: Signal, layers: Sequence[int]) -> np.ndarray:
    """Return the bars of each layer on the common axis, as whole numbers up to 255; shape (layers, bars)."""
    values = result.samples * result.spec.width
    shares = [coarser(result.common_counts[layer - 1], result.common_edges)[0] / values for layer in layers]
    return np.ceil(np.clip(np.array(shares) / CUT, 0, 1) * FULL).astype(np.uint8)


def live_lines(
    results: Sequence[Signal], theories: Sequence[Prediction], language: str = DEFAULT_LANGUAGE
) -> dict[str, object]:
    """Return the axis of both charts and the height of every line, for each strength; no theory: no line of it."""
    axis = live_axis(results)
    heights = places(axis, np.array(axis.ticks))
    ticks = [(place, write(int(tick), "power", language)) for place, tick in zip(heights, axis.ticks, strict=True)]
    applying = all(one.applies for one in theories)
    expected = [layer_table(one, theory) for one, theory in zip(results, theories, strict=True)]
    names = ["spread", "size", "average", "correction"]
    names += ["theory_spread", "theory_size", "theory_correction"] if applying else []
    lines = {name: [places(axis, table[name]) for table in expected] for name in names}
    return {"depth": results[0].spec.depth, "ticks": ticks, "lines": lines}


def live_bars(results: Sequence[Signal]) -> dict[str, object]:
    """Return the bars of ten layers at most, for each strength.

    `bars` is base64 of bytes, first all bars of the first layer at the first strength.
    """
    layers = chosen_layers(results[0].spec.depth, None, MOST_PICTURES)
    drawn = np.stack([bars(one, layers) for one in results])
    return {
        "layers": layers,
        "bars": base64.b64encode(drawn.tobytes()).decode("ascii"),
        "bins": int(drawn.shape[-1]),
    }
