"""What is an export? A record: its key, for whom it is, its file, and the function that writes it."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.records.model import Model
from explorer.planner.records.plan import Plan
from explorer.remark import Remark


@dataclass(frozen=True)
class Exporter:
    """One way to take a plan away."""

    key: str
    label: str
    frameworks: tuple[str, ...]  # of the models it fits; empty: every model
    ending: str  # of the downloaded file, the dot included
    write: Callable[[Plan], str]
    sentence: str = ""  # what one does with it
    only: Callable[[Model], bool] = lambda model: True  # of the models of its frameworks, those that it can be for
    able: frozenset[str] = frozenset()  # what beside whole layers it lets learn: "added" weights, "biases" alone
    missing: Callable[[Plan], tuple[Remark, ...]] = lambda plan: ()  # what else a plan asks for that it cannot write

    @property
    def file_name(self) -> str:
        """What the downloaded file is called."""
        return f"fine_tuning_plan_{self.key}{self.ending}" if self.frameworks else f"fine_tuning_plan{self.ending}"

    def fits(self, model: Model) -> bool:
        """Whether the page should offer this export; where the framework is not known, every one may fit."""
        framework = not self.frameworks or model.framework in self.frameworks or model.framework in ("", "unknown")
        return framework and self.only(model)
