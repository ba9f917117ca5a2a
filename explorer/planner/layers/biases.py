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


GATES = {"lstm": 4, "gru": 3, "rnn": 1}
MOST_STACKED = 12  # recurrent layers in one row


def recurrent_biases(layer: Layer, incoming: int | None, keras: bool) -> int:
    """Return how many of a recurrent layer's weights are biases; 0 where no way of counting fits.

    h units with n inputs hold g h (n + h + b) weights in one direction, with g gates (LSTM 4, GRU 3, plain 1) and b
    biases for each: PyTorch two, Keras one, and two in its GRU; stacked layers have the units of all directions as
    inputs. PyTorch's LSTM with 100 inputs and 128 units: 4 · 128 · (100 + 128 + 2) = 117,760, 1,024 of them biases.
    """
    known = [count for name, count in GATES.items() if name in layer.kind.lower()]
    width = layer.output_shape[-1] if layer.output_shape else None
    if not width or not layer.parameters:
        return 0
    for gates in known or GATES.values():
        for directions in (2, 1) if "bidirectional" in layer.kind.lower() else (1, 2):
            for each in (1, 2, 0) if keras else (2, 0):
                found = _stacked(layer.parameters, incoming, gates * directions, width // directions, directions, each)
                if found and width % directions == 0:
                    return found * gates * directions * (width // directions) * each
    return 0


def _stacked(parameters: int, incoming: int | None, units: int, width: int, directions: int, biases: int) -> int:
    """How many stacked layers give this count, 0 for none; without the inputs known, one layer with any number."""
    each = units * width
    if not each or parameters % each:
        return 0
    if incoming is None:
        return int(parameters // each > width + biases)
    for layers in range(1, MOST_STACKED + 1):
        inner = (layers - 1) * (directions * width + width + biases)
        if parameters // each == incoming + width + biases + inner:
            return layers
    return 0
