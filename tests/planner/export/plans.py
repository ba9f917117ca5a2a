"""Small hand-made plans, so that an export is tested apart from reader and rules."""

from explorer.planner.records.model import Layer, Model
from explorer.planner.records.plan import Cost, Phase, Plan, PlannedLayer
from explorer.planner.records.task import Task

NO_COST = Cost(*[None] * 11)

HOSTILE = (
    "'; import os; os.system('x') #",
    '"""\nimport os\n"""',
    "a\nb = 1",
    "a\r\nb",
    "a\\",
    "a\\\n",
    "{name}",
    "%s%n",
    "\u2028import os",
    "\u2029x",
    "\x85y",
    "\x0cz",
    "\x00nul",
    "\u202eright to left",
    "\ud800 alone",
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "</script><b>",
    "# coding: utf-7",
    "}\nlayer { name: 'x'",
    'x" }',
    "…",
    "é✓名",
    "",
    " ",
    ".",
    "a..b",
    "1",
    "module",
    "x" * 5000,
)


def make_plan_by_hand(names=("conv1", "bn1", "fc"), framework="pytorch", head=True, task=None, **settings):
    """A plan with one layer a name: the first half frozen, the next at a tenth, the last a new head."""
    layers = tuple(
        Layer(
            path=name,
            kind=settings.get("kind", "Linear"),
            parameters=100 + i,
            role="head" if head and i == len(names) - 1 else "body",
            stage=i,
            name_known=settings.get("name_known", "full"),
        )
        for i, name in enumerate(names)
    )
    title = settings.get("title", "All")
    model = Model(
        settings.get("name", "m"),
        framework,
        "by hand",
        layers,
        None,
        stage_names=tuple(names),
        source=settings.get("source", ""),
    )
    planned = tuple(
        PlannedLayer(layer, "replace", 1.0, ("A1",), reason=title)
        if layer.role == "head"
        else PlannedLayer(
            layer, "freeze" if i < len(layers) / 2 else "tune", 0.0 if i < len(layers) / 2 else 0.1, ("A2",)
        )
        for i, layer in enumerate(layers)
    )
    speeds = tuple(p.multiplier for p in planned)
    phases = (
        Phase("head", title, 0.25, tuple(m if m == 1 else 0.0 for m in speeds), 1e-3),
        Phase("all", title, 0.75, speeds, 5e-4),
    )
    return Plan(
        model, task or Task(), "discriminative", "auto", planned, 1e-3, phases, (), NO_COST, why=settings.get("why", "")
    )
