"""Which network of the record's size stands for this one? The same recipe, bend, depth and reset, on the digits.

The record was trained at width 64 on 250 digits. What a layer does to a signal hardly depends on its width; strengths
chosen by hand do, so a twin's sums grow as much as those of the network that it stands for.
"""

import math
from dataclasses import replace

from explorer.simulation.evidence.choice import SAMPLES, WIDTH
from explorer.simulation.network.spec import SCALE_RANGE, SignalSpec
from explorer.simulation.weights.initializers import INITIALIZERS, Initializer


def twin_of(spec: SignalSpec) -> SignalSpec:
    """Return the network of the record's kind that is most like a spec; a narrower network keeps its width."""
    width = min(spec.width, WIDTH)
    if (width, SAMPLES, "digits") == (spec.width, spec.samples, spec.data):
        return spec
    record = INITIALIZERS[spec.initializer]
    here, there = growth(record, spec.width), growth(record, width)
    scale = spec.scale * here / there if here and there else spec.scale
    scale = min(max(scale, SCALE_RANGE[0]), SCALE_RANGE[1])
    return replace(spec, width=width, samples=SAMPLES, data="digits", inputs=None, scale=scale)


def growth(record: Initializer, width: int) -> float:
    """Return how many times larger a sum over `width` neurons is at strength 1; 0 where the data or nothing decide."""
    if not record.random:
        return width * abs(record.mean(width, width, 1.0)) if record.scale_is == "value" else 0.0
    return 0.0 if record.fits_data else math.sqrt(width) * record.std(width, width, 1.0)
