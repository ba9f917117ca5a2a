"""Which rules can shape a plan? The rule book: every rule by its key, and who speaks for and against what."""

from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.added import ADDED_RULES
from explorer.planner.rules.caution import CAUTION_RULES
from explorer.planner.rules.keep import KEEP_RULES
from explorer.planner.rules.newer import NEWER_RULES
from explorer.planner.rules.rule import TAGS, Rule
from explorer.planner.rules.speed import SPEED_RULES
from explorer.planner.rules.strategy import STRATEGY_RULES
from explorer.planner.rules.trap import TRAP_RULES
from explorer.remark import Remark, of_record


def _by_key(rule: Rule) -> tuple[str, int]:
    return rule.key[0], int(rule.key[1:])


COLLECTIONS = (STRATEGY_RULES, KEEP_RULES, ADDED_RULES, SPEED_RULES, NEWER_RULES, CAUTION_RULES, TRAP_RULES)
RULES: dict[str, Rule] = {
    rule.key: rule for rule in sorted((rule for rules in COLLECTIONS for rule in rules), key=_by_key)
}


def applicable(model: Model, task: Task) -> tuple[Rule, ...]:
    """Return the rules that speak about this model and task, in the order of the book."""
    return tuple(rule for rule in RULES.values() if rule.applies(model, task))


def speaking_for(rules: tuple[Rule, ...], name: str, model: Model, task: Task) -> tuple[str, ...]:
    """Return the keys of the rules that speak for a strategy, or for "freeze" or "tune"."""
    return tuple(rule.key for rule in rules if name in rule.speaks_for(model, task))


def speaking_against(rules: tuple[Rule, ...], name: str, model: Model, task: Task) -> tuple[str, ...]:
    """Return the keys of the rules that speak against a strategy, or against "freeze" or "tune"."""
    return tuple(rule.key for rule in rules if name in rule.speaks_against(model, task))


def only_named(rules: tuple[Rule, ...], model: Model, task: Task) -> tuple[str, ...]:
    """Return the keys of published rules that speak neither for nor against anything here."""
    silent = (rule for rule in rules if not rule.speaks_for(model, task) and not rule.speaks_against(model, task))
    return tuple(rule.key for rule in silent if not rule.key.startswith("G"))


def source_line(key: str) -> str:
    """Return the citation of a rule with its standing: "Keras guide ... (second hand)" where it was not read."""
    rule = RULES[key]
    return rule.source if rule.tag == "R" else f"{rule.source} ({TAGS[rule.tag]})"


def cited(key: str) -> Remark:
    """Return `source_line` as a remark, to stand in another one."""
    rule = RULES[key]
    source = of_record("rules", key, "source", rule.source)
    tag = of_record("tags", rule.tag, "words", TAGS[rule.tag])
    return source if rule.tag == "R" else Remark("plan.source.tagged", {"source": source, "tag": tag})


def rule_table() -> str:
    """Return the whole rule book as a Markdown table, as it stands in docs/rules.md."""
    rows = ["| id | rule | speaks for | what it does to a plan | source | standing | contradicts |"]
    rows.append("|---|---|---|---|---|---|---|")
    for rule in RULES.values():
        source = f"[{rule.source}]({rule.link})" if rule.link else rule.source
        against = ", ".join(rule.contradicts)
        cells = (rule.key, rule.sentence, rule.condition, rule.effect, source, TAGS[rule.tag], against)
        rows.append("| " + " | ".join(cells).rstrip() + " |")
    return "\n".join(rows) + "\n"
