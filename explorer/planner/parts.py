"""Which parts of this model move together? Groups from input to output, the head, ties and the first layer."""

import difflib
from dataclasses import dataclass, replace

from explorer.errors import ReaderError
from explorer.planner.layers.facts import has_filters
from explorer.planner.layers.families import family_of
from explorer.planner.layers.model_kinds import HEADED, MODEL_KINDS
from explorer.planner.layers.outputs import outputs
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.task import Task
from explorer.remark import Remark

WEIGHTLESS_ROLES = ("pool", "activation", "dropout")
MEETS_CHANNELS = ("conv", "dense", "recurrent")  # families
ANSWERS_STAY = ("input", "feature")  # shifts in which the old answers are still the ones asked for


@dataclass(frozen=True)
class Group:
    """One block of the part below the head; all its layers get one treatment."""

    name: str
    members: tuple[int, ...]  # positions in model.layers, layers without weights included


@dataclass(frozen=True)
class Parts:
    """The model as the planner sees it; every layer is in one group or among the heads."""

    model: Model
    groups: tuple[Group, ...]  # input first
    head: int | None  # position of the layer that gives the answers
    second_heads: tuple[int, ...]  # other layers that give answers
    group_of: tuple[int, ...]  # a layer's group; len(groups) for the heads
    first: int | None  # position of the layer that meets the input; a model of words has none that meets channels
    ties: tuple[tuple[int, ...], ...]  # positions that share one weight tensor, also when the plan is done
    replaced: tuple[int, ...]  # the heads that are made new: the main one first; empty where the old one stays
    beside: tuple[int, ...] = ()  # layers that Hugging Face draws anew together with the last one

    @property
    def head_replaced(self) -> bool:
        """Whether a new head takes the old one's place."""
        return bool(self.replaced)

    @property
    def group_count(self) -> int:
        """Groups with the head's own: the count that a decay per group belongs to."""
        return len(self.groups) + 1


def carries_weights(layer: Layer) -> bool:
    """Whether the layer holds weights, or may hold some where the text has no counts."""
    return layer.weighted or (layer.parameters is None and layer.role not in WEIGHTLESS_ROLES)


def answers_stay(model: Model, task: Task) -> bool:
    """Whether the old answers are the ones still asked for, so that the old head keeps its meaning."""
    if task.keeps_its_end:
        return True
    same_count = task.classes is not None and task.classes == model.classes and not task.several_labels
    return same_count and task.shift in ANSWERS_STAY


def keeps_heads(model: Model) -> bool:
    """Whether a new last layer is not how this model learns: adapters do it, or its kind gives no answers."""
    kind = MODEL_KINDS.get(model.kind)
    return model.adapted or (kind is not None and not kind.replaces_head)


def find_parts(model: Model, task: Task) -> Parts:
    """Find groups, heads and ties; raise ReaderError when `task.head` names no layer with weights."""
    head, second = _heads(model, task)
    kept = head is None or answers_stay(model, task) or (task.head is None and keeps_heads(model))
    replaced = () if kept else _replaced(model, head, second)
    groups = _groups(model, {head, *second})
    group_of = [len(groups)] * len(model.layers)
    for number, group in enumerate(groups):
        for position in group.members:
            group_of[position] = number
    return Parts(
        model=model,
        groups=groups,
        head=head,
        second_heads=second,
        group_of=tuple(group_of),
        first=_first(model),
        ties=_ties(model, set(replaced)),
        replaced=replaced,
        beside=_beside(model, {head, *second}) if replaced else (),
    )


def _first(model: Model) -> int | None:
    """The first convolution or linear layer; None behind a word list, a cut class, or where a closed block hides it."""
    for position, layer in enumerate(model.layers):
        family, filters = family_of(layer, model.framework), has_filters(layer)
        if not carries_weights(layer) or layer.norm is not None or family == "shape":
            continue
        if _class_is_cut(layer):
            return None
        if _stands_beside(layer):
            continue
        if family == "embedding" and not filters:
            return None
        return position if not layer.kind or family in MEETS_CHANNELS or filters else None
    return None


def _class_is_cut(layer: Layer) -> bool:
    """Whether a narrow table cut the class away, or short: it may be any layer, or a whole block."""
    return layer.kind.endswith("…") or (not layer.kind and layer.name_known == "cut" and not layer.tensors)


def _stands_beside(layer: Layer) -> bool:
    """Whether the weights are no layer's: a class token, the places of a picture, a scale by channel."""
    if layer.role == "other" and not layer.kind.startswith("Parametrized"):  # PyTorch's form of a layer, not a holder
        return True
    names = [name for name, _ in layer.tensors]
    return not layer.kind and len(names) == 1 and layer.path.replace("/", ".").split(".")[-1] == names[0]


def hides_first(model: Model, parts: Parts) -> Layer | None:
    """The block in which the layer that meets the input is hidden; None where it is known or there is none."""
    if parts.first is not None:
        return None
    layers = (layer for layer in model.layers if carries_weights(layer) and layer.norm is None)
    layers = (layer for layer in layers if family_of(layer, model.framework) != "shape")
    return next((layer for layer in layers if _class_is_cut(layer) or not _stands_beside(layer)), None)


def leave_heads(parts: Parts, replaced: tuple[int, ...]) -> Parts:
    """Return the parts with exactly these heads made new."""
    return replace(parts, replaced=replaced, ties=_ties(parts.model, set(replaced)))


def _heads(model: Model, task: Task) -> tuple[int | None, tuple[int, ...]]:
    if task.head is not None:
        named = _named(model, task.head)
        others = (i for i, layer in enumerate(model.layers) if layer.role == "head" and layer.auxiliary and i != named)
        return named, tuple(others)
    found = [i for i, layer in enumerate(model.layers) if layer.role == "head" and carries_weights(layer)]
    found.sort(key=lambda i: model.layers[i].auxiliary)
    return (found[0], tuple(sorted(found[1:]))) if found else (None, ())


def _beside(model: Model, heads: set[int | None]) -> tuple[int, ...]:
    """What stands outside of the base of a Hugging Face classifier: loading a base leaves it at random.

    "classifier.dense" beside "roberta", "pre_classifier" beside "distilbert", "pooler" beside "deberta".
    """
    if not HEADED.search(model.name):
        return ()
    weighted = [i for i, layer in enumerate(model.layers) if carries_weights(layer)]
    base = model.layers[weighted[0]].path.partition(".")[0] if weighted else ""
    outside = (i for i in weighted if model.layers[i].path.partition(".")[0] != base)
    return tuple(i for i in outside if i not in heads and not model.layers[i].auxiliary)


def _replaced(model: Model, head: int, second: tuple[int, ...]) -> tuple[int, ...]:
    """The main head, and second ones that gave as many answers (as far as the text tells)."""
    main = outputs(model, model.layers[head])
    return (head, *(i for i in second if main is None or outputs(model, model.layers[i]) in (main, None)))


def _named(model: Model, path: str) -> int:
    for position, layer in enumerate(model.layers):
        if layer.path == path and carries_weights(layer):
            return position
    names = [layer.path for layer in model.layers if carries_weights(layer)]
    near = difflib.get_close_matches(path[:200], names, 3, 0.4) or names[-3:]
    raise ReaderError(Remark("plan.refused.head", {"near": tuple(near), "came": repr(path[:200])}))


def _groups(model: Model, heads: set[int | None]) -> tuple[Group, ...]:
    stages: dict[int, list[int]] = {}
    for position, layer in enumerate(model.layers):
        if position not in heads:
            stages.setdefault(layer.stage, []).append(position)
    groups: list[tuple[str, list[int]]] = []
    waiting: list[int] = []  # layers without weights before the first group
    for stage in sorted(stages):
        members = stages[stage]
        if any(carries_weights(model.layers[i]) for i in members):
            groups.append((_stage_name(model, stage, members), waiting + members))
            waiting = []
        elif groups:
            groups[-1][1].extend(members)  # a stage without weights goes with the one before it
        else:
            waiting += members
    if waiting:  # no group at all: a model that is nothing but its head
        return ()
    return tuple(Group(name, tuple(sorted(members))) for name, members in groups)


def _stage_name(model: Model, stage: int, members: list[int]) -> str:
    if 0 <= stage < len(model.stage_names) and model.stage_names[stage]:
        return model.stage_names[stage]
    return model.layers[members[0]].path or f"stage {stage + 1}"


def _ties(model: Model, replaced: set[int]) -> tuple[tuple[int, ...], ...]:
    """Sets of positions with one tensor; a head that is made new leaves its set."""
    at: dict[str, int] = {}
    for position, layer in enumerate(model.layers):
        at.setdefault(layer.path, position)
    sets: dict[int, list[int]] = {}
    for position, layer in enumerate(model.layers):
        owner = at.get(layer.shares_with) if layer.shares_with is not None else None
        if owner is not None and owner != position:
            sets.setdefault(owner, [owner]).append(position)
    kept = (tuple(sorted(set(members) - replaced)) for members in sets.values())
    return tuple(members for members in kept if len(members) > 1)


def new_first_layer(task: Task, parts: Parts) -> bool:
    """Whether the first layer has to be drawn anew, because the input has other channels."""
    return task.input_channels_changed and parts.first is not None and parts.first != parts.head
