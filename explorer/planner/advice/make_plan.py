"""What is the plan for this model and task? From strategy to layers, phases, warnings and cost."""

from dataclasses import replace

from explorer.errors import ReaderError
from explorer.planner.advice.choice import Choice, choose
from explorer.planner.advice.each_layer import plan_layers
from explorer.planner.advice.flips import nearest_flips
from explorer.planner.advice.measured import decided_by
from explorer.planner.advice.phases import PHASES, Timetable
from explorer.planner.advice.rates import Rate, probe_rate, rate_for
from explorer.planner.advice.strategies import ADVISE, REQUESTS, STRATEGIES, Strategy, decay_per_group, stem_for
from explorer.planner.cautions.of_the_plan import cautions_for
from explorer.planner.cautions.scene import Scene
from explorer.planner.cost.cost import cost_of
from explorer.planner.evidence.alike import findings_for
from explorer.planner.parts import Parts, find_parts
from explorer.planner.records.model import Model
from explorer.planner.records.plan import Phase, Plan, PlannedLayer, Speeds
from explorer.planner.records.task import Task
from explorer.planner.rules.book import applicable, cited, speaking_against, speaking_for
from explorer.planner.rules.conflicts import touched
from explorer.planner.rules.rule import same_answers
from explorer.remark import Remark

RULED = ("image", "text")  # kinds of data that most rules are written for
WRITTEN_FOR_OTHERS = {"S2", "S3", "S4"}  # the rules of sound and tables


def make_plan(model: Model, task: Task, strategy: str = ADVISE) -> Plan:
    """Plan the fine-tuning of a model for a task.

    `strategy` is one of REQUESTS; "auto" lets the rule book choose. Each multiplier is relative to
    `base_learning_rate`, the head's, and belongs to the last phase of `schedule`, in which all that
    learns is awake. Raises ReaderError for an unknown strategy or a last layer that the model lacks.
    """
    if strategy not in REQUESTS:
        raise ReaderError(Remark("plan.refused.strategy", {"allowed": REQUESTS, "came": repr(strategy)}))
    if not model.layers:
        raise ReaderError(Remark("plan.refused.no_layers"))
    parts = find_parts(model, task)
    advice = choose(model, task)
    findings = findings_for(model, task)
    chosen = STRATEGIES[advice.strategy if strategy == ADVISE else strategy]
    because, against = _voices(model, task, chosen, advice)
    layers = plan_layers(model, task, parts, chosen, because)
    draft = Plan(
        model=model,
        task=task,
        strategy=chosen.key,
        requested=strategy,
        layers=layers,
        base_learning_rate=rate_for(chosen.key, model, task).value,
        schedule=(),
        warnings=(),
        cost=cost_of(model, task, parts, layers),
        why=_why(strategy, chosen, advice, model, task),
        because=because,
        against=against,
        flips=nearest_flips(model, task),
        advised=advice.strategy,
        speeds=_speeds(model, task, parts, chosen),
        head=None if parts.head is None else model.layers[parts.head].path,
        evidence=findings.rows,
        decided_by=decided_by(model, task, findings),
    )
    return _completed(draft, parts)


def follow(plan: Plan, parts: Parts, layers: tuple[PlannedLayer, ...]) -> Plan:
    """Let cost, schedule, warnings, remarks and conflicts follow from the layers."""
    return _completed(replace(plan, layers=layers, cost=cost_of(plan.model, plan.task, parts, layers)), parts)


def _completed(plan: Plan, parts: Parts) -> Plan:
    """Let schedule, warnings, remarks and conflicts follow from the plan's layers."""
    followed = replace(
        plan,
        schedule=_schedule(plan, parts, plan.layers),
        warnings=cautions_for(Scene(plan.model, plan.task, parts, plan.layers)),
    )
    return replace(followed, notes=_remarks(followed), conflicts=touched(followed))


def _voices(model: Model, task: Task, chosen: Strategy, advice: Choice) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules for and against the strategy; those that decided stand first."""
    rules = applicable(model, task)
    here = {rule.key for rule in rules}
    deciding = tuple(key for key in advice.rules if key in here) if advice.strategy == chosen.key else ()
    voices = speaking_for(rules, chosen.key, model, task)
    because = tuple(dict.fromkeys((*deciding, *voices)))
    against = tuple(key for key in speaking_against(rules, chosen.key, model, task) if key not in because)
    return because, against


def _why(requested: str, chosen: Strategy, advice: Choice, model: Model, task: Task) -> Remark:
    if requested == ADVISE or advice.strategy == chosen.key:
        return advice.why(model, task)
    return Remark("plan.why.own", {"advised": STRATEGIES[advice.strategy].name, "why": advice.why(model, task)})


def _schedule(plan: Plan, parts: Parts, layers: tuple[PlannedLayer, ...]) -> tuple[Phase, ...]:
    strategy = STRATEGIES[plan.strategy]
    probe = probe_rate(plan.model, plan.task).value
    table = Timetable(parts, layers, plan.base_learning_rate, probe, strategy.name)
    return PHASES[strategy.phases](table)


def _speeds(model: Model, task: Task, parts: Parts, chosen: Strategy) -> Speeds | None:
    if not chosen.falls or not parts.groups:
        return None
    stem = stem_for(chosen.key, model, task, parts.group_count)
    groups = parts.group_count
    decay = decay_per_group(stem.multiplier, groups)
    values = {"stem": stem.multiplier, "groups": groups, "decay": decay, "published": stem.published}
    return Speeds(stem.multiplier, groups, decay, Remark("plan.speeds", values), stem.rules)


def _borrowed(plan: Plan) -> bool:
    """Whether the rules behind the strategy were written for other kinds of data than these."""
    return plan.task.domain not in RULED and not WRITTEN_FOR_OTHERS & set(plan.because)


def _last_layer_learns(plan: Plan) -> bool:
    """Whether a last layer learns; one that the text does not show is made new, so it does."""
    heads = [planned for planned in plan.layers if planned.layer.path == plan.head or planned.layer.role == "head"]
    return not heads or any(planned.multiplier > 0 for planned in heads)


def _of_the_rate(plan: Plan) -> tuple[Remark, ...]:
    """Say where the last layer's rate was read, and its rate while it learns alone where that is another one."""
    then = _as_read(plan.base_learning_rate, rate_for(plan.strategy, plan.model, plan.task))
    if not _last_layer_learns(plan):
        return (Remark("plan.note.rate_elsewhere", then),)
    alone = plan.schedule[0].base_learning_rate if plan.schedule else plan.base_learning_rate
    if alone == plan.base_learning_rate:
        return (Remark("plan.note.rate", then),)
    first = _as_read(alone, probe_rate(plan.model, plan.task))
    return Remark("plan.note.rate_alone", first), Remark("plan.note.rate_then", then)


def _as_read(value: float, rate: Rate) -> dict[str, object]:
    return {"rate": value, "rule": rate.rule, "source": cited(rate.rule)}


def _remarks(plan: Plan) -> tuple[Remark, ...]:
    task = plan.task
    other_answers = not same_answers(plan.model, task) and task.classes != plan.model.classes
    remarks = [
        *((True, remark) for remark in _of_the_rate(plan)),
        (plan.speeds is not None, plan.speeds and plan.speeds.sentence),
        (task.several_labels, Remark("plan.note.several_labels")),
        (task.answer == "number", Remark("plan.note.number")),
        (task.shift != "same" and other_answers, Remark("plan.note.shift_elsewhere")),
        (_borrowed(plan), Remark("plan.note.borrowed")),
        (len(plan.schedule) > 1, Remark("plan.note.shares")),
    ]
    return tuple(remark for holds, remark in remarks if holds)
