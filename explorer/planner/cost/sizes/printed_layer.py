"""What does one printed layer do to the size of a picture? Kernel, stride and padding as the print gives them."""

import math
import re
from dataclasses import dataclass, replace

from explorer.planner.records.model import Layer

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
TO_ONE = re.compile(
    r"AdaptiveAvgPool|AdaptiveMaxPool|SelectAdaptivePool|FastAdaptive|GlobalAvgPool|GlobalPool"
    r"|AdaptiveCatAvg",
    re.I,
)


@dataclass(frozen=True)
class Picture:
    """What a layer works on: channels at rows × columns places; a vector has one place."""

    channels: int
    rows: int
    columns: int
    tokens: int = 0  # class tokens beside the places

    @property
    def places(self) -> int:
        """How many vectors of channels there are."""
        return self.rows * self.columns + self.tokens


def pair(layer: Layer, name: str, default: tuple[int, int]) -> tuple[int, int]:
    """Read an argument such as kernel_size=(3, 3) or stride=2."""
    text = dict(layer.arguments).get(name)
    found = [int(float(number)) for number in NUMBERS.findall(text)] if text else []
    if not found:
        return default
    return (found[0], found[-1]) if len(found) <= 2 else default


def slid(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil: bool = False) -> int:
    """Return how often a kernel fits: floor((n + 2 p - d (k - 1) - 1) / s) + 1 (PyTorch, Conv2d)."""
    steps = (size + 2 * padding - dilation * (kernel - 1) - 1) / max(1, stride)
    return max(1, (math.ceil(steps) if ceil else math.floor(steps)) + 1)


def after_window(layer: Layer, before: Picture, channels: int) -> Picture:
    """Return the picture after a convolution or a pool."""
    kernel = pair(layer, "kernel_size", (1, 1))
    stride = pair(layer, "stride", kernel if "Pool" in layer.kind else (1, 1))
    dilation = pair(layer, "dilation", (1, 1))
    arguments = dict(layer.arguments)
    if "same" in arguments.get("padding", "").lower() or layer.kind.endswith("Same"):
        return replace(
            before, channels=channels, rows=-(-before.rows // stride[0]), columns=-(-before.columns // stride[1])
        )
    padding = pair(layer, "padding", (0, 0))
    ceil = arguments.get("ceil_mode") == "True"
    rows, columns = (
        slid(size, kernel[axis], stride[axis], padding[axis], dilation[axis], ceil)
        for axis, size in enumerate((before.rows, before.columns))
    )
    return replace(before, channels=channels, rows=rows, columns=columns)


def after_transposed(layer: Layer, before: Picture, channels: int) -> Picture:
    """Return the picture after a transposed convolution: (n - 1) s - 2 p + d (k - 1) + o + 1."""
    kernel, stride = pair(layer, "kernel_size", (1, 1)), pair(layer, "stride", (1, 1))
    padding, more = pair(layer, "padding", (0, 0)), pair(layer, "output_padding", (0, 0))
    rows, columns = (
        (size - 1) * stride[axis] - 2 * padding[axis] + kernel[axis] + more[axis]
        for axis, size in enumerate((before.rows, before.columns))
    )
    return replace(before, channels=channels, rows=max(1, rows), columns=max(1, columns))


def after_adaptive(layer: Layer, before: Picture) -> Picture:
    """Return the picture after a pool to a stated size, mostly one place."""
    arguments = dict(layer.arguments)
    sizes = [int(n) for n in re.findall(r"\d+", arguments.get("output_size", arguments.get("0", "1")))] or [1]
    return replace(before, rows=sizes[0], columns=sizes[-1], tokens=0)
