"""How is a plan of our own read as a model? Its JSON holds the whole model; `docs/plan-json.md` is the schema."""

from explorer.errors import ReaderError
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.planner.saved.plan_json import is_plan, read_plan

KEY = "layerwise-plan"


def parse(text: str) -> Reading:
    """Read the plan and hand on its model. Raises SummaryError: what is wrong with the document, and where."""
    try:
        model = read_plan(text).model
    except ReaderError as error:
        raise SummaryError(str(error)) from None
    if not model.layers:
        raise SummaryError("This plan's model has no layers. Paste the downloaded plan unchanged, or a summary.")
    return Reading(framework=model.framework, rows=(), model=model)


FORMAT = Format(KEY, "Plan of Layerwise (JSON)", "", is_plan, parse, "")
