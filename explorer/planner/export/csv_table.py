"""How does a plan become a table for a spreadsheet?"""

import csv
import io

from explorer.planner.export.source_text import number, printable
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan, PlannedLayer
from explorer.text import say

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    "name", "type", "params", "trainable", "block", "action", "multiplier", "learning_rate", "rules", "reason",
)  # fmt: skip


def cell(text: str) -> str:
    """Write a text from outside so that no spreadsheet takes it for a formula or a second line."""
    guarded = "'" + text if text.lstrip(" ").startswith(FORMULA_STARTS) else text
    return printable(guarded, 10_000)


def write(plan: Plan) -> str:
    """Write one row a layer, input first, and one more column for each phase of a schedule."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    phases = plan.schedule if len(plan.schedule) > 1 else ()
    table.writerow([*COLUMNS, *(cell(f"phase {i + 1}: {say(phase.title)}") for i, phase in enumerate(phases))])
    for index, planned in enumerate(plan.layers):
        speeds = [number(phase.multipliers[index]) for phase in phases]
        table.writerow([*_row(planned, plan.base_learning_rate), *speeds])
    return out.getvalue()


def _row(planned: PlannedLayer, base: float) -> list[str]:
    layer = planned.layer
    return [
        cell(layer.path),
        cell(layer.kind),
        "" if layer.parameters is None else str(layer.parameters),
        str(planned.multiplier > 0),
        str(layer.stage + 1),
        planned.action,
        number(planned.multiplier),
        number(base * planned.multiplier),
        cell(" ".join(planned.because)),
        cell(say(planned.reason)),
    ]


EXPORTER = Exporter(
    "csv",
    "Spreadsheet (CSV)",
    (),
    ".csv",
    write,
    "Open it in any spreadsheet: one row a layer.",
    able=frozenset(("added", "biases")),
)
