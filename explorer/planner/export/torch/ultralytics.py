"""How does a plan for a YOLO model become a run of Ultralytics, which keeps whole numbered layers (`freeze=N`)?"""

import re
from itertools import groupby

from explorer.planner.export.source_text import comment, literal, number, printable
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.model import Model
from explorer.planner.records.plan import Phase, Plan
from explorer.remark import Remark
from explorer.text import say

# "model.22.cv3.0.2", "model.model.0.conv": the numbered layers of an Ultralytics model
NUMBERED = re.compile(r"^(?:model[._/]){1,3}(?P<number>\d{1,3})(?:[._/]|$)")
FIXED = re.compile(r"[._/]dfl[._/]")  # a sum over a box's edge, which Ultralytics itself always keeps
FEWEST_LAYERS = 4
OPTIMIZERS = {"adamw": "AdamW", "adam": "Adam", "sgd": "SGD"}
WARM_UP = 1  # V8: about one epoch is enough
USE = (
    "# How to use it:",
    "#     model = train('yolo11n.pt', 'data.yaml', epochs=50)   # your own files",
    "# data.yaml names the pictures and the answers: Ultralytics fits the last layer to their number by itself.",
)

BODY = '''

def apply_plan(model, phase=0):
    """Check that the model is the one of the plan, and mark what stays in this phase; `train` does both by itself."""
    check(model)
    kept = PHASES[phase]["freeze"]
    numbers = range(kept) if isinstance(kept, int) else kept or []
    for place, layer in enumerate(numbered(model)):
        for parameter in layer.parameters():
            parameter.requires_grad_(place not in numbers)


def train(weights, data, epochs=50, **settings):
    """Train phase by phase; the second goes on from the best weights of the first. Returns the model."""
    from ultralytics import YOLO

    model = YOLO(weights)
    check(model)
    for phase in PHASES:
        model.train(
            data=data, epochs=max(1, round(epochs * phase["share"])), freeze=phase["freeze"], lr0=phase["rate"],
            **{**SETTINGS, **settings},
        )
    return model


def check(model):
    """Stop with a sentence where the layers are not the ones that the plan was made for."""
    found = [sum(parameter.numel() for parameter in layer.parameters()) for layer in numbered(model)]
    if len(found) != len(WEIGHTS):
        raise ValueError(f"The plan is for {len(WEIGHTS)} numbered layers; this model has {len(found)}.")
    for place, (here, planned) in enumerate(zip(found[:-1], WEIGHTS[:-1])):  # the last one follows the answers
        if planned is not None and here != planned:
            raise ValueError(f"Layer {place} has {here} weights; the plan was made for {planned}.")


def numbered(model):
    """The numbered layers of a YOLO object, of the model in it, or of a plain chain."""
    while hasattr(model, "model"):
        model = model.model
    return list(model)
'''


def fits(model: Model) -> bool:
    """Whether the layers are numbered from 0 to the last, as Ultralytics numbers them."""
    found = numbers(model)
    return (
        len(set(found)) >= FEWEST_LAYERS
        and None not in found
        and sorted(set(found)) == list(range(max(found) + 1))
        and any(re.search(r"0[._/]conv", layer.path) for layer in model.layers)
    )


def numbers(model: Model) -> list[int | None]:
    """Return the number of the layer to which each row belongs; None where the name has none."""
    matches = (NUMBERED.match(layer.path) for layer in model.layers)
    return [int(match["number"]) if match else None for match in matches]


def write(plan: Plan) -> str:
    """Write a training run; for plans of which nothing is `missing`."""
    phases = [
        f'    {{"share": {number(phase.share)}, "freeze": {_freeze(plan, phase)}, '
        f'"rate": {number(phase.base_learning_rate * _fastest(phase))}}},  # {printable(say(phase.title), 80)}'
        for phase in plan.schedule
    ]
    settings = {"optimizer": OPTIMIZERS[plan.task.optimizer], "batch": plan.task.batch, "warmup_epochs": WARM_UP}
    settings |= {"imgsz": plan.task.input_size} if plan.task.input_size else {}
    lines = [
        "# Fine-tuning plan, written by Layerwise. It needs Ultralytics and nothing else.",
        "#",
        *comment(f"Model: {plan.model.name or 'unnamed'}, {len(_weights(plan))} numbered layers."),
        *comment(say(plan.why)),
        "#",
        *USE,
        "",
        "# freeze: how many layers stay from the input on, or which ones; Ultralytics keeps or trains whole layers.",
        *_said_of_whole_layers(plan),
        "PHASES = [",
        *phases,
        "]",
        f"SETTINGS = {{{', '.join(f'{literal(key)}: {literal(value)}' for key, value in settings.items())}}}",
        "",
        "# The layer map, read from the text: the weights of each numbered layer, None where the text does not tell.",
        "WEIGHTS = [",
        *(f"    {weights},  # {place}: {_what(plan, place)}" for place, weights in enumerate(_weights(plan))),
        "]",
        "",
    ]
    return "\n".join(lines) + BODY


def missing(plan: Plan) -> tuple[Remark, ...]:
    """Name what the plan asks for and Ultralytics does not do."""
    if not fits(plan.model):
        return (Remark("plan.asks.other_names"),)
    if any(planned.action == "reinitialize" for planned in plan.layers):
        return (Remark("plan.asks.start_anew"),)
    if not all(_speeds(phase) for phase in plan.schedule):
        return (Remark("plan.asks.nothing"),)
    if any(len(set(_speeds(phase))) > 1 for phase in plan.schedule):
        return (Remark("plan.asks.own_rates"),)
    return ()


def _speeds(phase: Phase) -> list[float]:
    return [speed for speed in phase.multipliers if speed > 0]


def _fastest(phase: Phase) -> float:
    return max(_speeds(phase), default=0.0)


def _kept(plan: Plan, phase: Phase) -> list[int]:
    """Return the numbers of the layers of which nothing learns in a phase."""
    learning = {place for place, speed in zip(numbers(plan.model), phase.multipliers, strict=True) if speed > 0}
    return [place for place in range(len(_weights(plan))) if place not in learning]


def _freeze(plan: Plan, phase: Phase) -> str:
    kept = _kept(plan, phase)
    if not kept:
        return "None"
    return str(len(kept)) if kept == list(range(len(kept))) else str(kept)


def _weights(plan: Plan) -> list[int | None]:
    """Return the weights of each numbered layer, None as soon as one of its rows does not tell."""
    rows = sorted(zip(numbers(plan.model), plan.model.layers, strict=True), key=lambda pair: pair[0])
    counted = {}
    for place, group in groupby(rows, key=lambda pair: pair[0]):
        counts = [layer.parameters for _, layer in group]
        counted[place] = None if None in counts else sum(counts)
    return [counted[place] for place in range(len(counted))]


def _said_of_whole_layers(plan: Plan) -> list[str]:
    """Say where more learns than the plan lets learn, because a numbered layer holds both."""
    both = set()
    for phase in plan.schedule:
        kept = _kept(plan, phase)
        for place, layer, speed in zip(numbers(plan.model), plan.model.layers, phase.multipliers, strict=True):
            if speed == 0 and layer.parameters and place not in kept and not FIXED.search(layer.path):
                both.add(place)
    return [f"# Layer {place} learns as a whole, also what the plan keeps of it." for place in sorted(both)]


def _what(plan: Plan, place: int) -> str:
    """Say what a numbered layer holds and whether it learns in the last phase."""
    pairs = zip(numbers(plan.model), plan.model.layers, strict=True)
    kinds = dict.fromkeys(layer.kind for number_here, layer in pairs if number_here == place)
    fate = "stays" if place in _kept(plan, plan.schedule[-1]) else "learns"
    return f"{fate if _weights(plan)[place] != 0 else 'no weights'}; {printable(', '.join(kinds), 60)}"


EXPORTER = Exporter(
    "ultralytics",
    "Ultralytics (YOLO)",
    ("pytorch",),
    ".py",
    write,
    "A training run of Ultralytics with the plan's layers kept by freeze.",
    only=fits,
    missing=missing,
)
