"""How does a plan become a Trainer for Hugging Face?"""

from explorer.planner.export.torch import torch_code
from explorer.planner.export.torch.pytorch import program, torch_phases
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan

USE = [
    "trainer = PlannedTrainer(model=model, args=arguments, train_dataset=data)",
    "trainer.train()",
    "",
    "In phases: PlannedTrainer(model=model, phase=1, ...).train(), then the same with phase=2, and so on.",
    "The rates come from the table below; learning_rate and weight_decay of TrainingArguments are not used.",
    "Its schedulers and warm-up work as always and keep the ratios between the groups.",
    "With gradient checkpointing also pass gradient_checkpointing_kwargs={'use_reentrant': False}:",
    "the reentrant kind lets nothing learn behind a frozen first part.",
]
IMPORTS = ["import torch", "from torch import nn", "from transformers import Trainer", ""]

TRAINER = '''
class PlannedTrainer(Trainer):
    """A Trainer that learns by the plan; `phase` 0 is the whole plan at once, 1, 2 ... one phase of it."""

    def __init__(self, model=None, *arguments, phase=0, **settings):
        if model is not None:
            refuse_writers(model)
            prepare(model)  # the new head before the model moves to its device
        self.phase = phase
        super().__init__(model, *arguments, **settings)
        if PROBLEM != "single_label_classification":
            self.model_accepts_loss_kwargs = False  # LOSS is a mean, so the Trainer itself shares it among its steps

    def create_optimizer(self, model=None):
        """Freeze what stays and give one learning rate a group."""
        if self.optimizer is None:
            model = self.model if model is None else model
            self.optimizer = PHASE_FUNCTION
        return self.optimizer

    def compute_loss(self, model, inputs, return_outputs=False, **settings):
        """Keep frozen batch norm still, which the Trainer would wake at each step, and use LOSS for these answers.

        For one of several classes the model's own loss is the same; for a number or several labels some models,
        those for sound among them, know no other than that for classes.
        """
        if model.training:
            keep_still(model)
        labels = inputs.get("labels")
        if labels is None or PROBLEM == "single_label_classification":
            return super().compute_loss(model, inputs, return_outputs, **settings)
        outputs = model(**{name: value for name, value in inputs.items() if name != "labels"})
        scores = outputs["logits"] if isinstance(outputs, dict) else outputs[0]
        if scores.numel() != labels.numel():
            raise ValueError(
                f"The model gives scores of shape {tuple(scores.shape)} and the labels have {tuple(labels.shape)}: "
                f"each example needs {OUTPUTS}, as numbers with a decimal point."
            )
        loss = LOSS(scores, labels.reshape(scores.shape).to(scores.dtype))
        return (loss, outputs) if return_outputs else loss
'''


WRITERS = '''
def refuse_writers(model):
    """Say so where a model that writes text is to give answers: its own loss is that of the next word."""
    kind = type(core(model)).__name__
    if OUTPUTS is not None and any(end in kind for end in ("CausalLM", "LMHead", "MaskedLM", "ConditionalGeneration")):
        raise ValueError(
            f"{kind} writes text, and this plan gives answers. Load the same weights by "
            "AutoModelForSequenceClassification.from_pretrained, paste its print, and plan for that."
        )
'''


def write(plan: Plan) -> str:
    """Write the plan as a Trainer whose create_optimizer builds the planned groups."""
    both = "start_phase(model, PHASES[self.phase - 1]) if self.phase else apply_plan(model)"
    trainer = TRAINER.replace("PHASE_FUNCTION", both if plan.schedule else "apply_plan(model)")
    public = trainer + "\n" + WRITERS + "\n" + torch_code.APPLY
    return program(plan, "Hugging Face (PyTorch)", USE, IMPORTS, public, torch_phases(plan))


EXPORTER = Exporter(
    "huggingface",
    "Hugging Face Trainer",
    torch_code.FRAMEWORKS,
    ".py",
    write,
    "Use PlannedTrainer where you would use Trainer.",
    able=torch_code.ABLE,
)
