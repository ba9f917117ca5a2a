"""How does a plan become a PyTorch program?"""

from explorer.planner.export.beside import added_table, split_beside, with_beside
from explorer.planner.export.python_header import (
    block_table,
    missing_head,
    opening,
    phase_functions,
    phase_table,
    sources,
    speed_table,
)
from explorer.planner.export.tables import Tables, make_tables
from explorer.planner.export.torch import torch_code
from explorer.planner.export.torch.beside_code import beside_code
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan

USE = [
    "optimizer = apply_plan(model)          # once; or phase_1(model), phase_2(model) ... for the schedule",
    "for epoch in range(epochs):",
    "    set_train_mode(model)              # instead of model.train()",
    "    for inputs, answers in loader:",
    "        optimizer.zero_grad()",
    "        LOSS(model(inputs), answers).backward()",
    "        optimizer.step()",
]

IMPORTS = ["import torch", "from torch import nn", ""]


def program(plan: Plan, framework: str, use: list[str], imports: list[str], public: str, phases: list[str]) -> str:
    """Put a program for PyTorch or a library above it together: tables, public functions, shared functions."""
    beside = split_beside(plan)[1]
    tables = torch_tables(plan)
    lines = opening(plan, tables, framework, plan.model.framework in (*torch_code.FRAMEWORKS, "", "unknown"), use)
    lines += (["import os.path", ""] if tables.patterns else []) + imports
    lines += missing_head(tables)
    lines += speed_table(plan, tables)
    lines += torch_code.constants(plan, tables)
    lines += block_table(tables)
    lines += added_table(beside)
    lines += phase_table(plan, tables)
    lines += sources(tables)
    lines += public.splitlines()
    lines += phases
    lines += ["", "# From here on: how the tables above find their weights. Nothing to change.", ""]
    lines += torch_code.settings(plan)
    lines += torch_code.runtime(plan, tables).splitlines()
    lines += beside_code(beside).splitlines()
    return "\n".join(lines).rstrip() + "\n"


def torch_tables(plan: Plan) -> Tables:
    """The plan's tables under the live model's own names."""
    rest, beside = split_beside(plan)
    return with_beside(make_tables(rest, torch_code.renaming(plan)), beside)


def torch_phases(plan: Plan) -> list[str]:
    """One function a phase, each returning the optimizer of that phase."""
    if not plan.schedule:
        return []
    functions = phase_functions(plan, "return start_phase(model, PHASES[{index}], optimizer)", "model, optimizer=None")
    return ["", *torch_code.PHASE.splitlines(), "", *functions]


def write(plan: Plan) -> str:
    """Write the plan as a PyTorch module: apply_plan, set_train_mode and one function a phase."""
    return program(plan, "PyTorch", USE, IMPORTS, torch_code.APPLY, torch_phases(plan))


EXPORTER = Exporter(
    "pytorch",
    "PyTorch",
    torch_code.FRAMEWORKS,
    ".py",
    write,
    "Call apply_plan(model), then train with its optimizer.",
    able=torch_code.ABLE,
)
