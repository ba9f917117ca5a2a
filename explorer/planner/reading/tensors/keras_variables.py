"""Is a list of tensors a loop over Keras's weights? Then moving averages count, as in Keras's own total."""

import re
from collections.abc import Sequence
from dataclasses import replace

from explorer.planner.reading.tensors.tensor_lines import TensorLine
from explorer.planner.reading.torch.arguments import numel
from explorer.planner.records.row import Row

# "conv2d/kernel:0", "batch_normalization_1/moving_mean": one layer, one weight
VARIABLE = re.compile(
    r"^(?P<layer>[A-Za-z0-9_.>-]{1,200})/(?:(?:\w{0,20}_)?kernel|bias|gamma|beta|moving_mean|moving_variance|embeddings"
    r"|alpha|mean|variance|count)(?::0)?$"
)
OWN = re.compile(r"/(?:gamma|moving_mean|moving_variance|embeddings)$|:0$")  # what Flax, which is alike, never writes
PLAIN = re.compile(r"^[a-z0-9_]+$")  # Flax: Dense_0; Keras: dense, conv2d_1
MOVING = ("moving_mean", "moving_variance")
SHARE = 0.8


def is_keras(tensors: Sequence[TensorLine]) -> bool:
    """Tell `layer/kernel` from TensorFlow 1's deeper scopes and from Flax's capital names."""
    found = [VARIABLE.match(tensor.name) for tensor in tensors]
    layers = [match["layer"] for match in found if match]
    if len(layers) < SHARE * len(tensors):
        return False
    return any(OWN.search(tensor.name) for tensor in tensors) or all(PLAIN.match(layer) for layer in layers)


def with_moving_averages(row: Row) -> Row:
    """Count a normalization's moving averages among its weights; they never learn."""
    moving = [numel(shape) for name, shape in row.buffers if name in MOVING and None not in shape]
    if not moving or row.parameters is None:
        return row
    learning = row.parameters if row.trainable_parameters is None else row.trainable_parameters
    return replace(row, parameters=row.parameters + sum(moving), trainable_parameters=learning)
