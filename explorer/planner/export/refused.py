"""What does a plan ask for that an export cannot write, and what leaves the page then? A program that says so."""

from explorer.planner.export.beside import special
from explorer.planner.export.source_text import comment
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan
from explorer.remark import Remark, of_record


def refused(plan: Plan, exporter: Exporter) -> Remark | None:
    """Say what the plan asks for and the export does not write; None where it writes all of it."""
    asked = {kind for planned in plan.layers if (kind := special(planned))} - exporter.able
    missing = tuple(Remark(f"plan.asks.{kind}") for kind in sorted(asked)) or exporter.missing(plan)
    if not missing:
        return None
    label = of_record("exporters", exporter.key, "label", exporter.label)
    return Remark("plan.refused.by_export", {"what": missing, "label": label})


def refusal(remark: Remark, ending: str) -> str:
    """Write a text in the framework's own form that says what is missing; with `ending` ".py" a program that stops."""
    lines = comment(f"ATTENTION: {remark}")
    if ending == ".py":
        lines += ["", "", "def apply_plan(model):", f"    raise NotImplementedError({str(remark)!r})"]
    return "\n".join(["# Fine-tuning plan, written by Layerwise.", *lines]) + "\n"
