"""What does a caution look at, and how is it put?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from explorer.planner.parts import Parts
from explorer.planner.records.model import Model
from explorer.planner.records.plan import Caution, PlannedLayer
from explorer.planner.records.task import Task
from explorer.remark import Remark


@dataclass(frozen=True)
class Scene:
    """What is looked at: the model, the task, and the plan so far."""

    model: Model
    task: Task
    parts: Parts
    layers: tuple[PlannedLayer, ...]

    def paths(self, positions: Iterable[int]) -> tuple[str, ...]:
        """The names of layers by position."""
        return tuple(self.model.layers[i].path for i in positions)

    def planned(self, test: Callable[[PlannedLayer], bool]) -> tuple[str, ...]:
        """The names of planned layers that pass the test."""
        return tuple(planned.layer.path for planned in self.layers if test(planned))


Check = Callable[[Scene], Caution | None]  # one risk; silent unless it should speak


def caution(
    key: str,
    values: Mapping[str, object] | None = None,
    variant: str = "",
    mend: str = "mend",
    layers: tuple[str, ...] = (),
    rule: str | None = None,
) -> Caution:
    """Put a caution: its sentence is `cautions.<key>` or a variant of it, what mends it `cautions.<key>.<mend>`."""
    what = Remark(f"cautions.{key}.{variant}" if variant else f"cautions.{key}", values or {})
    return Caution(key, what, Remark(f"cautions.{key}.{mend}", values or {}), layers, rule)
