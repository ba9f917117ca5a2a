"""Which closer looks does a plan offer? Only the open one computes."""

from collections.abc import Callable

from explorer.planner.plan import Plan
from explorer.ui.planner.code_lens import show_code
from explorer.ui.planner.cost_lens import show_cost
from explorer.ui.planner.reasons_lens import show_reasons
from explorer.ui.planner.table_lens import show_table
from explorer.ui.planner.try_lens import show_try
from explorer.ui.state import PageState

LENSES: dict[str, Callable[[PageState, Plan], None]] = {
    "table": show_table,
    "reasons": show_reasons,
    "cost": show_cost,
    "try": show_try,
    "code": show_code,
}
