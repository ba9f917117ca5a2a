"""What stands in a torchinfo table? Its rows with depth, class, name and cells, each cell by its column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from explorer.planner.reading.values import read_shape
from explorer.planner.records.model import Shape

# "Layer (type:depth-idx)                   Output Shape              Param #"
# "Layer (type (var_name))                  Input Shape          Output Shape         Param #              Trainable"
HEADER = re.compile(r"^[ \t]*Layer \(type(?P<var> \(var_name\))?(?P<depth>:depth-idx)?\)(?P<columns>.*)$", re.MULTILINE)
COLUMN = re.compile(r"Input Shape|Output Shape|Kernel Shape|Param #|Param %|Mult-Adds|Trainable|Groups")
# "│    │    └─Conv2d (conv1): 3-1   [1, 64, 56, 56]  36,864", "├─ReLU: 1-3", "|    + Linear (0): 2-1", "ResNet"
ROW = re.compile(
    r"^(?P<tree>(?:[│|][ \t]{1,8})*(?:[├└]─ ?|[|+`]-? ?(?=\w))?)(?P<kind>[A-Za-z_][\w.]{0,200}?)"
    r"(?: \((?P<var>[^()\n]{0,200})\))?(?:: ?(?P<depth>\d{1,4})-(?P<index>\d{1,7}))?(?:[ \t]+(?P<cells>\S.*))?$"
)
CELL = re.compile(
    r"\[(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]{0,200}\]){0,300}\]){0,300}\]|\(recursive\)"
    r"|\(\d[\d,]{0,24}\)|--|[├└]─[\d,]+|\S+"
)
# "├─9,408" in the Param # column: one weight of the layer above (verbose=2)
WEIGHT_CELL = re.compile(r"^[├└]─([\d,]+)$")
# "Total params: 11,689,512", "Trainable params: 1,026"; torchinfo 1.8 with units: "Total params (M): 11.69"
FOOTER = re.compile(r"^[ \t]*(Total|Trainable|Non-trainable) params(?: \(([\w.]+)\))?: ([\d,.]+)[ \t]*$", re.MULTILINE)


@dataclass
class Line:
    """One row of the table."""

    number: int  # in the text, from 1
    depth: int
    kind: str
    var: str | None
    index: str | None  # "3-1", as printed
    cells: dict[str, str]
    weights: list[tuple[str, Shape | None, int]] = field(default_factory=list)  # rows of verbose=2

    @property
    def count(self) -> str:
        """The Param # cell as printed."""
        return self.cells.get("Param #", "--")


@dataclass(frozen=True)
class Table:
    """A torchinfo table: rows, what its header promised, the totals below."""

    lines: tuple[Line, ...]
    var_names: bool
    columns: tuple[str, ...]
    total: int | None
    trainable: int | None
    rounded: bool


def read_table(text: str) -> Table | None:
    """Read the first torchinfo table of a text; None where its header is missing."""
    header = HEADER.search(text)
    if header is None:
        return None
    columns = tuple(COLUMN.findall(header["columns"]))
    first = text.count("\n", 0, header.end()) + 2
    body = text[header.end() :].split("\n")[1:]
    lines = tuple(read_lines(body, first, columns))
    footer = {name: (number, unit) for name, unit, number in FOOTER.findall(text, header.end())}
    return Table(
        lines,
        bool(header["var"]),
        columns,
        whole(footer.get("Total")),
        whole(footer.get("Trainable")),
        any(unit for _, unit in footer.values()),
    )


def whole(stated: tuple[str, str] | None) -> int | None:
    """Return a stated total; None where it is missing or rounded to millions."""
    if stated is None or stated[1] or "." in stated[0]:
        return None
    return int(stated[0].replace(",", "") or 0)


def read_lines(body: list[str], first: int, columns: tuple[str, ...]) -> Iterator[Line]:
    """Give the rows up to the totals; weight rows go with the layer above."""
    last: Line | None = None
    rules = 0
    for number, raw in enumerate(body, start=first):
        text = raw.rstrip()
        if not text.strip():
            continue
        if re.match(r"^\s*[=_-]{6,}$", text):
            rules += 1
            if rules > 1 and last is not None:
                break
            continue
        if re.match(r"^\s*(?:Total|Trainable|Non-trainable) params", text):
            break
        match = ROW.match(text.strip() if last is None else text)
        if match is None:
            continue
        tokens = CELL.findall(match["cells"] or "")
        weight = WEIGHT_CELL.match(tokens[-1]) if tokens else None
        if weight and last is not None:
            shape = read_shape(tokens[0]) if len(tokens) > 1 else None
            last.weights.append((match["kind"], shape, int(weight[1].replace(",", ""))))
            continue
        if weight or not is_row(tokens, columns):
            continue
        last = Line(number, depth_of(match), match["kind"], match["var"], index_of(match), fit(tokens, columns))
        yield last


def is_row(tokens: list[str], columns: tuple[str, ...]) -> bool:
    """Whether the cells are those of a layer: as many as columns, or cut on the right."""
    return 0 < len(tokens) <= len(columns) + 1


def fit(tokens: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    """Give each cell its column, in order: no cell of a layer's row is empty."""
    return dict(zip(columns, tokens, strict=False))


def depth_of(match: re.Match) -> int:
    """Return how deep a row stands: as printed behind the colon, else by its tree."""
    if match["depth"]:
        return int(match["depth"])
    tree = match["tree"]
    return len(re.findall(r"[│|](?=[ \t])", tree)) + (1 if re.search(r"[├└+`]|\|-", tree) else 0)


def index_of(match: re.Match) -> str | None:
    """Return the printed position, such as `3-1`."""
    return f"{match['depth']}-{match['index']}" if match["depth"] else None
