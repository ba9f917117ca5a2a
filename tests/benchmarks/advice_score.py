"""How good is the planner's advice where somebody measured? Prints the tables of docs/advice.md; a few seconds.

python tests/benchmarks/advice_score.py > docs/advice.md
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from explorer.planner import STRATEGIES
from explorer.planner.advice.scored import FIXED, MEASURED_ALONE, advised
from explorer.planner.evidence.alike import UNKNOWN_EXAMPLES
from explorer.planner.evidence.case import case_of
from explorer.planner.evidence.comparison import comparisons, held_comparisons
from explorer.planner.evidence.score import Chooser, always, score
from explorer.planner.records.comparison import Comparison
from tests.benchmarks.earlier_advice import earlier_advice
from tests.benchmarks.left_out_sources import table as left_out_table

FOLDER = Path(__file__).parent


def earlier(row: Comparison) -> str:
    """The strategy that the rules alone advised."""
    return earlier_advice(*case_of(row))


def held(part: str) -> tuple[Comparison, ...]:
    """What was looked up afterwards: at first ("held"), or in a second go ("again")."""
    return tuple(row for row in held_comparisons() if row.part == part)


def choosers() -> list[tuple[str, Chooser, bool]]:
    """All ways of choosing that are compared, with whether a neighbour may stand in."""
    fixed = [(f"always “{STRATEGIES[key].label}”", always(key), key not in MEASURED_ALONE) for key in FIXED]
    return [("the advice", advised, True), ("the rules as they were (commit 67b3641)", earlier, True), *fixed]


def summary(table: Iterable[Comparison]) -> list[str]:
    """One row a way of choosing."""
    table = tuple(table)
    lines = ["| choice | right or within the noise | share | mean points below the best |", "|---|---|---|---|"]
    for name, choose_one, neighbours in choosers():
        one = score(choose_one, table, neighbours)
        lines.append(f"| {name} | {one.level} of {one.rows} | {one.share:.0%} | {one.points_lost:.2f} |")
    return lines


def strict(table: Iterable[Comparison]) -> list[str]:
    """The same with the spread that each source states, and 1 point only where it states none."""
    table = tuple(table)
    lines = ["| choice | right or within the source's own noise |", "|---|---|"]
    for name, choose_one, neighbours in choosers():
        rows = [row for row in table if neighbours or choose_one(row) in row.scores]
        held = sum(
            row.points_lost(choose_one(row)) <= (row.spread or 1.0) + 1e-9 for row in rows if _stands(row, choose_one)
        )
        lines.append(f"| {name} | {held} of {sum(_stands(row, choose_one) for row in rows)} |")
    return lines


def _stands(row: Comparison, choose_one: Chooser) -> bool:
    return row.stand_in(choose_one(row)) is not None


def line_of_few(table: Iterable[Comparison]) -> list[str]:
    """The line between few and many for added weights, moved: is the result balanced on it?"""
    table = tuple(table)
    lines = ["| few means under | right or within the noise | mean points below the best |", "|---|---|---|"]
    for line in (0, 1_500, 2_500, 5_000, 10_000, 20_000):
        one = score(lambda row, line=line: _moved(row, line), table)
        lines.append(f"| {line:,} | {one.level} of {one.rows} | {one.points_lost:.2f} |")
    return lines


def _moved(row: Comparison, line: int) -> str:
    """The advice if added weights were advised to picture and sound transformers below another number of examples."""
    few = (row.examples or UNKNOWN_EXAMPLES) < line
    mine = row.family == "transformer" and row.domain in ("image", "audio") and row.answer != "boxes"
    now = advised(row)
    if mine and few:
        return "adapters"
    return "discriminative" if mine and now == "adapters" else now


def by_group(table: tuple[Comparison, ...], group: Callable[[Comparison], str]) -> list[str]:
    """The advice, always everything and the earlier rules in each group of rows."""
    lines = [
        "| group | comparisons | the advice | always everything | the rules as they were |",
        "|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(group(row) for row in table):
        rows = tuple(row for row in table if group(row) == name)
        cells = (score(one, rows) for one in (advised, always("full"), earlier))
        shown = " | ".join(f"{one.level} of {one.rows}, {one.points_lost:.2f}" for one in cells)
        lines.append(f"| {name} | {len(rows)} | {shown} |")
    return lines


def misses(table: Iterable[Comparison]) -> list[str]:
    """Every comparison in which the advice was not level with the best."""
    lines = ["| comparison | advised | points lost | best measured |", "|---|---|---|---|"]
    rows = sorted((row for row in table if not row.level(advised(row))), key=lambda row: -row.points_lost(advised(row)))
    for row in rows:
        chosen = advised(row)
        stood = row.stand_in(chosen)
        name = STRATEGIES[chosen].label + ("" if stood == chosen else f" (measured: {STRATEGIES[stood].label})")
        best = max(row.scores, key=row.scores.get)
        lines.append(f"| `{row.key}` | {name} | {row.points_lost(chosen):.1f} | {STRATEGIES[best].label} |")
    return lines


def full_table(table: Iterable[Comparison]) -> list[str]:
    """Every comparison: the scores, what is advised, what is lost."""
    lines = ["| comparison | source | examples, answers, likeness | scores | advised | points lost |"]
    lines.append("|---|---|---|---|---|---|")
    for row in table:
        chosen = advised(row)
        scores = ", ".join(f"{name} {value:g}" for name, value in row.measured)
        size = f"{row.examples or '?'}, {row.classes or '?'}, {row.similarity:g}"
        source = row.source + (" (second hand)" if row.read != "src" else "")
        lines.append(f"| `{row.key}` | {source} | {size} | {scores} | {chosen} | {row.points_lost(chosen):.1f} |")
    return lines


def page() -> str:
    """The whole page: words from advice_page.md, tables computed."""
    table = comparisons()
    places = {
        "ALL": summary(table),
        "FIT": summary(row for row in table if row.part == "fit"),
        "CHECK": summary(row for row in table if row.part == "check"),
        "STRICT": strict(table),
        "HELD": summary(held("held")),
        "HELD_SOURCES": by_group(held("held"), lambda row: row.source),
        "HELD_MISSES": misses(held("held")),
        "AGAIN": summary(held("again")),
        "AGAIN_SOURCES": by_group(held("again"), lambda row: row.source),
        "AGAIN_MISSES": misses(held("again")),
        "BOTH": summary(held_comparisons()),
        "HELD_TABLE": full_table(held_comparisons()),
        "LEFT_OUT": left_out_table(),
        "LINE": line_of_few(table),
        "SOURCES": by_group(table, lambda row: f"{row.source} ({row.part})"),
        "KINDS": by_group(table, lambda row: f"{row.domain}, {row.family}, pretraining {row.pretraining}"),
        "MISSES": misses(table),
        "TABLE": full_table(table),
    }
    words = (FOLDER / "advice_page.md").read_text(encoding="utf-8")
    for key, lines in places.items():
        words = words.replace(f"<!-- {key} -->", "\n".join(lines))
    return words


if __name__ == "__main__":
    print(page(), end="")
