"""How does a row of a Flax table become a layer? Shared by linen and nnx."""

from explorer.planner.reading.flax.table import TRAINED, Cell, Module
from explorer.planner.records.model import Shape
from explorer.planner.records.row import Row
from explorer.remark import Remark


def to_row(module: Module, own: dict[str, int | None]) -> Row:
    """Make the row of a module from its own counts by collection; the running statistics are not trained."""
    counts = list(own.values())
    trained = [count for name, count in own.items() if TRAINED.search(name)]
    parameters = None if None in counts else sum(counts)
    return Row(
        path=module.path or module.kind,
        kind=module.kind,
        parameters=parameters,
        trainable_parameters=None if None in trained else sum(trained),
        output_shape=module.output_shape,
        name_known="cut" if "…" in module.path else "full" if module.path else "position",
        tensors=tensors(module, trained_only=True),
        buffers=tensors(module, trained_only=False),
        line=module.line,
    )


def tensors(module: Module, trained_only: bool) -> tuple[tuple[str, Shape], ...]:
    """Return the tensors whose sizes stand in the text, of the trained collections or of the others."""
    found = []
    for name, cell in module.collections.items():
        if bool(TRAINED.search(name)) is trained_only:
            found += [(tensor, (None,) if shape is None else shape) for tensor, shape in cell.tensors]
    return tuple(found)


def stated(cell: Cell) -> int | None:
    """Return what a cell counts: 0 where it is empty, None where its count is cut."""
    return cell.count if cell.filled else 0


def cut_note(rows: tuple[Row, ...]) -> tuple[Remark, ...]:
    """Say that narrow columns cut names or counts."""
    unread = [row for row in rows if row.parameters is None]
    cut = [row for row in rows if row.name_known == "cut"]
    notes = []
    if unread:
        notes.append(Remark("reading.flax.count_cut", {"first": unread[0].path, "line": unread[0].line}))
    if cut:
        notes.append(Remark("reading.flax.names_cut", {"cut": len(cut), "names": len(rows), "first": cut[0].path}))
    return tuple(notes)
