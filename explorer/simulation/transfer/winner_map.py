"""Which strategy wins at which number of examples and likeness? A shipped map of each world, and how a cell is made."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explorer.simulation.transfer.run import run_transfer
from explorer.simulation.transfer.spec import TransferSpec
from explorer.simulation.transfer.verdict import judge_transfer
from explorer.simulation.transfer.worlds import MAP_SEEDS, MAP_SIMILARITIES, WORLDS

FILE = Path(__file__).with_name("winner_map.json")
DIGITS = 4  # of the shipped means


@dataclass(frozen=True)
class WinnerCell:
    """One cell of the map."""

    examples: int
    similarity: float
    winner: str  # key of the strategy with the highest mean
    clear: bool  # its band lies above all others
    level: tuple[str, ...]  # strategies whose bands reach the winner's, itself first
    mean: tuple[float, ...]  # one a strategy of the map
    band: tuple[float, ...]  # half the width of each band


@dataclass(frozen=True)
class WinnerMap:
    """The map of one world."""

    world: str
    strategies: tuple[str, ...]
    seeds: int
    steps: int
    version: int
    cells: tuple[WinnerCell, ...]  # by similarity, then by examples

    @property
    def decides(self) -> bool:
        """Whether a winner is clear at more places than one in ten: a map of draws has nothing to show."""
        return 10 * sum(cell.clear for cell in self.cells) > len(self.cells)

    def clearly_better(self, cell: WinnerCell, strategy: str) -> tuple[str, ...]:
        """Return the strategies whose bands lie wholly above that of one of the map's, best first."""
        top = dict(zip(self.strategies, zip(cell.mean, cell.band, strict=True), strict=True))
        mean, half = top[strategy]
        ahead = [key for key, (other, band) in top.items() if other - band > mean + half]
        return tuple(sorted(ahead, key=lambda key: -top[key][0]))

    def nearest(self, examples: int, similarity: float) -> WinnerCell:
        """Return the cell nearest to a case, sizes compared by their ratio."""
        sizes = WORLDS[self.world].map_examples
        size = min(sizes, key=lambda s: max(s / examples, examples / s))
        alike = min(MAP_SIMILARITIES, key=lambda s: abs(s - similarity))
        return next(cell for cell in self.cells if (cell.examples, cell.similarity) == (size, alike))


def compute_cell(world: str, examples: int, similarity: float) -> WinnerCell:
    """Run the world's contenders at one place of the map."""
    spec = TransferSpec(world, examples, similarity, WORLDS[world].contenders, seeds=MAP_SEEDS)
    result = run_transfer(spec)
    verdict = judge_transfer(result)
    return WinnerCell(
        examples=examples,
        similarity=similarity,
        winner=verdict.winner,
        clear=verdict.key == "clear",
        level=verdict.level,
        mean=tuple(round(float(mean), DIGITS) for mean in result.mean),
        band=tuple(round(float(half), DIGITS) for half in result.band),
    )


@cache
def load_winner_maps() -> dict[str, WinnerMap]:
    """Read the shipped maps, one a world that has a map."""
    held = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        world: WinnerMap(
            world=world,
            strategies=tuple(part["strategies"]),
            seeds=held["seeds"],
            steps=held["steps"],
            version=held["version"],
            cells=tuple(_cell(cell) for cell in part["cells"]),
        )
        for world, part in held["worlds"].items()
    }


def _cell(held: dict) -> WinnerCell:
    lists = {name: tuple(held[name]) for name in ("level", "mean", "band")}
    return WinnerCell(**{**held, **lists})
