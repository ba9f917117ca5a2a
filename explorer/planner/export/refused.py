"""What leaves the page when a framework cannot do what the plan asks? A program that says so and stops."""

from explorer.planner.export.beside import special
from explorer.planner.export.source_text import comment
from explorer.planner.records.plan import Plan

WHAT = {"added": "small weights added beside layers that stay", "biases": "biases alone learning in layers that stay"}


def cannot(plan: Plan, able: frozenset[str]) -> str:
    """Name what the plan asks for and an export is not able to do; "" where there is nothing."""
    asked = {kind for planned in plan.layers if (kind := special(planned))} - able
    return " and ".join(WHAT[kind] for kind in sorted(asked))


def refusal(what: str, label: str, marker: str) -> str:
    """Write a text in the framework's own form that says what is missing; `marker` ".py" makes it a program."""
    lines = comment(
        f"ATTENTION: this plan asks for {what}, which this export ({label}) does not write. Nothing was written in its "
        "place. Take the export for PyTorch or Hugging Face, or choose another strategy."
    )
    if marker == ".py":
        message = f"This plan asks for {what}, which the export for {label} does not write."
        lines += ["", "", "def apply_plan(model):", f"    raise NotImplementedError({message!r})"]
    return "\n".join(["# Fine-tuning plan, written by Layerwise.", *lines]) + "\n"
