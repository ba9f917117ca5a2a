"""Where do the columns of a Keras 1 or 2 table start? Told by their titles, also where these wrap or are cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

TITLES = ("Layer (type)", "Output Shape", "Param #", "Connected to", "Trainable")
KEYS = ("name", "shape", "count", "connected", "trainable")
# " Layer (type)                Output Shape              Param #   ", " Layer (ty   Output Sh   P   Connected to"
TITLE_ROW = re.compile(
    r"^[ \t]{0,20}(?P<name>Lay(?:er?)?(?: \(?t?y?p?e?\)?)?)[ \t]{1,200}(?P<shape>Out(?:p?u?t?)(?: S?h?a?p?e?)?)"
    r"[ \t]{1,200}(?P<count>Pa?r?a?m?(?: #)?)(?:[ \t]{1,200}(?P<connected>Co?n?n?e?c?t?e?d?(?: t?o?)?))?"
    r"(?:[ \t]{1,200}(?P<trainable>Tr?a?i?n?a?b?l?e?))?[ \t]*$",
    re.MULTILINE,
)
# "conv2d_1 (Conv2D)            (None, 26, 26, 32)        320       img[0][0]", also with a cut class
ROW = re.compile(
    r"^(?P<bars>\|{0,30}) {0,20}(?P<name>[^\s(|][^(|\n]{0,120}?) ?\((?P<kind>[\w.]{0,80})(?P<closed>\))? {1,120}"
    r"(?P<shape>multiple|\?|[\[({][^|\n]{0,200}?[\])}]?) {1,120}(?P<count>\d[\d,]{0,22})"
    r"(?: {1,120}(?P<rest>[^\n]{0,400}))?$"
)
PIECE = re.compile(r"\S+(?: \S+)*")  # what stands between two gaps of two spaces or more
LONGEST_LINE = 1_000
MOST_TITLE_LINES = 16  # "Param #" takes seven where its column is one sign wide
MOST_ASTRAY = 0.1  # share of lines whose cells may leave their columns
GAP = 2  # columns that wrap are at least so many spaces apart


@dataclass(frozen=True)
class Columns:
    """Where each column starts, counted from 0 in the line."""

    starts: tuple[tuple[str, int], ...]
    apart: bool  # the gaps between columns are wide enough to tell cells by them; else a web page collapsed the spaces
    end: int | None = None  # how long the table's lines are, where a rule shows it

    def cell(self, key: str, line: str, level: int = 0) -> str:
        """Give a cell's text as it stands, with spaces; "" where the line ends before it."""
        for index, (name, start) in enumerate(self.starts):
            if name == key:
                end = self.starts[index + 1][1] if index + 1 < len(self.starts) else len(line)
                return line[start + (level if index == 0 else 0) : end]
        return ""

    def room(self, key: str) -> int | None:
        """Give how many signs fit into a cell; None where nothing shows the end of the last column."""
        ends = [start - 1 for _, start in self.starts[1:]] + [self.end]
        for (name, start), end in zip(self.starts, ends, strict=True):
            if name == key:
                return None if end is None else end - start
        return None

    def has(self, key: str) -> bool:
        """Tell whether the table has this column."""
        return any(name == key for name, _ in self.starts)

    def hold(self, lines: Sequence[tuple[int, str]]) -> bool:
        """Tell whether nearly all lines leave a space before each column: a cut cell never reaches the next one."""
        wrong = sum(any(line[start - 1 : start].strip() for _, start in self.starts[1:]) for _, line in lines)
        return wrong <= MOST_ASTRAY * len(lines)

    def pieces(self, line: str) -> dict[str, str]:
        """Give what stands in each column, by the nearest start: rows of TensorFlow 2.7 shift by a few signs."""
        found: dict[str, str] = {}
        for piece in PIECE.finditer(line):
            key = min(self.starts, key=lambda known: abs(known[1] - piece.start()))[0]
            found[key] = f"{found[key]} {piece.group()}" if key in found else piece.group()
        return found


@dataclass(frozen=True)
class Titles:
    """The titles of a table."""

    columns: Columns
    body: int  # index of the first line behind them


def find_titles(text: str, wraps: bool) -> Titles | None:
    """Find the first titles of a table: whole, going on in the next lines, or cut where their column ends."""
    return next(all_titles(text, wraps), None)


def all_titles(text: str, wraps: bool) -> Iterator[Titles]:
    """Give the titles of every table in a text."""
    for found in TITLE_ROW.finditer(text):
        keys = [key for key in KEYS if found.group(key)]
        shown = [found.group(key).rstrip() for key in keys]
        wanted = [title for key, title in zip(KEYS, TITLES, strict=True) if key in keys]
        if not all(title.startswith(piece) for title, piece in zip(wanted, shown, strict=True)):
            continue
        begin = found.start()
        starts = tuple((key, found.start(key) - begin) for key in keys)
        ends = [start + len(piece) for (_, start), piece in zip(starts, shown, strict=True)]
        apart = all(start - end >= GAP for (_, start), end in zip(starts[1:], ends, strict=False))
        columns = Columns(starts, apart, rule_length(text, begin))
        more = title_lines(text, found.end(), columns, shown, wanted) if wraps and shown != wanted else 0
        fills = not wraps and all(cut_at_end(columns, key, piece) for key, piece in zip(keys, shown, strict=True))
        if more or fills or shown == wanted:
            yield Titles(columns, text.count("\n", 0, begin) + 1 + more)


def cut_at_end(columns: Columns, key: str, piece: str) -> bool:
    """Tell whether a title is whole or fills its column."""
    room = columns.room(key)
    return piece in TITLES or room is None or len(piece) >= room - 1  # a space at its end was lost with the gap


def title_lines(text: str, end: int, columns: Columns, shown: list[str], wanted: list[str]) -> int:
    """Give how many further lines complete the titles, 0 where they do not."""
    joined = [piece.replace(" ", "") for piece in shown]
    whole = [title.replace(" ", "") for title in wanted]
    keys = [key for key, _ in columns.starts]
    for number, line in enumerate(islice(text[end + 1 : end + 1 + LONGEST_LINE * 4].split("\n"), MOST_TITLE_LINES), 1):
        for key, piece in columns.pieces(line).items():
            joined[keys.index(key)] += piece.replace(" ", "")
        if joined == whole:
            return number
        if not all(title.startswith(so_far) for title, so_far in zip(whole, joined, strict=True)):
            return 0
    return 0


def rule_length(text: str, start: int) -> int | None:
    """Give the length of the rule above the titles, None where the text has none there."""
    above = text[max(start - LONGEST_LINE, 0) : start].rstrip()
    line = above[above.rfind("\n") + 1 :].strip()
    return len(line) if line and set(line) == {"_"} else None


def infer_columns(lines: Sequence[str]) -> Columns:
    """Find where the columns start from the first row that is whole on its line."""
    for line in lines:
        found = ROW.match(line) if len(line) < LONGEST_LINE else None
        if found and found.group("closed") and not found.group("bars"):
            rest = (("connected", found.start("rest")),) if (found.group("rest") or "").strip() else ()
            starts = (("name", found.start("name")), ("shape", found.start("shape")), ("count", found.start("count")))
            gaps = (found.start("shape") - found.end("closed"), found.start("count") - found.end("shape"))
            end = next((len(rule.strip()) for rule in lines if set(rule.strip()) == {"_"}), None)
            return Columns(starts + rest, min(gaps) >= GAP, end)
    return Columns((("name", 0), ("shape", 29), ("count", 55)), False)
