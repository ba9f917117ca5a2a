"""Which of all possible cases are run? Few in which every two choices meet, or a sample of all of them."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from explorer.planner import STRATEGIES, Task
from tests.live.cases import TASKS, Case

Printers = Mapping[str, Sequence[str]]  # model -> the printers that can print it


class Row(NamedTuple):
    """One case to be, before its task is fitted to the model's data."""

    model: str
    printer: str
    strategy: str
    task: int  # place in the list of tasks
    export: str


def covering(printers: Printers, strategies: Sequence[str], tasks: int, exports: Sequence[str]) -> list[Row]:
    """Give few rows in which every two choices meet that can: each model with each of its printers, and so on.

    Greedy and always alike: the first pair still missing fixes two choices, the others follow one by one, each the
    one that brings most missing pairs, of several the one used least (as AETG does: Cohen et al. 1997, IEEE TSE 23).
    """
    everyone = tuple(dict.fromkeys(itertools.chain.from_iterable(printers.values())))
    choices = (tuple(printers), everyone, tuple(strategies), tuple(range(tasks)), tuple(exports))
    missing = dict.fromkeys(pairs_of(choices, printers))
    used: Counter = Counter()
    rows = []
    while missing:
        (one, first), (other, second) = next(iter(missing))
        row = {one: first, other: second}
        for place in range(len(choices)):
            if place not in row:
                row[place] = best(
                    place, [v for v in choices[place] if fits(row, place, v, printers)], row, missing, used
                )
        for pair in itertools.combinations(sorted(row.items()), 2):
            missing.pop(pair, None)
        used.update(row.items())
        rows.append(Row(*(row[place] for place in range(len(choices)))))
    return sorted(rows, key=lambda row: choices[0].index(row.model))


def pairs_of(choices: tuple[tuple, ...], printers: Printers) -> Iterator[tuple]:
    """Give every pair of choices, those with a model first, model by model; not a model with a foreign printer."""
    for one, other in itertools.combinations(range(len(choices)), 2):
        for first, second in itertools.product(choices[one], choices[other]):
            if fits({one: first}, other, second, printers):
                yield (one, first), (other, second)


def fits(row: dict, place: int, value: object, printers: Printers) -> bool:
    """Whether a choice can stand beside those made: the model must be one that the printer can print."""
    full = {**row, place: value}
    return 0 not in full or 1 not in full or full[1] in printers[full[0]]


def best(place: int, values: list, row: dict, missing: dict, used: Counter) -> object:
    """Give the value that brings most missing pairs with the choices made, of several the one used least."""

    def brings(value: object) -> tuple[int, int]:
        new = sum(tuple(sorted(((place, value), made))) in missing for made in row.items())
        return new, -used[place, value]

    return max(values, key=brings)


@dataclass(frozen=True)
class Choice:
    """What a command asks for: the covering set, or one in `every` of all models × printers × strategies."""

    only: str = ""  # what a model's name or a case's line must hold
    every: int = 0  # 0: the covering set
    draw: int = 0  # another number draws others with `every`
    exports: tuple[str, ...] = ()  # () for all
    strategies: tuple[str, ...] = ()

    def rows(self, printers: Printers, exports: Sequence[str]) -> list[Row]:
        """Give the cases of one family of models, model by model; `only` is not asked yet."""
        strategies = self.strategies or tuple(STRATEGIES)
        if not self.every:
            return covering(printers, strategies, len(TASKS), self.exports or tuple(dict.fromkeys(exports)))
        chance = random.Random(self.draw)
        rows = crossing(printers, tuple(STRATEGIES), len(TASKS), self.exports or exports)
        return [row for row in rows if chance.randrange(self.every) == 0 and row.strategy in strategies]

    def wants(self, name: str, case: Case) -> bool:
        """Whether a case is among those asked for, by its model's full name or by its own line."""
        return self.only in name or self.only in str(case)


def crossing(printers: Printers, strategies: Sequence[str], tasks: int, exports: Sequence[str]) -> Iterator[Row]:
    """Give every model with every printer and strategy; tasks and exports take turns, so that all meet all."""
    for start, (model, own) in enumerate(printers.items()):
        for number, printer in enumerate(own):
            for turn, strategy in enumerate(strategies):
                export = exports[(start + number + turn // 2) % len(exports)]
                yield Row(model, printer, strategy, (start + number + turn) % tasks, export)


def by_model(row: Row) -> str:
    """Give a row's model, to group rows by."""
    return row.model


def suited(task: Task, domain: str, sees_channels: bool) -> Task:
    """Give a task with what a model's data are; other channels only where the model can take them."""
    return replace(task, domain=domain, input_channels_changed=task.input_channels_changed and sees_channels)
