"""Which totals stand beside a printed model? Lines such as "Total params: 1,234" or PEFT's counts."""

import re
from dataclasses import dataclass

from explorer.planner.layers.adapters import printed_counts

# "Total params: 11,689,512", "Number of trainable parameters = 198", "model params: 3000", "#params 12,345"
COUNT_LINE = re.compile(
    r"^[^\n\w]{0,12}(?P<words>(?:[\w'-]{1,20}[ \t]){0,5}?#?param(?:eter)?s?\b[\w ,'()-]{0,40}?)[ \t]{0,6}[:=][ \t]{0,6}"
    r"(?P<count>\d{1,3}(?:[,_]\d{3}){1,5}|\d{1,15})[ \t]{0,4}(?:\([^()\n]{0,40}\))?[ \t.]{0,3}$",
    re.IGNORECASE | re.MULTILINE,
)
WHOLE = re.compile(r"total|all\b|number of param|num|^#?param|model", re.IGNORECASE)
FROZEN = re.compile(r"non|frozen|fixed", re.IGNORECASE)


@dataclass(frozen=True)
class Stated:
    """What the text says beside the model; None where it does not."""

    total: int | None = None
    trainable: int | None = None


def stated_counts(text: str) -> Stated:
    """Read the first total and the first trainable total that stand on lines of their own."""
    if found := printed_counts(text):
        return Stated(found[1], found[0])
    total = trainable = None
    for match in COUNT_LINE.finditer(text):
        words, count = match["words"], int(re.sub(r"\D", "", match["count"]))
        if FROZEN.search(words):
            continue
        if re.search(r"trainable|learnable", words, re.IGNORECASE):
            trainable = count if trainable is None else trainable
        elif WHOLE.search(words):
            total = count if total is None else total
    if total is not None and trainable is not None and trainable > total:
        return Stated()
    return Stated(total, trainable)
