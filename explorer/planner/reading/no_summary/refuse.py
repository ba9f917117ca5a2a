"""What is this text, if it is no summary? A sentence says what was seen, in which line, and what to paste."""

from explorer.planner.reading.no_summary.kinds_of_text import NO_SUMMARIES, OTHER_PRINTERS, Refusal, quoted
from explorer.planner.reading.no_summary.model_names import name_remark
from explorer.planner.records.model import SummaryError
from explorer.remark import Remark


def refuse_other_printer(text: str) -> SummaryError | None:
    """Give the error for a table of a printer that would be read wrongly; None for every other text."""
    return first_of(OTHER_PRINTERS, text)


def refuse(text: str) -> SummaryError:
    """Give the error for a text that no format reads."""
    if not text.strip():
        return SummaryError(Remark("refusals.empty"))
    if name := name_remark(text):
        return seen(text, 0, text, name)
    return first_of(NO_SUMMARIES, text) or plain_text(text)


def first_of(refusals: tuple[Refusal, ...], text: str) -> SummaryError | None:
    """Give the error of the first kind that the text is."""
    for refusal in refusals:
        if found := refusal.pattern.search(text):
            return seen(text, found.start(), found.group(), refusal.what(found))
    return None


def seen(text: str, start: int, found: str, what: Remark) -> SummaryError:
    """Name the line in which something was seen, and say what it is."""
    place = start + len(found) - len(found.lstrip())
    line = text.count("\n", 0, place) + 1
    shown = quoted(text[place : place + 200].split("\n", 1)[0])
    return SummaryError(Remark("refusals.seen", {"line": line, "shown": shown, "what": what}))


def plain_text(text: str) -> SummaryError:
    """Give the error for a text of no known kind."""
    lines = text.split("\n")
    number, first = next((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    return SummaryError(Remark("refusals.unknown", {"line": number, "shown": quoted(first)}))
