"""Which layers are stored in few bits? bitsandbytes, GPTQ, AWQ, HQQ and their like, by class and arguments.

Such a layer stands for as many weights as the one it replaced; it cannot learn as it is, since its numbers are packed.
Not told by every class: GPTQ's `QuantLinear()` prints no sizes.
"""

import re

from explorer.planner.reading.torch.arguments import Arguments

# Class names, in the order in which they are tried, with the bits a weight where the arguments do not say.
PACKED = (
    (re.compile(r"^(?:bnb\.|lora\.)?(?:Linear(?:4bit|NF4|FP4)|Embedding(?:4bit|NF4|FP4))$", re.IGNORECASE), 4),
    (
        re.compile(
            r"^(?:bnb\.)?(?:Linear8bitLt|Embedding8bit|OutlierAwareLinear|W8A\d{1,2}\w{0,30}Linear"
            r"|EetqLinear|W8\w*)$"
        ),
        8,
    ),
    (re.compile(r"^(?:FP8\w*Linear\w*|FbgemmFp8Linear|Fp8Linear|Float8Linear\w*|TEFp8Linear)$", re.IGNORECASE), 8),
    (
        re.compile(
            r"^(?:Dynamic|Intrinsic)?(?:Linear|Conv[123]d|Embedding)?Quantized(?:Linear|Conv[123]d"
            r"|Embedding)\w*$"
        ),
        8,
    ),
    (
        re.compile(
            r"^(?:DynamicQuantized\w+|Quantized(?:Linear|Conv[123]d|Embedding|BatchNorm2d)\w*|QLinear"
            r"|QConv2d)$"
        ),
        8,
    ),
    (
        re.compile(
            r"^(?:\w*Q(?:uant|bits|bit)Linear\w*|WQLinear\w*|HQQLinear\w*|\w*QuantizedLinear\w*|GPTQ\w*"
            r"|AWQ\w*)$"
        ),
        4,
    ),
    (
        re.compile(
            r"^(?:Marlin\w*|Vptq\w*|SpQR\w*|Higgs\w*|Aqlm\w*|QuipLinear|Exllama\w*|CompressedLinear"
            r"|BitLinear\w*)$"
        ),
        4,
    ),
    (re.compile(r"^(?:AutoBitLinear|FusedBitLinear|NVFP4Linear|MXFP4Linear|Int4\w*Linear\w*)$"), 4),
    (re.compile(r"^(?:Int8\w*Linear\w*|WeightOnlyInt8Linear)$"), 8),
)
BITS = ("bits", "w_bit", "nbits", "num_bits", "wbits", "weight_bits", "w_bits")
# "weight=AffineQuantizedTensor(tensor_impl=..., bits 4)", "weight=QBytesTensor(...)", "qtype=qint4"
TENSOR = re.compile(
    r"(?:Quantized|QBits|QBytes|NF4|Int[48]\w{0,20})Tensor|dtype=torch\.q?u?int[48]\b|Params4bit"
    r"|Int8Params"
)
FEW = re.compile(r"int4|uint4|nf4|fp4|QBits|4bit", re.IGNORECASE)
SHORT = re.compile(r"int([2-8])\b")


def bits_of(kind: str, arguments: Arguments) -> int | None:
    """Return how many bits hold one weight of a packed layer; None for a layer of ordinary numbers."""
    text = ", ".join((*arguments.positional, *(f"{name}={value}" for name, value in arguments.named)))
    by_class = next((bits for pattern, bits in PACKED if pattern.match(kind.rsplit(".", 1)[-1])), None)
    if by_class is None:
        if not TENSOR.search(text):
            return None
        return 4 if FEW.search(text) else 8
    for name in BITS:
        stated = arguments.integer(name)
        if stated and 1 <= stated <= 16:
            return stated
    found = SHORT.search(arguments.text("qtype") or arguments.text("weights") or "")
    return int(found[1]) if found else by_class


def plain_kind(kind: str) -> str:
    """Return the PyTorch class that a packed one replaced, by the end of its name."""
    last = kind.rsplit(".", 1)[-1]
    for base in ("Conv1d", "Conv2d", "Conv3d", "Embedding"):
        if base.lower() in last.lower():
            return base
    return "Linear"
