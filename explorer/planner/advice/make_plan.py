"""What is the plan for this model and task? From strategy to layers, phases, warnings and cost."""

from dataclasses import replace

from explorer.errors import ReaderError
from explorer.numerals import number, speed
from explorer.planner.advice.choice import Choice, choose
from explorer.planner.advice.each_layer import plan_layers
from explorer.planner.advice.flips import nearest_flips
from explorer.planner.advice.phases import PHASES, Timetable
from explorer.planner.advice.rates import probe_rate, rate_for
from explorer.planner.advice.strategies import ADVISE, REQUESTS, STRATEGIES, Strategy, decay_per_group, stem_for
from explorer.planner.cautions.of_the_plan import warnings_for
from explorer.planner.cautions.scene import Scene
from explorer.planner.cost.cost import cost_of
from explorer.planner.parts import Anatomy, dissect
from explorer.planner.records.model import Model
from explorer.planner.records.plan import Phase, Plan, PlannedLayer, Speeds
from explorer.planner.records.task import Task
from explorer.planner.rules.book import applicable, source_line, speaking_against, speaking_for
from explorer.planner.rules.conflicts import touched
from explorer.planner.rules.rule import same_answers


def make_plan(model: Model, task: Task, strategy: str = ADVISE) -> Plan:
    """Plan the fine-tuning of a model for a task.

    `strategy` is one of REQUESTS; "auto" lets the rule book choose. Each multiplier is relative to
    `base_learning_rate`, the head's, and belongs to the last phase of `schedule`, in which all that
    learns is awake. Raises ReaderError for an unknown strategy or a last layer that the model lacks.
    """
    if strategy not in REQUESTS:
        raise ReaderError(f"A strategy can be one of: {', '.join(REQUESTS)}; it came as {strategy!r}.")
    if not model.layers:
        raise ReaderError("A plan needs a model with at least one layer; this one has none.")
    anatomy = dissect(model, task)
    advice = choose(model, task)
    chosen = STRATEGIES[advice.strategy if strategy == ADVISE else strategy]
    because, against = _voices(model, task, chosen, advice)
    layers = plan_layers(model, task, anatomy, chosen, because)
    draft = Plan(
        model=model,
        task=task,
        strategy=chosen.key,
        requested=strategy,
        layers=layers,
        base_learning_rate=rate_for(chosen.key, model, task).value,
        schedule=(),
        warnings=(),
        cost=cost_of(model, task, anatomy, layers),
        why=_why(strategy, chosen, advice, model, task),
        because=because,
        against=against,
        flips=nearest_flips(model, task),
        advised=advice.strategy,
        speeds=_speeds(model, task, anatomy, chosen),
        head=None if anatomy.head is None else model.layers[anatomy.head].path,
    )
    return follow(draft, anatomy, layers)


def follow(plan: Plan, anatomy: Anatomy, layers: tuple[PlannedLayer, ...]) -> Plan:
    """Let cost, schedule, warnings, remarks and conflicts follow from the layers."""
    model, task = plan.model, plan.task
    followed = replace(
        plan,
        layers=layers,
        schedule=_schedule(plan, anatomy, layers),
        warnings=warnings_for(Scene(model, task, anatomy, layers)),
        cost=cost_of(model, task, anatomy, layers),
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


def _why(requested: str, chosen: Strategy, advice: Choice, model: Model, task: Task) -> str:
    if requested == ADVISE or advice.strategy == chosen.key:
        return str(advice.why(model, task))
    label = STRATEGIES[advice.strategy].label
    return f"You chose this. The advice would be “{label}”: {advice.why(model, task)}"


def _schedule(plan: Plan, anatomy: Anatomy, layers: tuple[PlannedLayer, ...]) -> tuple[Phase, ...]:
    strategy = STRATEGIES[plan.strategy]
    probe = probe_rate(plan.model, plan.task).value
    table = Timetable(anatomy, layers, plan.base_learning_rate, probe, strategy.label)
    return PHASES[strategy.phases](table)


def _speeds(model: Model, task: Task, anatomy: Anatomy, chosen: Strategy) -> Speeds | None:
    if not chosen.falls or not anatomy.groups:
        return None
    stem = stem_for(chosen.key, model, task)
    groups = anatomy.group_count
    decay = decay_per_group(stem.multiplier, groups)
    sentence = (
        f"The speed falls from 1× at the last layer to {speed(stem.multiplier)} at the first group: "
        f"{groups} groups with the last layer's own, each {number(decay, 2)} times as fast as the next one. "
        f"Published: {stem.words}."
    )
    return Speeds(stem.multiplier, groups, decay, sentence, stem.rules)


def _remarks(plan: Plan) -> tuple[str, ...]:
    task = plan.task
    rate = rate_for(plan.strategy, plan.model, task)
    remarks = [
        (
            True,
            f"The last layer's learning rate, {number(plan.base_learning_rate)}, comes from {rate.rule}: "
            f"{source_line(rate.rule)}.",
        ),
        (plan.speeds is not None, plan.speeds.sentence if plan.speeds else ""),
        (
            task.several_labels,
            "Several answers can be right at once: each gets its own yes or no (sigmoid with binary cross-entropy), "
            "and the shares need not add up to 1.",
        ),
        (task.classes is None, "It predicts a number: the last layer gives one number, judged by its squared error."),
        (
            task.shift != "same" and not same_answers(plan.model, task) and task.classes != plan.model.classes,
            "A13, mend the part that changed, speaks only while the answers stay the same ones; here it is a remark.",
        ),
        (
            task.domain not in ("image", "text"),
            "No rule we read was written for this kind of data; the plan borrows those for pictures.",
        ),
        (len(plan.schedule) > 1, "How the epochs are shared among the phases is our line."),
    ]
    return tuple(sentence for holds, sentence in remarks if holds)
