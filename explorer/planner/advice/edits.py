"""What if the person decides otherwise? Their own edits on the advice, with everything else following."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.errors import ReaderError
from explorer.planner.advice.each_layer import BESIDE_A_NEW_LAYER, Setting, explain, setting_of
from explorer.planner.advice.make_plan import follow, make_plan
from explorer.planner.advice.strategies import STRATEGIES
from explorer.planner.layers.linear import is_linear
from explorer.planner.parts import Parts, carries_weights, find_parts, leave_heads, new_first_layer
from explorer.planner.records.plan import ACTIONS, Edit, Plan, PlannedLayer
from explorer.remark import Remark

State = tuple[str, float]  # action and multiplier of one layer


def edit_plan(plan: Plan, edits: Iterable[Edit]) -> Plan:
    """Return a new plan with these edits on top of earlier ones; cost, schedule and warnings follow.

    "freeze" forces the speed 0, and a speed above 0 turns "freeze" into "tune"; where one edit says both, the
    action holds. "replace" below the last layer means that the layer starts anew. Layers with shared weights
    change together. An edit without action and speed takes back earlier ones of the same place. Raises
    ReaderError, in words for the page, for what cannot be.
    """
    advice = make_plan(plan.model, plan.task, plan.requested)
    kept = _gathered((*plan.edits, *edits))
    parts = find_parts(plan.model, plan.task)
    states = [(planned.action, planned.multiplier) for planned in advice.layers]
    for edit in kept:
        for position in _places(plan, parts, edit):
            states[position] = _edited(Desk(plan, parts, edit), position, states[position])
    parts = leave_heads(parts, tuple(i for i, (action, _) in enumerate(states) if action == "replace"))
    setting = setting_of(plan.model, plan.task, parts, STRATEGIES[advice.strategy], ())
    layers = tuple(_planned(setting, advice.layers[i], i, state) for i, state in enumerate(states))
    even = all(planned.multiplier == old.multiplier for planned, old in zip(layers, advice.layers, strict=True))
    draft = replace(advice, edits=kept, speeds=advice.speeds if even else None)
    return follow(draft, parts, layers)


def undo_edits(plan: Plan) -> Plan:
    """Return to the advice: the same model, task and strategy without the person's own edits."""
    return make_plan(plan.model, plan.task, plan.requested)


@dataclass(frozen=True)
class Desk:
    """What an edit is judged against."""

    plan: Plan
    parts: Parts
    edit: Edit


def _gathered(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits in force: the last one of each place, in the order in which they came."""
    held: dict[tuple[str | int | None, int | None], Edit] = {}
    for edit in edits:
        _check(edit)
        place = (edit.layer, edit.stage)
        before = held.pop(place, None)
        if edit.action is None and edit.multiplier is None:
            continue
        starts_anew = before is not None and before.action in ("replace", "reinitialize")
        if edit.action is None and starts_anew and edit.multiplier:
            edit = replace(edit, action=before.action)  # a new speed for what was set to start anew
        held[place] = edit
    return tuple(held.values())


def _check(edit: Edit) -> None:
    if (edit.layer is None) == (edit.stage is None):
        raise ReaderError(Remark("plan.refused.place"))
    if edit.action is not None and edit.action not in ACTIONS:
        raise ReaderError(Remark("plan.refused.action", {"allowed": ACTIONS, "came": repr(edit.action)}))
    value = edit.multiplier
    if value is None:
        return
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= 1:
        raise ReaderError(Remark("plan.refused.speed", {"came": repr(value)}))


def _places(plan: Plan, parts: Parts, edit: Edit) -> tuple[int, ...]:
    """The positions an edit speaks of, tied partners included."""
    found = _stage_places(plan, parts, edit.stage) if edit.layer is None else (_layer_place(plan, edit.layer),)
    partners = (i for members in parts.ties if set(members) & set(found) for i in members)
    return tuple(sorted({*found, *partners}))


def _stage_places(plan: Plan, parts: Parts, stage: object) -> tuple[int, ...]:
    layers = plan.model.layers
    members = [i for i, layer in enumerate(layers) if layer.stage == stage and isinstance(stage, int)]
    if not members:
        last = max(layer.stage for layer in layers)
        raise ReaderError(Remark("plan.refused.stage", {"last": last, "came": repr(stage)}))
    heads = {parts.head, *parts.second_heads}
    below = [i for i in members if i not in heads]
    return tuple(below if any(carries_weights(layers[i]) for i in below) else members)


def _layer_place(plan: Plan, layer: object) -> int:
    layers = plan.model.layers
    if isinstance(layer, int) and not isinstance(layer, bool):
        if not 0 <= layer < len(layers):
            raise ReaderError(Remark("plan.refused.layer_number", {"last": len(layers) - 1, "came": layer}))
        found = [layer]
    else:
        found = [i for i, other in enumerate(layers) if other.path == layer]
    if not found:
        near = difflib.get_close_matches(str(layer)[:200], [other.path for other in layers], 3, 0.4)
        key = "plan.refused.layer_name.near" if near else "plan.refused.layer_name"
        raise ReaderError(Remark(key, {"came": repr(layer), "near": tuple(near)}))
    if len(found) > 1:
        raise ReaderError(Remark("plan.refused.several_layers", {"layers": len(found), "came": repr(layer)}))
    if not carries_weights(layers[found[0]]):
        raise ReaderError(Remark("plan.refused.weightless", {"layer": layers[found[0]].path}))
    return found[0]


def _edited(desk: Desk, position: int, before: State) -> State:
    """The layer's new action and speed."""
    action, multiplier = _wanted(desk.edit, before)
    heads = (desk.parts.head, *desk.parts.second_heads)
    if position in heads:
        return _edited_head(desk, position, action, multiplier)
    if action == "replace":
        action = "reinitialize"
    if action == "add":
        return _edited_beside(desk, position, multiplier)
    if position == desk.parts.first and new_first_layer(desk.plan.task, desk.parts):
        if action == "freeze":
            raise ReaderError(Remark("plan.refused.keep_new_first"))
        action = "reinitialize"
    return action, multiplier


def _edited_beside(desk: Desk, position: int, multiplier: float) -> State:
    """Weights beside a layer: only beside a linear one, and as fast as the last layer."""
    model = desk.plan.model
    layer = model.layers[position]
    if desk.plan.strategy == "biases":
        raise ReaderError(Remark("plan.refused.add_to_biases"))
    if not is_linear(model, layer):
        if desk.edit.stage is not None:
            return "freeze", 0.0  # of a whole block, the linear layers get the weights and the rest stays
        raise ReaderError(Remark("plan.refused.add_beside", {"layer": layer.path or layer.kind}))
    if multiplier != 1.0:
        raise ReaderError(Remark("plan.refused.added_speed", {"came": multiplier}))
    return "add", 1.0


def _wanted(edit: Edit, before: State) -> State:
    """Join action and speed: Keep forces 0, a speed above 0 wakes, a speed of 0 keeps."""
    old_action, old_multiplier = before
    action = edit.action or old_action
    if edit.action == "freeze" or (edit.multiplier == 0):
        return "freeze", 0.0
    if action == "freeze":
        action = "tune"
    usual = old_multiplier or BESIDE_A_NEW_LAYER
    if action in ("replace", "reinitialize", "add") and old_action != action:
        usual = 1.0
    return action, float(usual if edit.multiplier is None else edit.multiplier)


def _edited_head(desk: Desk, position: int, action: str, multiplier: float) -> State:
    new, task, model = position in desk.parts.replaced, desk.plan.task, desk.plan.model
    must_be_new = new and task.outputs != model.classes
    if must_be_new and action == "freeze":
        raise ReaderError(Remark("plan.refused.keep_new_head"))
    if must_be_new and action != "replace":
        if model.classes is None:
            raise ReaderError(Remark("plan.refused.keep_old_head.unknown", {"needed": task.outputs}))
        raise ReaderError(Remark("plan.refused.keep_old_head", {"old": model.classes, "needed": task.outputs}))
    if action == "reinitialize":
        action = "replace"
    if action == "replace" and multiplier != 1.0:
        raise ReaderError(Remark("plan.refused.new_head_speed", {"came": multiplier}))
    return action, multiplier


def _planned(setting: Setting, advised: PlannedLayer, position: int, state: State) -> PlannedLayer:
    """The advice where nothing changed; else the person's choice with the rules for and against it."""
    action, multiplier = state
    if (advised.action, advised.multiplier) == state:
        return advised
    planned = explain(setting, position, action, multiplier)
    return replace(planned, own=True, reason=Remark(f"plan.layer.own.{action}", {"speed": multiplier}))
