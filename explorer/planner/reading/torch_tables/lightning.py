"""What does Lightning's ModelSummary tell? The modules at one depth, with counts rounded to three digits.

Read: the plain table and the rich one, with or without Mode, FLOPs and size columns, at any depth.
Not read: what is below the printed depth, and the digits that rounding took: counts from 1,000 up are approximate.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from explorer.planner.reading.counted_notes import depth_note
from explorer.planner.reading.drawn_borders import bordered_lines
from explorer.planner.reading.torch.classes import DERIVATIONS, is_weightless
from explorer.planner.reading.torch_tables.first_table import first_table
from explorer.planner.reading.values import read_shape
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

# "  | Name    | Type             | Params | Mode  | FLOPs", "┃   ┃ Name ┃ Type ┃ Params ┃"
HEADER = re.compile(
    r"^[ \t]*(?:[|┃│][^\n|┃│]{0,12})?[|┃│][ \t]*Name[ \t]*[|┃│][ \t]*Type[ \t]*[|┃│][ \t]*Para", re.MULTILINE
)
# "0 | layer_1 | Linear           | 100 K  | train | 0    "
PLAIN_ROW = re.compile(r"^[ \t]*(?:\d{1,6}|[ \t]{1,6})[ \t]*\|(.*)$")
# "11.2 M", "530", "0", "33.0 K", "1.1 B"
COUNT = re.compile(r"^(\d[\d,]*)(?:\.(\d+))? ?([KMBT])?$")
SURELY = 0.95  # two digits, as in 1.1 B, may stand for five in a hundred less
SCALE = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
# "136 K     Trainable params", "Trainable params: 136 K", "44.727    Total estimated model params size (MB)"
FOOTER = re.compile(
    r"^[ \t]*(?:(?P<before>[\d.,]+ ?[KMBT]?)[ \t]+(?P<name>(?:Total |Non-trainable |Trainable )params)"
    r"|(?P<name2>(?:Total |Non-trainable |Trainable )params)[ \t]*: ?(?P<after>[\d.,]+ ?[KMBT]?))[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Count:
    """A printed count and whether it is to the last digit."""

    value: int | None
    exact: bool


@dataclass(frozen=True)
class Item:
    """One row of the table."""

    number: int  # line, from 1
    cells: dict[str, str]
    count: Count

    @property
    def name(self) -> str:
        """The dotted name of the module."""
        return self.cells.get("Name", "")


def looks_like(text: str) -> bool:
    """Whether Lightning's header (Name, Type, Params) stands in the text."""
    return bool(HEADER.search(text))


def parse(text: str) -> Reading:
    """Read the rows and the rounded totals; raises SummaryError where no row is found."""
    text, several = first_table(text, HEADER)
    items = list(read_items(text))
    if not items:
        raise SummaryError(Remark("refusals.lightning"))
    totals = {name: read_count(number) for name, number in footers(text)}
    total, trainable = totals.get("Total"), totals.get("Trainable")
    flag = all_or_none(totals)
    above = parents(tuple(item.name for item in items))
    leaves = [item for item in items if item.name not in above]
    rows = tuple(sorted((*raw_rows(items, above, flag), *(to_row(item, flag) for item in leaves)), key=line_of))
    rounded = any(not item.count.exact for item in leaves) or (total is not None and not total.exact)
    blocks = [row.kind for row in rows if row.parameters != 0 and row.path not in above and not is_single(row.kind)]
    notes = (*rounded_note(rounded), *depth_note(blocks), *cut_note(leaves), *several)
    return Reading(
        "pytorch",
        rows,
        total=total.value if total else None,
        trainable=trainable.value if trainable else None,
        exact=not rounded and not cut_note(leaves),
        at_least=int(SURELY * sum(row.parameters or 0 for row in rows)) if rounded else None,
        notes=notes,
    )


def read_items(text: str) -> Iterator[Item]:
    """Give the rows of a plain or a drawn table."""
    columns: list[str] = []
    for number, cells in table_lines(text):
        if "Name" in cells and "Type" in cells:
            columns = list(cells[cells.index("Name") :])
            continue
        if not columns or len(cells) < len(columns):
            continue
        values = dict(zip(columns, cells[len(cells) - len(columns) :], strict=True))
        if values.get("Name") or values.get("Type"):
            yield Item(number, values, read_count(values.get("Params", "")))


def table_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the lines with cells: those between drawn borders, else those that are parted by bars."""
    if re.search(r"^[ \t]{0,200}[┃│]", text, re.MULTILINE):
        yield from drawn_lines(text)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        match = PLAIN_ROW.match(line)
        if match:
            yield number, [cell.strip() for cell in match[1].split("|")]


def drawn_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the rich table; a line without a number continues the row above."""
    number, row, title = 0, [], True
    for line in bordered_lines(text):
        cells = [cell.strip() for cell in line.cells]
        if not cells:
            if row:
                yield number, row
            row, title = [], title and not row
            continue
        if row and (title or not cells[0]):
            row = [" ".join(filter(None, pair)) for pair in zip(row, cells, strict=False)]
            continue
        if row:
            yield number, row
        number, row = line.number, cells
    if row:
        yield number, row


def footers(text: str) -> Iterator[tuple[str, str]]:
    """Give the totals below the table: (Total, "136 K")."""
    for match in FOOTER.finditer(text):
        name = match["name"] or match["name2"]
        yield name.split(" ")[0], match["before"] or match["after"]


def read_count(text: str) -> Count:
    """Read 11.2 M as 11,200,000, which is rounded, and 530 as 530, which is exact."""
    match = COUNT.match(text.strip())
    if not match:
        return Count(None, False)
    whole, decimals, unit = match[1].replace(",", ""), match[2] or "", match[3] or ""
    value = int(whole + decimals) * SCALE[unit] // 10 ** len(decimals)
    return Count(value, not unit)


def all_or_none(totals: dict[str, Count]) -> bool | None:
    """Return True where nothing is frozen, False where everything is, None where the text cannot tell."""
    values = {name: count.value for name, count in totals.items()}
    if not values.get("Total"):
        return None
    return True if values.get("Non-trainable") == 0 else False if values.get("Trainable") == 0 else None


def raw_rows(items: Sequence[Item], above: frozenset[str], flag: bool | None) -> Iterator[Row]:
    """Give a row for what a container holds beside its children, where no count is rounded."""
    inside: dict[str, list[Count]] = {}
    for item in items:
        inside.setdefault(item.name.rpartition(".")[0], []).append(item.count)
    for item in items:
        counts = [item.count, *inside.get(item.name, [])]
        if item.name not in above or any(count.value is None or not count.exact for count in counts):
            continue
        own = counts[0].value - sum(count.value for count in counts[1:])
        if own > 0:
            yield replace(to_row(item, flag), parameters=own, trainable_parameters=own if flag else None, holder=True)


def line_of(row: Row) -> int:
    """Give the line of a row: a container's own weights come where it stands, right before its children."""
    return row.line or 0


def parents(names: tuple[str, ...]) -> frozenset[str]:
    """Return the names that other names continue: their counts repeat what stands below."""
    return frozenset(name.rpartition(".")[0] for name in names if "." in name)


def to_row(item: Item, flag: bool | None) -> Row:
    """Make the row of one module."""
    kind = item.cells.get("Type", "")
    parameters = 0 if item.count.value is None and is_weightless(kind) else item.count.value
    raw = item.name.startswith("other params")
    return Row(
        path=item.name,
        kind="" if kind == "n/a" else kind,
        parameters=parameters,
        trainable_parameters=0 if parameters == 0 else parameters if flag else 0 if flag is False else None,
        trainable=flag if parameters else None,
        output_shape=read_shape(item.cells.get("Out sizes", "")),
        name_known="position" if raw else "cut" if item.name.endswith(("…", "...")) else "full",
        line=item.number,
    )


def is_single(kind: str) -> bool:
    """Whether a class is one layer rather than a block."""
    return kind in DERIVATIONS or is_weightless(kind) or kind in ("", "n/a") or kind.endswith(("Norm", "Embedding"))


def rounded_note(rounded: bool) -> tuple[Remark, ...]:
    """Say that counts are rounded."""
    if not rounded:
        return ()
    return (Remark("reading.lightning.rounded"),)


def cut_note(leaves: Sequence[Item]) -> tuple[Remark, ...]:
    """Say that counts are unreadable."""
    unread = [item for item in leaves if item.count.value is None and not is_weightless(item.cells.get("Type", ""))]
    if not unread:
        return ()
    return (Remark("reading.lightning.unread", {"layer": unread[0].name, "line": unread[0].number}),)


FORMAT = Format(
    key="lightning-summary",
    label="Lightning ModelSummary",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="print(lightning.pytorch.utilities.model_summary.ModelSummary(model, max_depth=-1))",
)
