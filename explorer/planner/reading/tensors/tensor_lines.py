"""Which tensors does a list name? Lines such as `conv1.weight torch.Size([64, 3, 7, 7]) True`, in many spellings.

Not read: the printed values of a tensor, and shapes that are only to be seen from them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from explorer.planner.reading.torch.arguments import numel
from explorer.planner.reading.values import read_flag
from explorer.planner.records.model import Shape

# "layer1.0.conv1.weight", "cls_token", "0.weight", "bert/pooler/dense/kernel:0"
NAME = r"(?:\d{1,6}[./]){0,9}[A-Za-z_][\w-]{0,200}(?:[./][\w-]{1,200}){0,60}(?::0)?"
# "torch.Size([64, 3, 7, 7])", "(64, 3, 7, 7)", "[64, 3]", "(20L, 1L)", "(768,)", "[]", "64x3x7x7", "64 × 3"
SHAPE = re.compile(
    r"(?:torch\.Size\(|TensorShape\(|shape=)?[\[(] ?((?:\d{1,15}L?(?: ?, ?\d{1,15}L?){0,9})? ?,?) ?[\])]\)?"
    r"|(?<![\w.])(\d{1,15}(?: ?[x×] ?\d{1,15}){1,9})(?![\w.])"
)
# "0: conv1.weight ...", "| conv1.weight |", "Parameter name: conv1.weight", "name=conv1.weight", "- conv1.weight"
START = re.compile(
    r"^\s*(?:[\[({|*•,-]\s*)*(?:\d{1,6}\s*[:.)|,\]]?\s+)?(?:[|(]\s*)?"
    r"(?:(?:layer|parameter|param|tensor|key|name|weight|variable)s?(?:[ _]name)?\s*[:=]\s*)?"
    rf"[\"'`]?(?P<name>{NAME})[\"'`]?(?P<rest>.*)$",
    re.IGNORECASE,
)
# "'conv1.weight': torch.Size([64, 3])", "('fc.bias', torch.Size([10]), True)", "odict_keys(['conv1.weight', ...])"
QUOTED = re.compile(rf"[\"']({NAME})[\"']")
# "pos 40", "scale: 1 True", where tensors stand before it
PLAIN = re.compile(r"^\s*([a-z]\w{0,60})\s*[:|\t ]\s*(\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\s+(True|False))?\s*$")
FLAG = re.compile(r"\b(True|False|trainable|frozen|non-trainable)\b", re.IGNORECASE)
# counts: "9,408", "9408", not the 32 of float32 or the 0 of cuda:0
COUNT = re.compile(r"(?<![\w.:-])(\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?![\w.:])")
NOISE = re.compile(
    r"\*INIT_FROM_CKPT\*|\(?\bDT_[A-Z]{2,12}\d{0,3}(?:_REF)?\b\)?"
    r"|bytes: ?\d{1,18}|\b(?:bf|b?float|u?int)\d{1,3}(?:_ref)?\b"
    r"|<class '[\w.]{1,80}'>|torch\.[A-Za-z]\w{1,40}|cuda(?::\d)?"
    r"|\d{1,20}(?:\.\d{1,20})? ?(?:[KMG]i?B|%)",
    re.IGNORECASE,
)
# "['params']['Dense_0']['kernel']", ".layers[0].weight"
KEYED = re.compile(r"^\s*(?P<path>(?:\[['\"][\w./-]{1,100}['\"]\]|\.[A-Za-z_]\w{0,80}|(?<=[\]\w])\[\d{1,6}\]){2,40})")
# "layers[0].weight", "blocks[3][1].bias"
PLACE_IN_LIST = re.compile(r"(?<=[\w\]])\[(\d{1,6})\](?=[.\[])")
WORD = re.compile(r"[A-Za-z_]{2,}")
# Words that stand beside a name in such lists; any other word makes the line something else.
WORDS = frozenset(
    """
    shape size torch requires_grad requires grad requires_gradient dtype device cpu cuda numel param params parameter
    parameters num number of trainable frozen non float float16 float32 float64 bfloat16 int64 int32 long type values
    value containing tensor none true false count elements weights is total layer ndim dim and nn parameter_containing
    fp32 fp16 bf16 mps learnable freeze unfrozen tensorshape
    """.split()  # noqa: SIM905
)
# "Total params: 11,689,512", "Total Trainable Params: 138357544", "total = 12", "Total : 33 424 384"
TOTAL = re.compile(
    r"^\s*[#*=\s-]{0,20}((?:total|sum|all|number of|trainable|non-trainable)[\w #-]{0,40})[:=]\s*"
    r"(\d{1,3}(?:[ .,_'’]\d{3}){1,5}(?!\d)|[\d,_]{1,20}\b)(?![ .,'’]?\d| ?(?:\.\.|…))",
    re.IGNORECASE,
)
# "Size (MB)", "size_mb", "Memory [KiB]", "bytes": what such a column counts is no number of weights
UNIT = re.compile(r"(?:\b|_)(?:[kmg]i?b|bytes|ms|[kmgt]?flops|[gm]?macs|seconds)\b", re.IGNORECASE)
LEAST_TELLING = 0.3  # share of a dictionary's names that are those of weights
ENOUGH = 100_000  # characters by which a list is recognised
TELLING = re.compile(
    r"(?:^|[./])(?:weights?|bias(?:es)?|kernel|gamma|beta|running_mean|running_var|num_batches_tracked|moving_mean|"
    r"moving_variance|embedding|embeddings|in_proj_weight|in_proj_bias|weight_[ih]h_l\d\w{0,20}|bias_[ih]h_l\d\w{0,20}|"
    r"cls_token|pos_embed\w{0,12}|scale|weight_g|weight_v|weight_orig|lora_[AB]\w{0,20})(?::0)?$"
)


@dataclass(frozen=True)
class TensorLine:
    """One listed tensor; None stands for what the line does not say."""

    name: str
    shape: Shape | None
    elements: int | None
    trainable: bool | None
    line: int
    packed: int | None = None  # bits a weight, where it is stored packed
    owner: str = field(init=False)  # the module: "layer1.0.conv1" of "layer1.0.conv1.weight"
    tensor: str = field(init=False)  # its own name: "weight"

    def __post_init__(self) -> None:
        """Cut the name once, since both parts are asked for often."""
        cut = max(self.name.rfind("."), self.name.rfind("/"))
        object.__setattr__(self, "owner", self.name[: max(0, cut)])
        object.__setattr__(self, "tensor", self.name[cut + 1 :].removesuffix(":0"))


@dataclass(frozen=True)
class TensorList:
    """All listed tensors, with the totals that the text states."""

    tensors: tuple[TensorLine, ...]
    total: int | None
    trainable: int | None
    left_out: int | None = None  # a line of dots among them: others were left out there
    repeated: tuple[str, ...] = ()  # names that come again
    contradicted: tuple[str, ...] = ()  # names that come again with another shape or count


def beginning(text: str) -> str:
    """Return the first lines, by which a list is recognised."""
    return "\n".join(text[:ENOUGH].split("\n", 400)[:400])


def looks_like_tensors(text: str) -> bool:
    """Whether several lines name tensors, and few of the others say anything else."""
    told, others = 0, 0
    for number, line in enumerate(beginning(text).split("\n"), start=1):
        if len(line.strip()) < 3:
            continue
        found = list(read_line(line, number))
        if any(TELLING.search(tensor.name) for tensor in found):
            told += 1
        elif not found and WORD.search(NOISE.sub("", line)) and not TOTAL.match(line):
            others += 1
    return told > 0 and told >= others and not of_other_things(text)


def of_other_things(text: str) -> bool:
    """Tell a dictionary of settings or measurements, where few names are those of weights, from one of tensors."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    names = [match[1] for match in QUOTED.finditer(text[:ENOUGH])]
    return sum(bool(TELLING.search(name)) for name in names) < LEAST_TELLING * len(names)


def read_tensors(text: str) -> TensorList:
    """Read every line that names a tensor; a name that comes twice counts once."""
    found: dict[str, TensorLine] = {}
    totals: dict[str, int] = {}
    dots: int | None = None
    again: dict[str, None] = {}
    other: dict[str, None] = {}
    before: list[TensorLine] = []  # plain words with a number right above the first tensor
    for number, line in enumerate(text.split("\n"), start=1):
        stated = TOTAL.match(line)
        if stated and "bytes" in stated[1].lower():
            continue
        if stated:
            key = "non" if "non" in stated[1].lower() else "trainable" if "trainable" in stated[1].lower() else "total"
            totals[key] = int(re.sub(r"\D", "", stated[2]) or 0)
            continue
        if found and line.strip(" \t[](),") in ("...", "…", ". . ."):
            dots = dots or number
            continue
        tensors = list(read_line(line, number, in_list=True))
        if not found and tensors and PLAIN.match(line) and "." not in tensors[0].name:
            before += tensors
            continue
        for tensor in [*before, *tensors]:
            first = found.setdefault(tensor.name, tensor)
            if first is not tensor:
                same = (first.shape, first.elements) == (tensor.shape, tensor.elements)
                (again if same else other)[tensor.name] = None
        before = []
    if found and measures_otherwise(text, next(iter(found.values())).line):
        found = {name: tensor if tensor.shape else replace(tensor, elements=None) for name, tensor in found.items()}
        totals = {}
    total, trainable = totals.get("total"), totals.get("trainable")
    return TensorList(tuple(found.values()), total, trainable, dots, tuple(again), tuple(other))


def measures_otherwise(text: str, first: int) -> bool:
    """Whether the titles above the first tensor name a unit: bytes, time or work, which are no counts of weights."""
    above = text.split("\n", first)[: first - 1][-3:]
    return any(len(line) <= 300 and UNIT.search(line) and not re.search(r"\d", line) for line in above)


def read_line(line: str, number: int, in_list: bool = False) -> Iterator[TensorLine]:
    """Give the tensors that one line names: usually one, many in a printed list or dictionary.

    Between other tensors (`in_list`) a plain word with a number is one as well: `pos 40`.
    """
    if line.lstrip().startswith("<class '"):
        return
    line = without_brackets(line)
    quoted = list(QUOTED.finditer(line))
    if len(quoted) > 1 or (quoted and not re.match(r"^[\s\[({]*$", line[: quoted[0].start()])):
        yield from read_quoted(line, quoted, number)
        return
    match = START.match(line)
    if match and (tensor := describe(match["name"], match["rest"], number)):
        yield tensor
    elif in_list and (plain := PLAIN.match(line)) and is_raw_name(plain[1], True, True):
        yield TensorLine(plain[1], None, int(plain[2].replace(",", "")), read_flag(plain[3] or ""), number)


def without_brackets(line: str) -> str:
    """Write layers[0].weight and ['params']['Dense_0']['kernel'] with points, as layers.0.weight."""
    if "[" not in line:
        return line
    keyed = KEYED.match(line)
    if keyed:
        path = ".".join(part for part in re.split(r"[\[\]'\".]+", keyed["path"]) if part)
        return f"{path}{line[keyed.end() :]}"
    return PLACE_IN_LIST.sub(r".\1", line)


def read_quoted(line: str, quoted: list[re.Match], number: int) -> Iterator[TensorLine]:
    """Read `['conv1.weight', 'conv1.bias']` and `{'conv1.weight': torch.Size([...]), ...}`."""
    listed = any(TELLING.search(match[1]) for match in quoted)
    for position, match in enumerate(quoted):
        end = quoted[position + 1].start() if position + 1 < len(quoted) else len(line)
        rest = line[match.end() : min(end, match.end() + 300)].split("<", 1)[0].rstrip(" ,>")
        if listed or TELLING.search(match[1]) or "." in match[1] or "/" in match[1]:
            tensor = describe(match[1], rest, number)
            yield tensor or TensorLine(match[1], None, None, None, number)


def describe(name: str, rest: str, number: int) -> TensorLine | None:
    """Read what stands behind a name; None where the line is about something else."""
    rest = rest[:600]
    for value in ("Parameter containing", "tensor(", "array("):
        if value in rest:
            rest = rest[: rest.index(value)]
    shape_match = SHAPE.search(rest)
    shape = read_sizes(shape_match) if shape_match else None
    left = NOISE.sub(
        " ", rest if shape_match is None else rest[: shape_match.start()] + " " + rest[shape_match.end() :]
    )
    words = {word.lower() for word in WORD.findall(left)}
    if not words <= WORDS or re.search(r"[(){}<>/\\?!]{3,}", left):
        return None
    plain = not re.search(r"[./]", name)
    counted = COUNT.search(left)
    if plain and not is_raw_name(name, shape is not None, counted is not None):
        return None
    flag = FLAG.search(left)
    elements = numel(shape) if shape is not None else int(counted[1].replace(",", "")) if counted else None
    trainable = flag[1].lower() in ("true", "trainable") if flag else None
    return TensorLine(name, shape, elements, trainable, number)


def is_raw_name(name: str, shaped: bool, counted: bool) -> bool:
    """Whether a name without a dot can be a parameter of the model itself: `cls_token`, `logit_scale`."""
    if name.lower() in WORDS - {"weight", "bias"} or name.lower().startswith(("total", "trainable")):
        return False
    return shaped or bool(TELLING.search(name)) or (counted and "_" in name)


def read_sizes(match: re.Match) -> Shape:
    """Return the sizes of a printed shape."""
    return tuple(int(size) for size in re.findall(r"\d{1,15}", match[1] if match[1] is not None else match[2]))
