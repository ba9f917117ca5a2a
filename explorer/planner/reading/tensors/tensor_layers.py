"""Which layers do listed tensors belong to? `conv1.weight` and `conv1.bias` make the layer `conv1`.

Classes are not in such a list, so a layer's kind stays empty; what it is shows in its tensors' names and sizes.
"""

import re
from dataclasses import replace

from explorer.planner.reading.tensors.tensor_lines import TensorLine
from explorer.planner.records.model import Shape
from explorer.planner.records.row import Row

# Tensors that a state_dict lists beside the parameters.
BUFFERS = re.compile(
    r"^(?:running_mean|running_var|num_batches_tracked|moving_mean|moving_variance|position_ids|token_type_ids|"
    r"_u|_v|relative_position_index|relative_coords_table|attn_mask|inv_freq|masked_bias|causal_mask|original_inv_freq|"
    r"\w{0,40}_mask|total_ops|total_params|_extra_state|min_val|max_val|zero_point|fake_quant_enabled)$"
)
# What an optimizer of TensorFlow 1 keeps beside the weights in a checkpoint
OPTIMIZER = re.compile(
    r"[./](?:Adam|Adam_1|Momentum|RMSProp|RMSProp_1|Adagrad|Adadelta|Adadelta_1|ExponentialMovingAverage)$"
    r"|(?:^|[./])(?:beta[12]_power(?:_\d+)?|global_step)$"
)
# Tensors of one layer even where the layer has children: MultiheadAttention owns in_proj_weight beside out_proj.
OWN = re.compile(
    r"^(?:weight|bias|kernel|gamma|beta|scale|embeddings?|in_proj_weight|in_proj_bias|[qkv]_proj_weight|bias_[kv]|"
    r"(?:weight|bias)_\w{1,40}|original\d?)$"
)
# "first.parametrizations.weight.original", "conv.parametrizations.weight.original0", "fc.parametrizations.weight.0._u"
PARAMETRIZED = (
    (re.compile(r"\bparametrizations\.(\w+)\.original$"), r"\1"),
    (re.compile(r"\bparametrizations\.(\w+)\.original0$"), r"\1_g"),
    (re.compile(r"\bparametrizations\.(\w+)\.original1$"), r"\1_v"),
    (re.compile(r"\bparametrizations\.\w+\.\d+\.(\w+)$"), r"\1"),
)


def assemble(tensors: tuple[TensorLine, ...]) -> tuple[Row, ...]:
    """Group tensors into layers in the order in which the list first names them."""
    tensors = tuple(without_parametrization(without_variable_number(tensor)) for tensor in tensors)
    tensors = tuple(tensor for tensor in tensors if not OPTIMIZER.search(tensor.name)) or tensors
    names = {tensor.name for tensor in tensors}
    owners = {tensor.owner for tensor in tensors}
    parents = {ancestor for owner in owners for ancestor in ancestors(owner)}
    groups: dict[str, list[TensorLine]] = {}
    for tensor in tensors:
        groups.setdefault(beside_weights(layer_path(tensor, parents), names), []).append(tensor)
    return tuple(to_row(path, members) for path, members in groups.items())


def without_parametrization(tensor: TensorLine) -> TensorLine:
    """Give a tensor of PyTorch's parametrizations the name it had before them.

    `conv.parametrizations.weight.original` is `conv.weight`; weight norm keeps two, its length and its direction.
    """
    name = tensor.name
    for pattern, plain in PARAMETRIZED:
        name = pattern.sub(plain, name)
    return replace(tensor, name=name) if name != tensor.name else tensor


def without_variable_number(tensor: TensorLine) -> TensorLine:
    """Take TensorFlow's `:0` off a variable's name."""
    return replace(tensor, name=tensor.name[:-2]) if tensor.name.endswith(":0") else tensor


def beside_weights(path: str, names: set[str]) -> str:
    """Put `output_bias` into the layer of `output_weights`, as the code of BERT names them."""
    weights = f"{path[:-5]}_weights" if path.endswith("_bias") else ""
    return weights if weights in names else path


def ancestors(path: str) -> list[str]:
    """Return the modules above a module: `a` and `a.b` of `a.b.c`."""
    cuts = [position for position, letter in enumerate(path) if letter in "./"]
    return ["", *(path[:cut] for cut in cuts)] if path else []


def layer_path(tensor: TensorLine, parents: set[str]) -> str:
    """Return the layer of a tensor; a raw parameter beside other layers is a layer of its own."""
    if tensor.owner and (tensor.owner not in parents or OWN.match(tensor.tensor) or is_buffer(tensor)):
        return tensor.owner
    return tensor.name


def is_buffer(tensor: TensorLine) -> bool:
    """Whether a tensor is no parameter: running statistics, masks, position numbers."""
    if BUFFERS.match(tensor.tensor):
        return True
    # GPT-2's causal mask is called attn.bias, with the shape (1, 1, 1024, 1024)
    return (
        tensor.tensor == "bias" and tensor.shape is not None and len(tensor.shape) == 4 and tensor.shape[:2] == (1, 1)
    )


def to_row(path: str, members: list[TensorLine]) -> Row:
    """Make the row of one layer."""
    buffers = [member for member in members if is_buffer(member)]
    own = [member for member in members if not is_buffer(member)]
    names = {member.tensor for member in own}
    if "weight_orig" in names:  # spectral norm keeps two vectors beside it, which are no parameters
        buffers += [member for member in own if member.tensor in ("weight_u", "weight_v")]
        own = [member for member in own if member.tensor not in ("weight_u", "weight_v")]
    counts = [member.elements for member in own]
    parameters = None if None in counts else sum(counts)
    flags = [member.trainable for member in own]
    return Row(
        path=path,
        parameters=parameters,
        trainable_parameters=trainable_part(own, parameters),
        trainable=None if None in flags or not flags else any(flags),
        tensors=tuple((member.tensor, known_shape(member)) for member in own),
        buffers=tuple((member.tensor, known_shape(member)) for member in buffers),
        line=members[0].line,
        packed=next((member.packed for member in own if member.packed is not None), None),
    )


def trainable_part(own: list[TensorLine], parameters: int | None) -> int | None:
    """Sum the tensors that are marked trainable; None where the list has no flags or no counts."""
    if parameters is None or any(member.trainable is None for member in own):
        return None
    return sum(member.elements for member in own if member.trainable)


def known_shape(member: TensorLine) -> Shape:
    """Return the shape; a list without shapes still tells that the tensor is there."""
    if member.shape is not None:
        return member.shape
    return (member.elements,) if member.elements is not None else (None,)
