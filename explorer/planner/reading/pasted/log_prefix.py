"""Does a log stand before every line? Times, levels, counters and tags in one shape, whatever the shape is.

Not taken for a prefix: plain numbers alone (rows of a table), and beginnings that most lines do not share.
"""

import re
from collections import Counter
from dataclasses import dataclass

MOST = 0.85  # share of the filled lines that must carry it
FEWEST = 3
MOST_PIECES = 12  # pieces of a prefix: date, time, host, level, file, counter ...
SAMPLED = 80  # lines by which the shapes are found

# "(RayTrainWorker pid=1234, ip=10.0.0.1)", "[2024-05-01 12:00:00,123]", "[INFO]", or any run without a space
PIECE = re.compile(r"\((?:[\w.:-]{1,40} )?pid=[^()\n]{1,60}\)|\[[A-Za-z0-9][^\[\]\n]{0,60}\]:?|\S{1,80}")
# "10:00:00.123", "46.3s", "2024-05-01T10:00:00.000Z", "05/01/2024", "1714557600.123456"
TIME = re.compile(
    r"^[\[(<]?(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T_]\d{2}:?\d{2}\S{0,20})?"
    r"|[IWEDF]?\d{0,4}\d{1,2}:\d{2}(?::\d{2}\S{0,14})?"
    r"|\d{1,9}\.\d{1,9}m?s|\d{1,9}m?s|\d{10}\.\d{1,9}|[IWE]\d{4})[\])>:,]*$"
)
LEVEL = re.compile(
    r"^[\[(<|-]{0,2}(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL"
    r"|NOTICE|TRACE)[\])>:|-]{0,3}$",
    re.IGNORECASE,
)
# "[rank0]:", "[train.py:30]", "[2024-05-01 12:00:00]", "(Worker pid=3)": letters or a clock in brackets
TAG = re.compile(r"^\[(?=[^\]]{0,60}(?:[A-Za-z]{2}|:))[^\]]{1,60}\]:?$|^\([^()]{0,60}pid=[^()]{1,60}\)$")
# "train.py:30", "net.cpp:49]", "python[123]:", "rank0:", "__main__:main:42", "stdout" (a container's own log)
PLACE = re.compile(
    r"^(?:[\w.]{1,60}:[\w.<>]{1,60}:\d{1,7}|stdout|stderr|[\w./-]{1,60}\.\w{1,4}:\d{1,7}[\]):-]*|[\w.-]{1,60}\[\d{1,9}\]:|(?:rank|worker|node"
    r"|gpu)[_-]?\d{1,6}[:|]+)$",
    re.I,
)
WEAK = re.compile(
    r"^(?:[-|:>»~•—]{1,3}|\d{1,2}/\d{1,2}|[FP]|\d{1,9}[\]:|.)]?|[\w.-]{1,60}[:|]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun"
    r"|Jul|Aug|Sep|Oct|Nov|Dec)\w{0,6},?|AM|PM|UTC|GMT)$"
)
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
STRONG = (TIME, LEVEL, TAG, PLACE)


@dataclass(frozen=True)
class Shape:
    """The beginning that lines share: its pieces with digits as 9, and levels as one."""

    pieces: tuple[str, ...]


def masked(piece: str) -> str:
    """Show a piece without what changes from line to line: numbers, and how loud the line is."""
    if LEVEL.match(piece):
        return "LEVEL"
    if TAG.match(piece) and ":" in piece and not piece[1:2].isdigit():
        return "[place]"
    return DIGITS.sub("9", "PLACE" if PLACE.match(piece) else piece)


def pieces_of(line: str) -> list[re.Match]:
    """Cut the first pieces off a line."""
    found = []
    place = 0
    while len(found) < MOST_PIECES:
        match = PIECE.search(line, place)
        if match is None:
            break
        found.append(match)
        place = match.end()
    return found


def without_log_prefix(lines: list[str]) -> list[str]:
    """Take the prefix of a log away where nearly every filled line carries one of the same shape. Linear."""
    filled = [line for line in lines if line and not line.isspace()]
    shape = shared_shape(filled[:SAMPLED]) if len(filled) >= FEWEST else None
    if shape is None:
        return lines
    ends = [prefix_end(line, shape) for line in lines]
    if sum(end is not None for end in ends) < MOST * len(filled):
        return lines
    rests = [line if end is None else line[end:] for line, end in zip(lines, ends, strict=True)]
    gaps = [
        len(rest) - len(rest.lstrip(" "))
        for rest, end in zip(rests, ends, strict=True)
        if end is not None and rest.strip()
    ]
    gap = min(gaps, default=0)
    return [rest if end is None else rest[gap:] for rest, end in zip(rests, ends, strict=True)]


def shared_shape(lines: list[str]) -> Shape | None:
    """Find the longest beginning of one shape that nearly all lines share and that only a log writes."""
    cut = [[match.group() for match in pieces_of(line)] for line in lines]
    for length in range(MOST_PIECES, 0, -1):
        shapes = Counter(tuple(map(masked, pieces[:length])) for pieces in cut if len(pieces) >= length)
        if not shapes:
            continue
        shape, count = shapes.most_common(1)[0]
        if count < MOST * len(lines):
            continue
        example = next(p[:length] for p in cut if len(p) >= length and tuple(map(masked, p[:length])) == shape)
        if is_log(example):
            return Shape(shape)
    return None


def is_log(pieces: list[str]) -> bool:
    """Tell a log's beginning: it starts and ends with what logs write, and one piece is a time, level or tag."""
    strong = [any(pattern.match(piece) for pattern in STRONG) for piece in pieces]
    weak = [bool(WEAK.match(piece)) for piece in pieces]
    outer = (strong[0] or weak[0]) and (strong[-1] or weak[-1])
    return outer and any(strong)


def prefix_end(line: str, shape: Shape) -> int | None:
    """Give where a line's prefix ends; None where the line has none."""
    found = pieces_of(line)[: len(shape.pieces)]
    if tuple(masked(match.group()) for match in found) != shape.pieces:
        return None
    return found[-1].end()
