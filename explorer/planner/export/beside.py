"""What learns beside the layers' own weights? Small added weights, or biases alone, parted from the rest of a plan."""

from dataclasses import dataclass, replace

from explorer.planner.export.source_text import comment
from explorer.planner.export.tables import SpeedGroup, Tables
from explorer.planner.records.plan import Plan, PlannedLayer

ALPHA_OVER_RANK = 2.0  # alpha 64 at rank 32, as in PEFT's measured runs
ADDED, BIASES = "added", "biases"  # keys of the groups in an exported program


@dataclass(frozen=True)
class Beside:
    """Layers whose own weights stay while something beside them learns; `kind` is ADDED, BIASES or "" for none."""

    kind: str
    layers: tuple[PlannedLayer, ...]
    multiplier: float
    in_phases: tuple[float, ...]

    @property
    def group(self) -> SpeedGroup:
        """The group of what learns beside, for the tables of a program."""
        return SpeedGroup(self.kind, self.multiplier, self.in_phases, self.layers)


def special(planned: PlannedLayer) -> str:
    """Tell what learns beside a layer's own weights: ADDED, BIASES or ""."""
    return ADDED if planned.action == "add" else BIASES if planned.biases_only else ""


def split_beside(plan: Plan) -> tuple[Plan, Beside]:
    """Part a plan into one in which those layers are frozen, and what learns beside them."""
    places = [i for i, planned in enumerate(plan.layers) if special(planned)]
    if not places:
        return plan, Beside("", (), 0.0, ())
    chosen = tuple(plan.layers[i] for i in places)
    first = places[0]
    layers = tuple(
        replace(planned, action=written(planned), multiplier=0.0, biases_only=False) if special(planned) else planned
        for planned in plan.layers
    )
    still = set(places)
    schedule = tuple(
        replace(phase, multipliers=tuple(0.0 if i in still else speed for i, speed in enumerate(phase.multipliers)))
        for phase in plan.schedule
    )
    in_phases = tuple(phase.multipliers[first] for phase in plan.schedule)
    rest = replace(plan, layers=layers, schedule=schedule)
    return rest, Beside(special(chosen[0]), chosen, chosen[0].multiplier, in_phases)


def written(planned: PlannedLayer) -> str:
    """The action as the tables of a program write it: "add 8" with the rank, "biases"."""
    return f"add {planned.rank}" if special(planned) == ADDED else BIASES


def with_beside(tables: Tables, beside: Beside) -> Tables:
    """Put the group of what learns beside into the tables."""
    return replace(tables, groups=(*tables.groups, beside.group)) if beside.kind else tables


def added_table(beside: Beside) -> list[str]:
    """Write what `add` means, and how much the added weights count."""
    if beside.kind != ADDED:
        return []
    return [
        *comment('"add 8" above: the layer stays, and two small matrices of inner size 8 (the rank) learn beside it.'),
        f"ALPHA_OVER_RANK = {ALPHA_OVER_RANK}  # what is added counts so much, whatever the rank",
        "",
    ]
