"""What do Keras's printers of every version share? Cells such as "conv1 (Conv2D)", totals, nested models."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from explorer.planner.reading.values import read_count
from explorer.planner.records.model import Shape
from explorer.planner.records.row import Row
from explorer.remark import Remark

# " Total params: 2,757,761 (10.52 MB)", "Total params: 2757761", "Total params: 1,199,882.0"
FOOTER = re.compile(
    r"^[ \t>│|]{0,8}(?P<which>Total|Trainable|Non-trainable|Optimizer) params(?: #)?:"
    r"\s{0,8}(?P<count>[\d,]{1,26})(?:\.0)?(?=\s|$)",
    re.IGNORECASE | re.MULTILINE,
)
MODEL_NAME = re.compile(r'^[ \t]{0,8}Model: "(?P<name>[^"\n]{0,200})"', re.MULTILINE)
# "img[0][0]", "['Conv1[0][0]']", "max_pooling2d[0]…", "global_average_p…"
CONNECTION = re.compile(r"(?P<name>[^\s,'\"\[\]…]{1,200})(?:\[\d{1,5}\]\[\d{1,5}\]|(?P<cut>(?:\[\d{0,5}\]?){0,2}…)|$)")


@dataclass(frozen=True)
class Cells:
    """One row of a Keras table, its wrapped lines joined."""

    line: int
    level: int  # depth of nesting when a model inside is expanded
    name: str
    kind: str
    name_cut: bool
    count: int | None  # None where cut, unbuilt or not in the table
    shape: Shape | None
    trainable: bool | None
    connected: tuple[str, ...] | None  # names; None where the table does not say
    unbuilt: bool = False


@dataclass(frozen=True)
class Footer:
    """The totals that stand under a Keras table."""

    total: int | None = None  # without the optimizer's variables
    trainable: int | None = None
    frozen: int | None = None
    optimizer: int | None = None
    line: int | None = None


def split_name(cell: str) -> tuple[str, str, bool]:
    """Split "conv1 (Conv2D)" into the name, the class as far as shown, and whether the name is cut."""
    cell = cell.strip()
    if cell.endswith(")…"):  # cut behind the bracket: the class is whole
        cell = cell[:-1]
    opening = cell.rfind("(")
    if opening <= 0:
        return cell, "", True
    name, kind = cell[:opening].rstrip(), cell[opening + 1 :].rstrip(")").strip()
    return name, kind, name.endswith("…")


def read_footer(text: str) -> Footer:
    """Read the totals; Keras 3 adds the optimizer's variables to its total, which are taken off again."""
    found: dict[str, int] = {}
    line = None
    for match in FOOTER.finditer(text):
        which = match.group("which").lower()
        count = read_count(match.group("count"))
        if which in found or count is None:
            continue
        found[which] = count
        line = line or text.count("\n", 0, match.start("which")) + 1
    trainable, frozen = found.get("trainable"), found.get("non-trainable")
    total = found.get("total")
    if total is not None:
        total -= found.get("optimizer", 0)
    elif trainable is not None and frozen is not None:
        total = trainable + frozen
    if total is not None and total < 0:
        total = None
    return Footer(total, trainable, frozen, found.get("optimizer"), line)


def read_connections(cell: str) -> tuple[str, ...]:
    """Read the names in a 'Connected to' cell; a cut name keeps its ellipsis."""
    names = []
    for match in CONNECTION.finditer(cell):
        name = match.group("name")
        if name in ("-", "multiple"):
            continue
        cut = match.group("cut") or ""
        names.append(name + "…" if cut == "…" else name)
    return tuple(names)


def connect(rows: Sequence[Cells]) -> list[tuple[str, ...]] | None:
    """Give, for each row, the names of the rows that feed it; None where a cut name could be several."""
    if any(row.connected is None for row in rows) or any(row.level for row in rows):
        return None
    names = [row.name for row in rows]
    if len(set(names)) != len(names):
        return None
    known = set(names)
    by_start: dict[str, list[str]] = {}
    for name in names:
        by_start.setdefault(name.rstrip("…")[:4], []).append(name)
    result = []
    for row in rows:
        found = []
        for shown in row.connected:
            matches = [shown] if shown in known else _same_start(shown, by_start.get(shown.rstrip("…")[:4], ()))
            if len(matches) > 1:
                return None
            found += matches
        result.append(tuple(found))
    return result


def _same_start(shown: str, names: Sequence[str]) -> list[str]:
    start = shown.rstrip("…")
    matches = []
    for name in names[:200]:
        other = name.rstrip("…")
        if ("…" in shown and other.startswith(start)) or ("…" in name and start.startswith(other)):
            matches.append(name)
    return matches


def to_rows(cells: Sequence[Cells]) -> tuple[Row, ...]:
    """Turn table rows into leaf layers: a nested model that is expanded below gives way to its layers.

    Where a container holds more than its layers (weights of its own), the difference stays as a row of its own.
    """
    feeds = connect(cells)
    below = sums_below(cells)
    rows: list[Row] = []
    parents: list[str] = []
    for index, cell in enumerate(cells):
        parents = parents[: cell.level]
        path = "/".join([*parents, cell.name])
        parents.append(cell.name)
        count, inputs = cell.count, feeds[index] if feeds else ()
        if index in below:
            inside = below[index]
            if count is None or inside is None or count <= inside:
                continue
            count, inputs = count - inside, ()
        rows.append(_row(cell, path, inputs, count))
    return tuple(rows)


def with_shared_output(rows: tuple[Row, ...], total: int | None) -> tuple[Row, ...]:
    """Count an output layer once that is the word table of the backbone before it, where the total says so.

    KerasHub lists `token_embedding (ReversibleEmbedding)` beside the backbone that owns its weights.
    """
    counts = [row.parameters for row in rows]
    if total is None or None in counts or sum(counts) <= total:
        return rows
    surplus = sum(counts) - total
    for index, row in enumerate(rows):
        if row.parameters == surplus and row.kind.startswith("Reversible"):
            owner = next((other.path for other in rows[:index] if (other.parameters or 0) >= surplus), None)
            if owner is not None:
                tied = replace(row, parameters=0, shares_with=owner, trainable_parameters=0)
                return (*rows[:index], tied, *rows[index + 1 :])
    return rows


WHOLE_NETWORKS = ("Functional", "Sequential", "Model", "KerasLayer", "TFSMLayer")
LARGE_SHARE = 0.3  # of the weights; a custom block holds less
HIDING_ENDINGS = ("MainLayer", "Backbone", "Model", "Encoder", "Network", "Transformer", "Extractor")


def hidden_networks(rows: Sequence[Row]) -> list[Remark]:
    """Name the rows that stand for a whole network, whose layers the table hides."""
    total = sum(row.parameters or 0 for row in rows)
    hidden = [
        row.path
        for row in rows
        if (row.parameters or 0) > LARGE_SHARE * total
        and (row.kind in WHOLE_NETWORKS or row.kind.endswith(HIDING_ENDINGS))
    ]
    return [Remark("reading.keras.hidden", {"rows": tuple(hidden), "first": hidden[0]})] if hidden else []


def notes_on_containers(rows: Sequence[Row]) -> list[Remark]:
    """Say where a nested model counts more than the layers listed under it: weights of its own, or lost lines."""
    notes = []
    for row, after in pairwise(rows):
        if row.parameters and after.path.startswith(f"{row.path}/"):
            notes.append(Remark("reading.keras.container", {"layer": row.path, "weights": row.parameters}))
    return notes


def sums_below(cells: Sequence[Cells]) -> dict[int, int | None]:
    """Give, for each row with rows nested under it, what its direct children count; None where one is unknown."""
    sums: dict[int, int | None] = {}
    open_rows: list[int] = []
    for index, cell in enumerate(cells):
        while open_rows and cells[open_rows[-1]].level >= cell.level:
            open_rows.pop()
        if open_rows:
            parent = open_rows[-1]
            so_far = sums.get(parent, 0)
            sums[parent] = None if so_far is None or cell.count is None else so_far + cell.count
        open_rows.append(index)
    return sums


def _row(cell: Cells, path: str, inputs: tuple[str, ...], count: int | None) -> Row:
    return Row(
        path=path,
        kind=cell.kind,
        parameters=0 if cell.kind == "InputLayer" else count,  # also where the count fell off the edge
        trainable=cell.trainable,
        output_shape=cell.shape,
        name_known="cut" if cell.name_cut or "…" in path else "full",
        inputs=inputs,
        line=cell.line,
    )
