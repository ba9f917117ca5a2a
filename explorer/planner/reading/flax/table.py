"""What stands in a Flax table? Rows of path, class, shapes and one cell for each collection of variables.

Shared by `flax.linen`'s and `flax.nnx`'s `tabulate`, which differ in whether a container's count holds its children.
Not read: sizes that a narrow column cut (they end in an ellipsis); a wider console prints them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.planner.reading.drawn_borders import bordered_lines
from explorer.planner.reading.torch.arguments import numel
from explorer.planner.records.model import Shape

# "┃ path    ┃ module ┃ inputs ", "┃ path ┃ type   ┃ inputs ", "| path | module |"
HEADER = re.compile(r"^[ \t]*[┃│|] *path *[┃│|] *(?P<second>mod\w*…?|type|ty…) *[┃│|]", re.MULTILINE)
TITLE = re.compile(r"^[ \t]{0,200}(\S{1,200}) Summary[ \t]{0,200}$", re.MULTILINE)
# "bias: float32[32]", "kernel: float32[3,3,1,32]", "kernel: float32[3…"
TENSOR = re.compile(r"([\w.…]{1,200}): ?(?:([a-z]\w{0,20}\[([\d,]{0,200})\])|(\S{0,200}))")
ARRAY = re.compile(r"[a-z]\w{0,20}\[([\d,]{0,200})\]")
# "200,960 (803.8 KB)", "64 (256 B)": the cell's last words
COUNT = re.compile(r"(\d[\d,]{0,24}) \(\d[\d.,]{0,20} ?(?:[KMGT]?B|\w?…)?\)?…?$|^(\d[\d,]{0,24})$")
SHAPED = ("path", "module", "type", "inputs", "outputs", "flops", "vjp_flops")
TITLES = (*SHAPED, "params", "Param", "batch_stats", "BatchStat", "RngState", "cache", "Cache")
PASSING = re.compile(r"rng|cache|intermediates|perturbation|counter", re.IGNORECASE)
TRAINED = re.compile(r"^params?$|lora|^param", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """What one collection holds of one module: `count` is None where the text has none, or a cut one."""

    count: int | None
    tensors: tuple[tuple[str, Shape | None], ...]
    filled: bool

    @property
    def listed(self) -> int | None:
        """Elements of the listed tensors; None where one of them is cut."""
        sizes = [None if shape is None else numel(shape) for _, shape in self.tensors]
        return None if None in sizes else sum(sizes)


@dataclass(frozen=True)
class Module:
    """One row of the table."""

    path: str
    kind: str
    output_shape: Shape | None
    collections: dict[str, Cell]
    line: int


@dataclass(frozen=True)
class Table:
    """The rows, and the totals by collection."""

    name: str
    modules: tuple[Module, ...]
    totals: dict[str, Cell]

    def total(self, trained: bool) -> int | None:
        """Sum the stated totals of all collections of weights, or of those that are trained."""
        counts = [
            cell.count for name, cell in self.totals.items() if cell.filled and (TRAINED.search(name) or not trained)
        ]
        return None if not counts or None in counts else sum(counts)


def read_table(text: str) -> Table | None:
    """Read the first Flax table of a text; None where its header is missing."""
    columns: list[str] = []
    modules: list[Module] = []
    totals: dict[str, Cell] = {}
    for line, cells in grouped(text):
        words = [" ".join(part for part in cell if part) for cell in cells]
        if not columns:
            columns = [full_title(word) for word in words] if words[:1] == ["path"] else []
            continue
        if len(words) != len(columns) or words[:1] == ["path"]:
            continue
        collections = {name: read_cell(cell) for name, cell in zip(columns, cells, strict=True) if is_collection(name)}
        if "Total" in words and not words[0]:
            totals = collections
            break
        modules.append(Module(words[0], words[1], first_array(words[column(columns, "outputs")]), collections, line))
    if not columns:
        return None
    title = TITLE.search(text)
    return Table(title[1] if title else "", tuple(modules), totals)


def grouped(text: str) -> Iterator[tuple[int, list[list[str]]]]:
    """Give each row of the table: the first line's number, and for each cell its lines."""
    first, cells = 0, []
    for line in bordered_lines(text):
        if not line.cells:
            if cells:
                yield first, cells
            cells = []
        elif not cells:
            first, cells = line.number, [[part.strip()] for part in line.cells]
        else:
            for cell, part in zip(cells, line.cells, strict=False):
                cell.append(part.strip())
    if cells:
        yield first, cells


def full_title(title: str) -> str:
    """Return the whole title of a column that a narrow console cut: `par…` is `params`."""
    stem = title.rstrip("…")
    if stem == title:
        return title
    return next((name for name in TITLES if name.startswith(stem)), title)


def is_collection(name: str) -> bool:
    """Whether a column holds weights: not paths and shapes, not random numbers or caches."""
    return name.rstrip("…") not in SHAPED and not PASSING.search(name) and not name.startswith("vjp")


def column(columns: Sequence[str], name: str) -> int:
    """Return the place of a column whose title may be cut."""
    return columns.index(name) if name in columns else min(3, len(columns) - 1)


def read_cell(lines: Sequence[str]) -> Cell:
    """Read the tensors of a cell and the count below them."""
    text = " ".join(part for part in lines if part)
    counted = COUNT.search(text)
    number = (counted[1] or counted[2]) if counted else None
    tensors = tuple(
        (name, sizes(array) if whole else None)
        for name, whole, array, _ in TENSOR.findall(text[: counted.start()] if counted else text)
    )
    return Cell(int(number.replace(",", "")) if number else None, tensors, bool(text))


def sizes(text: str) -> Shape:
    """Return the shape `3,3,1,32`; a scalar has none."""
    return tuple(int(part) for part in text.split(",") if part)


def first_array(text: str) -> Shape | None:
    """Return the first shape of a cell; None where it is cut or there is none."""
    match = ARRAY.search(text)
    return sizes(match[1]) if match else None
