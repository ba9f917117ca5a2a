"""How does an exported program begin? What it is, how to use it, and the plan as tables one can read and change."""

from explorer.planner.export.source_text import comment, literal, number, printable, short, wrapped
from explorer.planner.export.tables import Entry, SpeedGroup, Tables, between
from explorer.planner.records.plan import Phase, Plan
from explorer.planner.rules.book import RULES
from explorer.text import say


def opening(plan: Plan, tables: Tables, framework: str, fits: bool, use: list[str]) -> list[str]:
    """Say what the program is, for which model, and how it is used."""
    lines = ["# Fine-tuning plan, written by Layerwise. It needs nothing but the framework itself.", "#"]
    lines += comment(f"Model: {plan.model.name or 'unnamed'}, {len(plan.layers)} layers. Strategy: {plan.strategy}.")
    lines += comment(say(plan.why)) if plan.why else []
    if not fits:
        lines.append("#")
        lines += comment(
            f"ATTENTION: the summary came from {plan.model.framework}, this is code for {framework}. "
            "apply_plan stops with a message unless the layer names are the same there."
        )
    if not tables.has_head:
        lines.append("#")
        lines += comment(
            "ATTENTION: the summary shows no last layer that gives the answers. Write its name in your model into HEAD "
            "below; until then apply_plan stops with a message."
        )
    return [*lines, "#", "# How to use it:", *[f"#     {line}".rstrip() for line in use], ""]


def missing_head(tables: Tables) -> list[str]:
    """Write the place where a head is named that the summary does not show."""
    return (
        []
        if tables.has_head
        else ['HEAD = None  # the name of the last layer, for example "classifier"; of several ("fc", "aux")', ""]
    )


def speed_table(plan: Plan, tables: Tables) -> list[str]:
    """Write base rate and multipliers, the table a reader looks for first."""
    lines = [
        f"BASE_LEARNING_RATE = {number(plan.base_learning_rate)}  # the head's; each group learns at its share of it",
        "MULTIPLIERS = {  # 0.0 is frozen",
    ]
    keys = [group.key for group in tables.groups]
    for group in tables.groups:
        lines += [
            *comment(_about(group, plan.base_learning_rate), "    "),
            f"    {literal(group.key)}: {number(group.multiplier)},",
        ]
    if "head" not in keys and not tables.has_head:
        lines.append('    "head": 1.0,  # the layer you name in HEAD')
    return [*lines, "}", ""]


def _about(group: SpeedGroup, base: float) -> str:
    names = [planned.layer.path or planned.layer.kind or "?" for planned in group.layers]
    speed = "stays as it is" if group.multiplier == 0 else f"learns at {short(base * group.multiplier)}"
    return f"{speed}: {between([printable(name, 60) for name in names])}"


def block_table(tables: Tables) -> list[str]:
    """Write which layers belong to which group, block by block from the input."""
    lines = ["# The layers, block by block from the input: block, group, what happens, names."]
    if tables.patterns:
        lines += comment(
            "The summary cut or left out some names. Those layers are written as (start of the name, class, number "
            "of weights) and found by that and by their order."
        )
    lines.append("BLOCKS = [")
    for entry in tables.entries:
        lines += _entry_lines(entry)
    return [*lines, "]", ""]


def _entry_lines(entry: Entry) -> list[str]:
    rules = ", ".join(dict.fromkeys(key for planned in entry.layers for key in planned.because[:3]))
    shown = [printable(p.layer.path, 40) for p in entry.layers if p.layer.name_known != "full"]
    title = ", shown as ".join(part for part in (rules, between(shown) if shown else "") if part)
    head = f"    ({literal(entry.block)}, {literal(entry.group)}, {literal(entry.action)}, ["
    return [*(comment(title, "    ") if title else []), *wrapped(head, map(literal, entry.names), "]),")]


def sources(tables: Tables) -> list[str]:
    """Write what each rule says and where it was read, for the rules that decided something."""
    keys = {key for entry in tables.entries for planned in entry.layers for key in planned.because[:3]}
    rules = [rule for key, rule in rules_by_key().items() if key in keys]
    if not rules:
        return []
    lines = ["# The rules behind the plan:"]
    for rule in rules:
        lines += comment(f"{rule.key}: {rule.sentence} ({rule.source})")
    return [*lines, ""]


def rules_by_key() -> dict:
    """The rule book by key, whichever collection holds it."""
    return RULES


def phase_table(plan: Plan, tables: Tables) -> list[str]:
    """Write the schedule: share of the epochs, base rate and multipliers of each phase."""
    if not plan.schedule:
        return []
    lines = ["# The schedule: train with phase_1 for its share of the epochs, then phase_2, and so on.", "PHASES = ["]
    for index, phase in enumerate(plan.schedule):
        lines += _phase_lines(index, phase, tables)
    return [*lines, "]", ""]


def _phase_lines(index: int, phase: Phase, tables: Tables) -> list[str]:
    speeds = [f"{literal(group.key)}: {number(group.in_phases[index])}" for group in tables.groups]
    if "head" not in [group.key for group in tables.groups] and not tables.has_head:
        speeds.append('"head": 1.0')
    return [
        *comment(f"Phase {index + 1}: {say(phase.title)}", "    "),
        "    {",
        f'        "share": {number(round(phase.share, 4))},  # of all epochs',
        f'        "base": {number(phase.base_learning_rate)},',
        *["    " + line for line in wrapped('    "multipliers": {', speeds, "},")],
        "    },",
    ]


def phase_functions(plan: Plan, body: str, arguments: str) -> list[str]:
    """Write one function a phase, in order; `body` has `{index}` where the phase's number from 0 goes."""
    lines: list[str] = []
    for index, phase in enumerate(plan.schedule):
        count = len(plan.schedule)
        lines += [
            "",
            f"def phase_{index + 1}({arguments}):",
            f'    """Phase {index + 1} of {count}: {phase.share:.0%} of the epochs."""',
            *comment(say(phase.title), "    "),
            *[f"    {line}" for line in body.format(index=index).splitlines()],
            "",
        ]
    return lines
