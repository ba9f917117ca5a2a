"""How does text from outside become part of a program? As a literal or an escaped comment: names are data."""

import textwrap
from collections.abc import Iterable

WIDTH = 100  # of exported lines, so that they fit a notebook cell


def literal(value: object) -> str:
    """Write a value as a Python literal; control, line-separator and direction characters come out escaped."""
    return repr(value)


def printable(text: str, limit: int = 300) -> str:
    """Write a text on one line: what is not printable is escaped, what is too long is cut."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in cut)


def comment(text: str, indent: str = "", limit: int = 1200) -> list[str]:
    """Write a text as comment lines that nothing in it can end early (in Python as in a prototxt)."""
    room = WIDTH - len(indent) - 2
    lines = textwrap.wrap(printable(text, limit), room, break_on_hyphens=False) or [""]
    return [f"{indent}# {line}".rstrip() for line in lines]


def wrapped(before: str, items: Iterable[str], after: str) -> list[str]:
    """Write `before item, item, item after`, continuing under the opening bracket's line, indented by eight."""
    pieces = list(items)
    one_line = before + ", ".join(pieces) + after
    if len(one_line) <= WIDTH or not pieces:
        return [one_line]
    lines, current = [before], "       "
    for piece in pieces:
        if len(current) + len(piece) + 2 > WIDTH and current.strip():
            lines.append(current)
            current = "       "
        current += f" {piece},"
    return [*lines, current, "    " + after.lstrip()]


def number(value: float) -> str:
    """Write a rate or multiplier as a Python number that reads back to the very same value."""
    return repr(float(value))


def short(value: float) -> str:
    """Write a rate for a comment: 0.001, 3.2e-05."""
    return f"{value:.3g}"


def exact(value: float) -> str:
    """Write a rate for a file of settings: ten digits, no trailing zeros."""
    return f"{value:.10g}"
