"""Which lines are error messages and warnings? They are set aside: their lists of names are no model.

What is left of a text without them is read; where nothing is left, the sentence says what the message was.
"""

import re
from dataclasses import dataclass

from explorer.planner.reading.no_summary.kinds_of_text import Refusal, by_line

# "RuntimeError: Error(s) in loading state_dict for PaperNet:" with its lists below, and the same without its first line
LOADING = Refusal(
    "loading",
    by_line(
        r"^.{0,200}(?:Error\(s\) in loading state_dict|Missing key\(s\) in state_dict"
        r"|Unexpected key\(s\) in (?:source )?state_dict"
        r"|size mismatch for \S{1,200}: copying a param|missing_keys=\[|_IncompatibleKeys\("
        r"|Skip(?:ped)? loading parameter"
        r"|unexpected key in source state_dict|missing keys in source state_dict"
        r"|The model and loaded state dict do not match)"
    ),
)
# "Some weights of the model checkpoint at bert-base-uncased were not used when initializing ...: ['cls.seq...']"
UNUSED = Refusal(
    "weights_warning",
    by_line(
        r"^.{0,120}(?:\bLOAD REPORT from\b|Some weights of (?:the )?.{1,200} were not (?:used|initialized)|(?:Some"
        r"|All) (?:layers|model checkpoint|weights|the layers)"
        r".{1,160}(?:were not (?:used|initialized)|were used when initializing)|newly initialized:"
        r"|You should probably TRAIN this model"
        r"|- This IS (?:NOT )?expected if you are initializing)"
    ),
)
# "Traceback (most recent call last):" down to "ValueError: not built"
TRACEBACK = Refusal("traceback", by_line(r"^.{0,20}Traceback \(most recent call last\)"))
# "ValueError: Layer #0 (named "conv") expects 1 weight(s)", "torch.cuda.OutOfMemoryError: CUDA out of memory"
ERROR = Refusal("traceback", by_line(r"^(?:[\w.]{1,80}\.)?[A-Z]\w{1,60}(?:Error|Exception): "))
MESSAGES = (LOADING, UNUSED, TRACEBACK, ERROR)
ERROR_LINE = re.compile(r"^(?:[\w.]{1,80}\.)?[A-Z]\w{1,60}(?:Error|Exception|Interrupt|Exit)\b")
LIST_LINE = re.compile(r"^\s*(?:['\"][\w./:-]{1,300}['\"]\s*[,\]]|[\]\[{}().,'\"\s]*$|- \S|\* )")


@dataclass(frozen=True)
class Apart:
    """A text without its messages, and the first message; line n stays line n."""

    rest: str
    refusal: Refusal | None = None
    found: re.Match | None = None


def set_apart(text: str) -> Apart:
    """Empty the lines of error messages and warnings. Linear in the text."""
    matches = [(refusal, found) for refusal in MESSAGES if (found := refusal.pattern.search(text))]
    if not matches:
        return Apart(text)
    first = min(matches, key=lambda pair: pair[1].start())
    lines = text.split("\n")
    kept, inside = [], ""
    for line in lines:
        inside = state_after(line, inside)
        kept.append("" if inside else line)
    return Apart("\n".join(kept), *first)


def state_after(line: str, inside: str) -> str:
    """Tell whether a line belongs to a message, and to which; "" for a line of the model."""
    if TRACEBACK.pattern.match(line):
        return "traceback"
    if inside == "traceback":
        if ERROR_LINE.match(line):
            return "loading" if LOADING.pattern.match(line) else "error"
        return inside if not line.strip() or line[:1] in " \t^~|" else ""
    if LOADING.pattern.match(line):
        return "loading"
    if UNUSED.pattern.match(line) or ERROR.pattern.match(line):
        return "list"
    if inside == "error":
        return "error" if line[:1] in "\t " and line.strip() else ""
    if inside in ("loading", "list"):
        goes_on = line[:1] in "\t " or not line.strip() or LIST_LINE.match(line)
        return inside if goes_on and not re.match(r"^\s*\(\w", line) else ""
    return ""
