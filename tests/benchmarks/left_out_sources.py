"""Do the lines of the advice fit their own sources too closely? Each source left out in turn, the lines drawn anew.

Used by advice_score.py. Two ways of drawing anew, each from the other sources alone: moving the lines that are numbers,
and letting each line name whichever strategy lost least in the rows that reach it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

from explorer.planner.advice.choice import MANY_TEXTS, choose
from explorer.planner.advice.scored import FIXED, advised
from explorer.planner.evidence.alike import SCARCE_BELOW, UNKNOWN_EXAMPLES
from explorer.planner.evidence.case import SHIFTS, case_of
from explorer.planner.evidence.comparison import comparisons, held_comparisons
from explorer.planner.evidence.score import Chooser, always, score
from explorer.planner.records.comparison import Comparison
from explorer.planner.records.likeness import RELATED_FROM, SIMILAR_FROM
from explorer.planner.rules.rule import SMALL_BELOW, UNLIKE_SHIFTS

FEWEST_ROWS = 3  # that reach a line, for it to name another strategy
SAME_SOURCE = {"V-PETL Bench README": "V-PETL Bench", "LP-FT": "LP-FT", "BYOL": "BYOL"}  # by how its name begins


@dataclass(frozen=True)
class Lines:
    """The numbers at which the advice changes; as shipped unless said otherwise."""

    few: int = SMALL_BELOW
    related: float = RELATED_FROM
    similar: float = SIMILAR_FROM
    scarce: int = SCARCE_BELOW
    many_texts: int = MANY_TEXTS
    masked_apart: bool = True  # whether hidden parts restored in pretraining matter


GRID = tuple(
    Lines(few, related, similar, scarce, many_texts, masked_apart)
    for few, related, similar, scarce, many_texts, masked_apart in product(
        (0, 1_000, 2_500, 5_000, 10_000, 20_000),
        (0.2, 0.3, 0.4, 0.5),
        (0.55, 0.65, 0.75, 0.85),
        (0, 10, 20),
        (10_000, 100_000),
        (True, False),
    )
)


def drawn(lines: Lines) -> Chooser:
    """The advice for a comparison with other lines, where everything fits the machine."""
    return lambda row: _drawn(row, lines)


def _drawn(row: Comparison, lines: Lines) -> str:
    examples = row.examples or UNKNOWN_EXAMPLES
    few, similar, distant = examples < lines.few, row.similarity >= lines.similar, row.similarity < lines.related
    masked = lines.masked_apart and row.pretraining == "masked"
    attends = row.family == "transformer" or row.domain == "text"  # a text row stands on BERT
    if row.answer == "text" and row.domain != "audio" and attends and examples < lines.many_texts:
        return "adapters"
    if row.answer in ("text", "boxes"):
        return "full"
    if row.domain == "text":
        return "gradual" if few and distant else "discriminative"
    if row.domain in ("image", "audio") and few and attends and (similar or not masked):
        return "adapters"
    if few and similar and not masked and examples / (row.classes or 1) < lines.scarce:
        return "head_only"
    if SHIFTS.get(row.shift) in UNLIKE_SHIFTS:
        return "linear_probe_then_tune"
    return "full" if distant else "discriminative" if similar else "linear_probe_then_tune"


def source_of(row: Comparison) -> str:
    """The people who measured a row: quotations of one table count with it."""
    return next((name for begins, name in SAME_SOURCE.items() if row.source.startswith(begins)), row.source)


@cache
def all_rows() -> tuple[Comparison, ...]:
    """Every comparison, those looked up afterwards in the first go among them."""
    return (*comparisons(), *(row for row in held_comparisons() if row.part == "held"))


def moved_lines(others: Iterable[Comparison]) -> Lines:
    """The lines that do best on some rows; of equals those with fewest numbers moved."""
    kept = {row.key for row in others}
    places = [place for place, row in enumerate(all_rows()) if row.key in kept]
    shipped = Lines()

    def worth(lines: Lines) -> tuple[int, float, int]:
        level, lost = (sum(column[place] for place in places) for column in outcomes(lines))
        moved = sum(getattr(lines, name) != getattr(shipped, name) for name in vars(shipped))
        return level, -round(lost, 6), -moved

    return max(GRID, key=worth)


@cache
def outcomes(lines: Lines) -> tuple[list[bool], list[float]]:
    """How the advice with these lines did on every row: right or level, points lost."""
    chosen = [_drawn(row, lines) for row in all_rows()]
    pairs = list(zip(all_rows(), chosen, strict=True))
    return [row.level(key) for row, key in pairs], [row.points_lost(key) or 0.0 for row, key in pairs]


def named_anew(others: Iterable[Comparison]) -> Chooser:
    """The lines as they are, each naming the strategy that lost least in the other rows that reach it."""
    reached: dict[str, list[Comparison]] = {}
    for row in others:
        reached.setdefault(choose(*case_of(row)).key, []).append(row)
    named = {key: _least_lost(rows) for key, rows in reached.items() if len(rows) >= FEWEST_ROWS}
    return lambda row: named.get(choose(*case_of(row)).key) or advised(row)


def _least_lost(rows: list[Comparison]) -> str:
    found = {key: score(always(key), rows) for key in FIXED}
    counted = [key for key in FIXED if found[key].rows == len(rows)]
    now = advised(rows[0])
    return min((now, *counted), key=lambda key: round(score(always(key), rows).points_lost, 6))


@dataclass(frozen=True)
class LeftOut:
    """One source, with how each way of choosing did on it that never saw it."""

    source: str
    rows: tuple[Comparison, ...]
    lines: Lines  # moved on the other sources
    ways: tuple[Chooser, ...]  # as shipped; moved; named anew; everything; added weights; last layer first


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Leave each source out in turn."""
    found = []
    for name in dict.fromkeys(map(source_of, all_rows())):
        own = tuple(row for row in all_rows() if source_of(row) == name)
        others = tuple(row for row in all_rows() if source_of(row) != name)
        lines = moved_lines(others)
        fixed = (always("full"), always("adapters"), always("linear_probe_then_tune"))
        found.append(LeftOut(name, own, lines, (advised, drawn(lines), named_anew(others), *fixed)))
    return tuple(found)


def table() -> list[str]:
    """One row a source, then all: right or level, points lost."""
    heads = ("as shipped", "lines moved", "strategies named anew", "everything", "added weights", "last layer first")
    lines = [f"| source left out | comparisons | {' | '.join(heads)} | lines that moved |", "|---|---|" + "---|" * 7]
    for one in left_out():
        cells = [_cell([(way, one.rows)]) for way in one.ways]
        lines.append(f"| {one.source} | {len(one.rows)} | {' | '.join(cells)} | {_moved(one.lines)} |")
    cells = [_cell([(one.ways[place], one.rows) for one in left_out()]) for place in range(len(heads))]
    return [*lines, f"| **all** | {len(all_rows())} | {' | '.join(cells)} | |"]


def _cell(parts: list[tuple[Callable, tuple[Comparison, ...]]]) -> str:
    found = [score(way, rows) for way, rows in parts]
    rows, level = sum(one.rows for one in found), sum(one.level for one in found)
    lost = sum(one.points_lost * one.rows for one in found) / rows if rows else 0.0
    return f"{level} of {rows}, {lost:.2f}"


def _moved(lines: Lines) -> str:
    shipped = Lines()
    return ", ".join(
        f"{name} {value:g}" if not isinstance(value, bool) else f"{name} {'yes' if value else 'no'}"
        for name, value in vars(lines).items()
        if value != getattr(shipped, name)
    ).replace("_", " ")


def as_shipped_everywhere() -> bool:
    """Whether `drawn` with the shipped lines is the advice itself, on every row."""
    return all(drawn(Lines())(row) == advised(row) for row in all_rows())
