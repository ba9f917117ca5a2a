"""Which closer looks does a plan offer? Only the open one computes."""

from collections.abc import Callable

from explorer.planner import Plan
from explorer.ui.planner.lenses.code import show_code
from explorer.ui.planner.lenses.cost import show_cost
from explorer.ui.planner.lenses.reasons import show_reasons
from explorer.ui.planner.lenses.table import show_table
from explorer.ui.planner.lenses.try_out import show_try
from explorer.ui.state import PageState

LENSES: dict[str, Callable[[PageState, Plan], None]] = {
    "table": show_table,
    "reasons": show_reasons,
    "cost": show_cost,
    "try": show_try,
    "code": show_code,
}
