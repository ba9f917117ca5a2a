"""How does a reading become a model? Roles, stages, head, and the law that the layers add up to the total."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.planner.layers.adapters import adapter_remarks, with_adapters
from explorer.planner.layers.families import Family, family_in, row_family
from explorer.planner.layers.model_kinds import kind_of, kind_remarks
from explorer.planner.layers.outputs import stated_outputs
from explorer.planner.records.model import Layer, Model, SummaryError
from explorer.planner.records.row import Reading, Row
from explorer.planner.structure.heads import Heads, find_heads
from explorer.planner.structure.learning_counts import settle_trainable
from explorer.planner.structure.missing_blocks import gap_notes
from explorer.planner.structure.order import head_in_the_middle, in_order
from explorer.planner.structure.stages import find_stages
from explorer.planner.structure.still import fixed_remarks, packed_remarks, with_fixed
from explorer.planner.structure.totals import settle_total, settle_trainable_total
from explorer.planner.structure.towers import towers_of
from explorer.remark import Remark

ROLE_OF = {"norm": "norm", "embedding": "embedding", "pool": "pool", "activation": "activation", "dropout": "dropout"}
MOST_LAYERS = 50_000  # the deepest published models have a few thousand; reading so many takes three seconds
FIRST = ("conv", "dense", "recurrent", "wrapped")


def build_model(reading: Reading, key: str) -> Model:
    """Turn what a format read into a model.

    Raises SummaryError where the text lists no layers, or fewer parameters in total than in one layer.
    """
    check_rows(reading)
    rows, order_notes = in_order(reading.rows, reading.sorted_names)
    reading = replace(reading, rows=with_fixed(with_adapters(rows)))
    rows, flag_notes = settle_trainable(reading)
    kind = kind_of(reading.classes, rows, reading.name)
    families = all_families(rows)
    heads = find_heads(rows, families, kind)
    alone = [] if heads.together else [index for index in (heads.main, *heads.others) if index is not None]
    stages, names = find_stages(rows, families, alone)
    layers = make_layers(reading.framework, rows, families, heads, stages, towers_of(rows, kind))
    total = settle_total(reading, rows)
    adapted = adapter_remarks(rows, reading.trainable)
    return Model(
        name=reading.name,
        framework=reading.framework,
        format=key,
        layers=layers,
        parameters=total.parameters,
        trainable_parameters=settle_trainable_total(reading, rows),
        exact=total.exact,
        remarks=(
            *kind_remarks(kind, bool(adapted), heads.main is not None),
            *adapted,
            *packed_remarks(rows),
            *reading.notes,
            *total.remarks,
            *flag_notes,
            *gap_notes(reading),
            *order_notes,
            *(() if order_notes else head_in_the_middle(rows, heads.main)),
            *fixed_remarks(rows),
            *head_notes(rows, heads),
        ),
        stage_names=names,
        classes=stated_outputs(rows[heads.main]) if heads.main is not None else None,
        input_shape=reading.input_shape or input_shape(rows),
        source=reading.source,
        parameters_at_least=total.at_least,
        containers=reading.containers,
        kind=kind.key,
    )


def make_layers(
    framework: str,
    rows: Sequence[Row],
    families: Sequence[Family],
    heads: Heads,
    stages: Sequence[int],
    towers: Sequence[str],
) -> tuple[Layer, ...]:
    """Turn rows into layers."""
    roles = find_roles(rows, families, heads)
    return tuple(
        Layer(
            path=row.path,
            kind=row.kind,
            parameters=row.parameters,
            trainable_parameters=row.trainable_parameters,
            trainable=row.trainable,
            output_shape=row.output_shape,
            role=roles[index],
            stage=stages[index],
            norm=families[index].norm,
            name_known=row.name_known,
            tensors=row.tensors,
            arguments=row.arguments,
            shares_with=row.shares_with,
            auxiliary=index in heads.others or row.auxiliary,
            line=row.line,
            family=family_in(framework, row.kind, families[index].name),
            packed=row.packed,
            adapter=row.adapter,
            still=row.still,
            tower=towers[index],
        )
        for index, row in enumerate(rows)
    )


def check_rows(reading: Reading) -> None:
    """Refuse what no model can be: no layers, a layer without a name, fewer weights than none."""
    if not reading.rows:
        raise SummaryError(Remark("refusals.no_layers"))
    if len(reading.rows) > MOST_LAYERS:
        raise SummaryError(Remark("refusals.too_many_layers", {"layers": len(reading.rows), "most": MOST_LAYERS}))
    for row in reading.rows:
        where = Remark("refusals.where.line", {"line": row.line}) if row.line else Remark("refusals.where.text")
        if not row.path.strip():
            raise SummaryError(Remark("refusals.nameless", {"where": where}))
        if row.parameters is not None and row.parameters < 0:
            values = {"where": where, "layer": row.path, "weights": row.parameters}
            raise SummaryError(Remark("refusals.negative", values))


def all_families(rows: Sequence[Row]) -> list[Family]:
    """Tell each row's family, with the last matrix or kernel at hand for norms that have no class."""
    families, before = [], None
    for row in rows:
        family = row_family(row, before)
        families.append(family)
        if family.name in ("conv", "dense"):
            before = row
    return families


def find_roles(rows: Sequence[Row], families: Sequence[Family], heads: Heads) -> list[str]:
    """Give each row its role; the stem is the first weighted layer that sees the input itself."""
    roles = [
        ROLE_OF.get(family.name, "body" if family.weighted and family.name != "shape" else "other")
        for family in families
    ]
    for index in (heads.main, *heads.others):
        if index is not None:
            roles[index] = "head"
    roles = ["other" if row.holder else role for row, role in zip(rows, roles, strict=True)]
    first = next((i for i, family in enumerate(families) if may_be_stem(family)), None)
    if first is not None and roles[first] == "body" and families[first].name in FIRST:
        roles[first] = "stem"
    return roles


def may_be_stem(family: Family) -> bool:
    """Tell whether a layer can be the first to see the input: no norm, no fixed scaling, no token of its own."""
    return family.weighted and family.name not in ("norm", "shape") and not family.raw


def head_notes(rows: Sequence[Row], heads: Heads) -> list[Remark]:
    """Say what is special about the head: none, several, or tied."""
    if heads.main is None:
        return [heads.why_none]
    notes = []
    if heads.others:
        others = tuple(rows[index].path for index in heads.others[:5])
        notes.append(Remark("reading.head.others", {"head": rows[heads.main].path, "others": others}))
    if rows[heads.main].shares_with:
        values = {"head": rows[heads.main].path, "owner": rows[heads.main].shares_with}
        notes.append(Remark("reading.head.tied", values))
    return notes


def input_shape(rows: Sequence[Row]) -> tuple | None:
    """Give the input's shape where the first row is an input layer."""
    return rows[0].output_shape if rows and rows[0].kind in ("InputLayer", "Input") else None
