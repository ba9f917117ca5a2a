"""How is a table copied as HTML read? One line a row, its cells apart by tabs."""

import html
import re

CELL_END = re.compile(r"</t[dh]\s{0,4}>", re.IGNORECASE)
ROW_END = re.compile(r"</tr\s{0,4}>", re.IGNORECASE)
ANY_TAG = re.compile(r"<[^<>\n]{1,400}>")


def from_html_table(text: str) -> str:
    """Write the rows of an HTML table as lines with tabs; pandas's column of row numbers is left out.

    A row stands on the last of its lines, so line n stays line n. Linear in the text.
    """
    if "</td>" not in text.lower() or "</tr>" not in text.lower():
        return text
    pieces = ROW_END.split(text)
    rows = [[" ".join(ANY_TAG.sub(" ", cell).split()) for cell in CELL_END.split(piece)[:-1]] for piece in pieces[:-1]]
    numbered = bool(rows) and bool(rows[0]) and not rows[0][0]
    lines = [
        "\n" * piece.count("\n") + html.unescape("\t".join(row[1:] if numbered else row))
        for piece, row in zip(pieces, rows, strict=False)
    ]
    return "".join(lines) + "\n" * pieces[-1].count("\n") + " ".join(ANY_TAG.sub(" ", pieces[-1]).split())
