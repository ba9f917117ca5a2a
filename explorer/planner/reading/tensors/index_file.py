"""What does the index of a checkpoint in several files tell? The names of all weights and their size in bytes together.

Read: `model.safetensors.index.json` and its older twin, whole or in part.
Not told: shapes, and in how many bits a weight is stored; the file names beside the weights are no layers.
"""

import re

from explorer.planner.reading.tensors.named_parameters import reading_of
from explorer.planner.reading.tensors.tensor_lines import TensorLine, TensorList
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark

# "blocks.0.attn.qkv.weight": "model-00001-of-00002.safetensors",
ENTRY = re.compile(
    r"[\"'](?P<name>[\w./:-]{1,300})[\"']\s{0,4}:\s{0,4}[\"'][^\"'\n]{1,200}\.(?:safetensors|bin"
    r"|pth?|ckpt|h5|msgpack)[\"']"
)
SIZE = re.compile(r"[\"']total_size[\"']\s{0,4}:\s{0,4}(\d{1,18})")
COUNT = re.compile(r"[\"']total_parameters[\"']\s{0,4}:\s{0,4}(\d{1,18})")
FEWEST = 3
HALF, FULL = 2, 4  # bytes a weight in 16 and 32 bits
BEGINNING = 20_000


def looks_like(text: str) -> bool:
    """Whether names of weights are mapped to files."""
    return len(ENTRY.findall(text[:BEGINNING])) >= FEWEST


def parse(text: str) -> Reading:
    """Read the names; raises SummaryError where none is found."""
    tensors = {}
    line, last = 1, 0
    for match in ENTRY.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        tensors.setdefault(match["name"], TensorLine(match["name"], None, None, None, line))
    if not tensors:
        raise SummaryError(Remark("refusals.tensors.none"))
    counted, size = COUNT.search(text), SIZE.search(text)
    reading = reading_of(TensorList(tuple(tensors.values()), None, None))
    remarks = [Remark("reading.index.names")]
    total = least = None
    if counted:
        total = least = int(counted[1])
        remarks.append(Remark("reading.index.count", {"weights": total}))
    elif size:
        total, least = int(size[1]) // HALF, int(size[1]) // FULL
        remarks.append(Remark("reading.index.size", {"bytes": int(size[1]), "weights": total, "fewer": least}))
    return Reading(
        "pytorch", reading.rows, total=total, exact=False, notes=tuple(remarks), sorted_names=True, at_least=least
    )


FORMAT = Format(
    key="checkpoint-index",
    label="the index of a checkpoint in several files",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="",
)
