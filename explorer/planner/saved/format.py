"""How is a plan of our own read as a model? Its JSON holds the whole model; `docs/plan-json.md` is the schema."""

import re

from explorer.errors import ReaderError
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.planner.saved.plan_json import FORMAT as PLAN_FORMAT
from explorer.planner.saved.plan_json import read_plan

KEY = "layerwise-plan"
OPENING = re.compile(r'\s*\{\s*"format"\s*:\s*"' + PLAN_FORMAT + '"')  # {"format": "layerwise-plan", ...


def looks_like(text: str) -> bool:
    """Whether the text begins as our JSON does."""
    return OPENING.match(text) is not None


def parse(text: str) -> Reading:
    """Read the plan and hand on its model. Raises SummaryError: what is wrong with the document, and where."""
    try:
        model = read_plan(text).model
    except ReaderError as error:
        raise SummaryError(str(error)) from None
    if not model.layers:
        raise SummaryError("This plan's model has no layers. Paste the downloaded plan unchanged, or a summary.")
    return Reading(framework=model.framework, rows=(), model=model)


FORMAT = Format(KEY, "Plan of Layerwise (JSON)", "", looks_like, parse, "")
