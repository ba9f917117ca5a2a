"""Which network of the record's size stands for this one? The same recipe, bend, depth and reset, on the digits.

The record was trained at width 64 on 250 digits. What a layer does to a signal hardly depends on its width; strengths
chosen by hand do, so a twin's sums grow as much as those of the network that it stands for.
"""

from dataclasses import replace

from explorer.simulation.evidence.choice import SAMPLES, WIDTH, growth
from explorer.simulation.network.spec import SCALE_RANGE, SignalSpec
from explorer.simulation.weights.initializers import INITIALIZERS


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
