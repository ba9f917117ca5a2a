"""What does `torchinfo.summary` tell? Layers with shapes and counts, nested, also cut off at a depth.

Read: every choice of columns and row settings, `verbose=2`, ASCII trees, frozen counts in brackets, `(recursive)`
rows, and torch-summary 1.4, which prints the same table.
Not read: layers below the printed depth (their block is one layer then), and names where `var_names` is off.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from explorer.planner.reading.counted_notes import depth_note, tied_note
from explorer.planner.reading.torch_tables.first_table import first_table
from explorer.planner.reading.torch_tables.torchinfo_table import HEADER, Line, Table, read_table
from explorer.planner.reading.values import read_shape
from explorer.planner.records.model import Shape, SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

FROZEN = re.compile(r"^\((\d[\d,]*)\)$")
COUNT = re.compile(r"^\d[\d,]*$")
LEFT_OVER = 0.05  # our line: class tokens and positions of small vision transformers hold up to 3 % of the weights
FLAGS = {"True": True, "False": False}


def looks_like(text: str) -> bool:
    """Whether torchinfo's header stands in the text, with its depth or names, or over a drawn tree."""
    header = HEADER.search(text)
    if header is None or ("Param #" not in header["columns"] and "Shape" not in header["columns"]):
        return False
    return bool(header["var"] or header["depth"]) or bool(re.search(r"^[├+]", text, re.MULTILINE))


def parse(text: str) -> Reading:
    """Read the table; raises SummaryError where it has no rows."""
    text, several = first_table(text, HEADER)
    table = read_table(text)
    if table is None or not table.lines:
        raise SummaryError(Remark("refusals.torchinfo"))
    places = list(placed(table))
    deepest = max(line.depth for line in table.lines)
    collapsed = [line.kind for line, _, _, leaf in places if is_collapsed(line, leaf, deepest)]
    rows = tuple(to_row(*place, table) for place in places if is_listed(place[0], place[3]))
    notes = (*depth_note(collapsed), *tied_note(rows), *missing_notes(table))
    notes += (*left_over_note(rows), *several)
    skipped = skipped_lines(table) if table.total is None else ()
    stated = table.total is not None
    return Reading(
        "pytorch",
        settle(rows, table),
        name=table.lines[0].kind if table.lines[0].depth == 0 else "",
        total=table.total,
        trainable=table.trainable,
        exact=not (tied_note(rows) or skipped) and (stated or not table.rounded) and "Param #" in table.columns,
        notes=(*notes, *skipped),
        more=bool(skipped),
        input_shape=read_shape(table.lines[0].cells.get("Input Shape", "")),
    )


def skipped_lines(table: Table) -> tuple[Remark, ...]:
    """Say where the printed positions (3-1, 3-2, ...) skip some: lines were left out before that one."""
    seen: dict[int, int] = {}
    for line in table.lines:
        if line.index is None:
            continue
        position = int(line.index.rpartition("-")[2])
        if position > seen.get(line.depth, 0) + 1:
            return (Remark("reading.torch.elided", {"line": line.number}),)
        seen[line.depth] = max(position, seen.get(line.depth, 0))
    return ()


Place = tuple[Line, str, str, bool]


def placed(table: Table) -> Iterator[Place]:
    """Give each line with its path, the blocks around it, and whether nothing is listed below it."""
    names: list[str] = []  # of the lines around, outermost first
    seen: set[str] = set()
    for position, line in enumerate(table.lines):
        level = max(0, line.depth - 1)
        del names[level:]
        label = name_of(line, table)
        path = ".".join([*names, label]) if table.var_names else label
        block = "" if table.var_names else ".".join(names)
        leaf = position + 1 == len(table.lines) or table.lines[position + 1].depth <= line.depth
        if line.depth:
            names.append(label.replace(" ", "").replace(".", "-"))
        if table.var_names and path in seen and not has_count(line):
            continue  # the same module used again
        seen.add(path)
        yield line, path if line.depth else line.kind, block, leaf


def name_of(line: Line, table: Table) -> str:
    """Return the module's own name, or the printed label where the table has no names."""
    if table.var_names and line.var:
        return line.var
    return f"{line.kind}: {line.index}" if line.index else f"{line.kind}-{line.number}"


def is_listed(line: Line, leaf: bool) -> bool:
    """Whether a line becomes a layer: leaves, and containers with weights of their own; not a module used again."""
    if line.count == "(recursive)":
        return False
    return (leaf and line.depth > 0) or has_count(line) or (leaf and line.depth == 0)


def has_count(line: Line) -> bool:
    """Whether a line states a number of weights."""
    return bool(COUNT.match(line.count) or FROZEN.match(line.count))


def is_collapsed(line: Line, leaf: bool, deepest: int) -> bool:
    """Whether a line at the greatest depth stands for a block with layers of its own."""
    container = line.kind in ("Sequential", "ModuleList", "ModuleDict") or line.kind.endswith(("Block", "Bottleneck"))
    inner = any("." in name for name, _, _ in line.weights)
    return leaf and line.depth == deepest > 0 and has_count(line) and (container or inner or is_layer_block(line.kind))


def is_layer_block(kind: str) -> bool:
    """Whether a class name is that of a block: BertLayer, EncoderLayer, InvertedResidual, MBConv."""
    return bool(
        re.search(r"\w(?:Layer|Attention|Residual|Stage|Encoder|Decoder|Mlp|MLP|Model)$|^MBConv|Activation$", kind)
    )


def to_row(line: Line, path: str, block: str, leaf: bool, table: Table) -> Row:
    """Make the row of one line."""
    frozen = FROZEN.match(line.count)
    counted = COUNT.match(line.count)
    parameters = int((frozen[1] if frozen else counted[0]).replace(",", "")) if frozen or counted else None
    if line.count == "--" and "Param #" in table.columns:
        parameters = 0
    flag = trainable_flag(line, table, parameters)
    return Row(
        path=path,
        kind=line.kind,
        parameters=parameters,
        trainable_parameters=trainable_count(parameters, flag, frozen is not None, line, table),
        trainable=flag,
        output_shape=output_shape(line),
        name_known="full" if table.var_names and line.depth else "position",
        tensors=tensors_of(line),
        holder=not leaf,
        block=block,
        line=line.number,
    )


def output_shape(line: Line) -> Shape | None:
    """Return the output shape; the first one where a layer gives several."""
    return read_shape(line.cells.get("Output Shape", "")) or None


def trainable_flag(line: Line, table: Table, parameters: int | None) -> bool | None:
    """Return whether the layer learns: its flag, its brackets, else what the totals imply."""
    printed = line.cells.get("Trainable")
    if printed in FLAGS:
        return FLAGS[printed]
    if not parameters:
        return None
    if printed == "Partial":
        return True
    return not FROZEN.match(line.count)


def trainable_count(parameters: int | None, flag: bool | None, frozen: bool, line: Line, table: Table) -> int | None:
    """Return how many weights learn; None where a layer may be frozen in part."""
    if parameters == 0 or frozen or flag is False:
        return 0 if parameters is not None else None
    if line.cells.get("Trainable") == "Partial":
        return None
    if line.cells.get("Trainable") == "True" or table.total == table.trainable:
        return parameters
    return None


def settle(rows: tuple[Row, ...], table: Table) -> tuple[Row, ...]:
    """Fill in the trainable counts where the total shows that no layer is frozen in part."""
    if table.trainable is None:
        return rows
    most = sum(row.parameters or 0 for row in rows if row.trainable)
    if most != table.trainable:
        return rows
    return tuple(replace(row, trainable_parameters=row.parameters) if row.trainable else row for row in rows)


def tensors_of(line: Line) -> tuple[tuple[str, Shape], ...]:
    """Return the layer's own tensors of `verbose=2`, which prints a weight with its first two sizes exchanged."""
    found = []
    for name, shape, elements in line.weights:
        if "." in name:
            continue
        if shape is not None and name == "weight" and len(shape) > 1:
            shape = (shape[1], shape[0], *shape[2:])
        found.append((name, shape if shape is not None else (elements,)))
    return tuple(found)


def left_over_note(rows: tuple[Row, ...]) -> tuple[str, ...]:
    """Say that parts which did not run are counted with the model itself: auxiliary heads, unused branches."""
    own = next((row for row in rows if row.holder and row.path == row.kind), None)
    if own is None or (own.parameters or 0) <= LEFT_OVER * sum(row.parameters or 0 for row in rows):
        return ()
    return (Remark("reading.torchinfo.own", {"weights": own.parameters, "model": own.kind}),)


def missing_notes(table: Table) -> tuple[str, ...]:
    """Say what the chosen columns leave out."""
    if "Param #" not in table.columns:
        return (Remark("reading.torchinfo.no_counts"),)
    if table.rounded and table.total is None:
        return (Remark("reading.torchinfo.rounded"),)
    return ()


FORMAT = Format(
    key="torchinfo",
    label="torchinfo summary(model)",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print='torchinfo.summary(model, input_size=(1, 3, 224, 224), depth=9, row_settings=["var_names"])',
)
