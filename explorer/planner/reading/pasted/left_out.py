"""Were lines left out of the middle of a table? A row of dots, or a count of lines that are not shown."""

import re
from dataclasses import replace

from explorer.planner.records.row import Reading
from explorer.remark import Remark

# "...", "[...]", "│ ... │", "...,...,...", "⋮", "<snip>", "... 12 more rows", "... (155 more)", "[150 lines omitted]"
DOTS = r"(?:\.{2,6}|…|⋮|\. \. \.)"
MORE = (
    r"\d{1,7} (?:more )?(?:lines?|rows?|layers?|tensors?|weights?|parameters?)"
    r"(?: (?:more|omitted|hidden|left out|not shown|truncated))?"
    r"|\d{1,7} more|snip(?:ped)?|(?:output )?truncated|omitted"
)
LEFT_OUT = re.compile(
    rf"[\s│|:,;]{{0,200}}(?:{DOTS}(?:[\s│|:,;]{{1,40}}{DOTS}){{0,20}}|{DOTS}?\s?[\[(<]?\s?(?:{DOTS}|{DOTS}?\s?(?:{MORE}))"
    rf"\s?{DOTS}?\s?[\])>]?)[\s│|:,;]{{0,200}}",
    re.IGNORECASE,
)
LONGEST = 300  # signs of such a line
KNOWN = ("reading.torch.elided", "reading.tensors.left_out")


def is_left_out(line: str) -> bool:
    """Tell a line that stands for others."""
    return len(line) <= LONGEST and LEFT_OUT.fullmatch(line) is not None


def with_left_out(reading: Reading, text: str) -> Reading:
    """Say where the rows have a gap; without a stated total, theirs is then a lower bound."""
    places = [row.line for row in reading.rows if row.line is not None]
    if not places or any(isinstance(note, Remark) and note.key in KNOWN for note in reading.notes):
        return reading
    lines = text.split("\n")[min(places) : max(places) - 1]
    gap = next((number for number, line in enumerate(lines, min(places) + 1) if is_left_out(line)), None)
    if gap is None:
        return reading
    notes = (*reading.notes, Remark("reading.torch.elided", {"line": gap}))
    return replace(reading, exact=False, more=reading.more or reading.total is None, notes=notes)
