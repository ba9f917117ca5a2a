"""How does a reading become a model? Roles, stages, head, and the law that the layers add up to the total."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.planner.layers.families import Sort, family_in, sort_of
from explorer.planner.layers.outputs import stated_outputs
from explorer.planner.records.model import Layer, Model, SummaryError
from explorer.planner.records.row import Reading, Row
from explorer.planner.structure.heads import Heads, find_heads
from explorer.planner.structure.learning_counts import settle_trainable
from explorer.planner.structure.missing_blocks import gap_notes
from explorer.planner.structure.stages import find_stages

ROLE_OF = {"norm": "norm", "embedding": "embedding", "pool": "pool", "activation": "activation", "dropout": "dropout"}
MOST_LAYERS = 50_000  # the deepest published models have a few thousand; reading so many takes three seconds
FIRST = ("conv", "dense", "recurrent", "wrapped")


def build_model(reading: Reading, key: str) -> Model:
    """Turn what a format read into a model.

    Raises SummaryError where the text lists no layers, or fewer parameters in total than in one layer.
    """
    check_rows(reading)
    rows, flag_notes = settle_trainable(reading)
    sorts = all_sorts(rows)
    heads = find_heads(rows, sorts)
    alone = [index for index in (heads.main, *heads.others) if index is not None]
    stages, names = find_stages(rows, sorts, alone)
    roles = find_roles(rows, sorts, heads)
    layers = tuple(
        Layer(
            path=row.path,
            kind=row.kind,
            parameters=row.parameters,
            trainable_parameters=row.trainable_parameters,
            trainable=row.trainable,
            output_shape=row.output_shape,
            role=roles[index],
            stage=stages[index],
            norm=sorts[index].norm,
            name_known=row.name_known,
            tensors=row.tensors,
            arguments=row.arguments,
            shares_with=row.shares_with,
            auxiliary=index in heads.others or row.auxiliary,
            line=row.line,
            family=family_in(reading.framework, row.kind, sorts[index].family),
        )
        for index, row in enumerate(rows)
    )
    total, exact, law_notes = settle_total(reading, rows)
    return Model(
        name=reading.name,
        framework=reading.framework,
        format=key,
        layers=layers,
        parameters=total,
        trainable_parameters=settle_trainable_total(reading, rows),
        exact=exact,
        notes=(*reading.notes, *law_notes, *flag_notes, *gap_notes(reading), *head_notes(rows, heads)),
        stage_names=names,
        classes=stated_outputs(rows[heads.main]) if heads.main is not None else None,
        input_shape=reading.input_shape or input_shape(rows),
        source=reading.source,
    )


def check_rows(reading: Reading) -> None:
    """Refuse what no model can be: no layers, a layer without a name, fewer weights than none."""
    if not reading.rows:
        raise SummaryError("No layers were found in this text. Paste everything that the summary prints.")
    if len(reading.rows) > MOST_LAYERS:
        raise SummaryError(
            f"This text lists {len(reading.rows):,} layers; up to {MOST_LAYERS:,} can be read. "
            "Paste the summary of one model alone."
        )
    for row in reading.rows:
        where = f"Line {row.line}" if row.line else "The text"
        if not row.path.strip():
            raise SummaryError(f"{where} describes a layer without a name. Paste the summary as it was printed.")
        if row.parameters is not None and row.parameters < 0:
            raise SummaryError(
                f"{where} gives sizes that no layer can have: {row.path} would hold {row.parameters:,} weights."
            )


def all_sorts(rows: Sequence[Row]) -> list[Sort]:
    """Tell each row's sort, with the last matrix or kernel at hand for norms that have no class."""
    sorts, before = [], None
    for row in rows:
        sort = sort_of(row, before)
        sorts.append(sort)
        if sort.family in ("conv", "dense"):
            before = row
    return sorts


def find_roles(rows: Sequence[Row], sorts: Sequence[Sort], heads: Heads) -> list[str]:
    """Give each row its role; the stem is the first weighted layer that sees the input itself."""
    roles = [
        ROLE_OF.get(sort.family, "body" if sort.weighted and sort.family != "shape" else "other") for sort in sorts
    ]
    for index in (heads.main, *heads.others):
        if index is not None:
            roles[index] = "head"
    roles = ["other" if row.holder else role for row, role in zip(rows, roles, strict=True)]
    first = next((i for i, sort in enumerate(sorts) if may_be_stem(sort)), None)
    if first is not None and roles[first] == "body" and sorts[first].family in FIRST:
        roles[first] = "stem"
    return roles


def may_be_stem(sort: Sort) -> bool:
    """Tell whether a layer can be the first to see the input: no norm, no fixed scaling, no token of its own."""
    return sort.weighted and sort.family not in ("norm", "shape") and not sort.raw


def settle_total(reading: Reading, rows: Sequence[Row]) -> tuple[int | None, bool, list[str]]:
    """Hold the layers against the total that the text states; a difference becomes a note with the exact number."""
    counts = [row.parameters for row in rows]
    if None in counts:
        return reading.total, False, unknown_notes(reading, counts)
    total = sum(counts)
    if reading.total is None or reading.total == total:
        return (total, reading.exact, []) if reading.exact else (reading.total, False, [])
    difference = reading.total - total
    if not reading.exact and reading.notes:
        return reading.total, False, []
    more = "more than" if difference > 0 else "fewer than"
    note = (
        f"The text states {reading.total:,} parameters. That is {abs(difference):,} {more} its layers add up to "
        f"({total:,}), so some lines may be missing, changed or listed twice."
    )
    return reading.total, False, [note]


def unknown_notes(reading: Reading, counts: Sequence[int | None]) -> list[str]:
    """Say how many counts are missing, unless the format has said it already."""
    if reading.notes and not reading.exact:
        return []
    missing = sum(count is None for count in counts)
    if missing == len(counts):
        return ["The text gives no parameter counts, so the layers' sizes are not known."]
    return [f"The text gives no parameter count for {missing} of {len(counts)} layers, so their sizes are not known."]


def settle_trainable_total(reading: Reading, rows: Sequence[Row]) -> int | None:
    """Give the trainable total: as stated, else the sum where every layer's is known."""
    if reading.trainable is not None:
        return reading.trainable
    counts = [row.trainable_parameters for row in rows]
    return None if None in counts else sum(counts)


def head_notes(rows: Sequence[Row], heads: Heads) -> list[str]:
    """Say what is special about the head: none, several, or tied."""
    if heads.main is None:
        return [heads.why_none]
    notes = []
    if heads.others:
        names = ", ".join(rows[index].path for index in heads.others[:5])
        notes.append(f"Beside the head {rows[heads.main].path} the model has further outputs: {names}.")
    if rows[heads.main].shares_with:
        notes.append(
            f"The head {rows[heads.main].path} shares its weights with {rows[heads.main].shares_with}: "
            "they are counted once."
        )
    return notes


def input_shape(rows: Sequence[Row]) -> tuple | None:
    """Give the input's shape where the first row is an input layer."""
    return rows[0].output_shape if rows and rows[0].kind in ("InputLayer", "Input") else None


def with_trainable(row: Row, count: int | None) -> Row:
    """Give the row with its trainable parameters filled in."""
    return replace(row, trainable_parameters=count)
