"""How is any text read, a printed summary or a plan saved here? `docs/plan-json.md` is the plan's schema."""

from dataclasses import replace

from explorer.errors import ReaderError
from explorer.planner.reading.read import FORMATS as PRINTED
from explorer.planner.reading.read import read_printed, tidy
from explorer.planner.records.model import Model, SummaryError
from explorer.planner.records.row import Format
from explorer.planner.saved.read_plan import is_plan, read_plan
from explorer.remark import Remark

KEY = "layerwise-plan"


def model_of_plan(text: str) -> Model:
    """Return the whole model that a saved plan holds. Raises SummaryError: what is wrong, and where."""
    try:
        model = read_plan(text).model
    except ReaderError as error:
        raise SummaryError(error.remark) from None
    if not model.layers:
        raise SummaryError(Remark("saved.no_layers"))
    return replace(model, format=KEY)


PLAN = Format(KEY, "Plan of Layerwise (JSON)", "", is_plan, model_of_plan, "")
FORMATS: dict[str, Format] = {KEY: PLAN, **PRINTED}


def read_summary(text: str) -> Model:
    """Read a pasted summary of any known format, or the model of a plan that was saved here.

    Raises SummaryError, a sentence for the reader: what was seen, where, and what to paste instead.
    Linear in the text, which may have 6,000,000 characters.
    """
    tidied, twice = tidy(text)
    return model_of_plan(tidied) if is_plan(tidied) else read_printed(tidied, twice)
