"""What does a guard look at?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from explorer.planner.parts import Anatomy
from explorer.planner.records.model import Model
from explorer.planner.records.plan import PlannedLayer, PlanWarning
from explorer.planner.records.task import Task


@dataclass(frozen=True)
class Scene:
    """What the guards look at."""

    model: Model
    task: Task
    anatomy: Anatomy
    layers: tuple[PlannedLayer, ...]

    def paths(self, positions: Iterable[int]) -> tuple[str, ...]:
        """The names of layers by position."""
        return tuple(self.model.layers[i].path for i in positions)

    def planned(self, test: Callable[[PlannedLayer], bool]) -> tuple[str, ...]:
        """The names of planned layers that pass the test."""
        return tuple(planned.layer.path for planned in self.layers if test(planned))


Guard = Callable[[Scene], PlanWarning | None]
