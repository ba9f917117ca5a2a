"""How does a plan leave the page? One module a framework, each a function from plan to text.

- `beside`: What learns beside the layers' own weights?
- `csv_table`: How does a plan become a table for a spreadsheet?
- `python_header`: How does an exported program begin?
- `refused`: What leaves the page when a framework cannot do what the plan asks?
- `source_text`: How does text from outside become part of a program?
- `tables`: What do all exports say?
- `task_code`: What does the new head give, and which loss fits?
"""

from explorer.errors import ReaderError
from explorer.planner.export import csv_table
from explorer.planner.export.caffe import network as caffe
from explorer.planner.export.keras import compiled as keras
from explorer.planner.export.refused import refusal, refused
from explorer.planner.export.torch import fastai, huggingface, lightning, peft, pytorch, timm, ultralytics
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan
from explorer.planner.saved import plan_json
from explorer.remark import Remark

__all__ = ["EXPORTERS", "Exporter", "export_plan", "why_not"]

EXPORTERS: dict[str, Exporter] = {
    module.EXPORTER.key: module.EXPORTER
    for module in (pytorch, keras, caffe, timm, fastai, lightning, huggingface, peft, ultralytics, csv_table, plan_json)
}


def export_plan(plan: Plan, key: str) -> str:
    """Write a plan as code or data: `key` is one of EXPORTERS. Raises ReaderError for another key."""
    if key not in EXPORTERS:
        raise ReaderError(Remark("plan.refused.export", {"allowed": tuple(EXPORTERS), "came": repr(key)}))
    exporter = EXPORTERS[key]
    remark = refused(plan, exporter)
    return refusal(remark, exporter.ending) if remark else exporter.write(plan)


def why_not(plan: Plan, key: str) -> Remark | None:
    """Say what the plan asks for and this export does not write; None where the export holds the whole plan."""
    return refused(plan, EXPORTERS[key])
