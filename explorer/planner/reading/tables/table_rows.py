"""What do the columns of a freely made table mean? Its titles tell; its rows become layers.

Used by CSV, Markdown and PrettyTable. A row may be a layer (conv1, 9408) or one tensor (conv1.weight, 9408).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from explorer.planner.layers.families import row_family
from explorer.planner.reading.keras.layers import split_name
from explorer.planner.reading.pasted.spaced_numbers import plain_counts
from explorer.planner.reading.tensors.tensor_layers import assemble
from explorer.planner.reading.tensors.tensor_lines import TELLING, UNIT, TensorLine
from explorer.planner.reading.torch.arguments import numel
from explorer.planner.reading.values import read_count, read_flag, read_shape
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Reading, Row
from explorer.remark import Remark

# Titles in lower case without signs: "Param #" is "param", "Output Shape" is "outputshape".
TITLES: dict[str, str] = {
    title: key
    for key, titles in {
        "name": "layer name tensors layername modulename module modules path layertype(type) parametername paramname "
        "paramater layers weights tensor variable submodule fullname key blockname operation layer(type)",
        "kind": "type class kind layertype moduletype classname layerclass op optype operator moduleclass",
        "count": "params param parameters parameter numparams numparameters numberofparameters nparams paramcount "
        "numberofparams parametercount paramscount count totalparams totalparameters numel nparam size paramsize "
        "elements",
        "learning": "trainableparams trainableparameters trainableparam numtrainable ntrainable",
        "trainable": "trainable requiresgrad gradient gradients grad learnable istrainable trainable? tunable",
        "frozen": "frozen isfrozen freeze",
        "output": "outputshape output outshape outputsize out outputdim outputs outputdims",
        "shape": "shape weightshape tensorshape paramshape",
        "inputs": "connectedto",
        "place": "index idx no i id number nr # row",
    }.items()
    for title in titles.split()
}
TOTAL = re.compile(
    r"^\W*(?:(?P<part>trainable|non-?trainable)\s+)?(?:grand\s+)?(total|sum|overall|all layers|all)\b(?P<rest>.*)$",
    re.I,
)
# "Total Trainable Params: 21840", "Total params: 1,000", "trainable params: 3,072 || all params: ..."
FOOTER = re.compile(
    r"^[\s|*#>_-]{0,20}(?P<words>(?:total|trainable|non-?trainable|all)[\w \t#*()-]{0,40})[:=|]\s{0,10}\**"
    r"(?P<count>\d[\d,_ ]{0,24}\d|\d)\**\s*(?:\||$|\(|[a-z])",
    re.IGNORECASE,
)
EMPTY = {"", "-", "--", "—", "–", "n/a", "na", "nan", "none", "null"}
LEAST_TITLES = 2
LEAST_SUMMED = 3  # with fewer rows a last layer may count what the others do by chance


@dataclass(frozen=True)
class Record:
    """One row of a table."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Totals:
    """What a table's last row or the lines below it state."""

    total: int | None = None
    trainable: int | None = None


def read_titles(cells: Sequence[str]) -> dict[str, int] | None:
    """Find what each column holds; None where these cells are no title row."""
    columns: dict[str, int] = {}
    plain = [re.sub(r"[\s_#.*`:\"'-]+", "", cell.lower()) for cell in cells]
    numbered = plain[:1] == ["layer"] and "name" in plain  # "layer  name  gradient ...": the first is a number
    for index, title in enumerate(plain):
        if numbered and index == 0:
            continue
        key = TITLES.get(title) or TITLES.get(re.sub(r"\(.*\)$", "", title))
        if key == "count" and UNIT.search(cells[index]):
            continue  # "Size (MB)" counts no weights
        if title == "parameter" and "count" not in columns and "name" not in columns and index == 0:
            key = "name"
        if key and key not in columns:
            columns[key] = index
    if "name" not in columns and "kind" in columns and "count" in columns:
        columns["name"] = columns["kind"]
    telling = {"kind", "count", "learning", "trainable", "frozen", "output", "shape"} & columns.keys()
    return columns if "name" in columns and telling and len(columns) >= LEAST_TITLES else None


def read_table(records: Iterable[Record], columns: dict[str, int], below: Iterable[str] = ()) -> Reading:
    """Turn the rows under a title row into a reading; raises SummaryError where no row names a layer."""
    rows, totals = [], Totals()
    records, open_signs = with_plain_counts(list(records), columns)
    for record in records:
        if stated := total_of(record, columns, totals):
            totals = stated
        elif row := read_row(record, columns):
            rows.append(row)
    for line in below:
        totals = read_footer(line, totals)
    if not rows:
        raise SummaryError(Remark("refusals.table.empty"))
    if not is_of_layers(rows, columns):
        raise SummaryError(Remark("refusals.price_list", {"first": rows[0].path}))
    rows, totals = without_total_row(rows, totals)
    if is_by_tensor(rows):
        rows = by_layer(rows)
    kinds = {row.kind for row in rows}
    rows = [row for row in (fill_zero(row) for row in rows) if row is not None]
    rows, notes = without_containers(rows, totals.total)
    rows, totals = settle_learning(rows, totals)
    return Reading(
        framework_of(kinds, rows),
        tuple(rows),
        total=totals.total,
        trainable=totals.trainable,
        notes=(*notes, *table_remarks(rows, open_signs)),
        exact=not open_signs and not repeated_names(rows)[1],
    )


def without_total_row(rows: list[Row], totals: Totals) -> tuple[list[Row], Totals]:
    """Take a last row that is no known layer for the total, whatever its name, where it counts what all others do."""
    last, others = rows[-1], [row.parameters for row in rows[:-1]]
    known = last.kind or TELLING.search(last.path) or row_family(last).name != "unknown"
    if known or len(others) < LEAST_SUMMED or None in others or last.parameters != sum(others):
        return rows, totals
    return rows[:-1], replace(totals, total=last.parameters)


def table_remarks(rows: Sequence[Row], open_signs: bool) -> tuple[Remark, ...]:
    """Say what is odd about the table: signs that may mean two things, names that come again."""
    remarks = [Remark("reading.table.open_signs")] if open_signs else []
    same, other = repeated_names(rows)
    if other:
        remarks.append(Remark("reading.table.contradicted", {"names": other}))
    elif same:
        remarks.append(Remark("reading.table.repeated", {"names": same}))
    return tuple(remarks)


def with_plain_counts(records: list[Record], columns: dict[str, int]) -> tuple[list[Record], bool]:
    """Take the signs between thousands out of the count columns, each decided as a whole; say where one stays open."""
    open_signs = False
    for key in ("count", "learning"):
        index = columns.get(key)
        if index is None:
            continue
        cells, unsure = plain_counts([record.cells[index] if index < len(record.cells) else "" for record in records])
        open_signs = open_signs or unsure
        if not unsure:
            records = [
                replace(record, cells=(*record.cells[:index], cell, *record.cells[index + 1 :]))
                if index < len(record.cells)
                else record
                for record, cell in zip(records, cells, strict=True)
            ]
    return records, open_signs


def repeated_names(rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the names that come again with the same count, and those that come again with another one."""
    first: dict[str, int | None] = {}
    same: dict[str, None] = {}
    other: dict[str, None] = {}
    for row in rows:
        if not re.search(r"[._/\d]", row.path):
            continue  # "conv" names every convolution of a table without names
        if row.path not in first:
            first[row.path] = row.parameters
        elif row.parameters:
            (same if first[row.path] == row.parameters else other)[row.path] = None
    return tuple(same), tuple(other)


def read_row(record: Record, columns: dict[str, int]) -> Row | None:
    """Read one row; None for an empty one."""
    name = cell_of(record, columns, "name").strip("*`'\" ")
    if not name or set(name) <= set("-=.… "):
        return None
    kind = cell_of(record, columns, "kind").strip("*` ") if columns.get("kind") != columns["name"] else ""
    if not kind and name.endswith(")") and " (" in name:
        name, kind, _ = split_name(name)
    count_text = cell_of(record, columns, "count")
    count = read_count(count_text)
    if count is None and "learning" in columns and "count" not in columns:
        count = read_count(cell_of(record, columns, "learning"))
    flag = read_flag(cell_of(record, columns, "trainable"))
    frozen = read_flag(cell_of(record, columns, "frozen"))
    shape = read_shape(cell_of(record, columns, "shape"))
    feeds = cell_of(record, columns, "inputs")
    return Row(
        path=name,
        kind=kind,
        parameters=count,
        trainable_parameters=read_count(cell_of(record, columns, "learning")),
        trainable=flag if flag is not None else None if frozen is None else not frozen,
        output_shape=read_shape(cell_of(record, columns, "output")) or shape,
        name_known="full" if columns["name"] != columns.get("kind") else "position",
        inputs=tuple(part.split("[")[0] for part in re.split(r"[,\s]+", feeds) if part and part not in EMPTY),
        line=record.line,
    )


def cell_of(record: Record, columns: dict[str, int], key: str) -> str:
    """Give the cell of a column, "" where the row is short or the column missing."""
    index = columns.get(key)
    return record.cells[index].strip() if index is not None and index < len(record.cells) else ""


def total_of(record: Record, columns: dict[str, int], totals: Totals) -> Totals | None:
    """Read a row such as "Total,,,21840"; None where the row is a layer."""
    name = cell_of(record, columns, "name") or (record.cells[0].strip() if record.cells else "")
    found = TOTAL.match(name.strip("*_ `"))
    if not found or (cell_of(record, columns, "kind") and columns.get("kind") != columns["name"]):
        return None
    counts = [read_count(cell) for cell in (cell_of(record, columns, "count"), *reversed(record.cells[1:]))]
    count = next((count for count in counts if count is not None), None)
    words = name.lower()
    if "non" in words or count is None:
        return totals
    return replace(totals, trainable=count) if "trainable" in words else replace(totals, total=count)


def read_footer(line: str, totals: Totals) -> Totals:
    """Read a line below the table that states a total."""
    found = FOOTER.match(line)
    count = read_count(found.group("count")) if found else None
    if count is None:
        return totals
    words = found.group("words").lower()
    if "non" in words:
        return totals
    if "trainable" in words:
        return replace(totals, trainable=count)
    return replace(totals, total=count)


TELLING_COLUMNS = {"learning", "trainable", "frozen", "output", "inputs"}
KNOWN_SHARE = 0.34  # of the rows, so that a table of something else is not taken for a model


def is_of_layers(rows: Sequence[Row], columns: dict[str, int]) -> bool:
    """Tell a table of layers from a price list: its columns speak of training, or a third of its rows are layers."""
    if TELLING_COLUMNS & columns.keys():
        return True
    known = sum(
        bool(row.tensors or TELLING.search(row.path)) or row_family(row).name not in ("unknown", "shape")
        for row in rows
    )
    return known >= KNOWN_SHARE * len(rows)


def is_by_tensor(rows: Sequence[Row]) -> bool:
    """Tell a table of tensors: most names end in weight, bias and the like, and no row has a class."""
    told = sum(bool(TELLING.search(row.path)) for row in rows)
    return told > 0.5 * len(rows) and sum(bool(row.kind) for row in rows) < 0.5 * len(rows)


def by_layer(rows: Sequence[Row]) -> list[Row]:
    """Put tensors together into layers."""
    tensors = (
        TensorLine(
            row.path,
            row.output_shape,
            row.parameters if row.parameters is not None or row.output_shape is None else numel(row.output_shape),
            row.trainable,
            row.line or 0,
        )
        for row in rows
    )
    return [row for row in assemble(tuple(tensors)) if row.tensors]


def fill_zero(row: Row) -> Row:
    """Count nothing for a layer without weights whose cell is empty or a dash."""
    if row.parameters is not None or not row.kind or row_family(row).weighted or row_family(row).name == "unknown":
        return row
    return replace(row, parameters=0)


def without_containers(rows: list[Row], total: int | None) -> tuple[list[Row], tuple[str, ...]]:
    """Leave out rows that sum up rows below them: `layer1` beside `layer1.0.conv1`.

    A row with others below it is a container where it counts exactly what they count, or where the text's own total
    comes out right without it; one with weights of its own stays.
    """
    sums: dict[str, int] = {row.path: 0 for row in rows}
    direct = dict(sums)
    has_below: set[str] = set()
    paths = list(sums)
    deepest_first = sorted(set(paths), key=lambda path: -path.count("."))
    counts = {row.path: row.parameters for row in rows}
    for path in deepest_first:
        above = nearest_above(path, sums)
        if above is None:
            continue
        has_below.add(above)
        own = counts[path] or 0
        inside = sums[path]
        direct[above] += own
        sums[above] += max(own, inside) if path in has_below and own >= inside else own + inside
    if not has_below:
        return rows, ()
    kept = [row for row in rows if row.path not in has_below or not is_sum(row, sums[row.path], direct[row.path])]
    undecided = [row for row in kept if row.path in has_below and row.parameters]
    if undecided and total is not None and sum(row.parameters or 0 for row in kept) != total:
        bare = [row for row in kept if row not in undecided]
        if sum(row.parameters or 0 for row in bare) == total:
            return bare, ()
    return kept, ()


def nearest_above(path: str, known: dict[str, int]) -> str | None:
    """Give the nearest row that this row's path lies under."""
    for found in reversed(list(re.finditer(r"[./]", path[:400]))[:40]):
        if path[: found.start()] in known:
            return path[: found.start()]
    return None


def is_sum(row: Row, inside: int, direct: int) -> bool:
    """Tell whether a row only repeats what the rows below it count."""
    return not row.parameters or row.parameters in (inside, direct)


def settle_learning(rows: list[Row], totals: Totals) -> tuple[list[Row], Totals]:
    """Take every listed parameter as trainable where the trainable total is exactly their sum."""
    counts = [row.parameters for row in rows]
    if totals.trainable is None or None in counts or sum(counts) != totals.trainable:
        return rows, totals
    return [
        row if row.trainable_parameters is not None else replace(row, trainable_parameters=row.parameters)
        for row in rows
    ], totals


def framework_of(kinds: set[str], rows: Sequence[Row]) -> str:
    """Tell the framework by its spelling: Conv2d and Linear, or Conv2D and Dense."""
    text = " ".join(kinds)
    if re.search(r"\b(Conv[123]d|Linear|BatchNorm[123]d|ReLU6|\w*Norm2d|MaxPool2d)\b", text) or any(
        r.tensors for r in rows
    ):
        return "pytorch"
    if re.search(r"\b(Conv[123]D|Dense|BatchNormalization|MaxPooling2D|InputLayer)\b", text):
        return "keras"
    return "unknown"
