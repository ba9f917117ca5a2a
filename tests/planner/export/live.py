"""What the contract says about a live model's weights, computed apart from the exported code."""

from explorer.planner.records.plan import Plan, PlannedLayer


def run_code(code: str, name: str = "exported") -> dict:
    """Execute an export and return what it defines."""
    defined: dict = {"__name__": name}
    exec(compile(code, f"{name}.py", "exec"), defined)
    return defined


def decider(plan: Plan, name: str, separator: str = ".") -> PlannedLayer:
    """The planned layer that a weight follows: longest listed path, else its stage, else the first stage."""
    listed = {p.layer.path.removeprefix("module."): p for p in plan.layers if p.layer.weighted or p.layer.norm}
    pieces = name.split(separator)
    for length in range(len(pieces), 0, -1):
        found = listed.get(separator.join(pieces[:length]))
        if found:
            return found
    around = [stage for stage in plan.model.stages if name.startswith(stage.name.removeprefix("module.") + separator)]
    stage = (
        max(around, key=lambda stage: len(stage.name)).index if around else min(p.layer.stage for p in listed.values())
    )
    return next(p for p in listed.values() if p.layer.stage == stage)


def learns(planned: PlannedLayer, weight: str) -> bool:
    """Whether a weight of a layer that learns does so itself, told by its own name: not what others stand beside."""
    if planned.action == "add":
        return weight in ("down", "up")
    return "bias" in weight or not planned.biases_only
