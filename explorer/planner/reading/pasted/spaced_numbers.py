"""Are thousands set apart by spaces, points or apostrophes? Decided from the whole column, never from one number."""

import re
from collections.abc import Iterable, Sequence

# "[1 280, 320]", "(1 280)"
BRACKET = re.compile(r"(?<=[\[(])[ ]?\d[\d ,x×]{0,120}(?=[\])])")
SPACED = re.compile(r"^\d{1,3}(?: \d{3})+$")
GROUPED = {sign: re.compile(rf"^\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+$") for sign in (".", ",", "'", "’", " ", "_")}
PLAIN = re.compile(r"^\d{4,18}$")
NUMBER = re.compile(r"^[\d.,'’ _]{1,30}$")


def with_whole_sizes(text: str) -> str:
    """Join sizes such as [1 280, 320] where the text's other brackets show that spaces group thousands.

    Where brackets hold spaces and never commas (NumPy's [64 3 7 7]), the spaces part the sizes.
    """
    if not re.search(r"[\[(] ?\d{1,6} +\d", text):
        return text
    inside = [match.group().strip() for match in BRACKET.finditer(text)]
    spaced = [sizes for sizes in inside if " " in sizes.replace(", ", ",")]
    if not spaced:
        return text
    parts = [part.strip() for sizes in spaced for part in sizes.split(",") if " " in part.strip()]
    commas = any("," in sizes for sizes in inside)
    if commas and all(SPACED.match(part) for part in parts):
        return BRACKET.sub(lambda match: re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", match.group()), text)
    if not commas:
        return BRACKET.sub(lambda match: re.sub(r"(?<=\d) +(?=\d)", ", ", match.group()), text)
    return text


def thousands_sign(cells: Iterable[str]) -> str | None:
    """Return the sign that groups thousands in a column of counts, "" for none, None where it stays open.

    A point or comma groups thousands only where every number in the column that has one is made of groups of three,
    no number of four or more digits stands without it, and one number shows two groups or several show one.
    """
    numbers = [cell.strip() for cell in cells if NUMBER.match(cell.strip()) and re.search(r"\d", cell)]
    signs = [sign for sign in GROUPED if any(sign in number for number in numbers)]
    if not signs:
        return ""
    if len(signs) > 1:
        return None
    sign = signs[0]
    marked = [number for number in numbers if sign in number]
    if not all(GROUPED[sign].match(number) for number in marked):
        return None
    if sign not in (".",):
        return sign
    several = len(marked) > 1 or any(number.count(sign) > 1 for number in marked)
    return sign if several and not any(PLAIN.match(number) for number in numbers) else None


def plain_counts(cells: Sequence[str]) -> tuple[list[str], bool]:
    """Return a column's counts without their grouping signs, and whether it stayed open what a sign means."""
    sign = thousands_sign(cells)
    if sign is None:
        return list(cells), True
    return [cell.replace(sign, "") if sign and NUMBER.match(cell.strip()) else cell for cell in cells], False
