"""Which speed did a visitor type? A number from 0 to 1, a fraction or a percentage, as people write them."""

import re

from explorer.errors import ReaderError
from explorer.remark import Remark

LONGEST_SHOWN = 30  # letters of what was typed, quoted back
# 0.05, 0,05, .05, 5e-2, 1/20, 1/2,000, 5 %, each with or without ×
TYPED = re.compile(
    r"\s*(?P<above>\d{0,9}(?:[.,]\d{1,9})?(?:[eE][-+]?\d{1,2})?)\s*"
    r"(?:/\s*(?P<below>\d{1,9}(?:,\d{3})*(?:\.\d{1,9})?))?\s*(?P<sign>[×x%]?)\s*"
)


def speed_value(text: str) -> float:
    """Read a speed: "1/30×" is 0.0333; raise ReaderError where it is none, or lies outside 0 to 1."""
    found = TYPED.fullmatch(text)
    above = found["above"].replace(",", ".") if found else ""
    below = float((found["below"] or "1").replace(",", "")) if found else 0.0
    if not above[:1].strip("eE") or not below:
        raise _no_speed(text)
    value = float(above) / below / (100 if found["sign"] == "%" else 1)
    if value > 1:
        raise _no_speed(text)
    return value


def _no_speed(text: str) -> ReaderError:
    came = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return ReaderError(Remark("answers.no_speed", {"came": came}))
