"""Does a layer's count include biases? Read off the count, its filters and the channels that come in."""

import math

from explorer.planner.records.model import Layer

PICTURE_CHANNELS = (3, 1)  # what a first layer meets where the text does not say: colours or grey


def bias_known(layer: Layer, filters: int | None, incoming: int | None) -> bool:
    """Whether the text settles how many biases a layer has: by its arguments, or by its count in one way only."""
    if "bias" in dict(layer.arguments):
        return True
    if not filters or not layer.parameters:
        return False
    if layer.parameters % filters:
        return False
    each = layer.parameters // filters
    channels = (1,) if "depthwise" in layer.kind.lower() else ((incoming,) if incoming else PICTURE_CHANNELS)
    return _is_kernel(each - 1, channels) != _is_kernel(each, channels)


def bias_count(layer: Layer, filters: int | None, incoming: int | None) -> int:
    """Return how many of the layer's weights are biases: `filters`, or 0 where the counts do not show any.

    A square kernel k × k over c channels has filters × (k² c + 1) weights with biases and filters × k² c without;
    only one of both makes k² a square number. A linear layer is the same with k = 1.
    """
    arguments = dict(layer.arguments)
    if "bias" in arguments and filters:
        return 0 if arguments["bias"] == "False" else filters
    if not filters or not layer.parameters or layer.parameters % filters:
        return 0
    each = layer.parameters // filters
    channels = (1,) if "depthwise" in layer.kind.lower() else ((incoming,) if incoming else PICTURE_CHANNELS)
    return filters if _is_kernel(each - 1, channels) and not _is_kernel(each, channels) else 0


def _is_kernel(weights: int, channels: tuple[int, ...]) -> bool:
    """Whether so many weights a filter are a square kernel over all channels."""
    return any(weights % count == 0 and _is_square(weights // count) for count in channels)


def _is_square(value: int) -> bool:
    return value > 0 and math.isqrt(value) ** 2 == value
