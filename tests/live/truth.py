"""Which speed does the plan give each live weight? Worked out apart from the exported code."""

from dataclasses import dataclass

from explorer.planner.records.plan import Plan, PlannedLayer
from tests.live.cases import check

ADDED_NAMES = ("down", "up", "lora_kernel_a", "lora_kernel_b")  # what exported code calls weights that it adds


@dataclass(frozen=True)
class Truth:
    """The plan's layers under their live names."""

    rows: dict[str, int]  # live name -> number of the planned layer
    plan: Plan
    separator: str = "."
    heads: tuple[str, ...] = ()  # live names of last layers that the summary does not show, written into HEAD

    def listed(self, name: str) -> int | None:
        """Give the planned layer that a weight belongs to: the longest listed path that it begins with."""
        pieces = name.split(self.separator)
        for length in range(len(pieces), 0, -1):
            found = self.rows.get(self.separator.join(pieces[:length]))
            if found is not None:
                return found
        return None

    def speeds(self, phase: int | None) -> tuple[float, ...]:
        """Give base × multiplier of each planned layer, in the whole plan or in one phase (counted from 0)."""
        if phase is None:
            return tuple(self.plan.base_learning_rate * planned.multiplier for planned in self.plan.layers)
        here = self.plan.schedule[phase]
        return tuple(here.base_learning_rate * multiplier for multiplier in here.multipliers)

    def speed(self, names: list[str], phase: int | None) -> float | None:
        """Give the speed of one weight with all its names; None where no listed layer owns it.

        A tensor of several layers follows the head among them, else the slowest, as the plan's own ties do.
        """
        if any(self.is_written(name) for name in names):
            return self.plan.base_learning_rate if phase is None else self.plan.schedule[phase].base_learning_rate
        found = {number for name in names if (number := self.listed(name)) is not None}
        if not found:
            return None
        heads = [number for number in found if self.is_head(number)]
        speeds = list(self.speeds(phase))
        for number in found:
            last = [name.rpartition(self.separator)[2] for name in names]
            if self.plan.layers[number].biases_only and not any("bias" in name for name in last):
                speeds[number] = 0.0
            if self.plan.layers[number].action == "add" and not any(name in ADDED_NAMES for name in last):
                speeds[number] = 0.0  # the layer's own weights stay
        return max(speeds[i] for i in heads) if heads else min(speeds[i] for i in found)

    def is_written(self, name: str) -> bool:
        """Whether a weight belongs to a layer written into HEAD."""
        return name.startswith(tuple(head + self.separator for head in self.heads))

    def has_new_head(self) -> bool:
        """Whether the answers come from a new layer."""
        return bool(self.heads) or any(planned.action == "replace" for planned in self.plan.layers)

    def learns_beside(self, name: str) -> bool:
        """Whether a weight learns beside others that stay: it was added, or it is one of biases that learn alone."""
        if self.is_written(name):
            return False
        number, last = self.listed(name), name.rpartition(self.separator)[2]
        if (
            number is None
        ):  # a module holds it itself, as Swin its relative_position_bias_table: it does as those around
            return "bias" in last and any(planned.biases_only for planned in self.plan.layers)
        return last in ADDED_NAMES or (self.plan.layers[number].biases_only and "bias" in last)

    def is_head(self, number: int) -> bool:
        """Whether a planned layer gives the answers."""
        planned = self.plan.layers[number]
        return planned.layer.role == "head" or planned.layer.path == self.plan.head

    def owner(self, names: list[str]) -> PlannedLayer | None:
        """Give the planned layer of a weight."""
        found = next((n for name in names if (n := self.listed(name)) is not None), None)
        return None if found is None else self.plan.layers[found]


def truth_of(plan: Plan, name_of, separator: str = ".", heads: tuple[str, ...] = ()) -> Truth:
    """Name the plan's layers that hold weights or running statistics; `name_of(layer)` is their live name."""
    rows: dict[str, int] = {}
    for number, planned in enumerate(plan.layers):
        layer = planned.layer
        if layer.kind == "InputLayer" or layer.path.startswith("input"):
            continue
        if not (layer.weighted or layer.norm or layer.parameters is None):
            continue
        name = name_of(layer)
        if name is not None and (name not in rows or layer.weighted):
            rows.setdefault(name, number)
    return Truth(rows, plan, separator, heads)


def check_rates(found: dict, expected: dict) -> None:
    """Hold the optimizer's rate of every weight against the plan's; 0 means frozen and in no group."""
    for name, rate in expected.items():
        if rate is not None:
            here = found.get(name, 0.0)
            check(abs(here - rate) <= 1e-9 + 1e-5 * rate, f"{name} learns at {here}, the plan says {rate}")
