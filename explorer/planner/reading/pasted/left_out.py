"""Were lines left out of the middle of a table? A row of dots, or a count of lines that are not shown."""

import re
from dataclasses import replace

from explorer.planner.records.row import Reading
from explorer.remark import Remark

# "...", "[...]", "│ ... │", ". . .", "⋮", "<snip>", "... 12 more rows", "[150 lines omitted]", "(output truncated)"
LEFT_OUT = re.compile(
    r"[\s│|:]{0,200}[\[(<]?\s?(?:(?:\.{2,}|…|⋮|\. \. \.)(?:[\s│|:]{1,40}(?:\.{2,}|…|⋮)){0,9}"
    r"|(?:\.{2,}|…)?\s?\d{1,7} (?:more )?(?:lines?|rows?|layers?)"
    r"(?: (?:more|omitted|hidden|left out|not shown|truncated))?"
    r"|snip(?:ped)?|(?:output )?truncated|omitted)\s?(?:\.{2,}|…)?[\])>]?[\s│|:]{0,200}",
    re.IGNORECASE,
)
KNOWN = ("reading.torch.elided", "reading.tensors.left_out")


def with_left_out(reading: Reading, text: str) -> Reading:
    """Say where the rows have a gap; without a stated total, theirs is then a lower bound."""
    places = [row.line for row in reading.rows if row.line is not None]
    if not places or any(isinstance(note, Remark) and note.key in KNOWN for note in reading.notes):
        return reading
    lines = text.split("\n")[min(places) : max(places) - 1]
    gap = next((number for number, line in enumerate(lines, min(places) + 1) if LEFT_OUT.fullmatch(line)), None)
    if gap is None:
        return reading
    notes = (*reading.notes, Remark("reading.torch.elided", {"line": gap}))
    return replace(reading, exact=False, more=reading.more or reading.total is None, notes=notes)
