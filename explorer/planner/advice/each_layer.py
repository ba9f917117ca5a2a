"""What happens to each layer under a strategy? Action, speed, the rules for and against, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.planner.advice.adapters import Added, add_beside, advised_rank, planned_adapters
from explorer.planner.advice.strategies import Stem, Strategy, stem_for
from explorer.planner.cost.work import bias_weights
from explorer.planner.layers.outputs import outputs
from explorer.planner.layers.usual_parts import UsualPart, usual_parts
from explorer.planner.parts import Parts, carries_weights, new_first_layer
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.plan import ACTIONS, PlannedLayer
from explorer.planner.records.task import Task
from explorer.planner.rules.book import applicable, speaking_against, speaking_for
from explorer.planner.rules.rule import Rule
from explorer.remark import Remark

BESIDE_A_NEW_LAYER = 0.1  # A6, A21: layers beside new ones learn at a tenth


@dataclass(frozen=True)
class Setting:
    """What a layer's treatment follows from."""

    model: Model
    task: Task
    parts: Parts
    strategy: Strategy
    rules: tuple[Rule, ...]  # the applicable ones
    deciding: tuple[str, ...]  # the rules for the strategy
    stem: Stem
    added: Mapping[int, Added]  # by position, where weights are added
    usual: Mapping[int, UsualPart]  # by position, what everybody does with this layer
    speaking_for: Mapping[str, tuple[str, ...]]  # by action, keys of rules
    speaking_against: Mapping[str, tuple[str, ...]]  # by action, the strategy's opponents included


def setting_of(model: Model, task: Task, parts: Parts, strategy: Strategy, deciding: tuple[str, ...]) -> Setting:
    """Hear every rule once for the whole model."""
    rules = applicable(model, task)
    against = {}
    for action in ACTIONS:
        names = (action,) if action == "replace" else (action, strategy.key)
        found = {key for name in names for key in speaking_against(rules, name, model, task)}
        against[action] = tuple(rule.key for rule in rules if rule.key in found)
    return Setting(
        model=model,
        task=task,
        parts=parts,
        strategy=strategy,
        rules=rules,
        deciding=deciding,
        stem=stem_for(strategy.key, model, task, parts.group_count),
        added={one.position: one for one in planned_adapters(model, task, parts)} if strategy.adds else {},
        usual=_usual(model, strategy),
        speaking_for={action: speaking_for(rules, action, model, task) for action in ACTIONS},
        speaking_against=against,
    )


def _usual(model: Model, strategy: Strategy) -> dict[int, UsualPart]:
    found = {}
    for part in usual_parts(model):
        for position, layer in enumerate(model.layers):
            if _kept(part, layer, strategy) or _learns_alone(part, layer, strategy):
                found[position] = part
    return found


def _kept(part: UsualPart, layer: Layer, strategy: Strategy) -> bool:
    """Whether everybody keeps this layer; a fresh start and "only the first block" ask for it by name."""
    return bool(part.kept.search(layer.path)) and not strategy.fresh and not strategy.wakes_start


def _learns_alone(part: UsualPart, layer: Layer, strategy: Strategy) -> bool:
    """Whether a layer stands for the end of the model where only the end is asked for."""
    only_that = strategy.end_alone and not strategy.adds and not strategy.biases_only
    return part.alone is not None and only_that and bool(part.alone.search(layer.path))


def plan_layers(
    model: Model, task: Task, parts: Parts, strategy: Strategy, deciding: tuple[str, ...]
) -> tuple[PlannedLayer, ...]:
    """Return one PlannedLayer a layer, in the model's order."""
    setting = setting_of(model, task, parts, strategy, deciding)
    speeds = _speeds(setting)
    return tuple(
        explain(setting, position, action, multiplier)
        for position, (action, multiplier) in enumerate(held_still(model, _actions(setting, speeds)))
    )


def _speeds(setting: Setting) -> list[float]:
    """Each layer's speed: its group's, the head's, then the first layer's and the tied ones' own."""
    parts, strategy = setting.parts, setting.strategy
    by_group = strategy.speeds(len(parts.groups), setting.stem.multiplier)
    if strategy.falls:
        by_group = _by_tower(setting, by_group)
    speeds = [by_group[g] if g < len(by_group) else 0.0 for g in parts.group_of]
    for position, part in setting.usual.items():
        speeds[position] = 1.0 if _learns_alone(part, setting.model.layers[position], strategy) else 0.0
    if strategy.end_alone:
        for position in parts.beside:
            speeds[position] = 1.0
    for position in _heads(parts):
        speeds[position] = _head_speed(setting, position)
    if new_first_layer(setting.task, parts):
        _wake_first_group(parts, speeds)
    return _tie(setting, speeds)


def _by_tower(setting: Setting, speeds: tuple[float, ...]) -> tuple[float, ...]:
    """Let the speed fall along each chain of a model with several; what sees pictures is kept where the data are text.

    LLaVA and its followers train what joins the two parts and the language model (Liu and others 2023, section 4.2).
    """
    model, groups = setting.model, setting.parts.groups
    towers = [next((model.layers[i].tower for i in group.members if model.layers[i].tower), "") for group in groups]
    if len(set(towers)) < 2:
        return speeds
    found = list(speeds)
    for tower in set(towers):
        places = [place for place, name in enumerate(towers) if name == tower]
        chain = setting.strategy.speeds(len(places), setting.stem.multiplier)
        keep = tower == "vision" and setting.task.domain == "text"
        for place, speed_here in zip(places, chain, strict=True):
            found[place] = 0.0 if keep else 1.0 if tower == "joint" else speed_here
    return tuple(found)


def held_still(model: Model, actions: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Keep what can't learn as it is; where small added weights are there already, let them learn and nothing else."""
    adapted = model.adapted

    def held(layer: Layer, action: str, multiplier: float) -> tuple[str, float]:
        if layer.still and not (
            action == "add" and layer.packed and not adapted
        ):  # beside packed weights others can be added
            return "freeze", 0.0
        if not adapted:
            return action, multiplier
        return ("tune", 1.0) if layer.adapter else ("freeze", 0.0)

    return [held(layer, *pair) for layer, pair in zip(model.layers, actions, strict=True)]


def _heads(parts: Parts) -> tuple[int, ...]:
    return parts.second_heads if parts.head is None else (parts.head, *parts.second_heads)


def _head_speed(setting: Setting, position: int) -> float:
    parts, strategy = setting.parts, setting.strategy
    if position in parts.replaced or strategy.fresh:
        return 1.0
    if parts.replaced:  # a second head that gives something else than the answers asked for
        return 0.0
    return 0.0 if strategy.keeps_old_head else 1.0


def _wake_first_group(parts: Parts, speeds: list[float]) -> None:
    group = parts.group_of[parts.first]
    if group < len(parts.groups):
        for position in parts.groups[group].members:
            speeds[position] = speeds[position] or BESIDE_A_NEW_LAYER
    speeds[parts.first] = 1.0


def _tie(setting: Setting, speeds: list[float]) -> list[float]:
    """Give layers with one tensor one speed: that of a head or a new first layer among them, else the slowest."""
    parts = setting.parts
    leading = set(_heads(parts)) | ({parts.first} if new_first_layer(setting.task, parts) else set())
    tied = list(speeds)
    for members in parts.ties:
        choose = max if leading & set(members) else min
        together = choose(speeds[i] for i in members)
        for i in members:
            tied[i] = together
    return tied


def _actions(setting: Setting, speeds: list[float]) -> list[tuple[str, float]]:
    parts = setting.parts
    fresh = {parts.first} if new_first_layer(setting.task, parts) else set()
    fresh |= {i for members in parts.ties if fresh & set(members) for i in members}
    pairs = []
    for position, multiplier in enumerate(speeds):
        if position in parts.replaced:
            pairs.append(("replace", multiplier))
        elif position in setting.added and position not in fresh and position not in setting.usual:
            pairs.append(("add", 1.0))
        elif multiplier == 0:
            pairs.append(("freeze", 0.0))
        else:
            drawn = setting.strategy.fresh or position in fresh
            pairs.append(("reinitialize" if drawn else "tune", multiplier))
    return pairs


def _added(setting: Setting, position: int) -> Added:
    """What is added beside a layer: as the strategy has it, else at the advised rank."""
    if position in setting.added:
        return setting.added[position]
    rank = setting.task.adapter_rank or advised_rank(setting.model, setting.task, (position,))
    return add_beside(setting.model, (position,), rank)[0]


def explain(setting: Setting, position: int, action: str, multiplier: float) -> PlannedLayer:
    """Put the rules for and against, and the reason, beside a layer's treatment."""
    layer = setting.model.layers[position]
    because = _because(setting, position, action, layer)
    against = setting.speaking_against[action]
    added = _added(setting, position) if action == "add" else None
    return PlannedLayer(
        layer=layer,
        action=action,
        multiplier=multiplier,
        because=because,
        against=tuple(key for key in against if key not in because),
        reason=_reason(setting, position, action, multiplier, because[0]),
        rank=None if added is None else added.rank,
        added_parameters=None if added is None else added.parameters,
        biases_only=setting.strategy.biases_only and action == "tune" and position not in setting.parts.beside,
    )


def _because(setting: Setting, position: int, action: str, layer: Layer) -> tuple[str, ...]:
    """The deciding rules first, then those of this layer's own case, then all that agree."""
    special = _special_rules(setting, position, action, layer)
    opposed = setting.speaking_against[action]
    stance = setting.speaking_for[action]
    agreeing = tuple(key for key in stance if key not in opposed)
    if action == "replace":
        return _once(("G8", *special, *agreeing))
    deciding = tuple(key for key in setting.deciding if key not in opposed)
    if action == "reinitialize":
        return _once((*special, *deciding, "G5"))
    speeds = setting.stem.rules if action == "tune" else ()
    return _once((*deciding, *special, *_present(setting, speeds), *agreeing, "G5"))


def _present(setting: Setting, keys: tuple[str, ...]) -> tuple[str, ...]:
    here = {rule.key for rule in setting.rules}
    return tuple(key for key in keys if key in here)


def _special_rules(setting: Setting, position: int, action: str, layer: Layer) -> tuple[str, ...]:
    checks = (
        (
            "G4",
            action == "reinitialize"
            and position == setting.parts.first
            and new_first_layer(setting.task, setting.parts),
        ),
        ("G3", any(position in members for members in setting.parts.ties)),
        ("G2", action == "freeze" and layer.norm == "batch"),
        ("G13", layer.role == "embedding" and action in ("freeze", "tune")),
        (_usual_rule(setting, position, action), True),
        ("G1", action == "freeze" and carries_weights(layer)),
    )
    return tuple(key for key, holds in checks if key and holds)


def _usual_rule(setting: Setting, position: int, action: str) -> str:
    part = setting.usual.get(position)
    if part is None:
        return ""
    alone = _learns_alone(part, setting.model.layers[position], setting.strategy)
    return part.rule if alone == (action == "tune") and action in ("tune", "freeze") else ""


def _once(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _reason(setting: Setting, position: int, action: str, multiplier: float, rule: str) -> Remark:
    parts, strategy = setting.parts, setting.strategy
    layer = setting.model.layers[position]
    if action == "replace":
        return _head_reason(setting)
    if action == "add":
        return _added_reason(setting, position, rule)
    if layer.still and action == "freeze":
        return Remark(f"reading.still.{layer.still}")
    if layer.adapter and multiplier > 0:
        return Remark(f"reading.learns.{layer.adapter}")
    if not carries_weights(layer):
        return Remark("plan.layer.weightless")
    if position == parts.first and new_first_layer(setting.task, parts):
        return Remark("plan.layer.new_channels")
    if any(position in members for members in parts.ties):
        return Remark("plan.layer.tied.learns", {"speed": multiplier}) if multiplier else Remark("plan.layer.tied.kept")
    if position in _heads(parts):
        return _old_head_reason(setting, position, multiplier)
    if _usual_rule(setting, position, action):
        return Remark("advice.usual.alone" if action == "tune" else "advice.usual.kept")
    if position in parts.beside and strategy.end_alone and multiplier:
        return Remark("advice.usual.beside")
    if not setting.deciding:  # chosen by hand, and no rule speaks for it here
        return Remark(f"plan.layer.chosen.{action}", {"speed": multiplier})
    if action == "freeze":
        return Remark("plan.layer.kept", {"words": strategy.kept(rule, setting.task.examples), "rule": rule})
    if strategy.biases_only and bias_weights(setting.model, position) == 0:
        return Remark("plan.layer.kept", {"words": strategy.kept(rule, setting.task.examples), "rule": rule})
    return Remark("plan.layer.adjusted", {"words": strategy.adjusted(multiplier), "rule": rule})


def _added_reason(setting: Setting, position: int, rule: str) -> Remark:
    added = _added(setting, position)
    values = {"rank": added.rank, "weights": added.parameters or 0, "rule": rule}
    return Remark("advice.added.unknown" if added.parameters is None else "advice.added.reason", values)


def _head_reason(setting: Setting) -> Remark:
    old, task = outputs(setting.model, setting.model.layers[setting.parts.head]), setting.task
    needs = Remark("plan.head.needs.answers", {"answers": task.outputs})
    needs = Remark("plan.head.needs.number") if task.classes is None else needs
    if old is None:
        return Remark("plan.head.new.old_unknown", {"needs": needs})
    if old == task.outputs:
        return Remark("plan.head.new.other_meaning", {"needs": needs})
    return Remark("plan.head.new.other_count", {"old": old, "needs": needs})


def _old_head_reason(setting: Setting, position: int, multiplier: float) -> Remark:
    if position != setting.parts.head and setting.parts.replaced:
        return Remark("plan.head.old.something_else")
    if multiplier:
        return Remark("plan.head.old.learns")
    return Remark("advice.end_stays" if setting.task.keeps_its_end else "plan.head.old.kept")
