"""How do I draw this layer's first weights in my own program? Whole lines of NumPy, PyTorch and Keras."""

import math
from collections.abc import Callable

from explorer.simulation.recipes.dictionary import LayerRecipe, framework_call, law_sides
from explorer.simulation.recipes.layer_shapes import LayerShape
from explorer.simulation.weights.draws import TRUNCATED_STD, TRUNCATION
from explorer.simulation.weights.initializers import INITIALIZERS
from explorer.simulation.weights.laws import SPARSE_SHARE

Lines = list[str]
SEED = 0


def factor_of(recipe: LayerRecipe) -> str:
    """Return the factor on the draws of unit size, with all digits."""
    record = INITIALIZERS[recipe.initializer]
    return repr(recipe.scale * record.factor(*law_sides(record, recipe.layer)))


def truncated_lines(factor: str) -> Lines:
    return [
        "draws = rng.standard_normal(shape)",
        f"while (outside := np.abs(draws) > {TRUNCATION:g}).any():  # draw again what lies outside",
        "    draws[outside] = rng.standard_normal(outside.sum())",
        f"weights = {factor} / {TRUNCATED_STD!r} * draws  # the cut makes the spread smaller: widened again",
    ]


def orthogonal_lines(factor: str) -> Lines:
    return [
        "q, r = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))",
        "q *= np.sign(np.diag(r))",
        f"weights = {factor} * (q if shape[0] >= shape[1] else q.T)",
    ]


def sparse_lines(factor: str) -> Lines:
    return [
        f"weights = {factor} * rng.standard_normal(shape)",
        f"missing = int(np.ceil({SPARSE_SHARE} * shape[0]))",
        "for column in weights.T:",
        "    column[rng.permutation(shape[0])[:missing]] = 0.0",
    ]


# law -> the lines that make `weights` of `shape`, from the factor on draws of unit size
NUMPY_LINES: dict[str, Callable[[str], Lines]] = {
    "zeros": lambda factor: ["weights = np.zeros(shape)"],
    "ones": lambda factor: [f"weights = np.full(shape, {factor})"],
    "diagonal": lambda factor: [f"weights = {factor} * np.eye(*shape)"],
    "normal": lambda factor: [f"weights = rng.normal(0.0, {factor}, shape)"],
    "uniform": lambda factor: [f"weights = rng.uniform(-{factor}, {factor}, shape)"],
    "truncated": truncated_lines,
    "orthogonal": orthogonal_lines,
    "sparse": sparse_lines,
}
# law -> framework -> a call with numbers alone, for recipes that have no call of their own there
PLAIN_CALLS: dict[str, dict[str, str]] = {
    "uniform": {
        "PyTorch": "nn.init.uniform_(weight, -{factor}, {factor})",
        "Keras": "keras.initializers.RandomUniform(-{factor}, {factor})",
    },
}


def numpy_body(recipe: LayerRecipe) -> Lines:
    """Return the lines that draw `weights` as a matrix, (inputs, outputs) of each sum, and `bias`."""
    record, layer = INITIALIZERS[recipe.initializer], recipe.layer
    half = recipe.bias_half_range
    lines = [
        "import numpy as np",
        "",
        f"rng = np.random.default_rng({SEED})",
        f"shape = {layer.matrix}  # numbers in a sum, sums",
        *NUMPY_LINES[record.law.key]("1.0" if record.fits_data else factor_of(recipe)),
        f"bias = np.zeros({layer.outputs})"
        if half is None
        else f"bias = rng.uniform(-{half!r}, {half!r}, {layer.outputs})",
    ]
    return lines + (fitting_lines(recipe) if record.fits_data else [])


def fitting_lines(recipe: LayerRecipe) -> Lines:
    """Return the lines that fit the spread to data, as LSUV does (Mishkin and Matas 2016)."""
    return [
        "x = rng.standard_normal((256, shape[0]))  # put your own data here, as they reach this layer",
        "for _ in range(10):",
        "    spread = (x @ weights).std()",
        "    if abs(spread - 1) <= 0.1:",
        "        break",
        "    weights /= spread",
        f"weights *= {recipe.scale!r}",
    ]


def numpy_code(recipe: LayerRecipe) -> str:
    """Return a program that draws `weights` and `bias`, in the layout of the layer's own framework."""
    lines = numpy_body(recipe)
    if not recipe.layer.dense:
        torch = recipe.layer.kind.framework == "PyTorch"
        layout = torch_layout(recipe.layer) if torch else keras_layout(recipe.layer)
        lines.append(
            f"weights = weights{'.T' if torch else ''}.reshape{layout}  # {recipe.layer.kind.framework}'s layout"
        )
    return "\n".join(lines) + "\n"


def torch_layout(layer: LayerShape) -> tuple[int, ...]:
    """Return the shape of PyTorch's weight; its rows are the columns of the matrix."""
    return (layer.matrix[1], layer.matrix[0] // math.prod(layer.kernel), *layer.kernel)


def keras_layout(layer: LayerShape) -> tuple[int, ...]:
    """Return the shape of Keras's kernel."""
    return (*layer.kernel, layer.matrix[0] // math.prod(layer.kernel), layer.matrix[1])


def torch_constructor(layer: LayerShape) -> str:
    """Return the line that makes this layer in PyTorch."""
    bias = "" if layer.bias else ", bias=False"
    if layer.dense:
        return f"nn.Linear({layer.inputs}, {layer.outputs}{bias})"
    groups = f", groups={layer.groups}" if layer.groups > 1 else ""
    name = f"Conv{'Transpose' if layer.kind.transposed else ''}{len(layer.kernel)}d"
    return f"nn.{name}({layer.inputs}, {layer.outputs}, {layer.kernel}{groups}{bias})"


def torch_code(recipe: LayerRecipe) -> str:
    """Return a program that makes `layer` in PyTorch and draws its first weights."""
    layer, call = recipe.layer, call_or_plain(recipe, "PyTorch")
    lines = ["import math", ""] if call and "math." in call else []
    own = [call] if call else [f"weight.copy_(torch.from_numpy(weights.T.reshape{torch_layout(layer)}))"]
    lines += ["import torch", "from torch import nn", "", f"layer = {torch_constructor(layer)}"]
    lines += [] if call else ["", *numpy_body(recipe), ""]
    lines += ["with torch.no_grad():", "    weight = layer.weight", *(f"    {line}" for line in own)]
    if layer.bias:
        half = recipe.bias_half_range
        lines.append(
            "    nn.init.zeros_(layer.bias)"
            if half is None
            else f"    nn.init.uniform_(layer.bias, -{half!r}, {half!r})"
        )
    return "\n".join(lines) + "\n"


def keras_constructor(layer: LayerShape, arguments: str) -> str:
    """Return the line that makes this layer in Keras."""
    bias = "" if layer.bias else ", use_bias=False"
    if layer.dense:
        return f"keras.layers.Dense({layer.outputs}{bias}{arguments})"
    groups = f", groups={layer.groups}" if layer.groups > 1 and not layer.kind.transposed else ""
    name = f"Conv{len(layer.kernel)}D{'Transpose' if layer.kind.transposed else ''}"
    return f"keras.layers.{name}({layer.outputs}, {layer.kernel}{groups}{bias}{arguments})"


def keras_code(recipe: LayerRecipe) -> str:
    """Return a program that makes `layer` in Keras 3 and draws its first weights."""
    layer, call, half = recipe.layer, call_or_plain(recipe, "Keras"), recipe.bias_half_range
    arguments = f", kernel_initializer={call}" if call else ""
    if half is not None:
        arguments += f", bias_initializer=keras.initializers.RandomUniform(-{half!r}, {half!r})"
    sides = tuple(max(32, side) for side in layer.kernel)  # the weights do not depend on the picture's size
    lines = ["import keras", "", f"layer = {keras_constructor(layer, arguments)}"]
    lines += [f"layer.build({(None, *sides, layer.inputs)})"]
    if not call:
        given = "[weights, bias]" if layer.bias else "[weights]"
        layout = f"weights = weights.reshape{keras_layout(layer)}"
        lines += ["", *numpy_body(recipe), layout, f"layer.set_weights({given})"]
    return "\n".join(lines) + "\n"


def call_or_plain(recipe: LayerRecipe, framework: str) -> str | None:
    """Return the framework's own call for this recipe, else one with plain numbers, else None."""
    record = INITIALIZERS[recipe.initializer]
    call = framework_call(recipe, framework)
    if call is None and not record.fits_data:
        call = PLAIN_CALLS.get(record.law.key, {}).get(framework)
        call = call and call.format(factor=factor_of(recipe))
    return call


RECIPE_CODE: dict[str, Callable[[LayerRecipe], str]] = {"NumPy": numpy_code, "PyTorch": torch_code, "Keras": keras_code}
