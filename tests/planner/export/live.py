"""What the contract says about a live model's weights, computed apart from the exported code."""

from explorer.planner.plan import Plan, PlannedLayer


def run_code(code: str, name: str = "exported") -> dict:
    """Execute an export and return what it defines."""
    defined: dict = {"__name__": name}
    exec(compile(code, f"{name}.py", "exec"), defined)
    return defined


def shared_path(paths: list[list[str]]) -> list[str]:
    """The pieces that all paths begin with."""
    same: list[str] = []
    for pieces in zip(*paths, strict=False):
        if len(set(pieces)) > 1:
            break
        same.append(pieces[0])
    return same


def decider(plan: Plan, name: str, separator: str = ".") -> PlannedLayer:
    """The planned layer that a weight follows: longest listed path, else its stage, else the first stage."""
    listed = {p.layer.path.removeprefix("module."): p for p in plan.layers if p.layer.weighted or p.layer.norm}
    pieces = name.split(separator)
    for length in range(len(pieces), 0, -1):
        found = listed.get(separator.join(pieces[:length]))
        if found:
            return found
    by_stage: dict[int, list[list[str]]] = {}
    for path, planned in listed.items():
        by_stage.setdefault(planned.layer.stage, []).append(path.split(separator))
    around = [(shared_path(paths), stage) for stage, paths in by_stage.items()]
    around = [(same, stage) for same, stage in around if same and pieces[: len(same)] == same]
    stage = max(around, key=lambda pair: len(pair[0]))[1] if around else min(by_stage)
    return next(p for p in listed.values() if p.layer.stage == stage)
