"""How does a plan become a mixin for Lightning?"""

from explorer.planner.export.torch import torch_code
from explorer.planner.export.torch.pytorch import program, torch_phases
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan

USE = [
    "class MyModel(PlannedFineTuning):              # instead of LightningModule",
    "    ...                                        # as always, without configure_optimizers",
    "Trainer(max_epochs=epochs).fit(MyModel(), loader)",
    "",
    "In phases: model.phase = 1, fit with a new Trainer, model.phase = 2, fit again, and so on.",
    "To load a checkpoint, call prepare(model) first: it puts the new head in place.",
]
IMPORTS = [
    "import torch",
    "from torch import nn",
    "",
    "try:",
    "    from lightning import LightningModule",
    "except ImportError:  # the older name of the same library",
    "    from pytorch_lightning import LightningModule",
    "",
]

MIXIN = '''
class PlannedFineTuning(LightningModule):
    """A LightningModule that learns by the plan; the plan's layers may be its own or those of a model it holds."""

    phase = 0  # 0: the whole plan at once; 1, 2, ...: one phase of the schedule

    def configure_optimizers(self):
        """Replace the head, freeze what stays, and give one learning rate a group."""
        if self.phase:
            return PHASE_FUNCTION
        return apply_plan(self)

    def train(self, mode=True):
        """Switch to training, but keep frozen batch norm still, also after each validation."""
        super().train(mode)
        return keep_still(self) if mode else self

    def on_train_start(self):
        """Begin in training mode, as Lightning did before 2.2: since then it keeps what the last phase left still."""
        super().on_train_start()
        self.train()

    def on_train_epoch_start(self):
        """Hold frozen batch norm also where Lightning sets the modes itself."""
        super().on_train_epoch_start()
        keep_still(self)
'''


def write(plan: Plan) -> str:
    """Write the plan as a base class whose configure_optimizers gives the planned groups."""
    phase = "start_phase(self, PHASES[self.phase - 1])" if plan.schedule else "apply_plan(self)"
    mixin = MIXIN.replace("PHASE_FUNCTION", phase)
    return program(plan, "Lightning (PyTorch)", USE, IMPORTS, mixin + "\n" + torch_code.APPLY, torch_phases(plan))


EXPORTER = Exporter(
    "lightning",
    "Lightning",
    torch_code.FRAMEWORKS,
    ".py",
    write,
    "Let your module inherit from PlannedFineTuning.",
    able=torch_code.ABLE,
)
