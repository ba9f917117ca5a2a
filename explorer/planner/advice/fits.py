"""Does the plan fit in the machine's memory, and what would make it fit?"""

from dataclasses import replace

from explorer.planner.advice.choice import memory_bytes
from explorer.planner.cost.cost import cost_of
from explorer.planner.parts import find_parts
from explorer.planner.records.plan import Plan
from explorer.planner.records.task import Task
from explorer.remark import Remark

SMALLER_BATCHES = (16, 8, 4, 2, 1)


def said_of_fit(plan: Plan) -> tuple[Remark, ...]:
    """Say whether the plan fits, and if not, the first change of the task that makes it fit; empty where not known."""
    low, high = plan.cost.memory_low, plan.cost.memory_high
    limit = memory_bytes(plan.task)
    if low is None or high is None or limit == float("inf"):
        return ()
    values = {"low": low, "high": high, "memory": int(limit)}
    if high <= limit:
        return (Remark("evidence.fits.yes", values),)
    way = what_makes_it_fit(plan)
    close = Remark("evidence.fits.perhaps" if low <= limit else "evidence.fits.no", values)
    if way is None:
        return (close, Remark("evidence.fits.nothing"))
    key, task, high = way
    return (close, Remark(f"evidence.fits.by_{key}", {"batch": task.batch, "high": high}))


def what_makes_it_fit(plan: Plan) -> tuple[str, Task, int] | None:
    """Return the first change that fits, by its key, with its task and its upper bytes: the least first."""
    limit, parts = memory_bytes(plan.task), find_parts(plan.model, plan.task)
    for key, task in _ways(plan):
        cost = cost_of(plan.model, task, parts, plan.layers)
        if cost.memory_high is not None and cost.memory_high <= limit:
            return key, task, cost.memory_high
    return None


def _ways(plan: Plan) -> list[tuple[str, Task]]:
    """Changes in the order of what they cost: fewer bytes a number, smaller steps, computing again, four bits."""
    task = plan.task
    ways = [("half", replace(task, number_format="bfloat16"))] if task.number_format in ("float32", "mixed") else []
    half = ways[-1][1] if ways else task
    batches = [batch for batch in SMALLER_BATCHES if batch < task.batch]
    ways += [("checkpointing", replace(half, checkpointing=True))] if not task.checkpointing else []
    again = replace(half, checkpointing=True)
    ways += [("batch", replace(again, batch=batch)) for batch in batches]
    four = plan.strategy == "adapters" and task.number_format != "4bit"
    if four:
        ways += [("four", replace(task, number_format="4bit"))]
        ways += [("four_again", replace(task, number_format="4bit", checkpointing=True))]
        ways += [("four_batch", replace(task, number_format="4bit", checkpointing=True, batch=b)) for b in batches]
    return ways
