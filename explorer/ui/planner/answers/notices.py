"""What could not be read in the link that opened the planner?"""

from explorer.planner import GALLERY
from explorer.ui.components.notice import show_notice
from explorer.ui.language import worded
from explorer.ui.planner.wording import say, strategy_name
from explorer.ui.state import PageState

LABELS = {
    "source": "source",
    "model": "gallery.label",
    "answer": "answer.label",
    "classes": "classes.label",
    "examples": "examples.label",
    "similarity": "similarity.label",
    "shift": "shift.label",
    "domain": "domain.label",
    "budget": "budget.label",
    "pretraining": "pretraining.label",
    "memory": "memory.label",
    "numbers": "numbers.label",
    "checkpointing": "checkpointing.label",
    "loss": "loss.label",
    "beside": "beside.label",
    "rank": "rank.label",
    "channels": "channels.label",
    "augmented": "augmented.label",
    "size": "input_size.label.image",
    "rarest": "smallest.label",
    "optimizer": "optimizer.label",
    "batch": "batch.label",
    "strategy": "strategy.label",
    "classics": "classics",
    "layers": "table.every",
    "lens": "lens",
    "edits": "edits.label",
}
SHOWN = {
    "source": "source.{}", "answer": "answer.{}", "shift": "shift.{}", "domain": "domain.{}", "budget": "budget.{}",
    "optimizer": "optimizer.{}", "lens": "lens.{}", "pretraining": "pretraining.{}", "numbers": "numbers.{}",
    "loss": "loss.{}",
    "beside": "beside.{}",
}  # fmt: skip


def link_notices(state: PageState) -> None:
    """Show one notice on top where parts of the link could not be used, or where the page begins anew."""
    show_notice(state, label_of, value_shown)


def label_of(key: str) -> str:
    """Name a setting as its question does."""
    return say(LABELS[key]).rstrip("?")


def value_shown(key: str, value: object) -> str:
    """Write the value that a setting now has."""
    if key == "model":
        return worded("gallery", GALLERY[value])
    if key == "strategy":
        return strategy_name(value)
    if key in SHOWN:
        return say(SHOWN[key].format(value))
    if isinstance(value, bool):
        return say("switch.on") if value else say("switch.off")
    return say("nothing") if value in ((), "") else f"{value:,}" if isinstance(value, int) else str(value)
