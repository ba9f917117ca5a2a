"""Which tensors of a checkpoint belong to packed weights? Scales and tables fold into the weight that they serve.

bitsandbytes (absmax, quant_map, SCB), GPTQ and AWQ (qweight, qzeros, scales), compressed tensors, FP8, MXFP4 and MLX.
Where shapes do not fix how many weights are packed, the count stays unknown.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from explorer.planner.reading.tensors.tensor_lines import TensorLine
from explorer.planner.reading.torch.arguments import numel

# What stands beside a packed weight and is none: "q_proj.weight.absmax", "q_proj.qzeros", "up.weight_scale_inv"
SIDE = re.compile(
    r"^(?P<weight>.{1,300}?)[._](?:weight\.(?:absmax|quant_map|nested_absmax|nested_quant_map"
    r"|quant_state\.bitsandbytes__\w{2,6}"
    r"|SCB|weight_format|scales?|zeros?)|SCB|weight_format|qzeros|scales|g_idx|weight_(?:scale"
    r"|scale_inv|scale_2|zero_point|shape"
    r"|g_idx|global_scale)|input_(?:scale|global_scale|zero_point)|output_scale|biases|zeros|k_scale|v_scale)$"
)
FOUR_BITS = re.compile(r"absmax$|quant_map$|bitsandbytes__(?:nf4|fp4)$")
CELL = 32  # bits of one packed number of GPTQ, AWQ and MLX
MLX_GROUP = 64  # weights that share a scale, unless the shapes say otherwise


@dataclass(frozen=True)
class Folded:
    """The tensors that are weights, and how many others served packed ones."""

    tensors: tuple[TensorLine, ...]
    sides: int = 0


def fold_packed(tensors: tuple[TensorLine, ...]) -> Folded:
    """Fold what belongs to packed weights into them."""
    sides: dict[str, dict[str, TensorLine]] = defaultdict(dict)
    names = {tensor.name for tensor in tensors}
    for tensor in tensors:
        found = SIDE.match(tensor.name)
        if found and has_weight(found["weight"], names):
            sides[found["weight"]][tensor.name[len(found["weight"]) + 1 :]] = tensor
        elif tensor.name.endswith("_scales") and f"{tensor.name[:-7]}_blocks" in names:
            sides[tensor.name[:-7]]["_scales"] = tensor
    if not sides:
        return Folded(tensors)
    served = {tensor.name for group in sides.values() for tensor in group.values()}
    kept = [unpacked(tensor, sides) for tensor in tensors if tensor.name not in served]
    return Folded(tuple(kept), len(served))


def has_weight(owner: str, names: set[str]) -> bool:
    """Whether the list holds the weight that a side tensor serves."""
    return any(f"{owner}.{weight}" in names for weight in ("weight", "qweight", "weight_packed", "W_q"))


def unpacked(tensor: TensorLine, sides: dict[str, dict[str, TensorLine]]) -> TensorLine:
    """Give a packed weight with the number of weights that it stands for; other tensors as they are."""
    owner, own = tensor.owner, tensor.tensor
    if own.endswith("_blocks") and tensor.name[:-7] in sides:
        count = None if tensor.elements is None else 2 * tensor.elements
        return replace(tensor, shape=None, elements=count, packed=4)
    if owner not in sides or own not in ("weight", "qweight", "weight_packed", "W_q"):
        return tensor
    beside = sides[owner]
    if own == "weight" and any(FOUR_BITS.search(name) for name in beside):
        count = None if tensor.elements is None else 2 * tensor.elements  # two to a byte
        return replace(tensor, shape=None, elements=count, packed=4)
    if own == "weight" and "biases" not in beside:
        return replace(tensor, packed=8)  # one number a byte: LLM.int8(), FP8
    shape, bits = packed_shape(tensor, beside)
    return replace(tensor, shape=shape, elements=None if shape is None else numel(shape), packed=bits)


def packed_shape(tensor: TensorLine, beside: dict[str, TensorLine]) -> tuple[tuple[int, int] | None, int]:
    """Return (outputs, inputs) of the layer that a packed matrix stands for, and its bits; None, 0 where open."""
    here = tensor.shape
    scales = next((beside[name].shape for name in ("scales", "weight_scale", "weight.scales") if name in beside), None)
    if here is None or len(here) != 2 or scales is None or len(scales) != 2 or not all((*here, *scales)):
        return None, 0
    if tensor.tensor == "qweight":
        return gptq_or_awq(here, scales, beside)
    groups = scales[1]  # MLX and compressed tensors: (outputs, inputs / group)
    bits, rest = divmod(CELL * here[1], groups * MLX_GROUP)
    if rest == 0 and bits in (2, 3, 4, 6):
        return (here[0], groups * MLX_GROUP), bits
    return None, 0


def gptq_or_awq(
    here: tuple[int, ...], scales: tuple[int, ...], beside: dict[str, TensorLine]
) -> tuple[tuple[int, int] | None, int]:
    """GPTQ packs along the inputs, AWQ along the outputs; `scales` has one column an output."""
    outputs = scales[1]
    if here[1] != outputs:  # AWQ: (inputs, outputs × bits / 32)
        bits, rest = divmod(CELL * here[1], outputs)
        return ((outputs, here[0]), bits) if rest == 0 and bits in (2, 3, 4, 8) else (None, 0)
    order, zeros = beside.get("g_idx"), beside.get("qzeros")
    if order is not None and order.elements:
        inputs = order.elements
        return (outputs, inputs), CELL * here[0] // inputs
    if zeros is not None and zeros.shape and len(zeros.shape) == 2:
        bits = CELL * zeros.shape[1] // outputs
        return ((outputs, CELL * here[0] // bits), bits) if bits in (2, 3, 4, 8) else (None, 0)
    return None, 0
