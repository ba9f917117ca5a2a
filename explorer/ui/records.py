"""Which words of which records may another language lay its own over? `records.md` of that language holds them all."""

from collections.abc import Iterator

from explorer import planner, simulation

RECORDS = {  # group: (registry, fields that a reader sees)
    "activations": (simulation.ACTIVATIONS, ("label", "sentence")),
    "blocks": (simulation.BLOCKS, ("label", "sentence")),
    "branches": (simulation.BRANCHES, ("label", "sentence")),
    "datasets": (simulation.DATASETS, ("label", "sentence")),
    "initializers": (simulation.INITIALIZERS, ("label", "sentence", "group", "source", "note")),
    "normalizations": (simulation.NORMALIZATIONS, ("label", "sentence")),
    "checks": ({one.key: one for one in simulation.CHECKS}, ("source",)),
    "defaults": ({one.key: one for one in simulation.FRAMEWORK_DEFAULTS}, ("who", "law", "bias")),
    "optimizers": (simulation.OPTIMIZERS, ("label", "sentence")),
    "tasks": (simulation.TASKS, ("label", "sentence")),
    "worlds": (simulation.WORLDS, ("label", "sentence", "source")),
    "claims": (simulation.CLAIMS, ("sentence", "source")),
    "rules": (planner.RULES, ("name", "sentence", "source")),
    "conflicts": (planner.CONFLICTS, ("question", "followed")),
    "strategies": (simulation.STRATEGIES | planner.STRATEGIES, ("label", "old_end", "keep", "adjust")),
    "likeness": (planner.LIKENESS, ("label", "data")),
    "stems": ({one.stem.key: one.stem for one in planner.STEM_CHOICES}, ("words",)),
    "exporters": (planner.EXPORTERS, ("label", "sentence")),
    "gallery": (planner.GALLERY, ("label", "learned", "source")),
    "formats": (planner.FORMATS, ("label",)),
}


def record_words() -> Iterator[tuple[str, str]]:
    """Yield the key of every text of the records, "rules.A1.sentence", and its English."""
    for group, (registry, fields) in RECORDS.items():
        for key, record in registry.items():
            for field in fields:
                if english := getattr(record, field, ""):
                    yield f"{group}.{key}.{field}", english
    for key, english in planner.TAGS.items():
        yield f"tags.{key}.words", english
    for strategy in planner.STRATEGIES.values():
        for rule, english in strategy.keep_by:
            yield f"strategies.{strategy.key}.keep_by.{rule}", english
    yield f"strategies.{planner.PLAN_KEY}.label", planner.PLAN_LABEL
    for conflict in planner.CONFLICTS.values():
        for place, side in enumerate(conflict.sides, 1):
            yield f"conflicts.{conflict.key}.side.{place}", side.sentence
