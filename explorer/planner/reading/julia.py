"""How is a printout of Flux or Lux, the libraries of Julia, read? One layer a line, its count behind a `#`.

Read: `Chain(` with nested chains, names such as `layer_1 =` (Lux), counts with underscores, the total below.
Not read: a whole chain on one line, which has no counts; older releases print so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

# "Chain(", "  layer_2 = Chain(", "  SkipConnection("
OPEN = re.compile(r"^\s*(?:(?P<name>[^\W\d]\w{0,80}) = )?(?P<kind>[A-Z][\w.]{0,80})\(\s*$")
# "  ),", ")         # Total: 10 arrays, 44_426 parameters, 174.344 KiB."
CLOSE = re.compile(r"^\s*\)[,;]?\s*(?:#.*)?$")
# "  Conv((5, 5), 1 => 6, relu),   # 156 parameters", "  layer_1 = Dense(128 => 256, tanh),  # 33_024 parameters"
LEAF = re.compile(
    r"^\s*(?:(?P<name>[^\W\d]\w{0,80}) = )?(?P<kind>[A-Za-z][\w.]{0,80})(?:\((?P<inside>.{0,600})\))?,?"
    r"\s*(?:#\s*(?P<note>.{0,200}))?$"
)
COUNT = re.compile(r"^(?P<count>\d[\d_]{0,20}) parameters?")
TOTAL = re.compile(r"#\s*Total:[^\n]{0,80}?(?P<total>\d[\d_]{0,20}) parameters")
FORM = re.compile(r"(?P<inputs>\d{1,12}) => (?P<outputs>\d{1,12})")
STARTS = 4_000  # characters in which a chain must begin
DEEPEST = 60


@dataclass
class Block:
    """An open bracket: its path, and how many children it has had."""

    path: str
    kind: str
    children: int = field(default=0)


def looks_like(text: str) -> bool:
    """Tell a chain with `=>` between sizes, or with its counts behind `#`."""
    start = text[:STARTS]
    opens = any(OPEN.match(line) for line in start.split("\n"))
    return opens and bool(re.search(r"\(\d{1,12} => \d|, \d{1,12} => \d|#\s*[\d_]{1,20} parameters", start))


def parse(text: str) -> Reading:
    """Read the layers of the first chain; raises SummaryError where none is found."""
    rows = tuple(read_rows(text.split("\n")))
    if not rows:
        raise SummaryError(Remark("refusals.no_layers"))
    total = TOTAL.search(text)
    lux = any(re.search(r"(?:^|\.)layer_\d", row.path) for row in rows)
    return Reading(
        "lux" if lux else "flux",
        rows,
        total=int(total["total"].replace("_", "")) if total else None,
        notes=(Remark("reading.julia", {"framework": "Lux" if lux else "Flux"}),),
    )


def read_rows(lines: list[str]) -> Iterator[Row]:
    """Give the layers up to the bracket that closes the outermost chain."""
    stack: list[Block] = []
    for number, line in enumerate(lines, start=1):
        if len(line) > 1_000:
            continue
        opened = OPEN.match(line)
        if opened and len(stack) < DEEPEST:
            path = below(stack, opened["name"]) if stack else ""
            stack.append(Block(path, opened["kind"]))
        elif stack and CLOSE.match(line):
            stack.pop()
            if not stack:
                return
        elif stack and (leaf := LEAF.match(line)) and leaf["kind"] != "Total":
            yield to_row(leaf, below(stack, leaf["name"]), number)


def below(stack: list[Block], name: str | None) -> str:
    """Give the path of the next child: under its name, else under its place, which Julia counts from 1."""
    stack[-1].children += 1
    last = name or str(stack[-1].children)
    return f"{stack[-1].path}.{last}" if stack[-1].path else last


def to_row(leaf: re.Match, path: str, number: int) -> Row:
    """Make the row of one layer; one without a count behind it holds no weights."""
    counted = COUNT.match(leaf["note"] or "")
    inside, kind = leaf["inside"] or "", leaf["kind"].rpartition(".")[2]
    form = FORM.search(inside)
    side = "channels" if "Conv" in kind else "features"
    arguments = ((f"in_{side}", form["inputs"]), (f"out_{side}", form["outputs"])) if form else ()
    return Row(
        path=path,
        kind=kind,
        parameters=int(counted["count"].replace("_", "")) if counted else 0,
        arguments=arguments,
        line=number,
    )


FORMAT = Format(
    key="julia",
    label="a printed model of Flux or Lux",
    framework="flux",
    looks_like=looks_like,
    parse=parse,
    how_to_print="",
)
