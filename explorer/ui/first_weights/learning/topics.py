"""Which lessons about training are a tap away? Each sets a network that can learn, and one thing to look at.

Their words stand in the texts under `topic.<key>` and `topic.<key>.about`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from explorer.ui.first_weights.experiment.settings import DEFAULTS

HALF_STRENGTH = 0.7071  # √(1/2): what is kept is twice as large, and twice the mean square is taken back
NETWORK = {  # five layers that learn well at the right rate, with nothing left out; all else stands at its default
    **DEFAULTS,
    "initializer": "he_normal", "scale": 1.0, "activation": "relu", "depth": 5, "width": 64, "data": "digits",
    "task": "digits", "learner": "sgd", "rate": 0.1, "batch": 64, "steps": 200, "dropout": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """One lesson: the settings in which it differs from `NETWORK`."""

    key: str
    settings: Mapping[str, object] = field(hash=False)

    @property
    def all_settings(self) -> dict[str, object]:
        """Every setting that it makes."""
        return {**NETWORK, **self.settings}


TOPICS = {
    topic.key: topic
    for topic in (
        Topic("small_rate", {"rate": 0.001}),
        Topic("right_rate", {}),
        Topic("large_rate", {"rate": 3.0}),
        Topic("left_out", {"dropout": 0.5}),
        Topic("matched", {"dropout": 0.5, "scale": HALF_STRENGTH}),
    )
}


def topic_of(values: Mapping[str, object]) -> str | None:
    """Return the key of the lesson that these settings are, or None."""
    for topic in TOPICS.values():
        if all(values.get(key) == value for key, value in topic.all_settings.items()):
            return topic.key
    return None
