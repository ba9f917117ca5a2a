"""What does a printed tree of Flax's parameters tell? Nested names with a shape at each end.

Read: `jax.tree_util.tree_map(jnp.shape, variables)` and the trees of `jax.eval_shape`, with or without FrozenDict, on
one line or many.
Not read: trees that print values and no shapes.
"""

import re
from dataclasses import replace

from explorer.planner.reading.tensors.named_parameters import reading_of
from explorer.planner.reading.tensors.tensor_lines import TensorLine, TensorList
from explorer.planner.reading.torch.arguments import numel
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark

NAMED = r"(?:[\"'](?P<quoted>[\w./-]{1,200})[\"']|(?P<bare>[A-Za-z_]\w{0,100}))\s{0,40}:\s{0,200}"
OPENS = r"(?:FrozenDict\()?\{"
# "(3, 3, 1, 32)", "ShapeDtypeStruct(shape=(3, 3, 1, 32), dtype=float32)"
SHAPE = r"(?:ShapeDtypeStruct\(shape=)?\((?P<shape>[\d, ]{0,100})\)"
STEP = re.compile(rf"{NAMED}(?:(?P<opens>{OPENS})|{SHAPE})|(?P<closes>\}})")
INNER = re.compile(rf"{NAMED}{OPENS}\s{{0,200}}{NAMED.replace('quoted', 'q2').replace('bare', 'b2')}{SHAPE}")
LEARNS = "params"
COLLECTIONS = (LEARNS, "batch_stats")
BEGINNING = 20_000


def looks_like(text: str) -> bool:
    """Whether a name opens a dictionary whose first entry is a name with a shape."""
    return "{" in text[:BEGINNING] and INNER.search(text[:BEGINNING]) is not None


def parse(text: str) -> Reading:
    """Walk through the tree once; raises SummaryError where no name has a shape."""
    path: list[str] = []
    tensors: dict[str, TensorLine] = {}
    line, last = 1, 0
    for step in STEP.finditer(text):
        line += text.count("\n", last, step.start())
        last = step.start()
        name = step["quoted"] or step["bare"]
        if step["closes"]:
            path = path[:-1]
        elif step["opens"]:
            path.append(name)
        else:
            shape = tuple(int(size) for size in re.findall(r"\d{1,15}", step["shape"]))
            inside = path[1:] if path[:1] and path[0] in COLLECTIONS else path
            full = "/".join([*inside, name])
            learns = path[0] == LEARNS if path[:1] and path[0] in COLLECTIONS else None
            tensors.setdefault(full, TensorLine(full, shape, numel(shape), learns, line))
    if not tensors:
        raise SummaryError(Remark("refusals.tensors.none"))
    return replace(reading_of(TensorList(tuple(tensors.values()), None, None)), framework="flax", sorted_names=True)


FORMAT = Format(
    key="flax-params",
    label="a tree of Flax parameters",
    framework="flax",
    looks_like=looks_like,
    parse=parse,
    how_to_print="print(jax.tree_util.tree_map(lambda x: x.shape, variables))",
)
