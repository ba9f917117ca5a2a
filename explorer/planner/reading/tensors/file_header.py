"""What does the header of a safetensors file tell? Each tensor's name, shape and kind of number, as JSON.

Read: the whole header or a part of it, also where a viewer broke it over lines.
Not told: classes, the order of computing, and which weights learn; the names are sorted.
"""

import re
from dataclasses import replace

from explorer.planner.reading.tensors.named_parameters import reading_of
from explorer.planner.reading.tensors.tensor_lines import TensorLine, TensorList
from explorer.planner.reading.torch.arguments import numel
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark

# "fc.weight": {"dtype": "F32", "shape": [10, 16], "data_offsets": [0, 640]}
ENTRY = re.compile(
    r"[\"'](?P<name>[\w./:-]{1,300})[\"']\s{0,40}:\s{0,40}\{\s{0,40}[\"']dtype[\"']\s{0,40}:\s{0,40}[\"']\w{1,12}[\"']"
    r"\s{0,40},\s{0,40}[\"']shape[\"']\s{0,40}:\s{0,40}\[(?P<shape>[\d,\s]{0,200})\]"
)
BEGINNING = 20_000


def looks_like(text: str) -> bool:
    """Whether a name is mapped to a kind of number and a shape."""
    return ENTRY.search(text[:BEGINNING]) is not None


def parse(text: str) -> Reading:
    """Read the tensors; raises SummaryError where none is found."""
    tensors: dict[str, TensorLine] = {}
    line, last = 1, 0
    for found in ENTRY.finditer(text):
        line += text.count("\n", last, found.start())
        last = found.start()
        shape = tuple(int(size) for size in re.findall(r"\d{1,15}", found["shape"]))
        tensors.setdefault(found["name"], TensorLine(found["name"], shape, numel(shape), None, line))
    if not tensors:
        raise SummaryError(Remark("refusals.tensors.none"))
    return replace(reading_of(TensorList(tuple(tensors.values()), None, None)), sorted_names=True)


FORMAT = Format(
    key="safetensors-header",
    label="the header of a safetensors file",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="",
)
