"""What is to be done with each layer? The plan: actions, multipliers, reasons, phases, cautions."""

from dataclasses import dataclass

from explorer.planner.records.comparison import Comparison
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.task import Task
from explorer.remark import Remark

ACTIONS = ("freeze", "tune", "replace", "reinitialize", "add")


@dataclass(frozen=True)
class PlannedLayer:
    """What happens to one layer, and why."""

    layer: Layer
    action: str  # one of ACTIONS
    multiplier: float  # of the plan's base rate, which is the head's; 0.0 when frozen, at most 1
    because: tuple[str, ...]  # keys of the rules that shaped it, the deciding one first
    against: tuple[str, ...] = ()  # keys of the rules that say otherwise
    reason: Remark | str = ""  # why, for this layer
    own: bool = False  # changed by the person, not by the rules
    rank: int | None = None  # of the weights added beside it, where the action is "add"; its own weights then stay
    added_parameters: int | None = None  # how many are added; None elsewhere, or where the text does not tell
    biases_only: bool = False  # "tune" moves its biases alone


@dataclass(frozen=True)
class Phase:
    """One stretch of training; exports write one function for each."""

    key: str  # an identifier, used in code: "head", "all", "stage_4"
    title: Remark | str
    share: float  # of all epochs, 0 to 1; the phases of a plan add up to 1
    multipliers: tuple[float, ...]  # one a planned layer; 0.0 is frozen in this phase
    base_learning_rate: float


@dataclass(frozen=True)
class Caution:
    """What is risky, why, and what mends it."""

    key: str
    sentence: Remark | str
    mend: Remark | str
    layers: tuple[str, ...] = ()  # paths it speaks of
    rule: str | None = None


@dataclass(frozen=True)
class Flip:
    """The nearest answer that changes the advice."""

    field: str  # of Task
    value: object
    strategy: str
    sentence: Remark | str


@dataclass(frozen=True)
class Cost:
    """What this plan costs beside full fine-tuning; None is "the text does not tell", said in `notes`."""

    trainable_parameters: int | None
    all_parameters: int | None
    weight_bytes: int | None
    gradient_bytes: int | None
    optimizer_bytes: int | None
    full_weight_bytes: int | None
    full_gradient_bytes: int | None
    full_optimizer_bytes: int | None
    forward_macs: int | None  # per example
    backward_macs: int | None
    full_backward_macs: int | None
    notes: tuple[Remark | str, ...] = ()
    full_trainable_parameters: int | None = None  # when everything learns; Keras's running statistics never do
    memory_low: int | None = None  # bytes at the peak of a step, activations and logits included; at least
    memory_high: int | None = None  # at most

    @property
    def step_share(self) -> float | None:
        """Work of one step as a share of full fine-tuning's, both with their forward pass."""
        if self.forward_macs is None or self.backward_macs is None or not self.full_backward_macs:
            return None
        return (self.forward_macs + self.backward_macs) / (self.forward_macs + self.full_backward_macs)

    @property
    def memory_share(self) -> float | None:
        """Weights, gradients and optimizer memory as a share of full fine-tuning's."""
        here = (self.weight_bytes, self.gradient_bytes, self.optimizer_bytes)
        full = (self.full_weight_bytes, self.full_gradient_bytes, self.full_optimizer_bytes)
        if any(part is None for part in here + full) or not sum(full):
            return None
        return sum(here) / sum(full)


@dataclass(frozen=True)
class Speeds:
    """How the speed falls from the last layer to the first group: never a fall without its group count."""

    stem_multiplier: float  # the first group's speed
    groups: int  # the head's included
    decay: float | None  # from one group to the one before it; None where the speeds do not fall evenly
    sentence: Remark | str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """One change by the person: of a layer (its path or position) or of a stage (its number).

    An edit without action and speed takes back what was changed there.
    """

    layer: str | int | None = None
    stage: int | None = None
    action: str | None = None  # one of ACTIONS
    multiplier: float | None = None  # 0 to 1


@dataclass(frozen=True)
class Plan:
    """A whole plan; `layers` stands in the model's order."""

    model: Model
    task: Task
    strategy: str  # the one in force, never "auto"
    requested: str  # as asked for, "auto" included
    layers: tuple[PlannedLayer, ...]
    base_learning_rate: float  # the head's
    schedule: tuple[Phase, ...]
    warnings: tuple[Caution, ...]
    cost: Cost
    why: Remark | str = ""  # why this strategy
    because: tuple[str, ...] = ()  # rules for the choice of strategy
    against: tuple[str, ...] = ()  # rules that advise otherwise
    flips: tuple[Flip, ...] = ()  # nearest first
    advised: str = ""  # what "auto" advises for this task
    speeds: Speeds | None = None
    notes: tuple[Remark | str, ...] = ()  # the loss, what a rule would say elsewhere, our own lines
    conflicts: tuple[str, ...] = ()  # keys of CONFLICTS that this plan touches
    edits: tuple[Edit, ...] = ()  # the person's own changes, in order
    head: str | None = None  # path of the layer that gives the answers, None where it was not found
    evidence: tuple[Comparison, ...] = ()  # published comparisons like this case, with the score of each strategy
    decided_by: str = ""  # what decided the advice: measured, rules, machine
