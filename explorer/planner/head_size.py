"""How many weights does a last layer have today, and how many with the new number of answers?"""

import math

from explorer.planner.model import Layer, Model

OUTPUT_ARGUMENTS = ("out_features", "num_output", "units", "out_channels", "features", "nf")


def outputs(model: Model, layer: Layer) -> int | None:
    """Return how many numbers the layer gives, None where the text does not tell."""
    for read in (_from_bias, _from_arguments, _from_shape):
        found = read(layer)
        if found:
            return found
    heads = model.heads
    return model.classes if heads and layer is heads[0] else None


def weights_per_output(model: Model, layer: Layer) -> int | None:
    """Return the weights (bias included) that each output of a linear last layer owns.

    A linear layer has outputs × (inputs + 1) weights, so the count divides by the outputs: CaffeNet's
    fc8 has 4,097,000 = 1000 × 4,097. None where the text does not tell.
    """
    here = outputs(model, layer)
    if layer.parameters and here and layer.parameters % here == 0:
        return layer.parameters // here
    sizes = [math.prod(shape) for _, shape in layer.tensors]  # a tied layer owns no weights but shows its tensors
    if here and sizes and sum(sizes) % here == 0:
        return sum(sizes) // here
    inputs = dict(layer.arguments).get("in_features", "")
    if inputs.isdigit():
        return int(inputs) + (dict(layer.arguments).get("bias", "True") != "False")
    return None


def new_parameters(model: Model, layer: Layer, answers: int) -> int | None:
    """Return the weights of the layer once it gives `answers` numbers; None where the text does not tell."""
    each = weights_per_output(model, layer)
    return None if each is None else each * answers


def _from_bias(layer: Layer) -> int | None:
    return next((shape[0] for name, shape in layer.tensors if len(shape) == 1 and name.endswith("bias")), None)


def _from_arguments(layer: Layer) -> int | None:
    texts = (dict(layer.arguments).get(name, "") for name in OUTPUT_ARGUMENTS)
    return next((int(text) for text in texts if text.isdigit()), None)


def _from_shape(layer: Layer) -> int | None:
    if not layer.output_shape or (len(layer.output_shape) > 2 and "conv" in layer.kind.lower()):
        return None  # a picture of answers: which axis counts them depends on the framework
    return layer.output_shape[-1]
