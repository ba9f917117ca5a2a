"""Can I mend it? Broken networks, each to be mended by moving one control, and then trained to prove it.

All are of the record's size and learn the digits, so that what is trained is the very network that was mended. Whoever
tries may move anything but the network's size, its data and its luck.
"""

from dataclasses import dataclass, replace

from explorer.remark import Remark
from explorer.simulation.evidence.choice import SAMPLES, WIDTH
from explorer.simulation.network.spec import SignalSpec, changed_settings
from explorer.simulation.training.ladder import LEARNED, Ladder, LadderSpec
from explorer.simulation.weights.initializers import carried_scale

KEPT = ("depth", "width", "samples", "data", "seed", "inputs")  # what the network is, what it learns, and its luck
BUILD = ("block", "residual")  # two settings, one control
PROOF_OPTIMIZER = "sgd"  # plain: the one that forgives least
TRIES_BEFORE_A_HINT = 2


@dataclass(frozen=True)
class Mission:
    """A broken network; its story and its hint stand in the texts under `mission.<key>`."""

    key: str
    start: SignalSpec


def _network(**settings) -> SignalSpec:
    return SignalSpec(width=WIDTH, samples=SAMPLES, data="digits", **settings)


_ALL = (
    Mission("whisper", _network(depth=12, activation="tanh", initializer="normal", scale=0.01)),
    Mission("shout", _network(depth=12, activation="tanh", initializer="normal", scale=1.0)),
    Mission("half", _network(depth=10, activation="relu", initializer="xavier_normal")),
    Mission("alike", _network(depth=5, activation="tanh", initializer="constant", scale=1 / WIDTH)),
    Mission("pixels", _network(depth=8, activation="relu", initializer="he_normal", input_scale=1000.0)),
    Mission("tower", _network(depth=24, activation="relu", initializer="he_normal", block="no_norm")),
)

MISSIONS: dict[str, Mission] = {mission.key: mission for mission in _ALL}


@dataclass(frozen=True)
class Attempt:
    """What stands on the page, beside the broken network."""

    mission: Mission
    now: SignalSpec
    healthy: bool  # by the page's verdict

    @property
    def controls(self) -> tuple[str, ...]:
        """Return the controls that were moved; what comes with another one by itself is not counted."""
        return moved_controls(self.mission.start, self.now)

    @property
    def state(self) -> str:
        """Return untouched, kept (its size, data or luck was moved), many, broken or mended."""
        controls = self.controls
        if not controls:
            return "untouched"
        if set(controls) & set(KEPT):
            return "kept"
        if len(controls) > 1:
            return "many"
        return "mended" if self.healthy else "broken"

    @property
    def proof(self) -> LadderSpec:
        """Return the training that proves it: the broken network and this one, at every rate of plain SGD."""
        return LadderSpec((self.mission.start, self.now), optimizer=PROOF_OPTIMIZER)


def moved_controls(start: SignalSpec, now: SignalSpec) -> tuple[str, ...]:
    """Return the names of the controls whose moves lead from one network to another; BUILD is one, called "block"."""
    names = set(changed_settings(start, now))
    by_itself = start
    if "initializer" in names:
        scale = carried_scale(start.initializer, now.initializer, start.scale, start.width)
        by_itself = replace(by_itself, initializer=now.initializer, scale=scale)
    if names & set(BUILD):
        by_itself = replace(by_itself, block=now.block, residual=now.residual)
    moved = set(changed_settings(by_itself, now)) | names & {"initializer"}
    if names & set(BUILD):
        moved.add("block")
    return tuple(name for name in vars(start) if name in moved)


def told(ladder: Ladder) -> Remark:
    """Say what both networks of a proof reached at their best rates, and whether that proves it."""
    before, after = (float(reached) for reached in ladder.best_accuracy)
    values = {
        "before": before,
        "after": after,
        "rate": float(ladder.best_rate[1]),
        "line": LEARNED,
        "networks": ladder.spec.seeds,
    }
    return Remark(f"weight_initialization.mission.{'proven' if ladder.learned[1] else 'refuted'}", values)
