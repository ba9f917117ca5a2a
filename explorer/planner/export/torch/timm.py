"""How does a plan become a program for timm's models?"""

from explorer.planner.export.torch import torch_code
from explorer.planner.export.torch.pytorch import IMPORTS, program, torch_phases
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan

USE = [
    "model = timm.create_model(name, pretrained=True)",
    "optimizer = apply_plan(model)          # once; or phase_1(model), phase_2(model) ... for the schedule",
    "for epoch in range(epochs):",
    "    set_train_mode(model)              # instead of model.train()",
    "    for inputs, answers in loader:",
    "        optimizer.zero_grad()",
    "        LOSS(model(inputs), answers).backward()",
    "        optimizer.step()",
    "",
    "The rates stand in each group's own lr, so that every scheduler of PyTorch or timm keeps their ratios.",
    "Do not add timm's layer_decay or lr_scale on top: only timm's schedulers read lr_scale, with PyTorch's it",
    "does nothing, and here it would scale twice. A timm scheduler's warmup_lr_init must lie below the slowest",
    "rate in the table.",
]


def write(plan: Plan) -> str:
    """Write the plan as a module for timm: apply_plan, set_train_mode and one function a phase."""
    return program(plan, "timm (PyTorch)", USE, IMPORTS, torch_code.APPLY, torch_phases(plan))


EXPORTER = Exporter(
    "timm",
    "timm",
    torch_code.FRAMEWORKS,
    ".py",
    write,
    "As for PyTorch, with what timm's schedulers need.",
    able=torch_code.ABLE,
)
