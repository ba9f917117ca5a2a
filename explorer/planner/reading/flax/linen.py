"""What does `flax.linen`'s `Module.tabulate` tell? Modules with shapes and one count for each collection.

Read: any console width, extra columns (FLOPs), running statistics beside the parameters, containers with parameters of
their own, tables that stop at a depth (a block is one layer then).
Not read: what a narrow console cut from names and shapes.
"""

from explorer.planner.reading.counted_notes import depth_note
from explorer.planner.reading.flax.rows import cut_note, stated, to_row
from explorer.planner.reading.flax.table import HEADER, Module, Table, read_table
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark


def looks_like(text: str) -> bool:
    """Whether a table with the columns path and module stands in the text."""
    header = HEADER.search(text)
    return header is not None and header["second"].startswith("mod")


def parse(text: str) -> Reading:
    """Read the table; raises SummaryError where it has no rows."""
    table = read_table(text)
    if table is None or not table.modules:
        raise SummaryError(Remark("refusals.flax.empty"))
    modules = once(listed(table))
    rows = tuple(
        to_row(module, {name: stated(cell) for name, cell in module.collections.items()}) for module in modules
    )
    collapsed = [module.kind for module in modules if holds_more(module)]
    return Reading(
        "flax",
        rows,
        name=table.name,
        total=table.total(trained=False),
        trainable=table.total(trained=True),
        notes=(*cut_note(rows), *depth_note(collapsed)),
    )


def listed(table: Table) -> list[Module]:
    """Return the rows that are layers: those with weights, and those with no row below them."""
    above = {other.path[:cut] for other in table.modules for cut in slashes(other.path)}
    return [
        module
        for module in table.modules
        if any(cell.filled for cell in module.collections.values()) or (module.path and module.path not in above)
    ]


def once(modules: list[Module]) -> list[Module]:
    """Leave out a module that is called again (`show_repeated=True`), unless its name is cut."""
    seen: set[str] = set()
    kept = []
    for module in modules:
        if "…" in module.path or module.path not in seen:
            kept.append(module)
        seen.add(module.path)
    return kept


def slashes(path: str) -> list[int]:
    """Return where the slashes of a path stand."""
    return [position for position, letter in enumerate(path) if letter == "/"]


def holds_more(module: Module) -> bool:
    """Whether a row counts more than the tensors that it lists: it stands for a block cut off by the depth."""
    cells = [cell for cell in module.collections.values() if cell.filled]
    return any(cell.count is not None and cell.listed is not None and cell.count > cell.listed for cell in cells)


FORMAT = Format(
    key="flax-linen-tabulate",
    label="flax.linen tabulate",
    framework="flax",
    looks_like=looks_like,
    parse=parse,
    how_to_print="print(model.tabulate(jax.random.key(0), x, console_kwargs={'width': 200}))",
)
