"""What does `flax.nnx.tabulate` tell? Modules with shapes, where each container repeats the sum of what is below it.

Read: any console width, any kinds of variables beside Param (BatchStat; random state is not the model's), containers
with parameters of their own, tables that stop at a depth.
Not read: what a narrow console cut from names and shapes.
"""

from explorer.planner.reading.flax.linen import slashes
from explorer.planner.reading.flax.rows import cut_note, stated, to_row
from explorer.planner.reading.flax.table import HEADER, Cell, Module, Table, read_table
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark


def looks_like(text: str) -> bool:
    """Whether a table with the columns path and type stands in the text."""
    header = HEADER.search(text)
    return header is not None and header["second"].startswith("ty")


def parse(text: str) -> Reading:
    """Read the table; raises SummaryError where it has no rows."""
    table = read_table(text)
    if table is None or not table.modules:
        raise SummaryError(Remark("refusals.flax.empty"))
    below = children(table)
    rows = tuple(
        to_row(module, own)
        for position, module in enumerate(table.modules)
        if is_layer(module, own := own_counts(module, below[position]), below[position])
    )
    total = table.total(trained=False)
    missing = missing_note(total, [row.parameters for row in rows])
    return Reading(
        "flax",
        rows,
        name=table.name,
        total=total,
        trainable=table.total(trained=True),
        exact=not missing,
        notes=(*cut_note(rows), *missing),
    )


def children(table: Table) -> list[list[Module]]:
    """Return for each row the nearest rows below it, by their paths."""
    places = {module.path: position for position, module in reversed(list(enumerate(table.modules)))}
    below: list[list[Module]] = [[] for _ in table.modules]
    for position, module in enumerate(table.modules):
        for cut in [*reversed(slashes(module.path)), 0]:
            parent = places.get(module.path[:cut])
            if parent is not None and parent != position:
                below[parent].append(module)
                break
    return below


def own_counts(module: Module, below: list[Module]) -> dict[str, int | None]:
    """Return what a module itself holds: the tensors that it lists, else its count less those below it."""
    return {name: own_count(name, cell, below) for name, cell in module.collections.items()}


def own_count(name: str, cell: Cell, below: list[Module]) -> int | None:
    """Return one collection's own count."""
    if not cell.filled or not cell.tensors:
        return 0 if cell.filled and not cell.tensors else stated(cell)
    if cell.listed is not None:
        return cell.listed
    inside = [stated(module.collections[name]) for module in below]
    return None if cell.count is None or None in inside else cell.count - sum(inside)


def is_layer(module: Module, own: dict[str, int | None], below: list[Module]) -> bool:
    """Whether a row is a layer: it holds tensors itself, or nothing is listed below it and it is not the model."""
    if any(count != 0 for count in own.values()):
        return True
    counted = any(cell.filled for cell in module.collections.values())
    return bool(module.path) and not below and not counted


def missing_note(total: int | None, counts: list[int | None]) -> tuple[Remark, ...]:
    """Say that the table stops at a depth, where blocks below are in the total but in no row."""
    if total is None or None in counts or sum(counts) == total:
        return ()
    return (Remark("reading.flax.depth", {"listed": sum(counts), "total": total}),)


FORMAT = Format(
    key="flax-nnx-tabulate",
    label="flax.nnx tabulate",
    framework="flax",
    looks_like=looks_like,
    parse=parse,
    how_to_print="print(nnx.tabulate(model, x, console_kwargs={'width': 200}))",
)
