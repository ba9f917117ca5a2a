"""How many numbers does a layer give, and how many weights has a last layer with others?"""

import math
import re

from explorer.planner.records.model import Layer, Model
from explorer.planner.records.plan import Plan, PlannedLayer
from explorer.planner.records.row import Row

OUTPUT_ARGUMENTS = ("out_features", "num_output", "units", "out_channels", "features", "nf", "filters")
SECOND_AXIS = re.compile(r"Conv\w*?[123]d|(?:Dec|C)onvolution(?!\d)")  # Conv2d, ConvTranspose1d; Caffe's Convolution
LAST_AXIS = re.compile(r"Conv\w*[123]D|^Conv(?:Transpose|Local)?$|[Ll]inear|[Dd]ense")  # Conv2D; Flax's Conv
MOST_DIGITS = 12  # of a number that a text may give as one


def outputs(model: Model, layer: Layer) -> int | None:
    """Return how many numbers the layer gives, None where the text does not tell."""
    stated = stated_outputs(layer)
    if stated:
        return stated
    heads = model.heads
    if model.classes and heads and layer is heads[0]:
        return model.classes
    inputs = _inputs_from_counts(model, layer)
    return layer.parameters // (inputs + 1) if inputs else None


def stated_outputs(layer: Layer | Row) -> int | None:
    """Return how many numbers a layer gives as its own line tells: by arguments, tensors or output size; else None."""
    ways = (_from_arguments, _from_bias, _from_matrix, _from_shape)
    return next((found for read in ways if (found := read(layer))), None)


def channel_axis(layer: Layer | Row) -> int | None:
    """Return the axis of a layer's output that holds its channels; None where the class does not tell.

    The second one in PyTorch's and Caffe's convolutions, the last one in Keras's, Flax's and in linear layers.
    """
    if len(layer.output_shape) <= 2 or LAST_AXIS.search(layer.kind):
        return -1
    if SECOND_AXIS.match(layer.kind):
        return 1
    return None if len(layer.output_shape) > 3 or "conv" in layer.kind.lower() else -1


def weights_per_output(model: Model, layer: Layer) -> int | None:
    """Return the weights (bias included) that each output of a linear last layer owns.

    A linear layer has outputs × (inputs + 1) weights, so the count divides by the outputs: CaffeNet's
    fc8 has 4,097,000 = 1000 × 4,097. None where the text does not tell.
    """
    here = outputs(model, layer)
    if layer.parameters and here and layer.parameters % here == 0:
        return layer.parameters // here
    total = tensor_weights(layer)  # a tied layer owns no weights but shows its tensors
    if here and total and total % here == 0:
        return total // here
    inputs = dict(layer.arguments).get("in_features", "")
    if inputs.isdigit():
        return int(inputs) + (dict(layer.arguments).get("bias", "True") != "False")
    return None


def new_parameters(model: Model, layer: Layer, answers: int) -> int | None:
    """Return the weights of the layer once it gives `answers` numbers; None where the text does not tell."""
    each = weights_per_output(model, layer)
    return None if each is None else each * answers


def weights_after(plan: Plan) -> tuple[int | None, ...]:
    """Return each layer's weights once the plan is carried out, one a planned layer; None where the text does not tell.

    A new last layer has its new size: CaffeNet's fc8 goes from 4,097,000 to 8,194 for two answers. A layer whose
    tied weights belonged to a replaced one keeps them as its own, and weights added beside a layer count with it.
    """
    model, answers = plan.model, plan.task.outputs
    replaced = {planned.layer.path for planned in plan.layers if planned.action == "replace"}

    def after(planned: PlannedLayer) -> int | None:
        if planned.action == "replace":
            return new_parameters(model, planned.layer, answers)
        if planned.layer.shares_with in replaced:
            return tensor_weights(planned.layer) or planned.layer.parameters
        if planned.action == "add":
            known = planned.layer.parameters is not None and planned.added_parameters is not None
            return planned.layer.parameters + planned.added_parameters if known else None
        return planned.layer.parameters

    return tuple(after(planned) for planned in plan.layers)


def tensor_weights(layer: Layer, biases: bool = True) -> int | None:
    """Return the weights in the layer's tensors, with or without biases; None where a size is not known."""
    if not layer.tensors or any(side is None for _, shape in layer.tensors for side in shape):
        return None  # (None,) stands for a tensor whose rank is not known either
    return sum(math.prod(shape) for name, shape in layer.tensors if biases or "bias" not in name)


def _from_arguments(layer: Layer | Row) -> int | None:
    texts = (dict(layer.arguments).get(name, "") for name in OUTPUT_ARGUMENTS)
    return next((int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS), None)


def _from_bias(layer: Layer | Row) -> int | None:
    return next((shape[0] for name, shape in layer.tensors if len(shape) == 1 and name.endswith("bias")), None)


def _from_matrix(layer: Layer | Row) -> int | None:
    for name, shape in layer.tensors:
        if len(shape) >= 2 and name in ("weight", "weight_orig"):
            return shape[0]
        if len(shape) >= 2 and name == "kernel":
            return shape[-1]
    return None


def _from_shape(layer: Layer | Row) -> int | None:
    if not layer.output_shape:
        return None
    axis = channel_axis(layer)
    return None if axis is None else layer.output_shape[axis]


def _inputs_from_counts(model: Model, layer: Layer) -> int | None:
    """The inputs of a last layer, from the layer with weights before it, where both counts agree.

    A normalization of n channels has 2 n weights (4 n in Keras's batch norm), a square linear layer n (n + 1), and
    n + 1 must divide the last layer's count: ResNet-18's 513,000 after 1,024 is 1,000 × (512 + 1).
    """
    place = next((i for i, other in enumerate(model.layers) if other is layer), 0)
    before = next((other for other in model.layers[:place][::-1] if other.parameters != 0), None)
    if before is None or not before.parameters or not layer.parameters or not model.exact:
        return None
    width = _width(model, before)
    return width if width and layer.parameters % (width + 1) == 0 else None


def _width(model: Model, layer: Layer) -> int | None:
    if layer.norm is not None:
        return layer.parameters // (4 if layer.norm == "batch" and model.framework == "keras" else 2)
    root = math.isqrt(layer.parameters)
    return root if root * (root + 1) == layer.parameters else None
