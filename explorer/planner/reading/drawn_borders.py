"""How is a table with drawn borders read? Into rows of cells, with wrapped cells kept as lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BORDERS = str.maketrans("│┃║╎╏┆┇", "|||||||")
# "├──────┼─────┤", "+-----+----+", "|-----+----|", "|:---|---:|", "┏━━━┳━━━┓", also cut on the right
RULE = re.compile(r"^[\s|+]*[─━═╌┄\-=:_+|┌┬┐├┼┤└┴┘┏┳┓┡╇┩┢╈┪┗┻┛┠╂┨┣╋┫╔╦╗╠╬╣╚╩╝╒╤╕╞╪╡╘╧╛╭╮╰╯╟╫╢\s]{3,}$")
DRAWN = re.compile(r"[─━═\-=_]{2}")


@dataclass(frozen=True)
class Line:
    """One line of a drawn table: its cells, or a rule between rows."""

    number: int  # in the text, from 1
    cells: tuple[str, ...]  # stripped on the right only, so that indentation can be read; () for a rule


def is_rule(line: str) -> bool:
    """Tell whether a line only draws."""
    return bool(DRAWN.search(line)) and bool(RULE.match(line.translate(BORDERS)))


def bordered_lines(text: str) -> Iterator[Line]:
    """Give the lines of drawn tables; lines of other kinds are left out.

    A line that lost its right border (a narrow terminal) keeps its cells, the last one marked as cut with an ellipsis.
    """
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        if is_rule(line):
            yield Line(number, ())
            continue
        line = line.translate(BORDERS)
        if line.startswith("|"):
            line = line.removesuffix("|") if line.endswith("|") and len(line) > 1 else line + "…"
            yield Line(number, tuple(cell.rstrip() for cell in line[1:].split("|")))


def split_row(line: str) -> tuple[str, ...]:
    """Split one Markdown row at its bars, with escaped bars kept inside the cell."""
    if "\\|" not in line:
        return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))
    parts = line.strip().replace("\\|", "\0").removeprefix("|").removesuffix("|").split("|")
    return tuple(part.replace("\0", "|").strip() for part in parts)
