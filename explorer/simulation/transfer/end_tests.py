"""What do the trained networks know at the end? The new task, what lies outside of its examples, and the old task."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from explorer.simulation.training.losses import LOSSES
from explorer.simulation.training.stack import Layers
from explorer.simulation.transfer.mixing import MIX_SHARES, mix
from explorer.simulation.transfer.pretrained import has_new_head
from explorer.simulation.transfer.sample import Sample, Source, Target
from explorer.simulation.transfer.strategies import Strategy
from explorer.simulation.transfer.training import design_of, outputs_of
from explorer.simulation.transfer.worlds import World


@dataclass(frozen=True)
class Known:
    """What one strategy's networks know at the end; S seeds, M shares of new weights."""

    new: np.ndarray  # (S,), score on the new task
    shifted: np.ndarray | None  # (S,), outside of what the examples cover
    old: np.ndarray  # (S,), on the old task
    mixed: np.ndarray | None = None  # (2, S, M), new and old task with old and new weights mixed


class EndTests:
    """The tests of a block of seeds. A network whose head is new is asked about the old task with its old head."""

    def __init__(self, world: World, pretrained: Layers, sources: list[Source], targets: list[Target]) -> None:
        self._world, self._pretrained = world, pretrained
        self._old = _Asked(world, world.source_answers, [source.test for source in sources])
        self._new = [target.test for target in targets]
        shifted = [target.shifted for target in targets]
        self._shifted = None if shifted[0] is None else _Asked(world, world.target_answers, shifted)

    def before(self) -> np.ndarray:
        """Return the pretrained networks' score on the old task, (S,)."""
        return self._old.score(self._pretrained)

    def take(self, strategy: Strategy, start: Layers, end: Layers) -> Known:
        """Take all tests of one strategy's networks, each (1, S, in + 1, out), mixed as the strategy says."""
        new_head = has_new_head(strategy, self._world)
        final = mix(start, end, strategy.mixed, new_head)
        new = _Asked(self._world, self._world.target_answers, self._new)
        mixes = [mix(start, end, share, new_head) for share in MIX_SHARES]
        return Known(
            new.score(final),
            self.outside(final),
            self.remembered(final, new_head),
            np.stack([_row(new.score, mixes), _row(lambda layers: self.remembered(layers, new_head), mixes)]),
        )

    def validate(self, strategy: Strategy, end: Layers) -> Known:
        """Take the tests that need no test examples of the new task."""
        return Known(np.zeros(0), self.outside(end), self.remembered(end, has_new_head(strategy, self._world)))

    def outside(self, layers: Layers) -> np.ndarray | None:
        """Return the score outside of what the examples cover, (S,); None where the world has no such test."""
        return None if self._shifted is None else self._shifted.score(layers)

    def remembered(self, layers: Layers, new_head: bool) -> np.ndarray:
        """Return the score on the old task, (S,)."""
        return self._old.score([*layers[:-1], self._pretrained[-1]] if new_head else layers)


class _Asked:
    """One test of every seed."""

    def __init__(self, world: World, answers: int, tests: list[Sample]) -> None:
        self._loss, self._design = LOSSES[world.measure], design_of(world.activation)
        self._x = np.stack([test.x for test in tests])[None]
        self._wanted = self._loss.wanted(np.stack([test.y for test in tests]), answers)

    def score(self, layers: Layers) -> np.ndarray:
        """Return the score of one network a seed, (S,)."""
        return self._loss.score(outputs_of(self._design, layers, self._x), self._wanted)[0]


def _row(score, mixes: Iterable[Layers]) -> np.ndarray:
    return np.stack([score(layers) for layers in mixes], axis=-1)
