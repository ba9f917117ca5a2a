"""Would this rate survive a wider network? The coordinate check: a few steps of Adam at several widths, two ways.

The usual way takes one rate everywhere and an answering layer of standard deviation 1/√width. μP (Yang et al. 2022,
table 8, for Adam) divides the rate of every matrix that sums over the width by it, and starts the answering layer
at 1/width; both are the same network at the narrowest width. Their repository (microsoft/mup, README) calls the check
of sizes that should stay as the width doubles the coordinate check.
"""

import math
from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from explorer.errors import ReaderError
from explorer.remark import Remark
from explorer.simulation.look.luck import at_width
from explorer.simulation.network.checks import checked_size, checked_whole, shown
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.training.losses import LOSSES
from explorer.simulation.training.networks import draw_batches
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.spec import RATE_RANGE
from explorer.simulation.training.stack import Layers, Room, answers, backward, forward
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import stream, task_for

Array = np.ndarray
Steps = Generator[float, None, "Wider"]

WIDTHS = (64, 128, 256, 512, 1024)
WAYS = ("usual", "mup")
SEEDS, BATCH, LOOK_ROWS = 3, 64, 256
MOST_STEPS, MOST_LAYERS = 3, {1: 3, 2: 2}  # matrices in a layer -> layers that are trained
TASK = "digits"
SURVIVES, BREAKS = 0.1, 0.5  # doublings of the output a doubling of the width; the second is our line


@dataclass(frozen=True)
class WiderSpec:
    """A start to be trained at every width; `signal` gives recipe, activation, reset and block.

    Raises ReaderError where a field is out of its range.
    """

    signal: SignalSpec
    rate: float = 0.01  # of Adam at the narrowest width, 1e-7 to 1e3
    steps: int = 1  # 1 to 3

    def __post_init__(self):
        if not isinstance(self.signal, SignalSpec):
            raise ReaderError(Remark("training.no_start", {"came": shown(self.signal)}))
        object.__setattr__(self, "rate", checked_size("rate", self.rate, *RATE_RANGE))
        object.__setattr__(self, "steps", checked_whole("steps", self.steps, 1, MOST_STEPS))

    def start(self, width: int, seed: int) -> SignalSpec:
        """Return the network that is trained at a width: a few layers, sums that grow as much as the visitor's."""
        depth = min(self.signal.depth, MOST_LAYERS[self.signal.build.matrices])
        return at_width(replace(self.signal, depth=depth, seed=(self.signal.seed + seed) % 2**32), width)


@dataclass(frozen=True)
class Wider:
    """What came of it: the size (RMS) of the answers before softmax, on 256 digits."""

    spec: WiderSpec
    sizes: Array  # (ways, widths, seeds, steps + 1): log2 of the RMS after 0, 1, ... steps; inf beyond float32

    def slope(self, way: str, step: int | None = None) -> float:
        """Return the doublings of the output at a doubling of the width, mean over the seeds; after the last step."""
        sizes = self.sizes[WAYS.index(way), :, :, -1 if step is None else step].mean(axis=1)
        if not np.isfinite(sizes).all():
            return math.inf
        return float(np.polyfit(np.log2(WIDTHS), sizes, 1)[0])

    def growth(self, way: str) -> float:
        """Return how many times larger the output is at the widest than at the narrowest, after the last step.

        Not a number where one of them was lost.
        """
        if self.lost(way):
            return math.nan
        sizes = self.sizes[WAYS.index(way), :, :, -1].mean(axis=1)
        return float(2.0 ** (sizes[-1] - sizes[0]))

    def lost(self, way: str) -> bool:
        """Tell whether a network had no output, or one beyond the number range, after the last step."""
        return not np.isfinite(self.sizes[WAYS.index(way), :, :, -1]).all()

    @property
    def survives(self) -> str:
        """Return yes, partly or no: whether the usual rate at the narrowest width holds at the others."""
        slope = abs(self.slope("usual"))
        return "yes" if slope < SURVIVES else "partly" if slope < BREAKS else "no"


def run_wider(spec: WiderSpec) -> Wider:
    """Train at every width to the end."""
    steps = wider_steps(spec)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def wider_steps(spec: WiderSpec) -> Steps:
    """Train network after network, the narrowest first, a layer at a time; yields the share that is done."""
    sizes = np.zeros((len(WAYS), len(WIDTHS), SEEDS, spec.steps + 1))
    costs = np.array([width**2 for width in WIDTHS], dtype=float)
    done, whole = 0.0, len(WAYS) * SEEDS * costs.sum()
    for place, width in enumerate(WIDTHS):
        for seed in range(SEEDS):
            for number, way in enumerate(WAYS):
                work = _train(spec, spec.start(width, seed), way)
                pauses = 0
                while True:
                    try:
                        with np.errstate(all="ignore"):  # a rate that runs away is what is asked about
                            next(work)  # within one slice: each may come from another thread
                    except StopIteration as end:
                        sizes[number, place, seed] = end.value
                        break
                    pauses += 1
                    yield (done + costs[place] * pauses / (pauses + 10)) / whole
                done += costs[place]
    return Wider(spec, sizes)


def multipliers(layers: Layers, way: str, entry: bool) -> list[Array]:
    """Return by what the rate of every row of each layer is multiplied, (fan_in + 1, 1): biases keep the whole rate.

    `entry`: the first matrix hears the examples, whose number does not grow with the width.
    """
    found = []
    for index, layer in enumerate(layers):
        rows = np.ones((layer.shape[-2], 1), layer.dtype)
        if way == "mup" and (index > 0 or not entry):
            rows[:-1] *= WIDTHS[0] / (layer.shape[-2] - 1)
        found.append(rows)
    return found


def start_layers(start: SignalSpec, way: str, dtype: type = np.float32) -> Layers:
    """Return the layers at the start, (1, fan_in + 1, fan_out); μP's answering layer is smaller by √(width / 64)."""
    layers = stacked([first_layers(start, TASK, start.seed, dtype)])
    if way == "mup":
        layers[-1] = layers[-1] * dtype(math.sqrt(WIDTHS[0] / start.width))
    return layers


def _train(spec: WiderSpec, start: SignalSpec, way: str) -> Generator[None, None, list[float]]:
    """Take the steps; return log2 of the output's RMS before the first and after each."""
    design, layers, task = design_of(start), start_layers(start, way), task_for(TASK, start)
    adam, loss, room = OPTIMIZERS["adam"], LOSSES["accuracy"], Room()
    yield
    memory = [adam.fresh_memory(layer) for layer in layers]
    hears_examples = not start.build.branched or len(layers) % 2 == 0  # blocks as wide as the examples have no entry
    rates = [np.float32(spec.rate) * one for one in multipliers(layers, way, hears_examples)]
    batches = draw_batches(stream("batches"), len(task.train.y), spec.steps, BATCH)
    look = task.train.x[:LOOK_ROWS]
    sizes = [(yield from _size(design, layers, look))]
    for step, rows in enumerate(batches, start=1):
        passes = []
        for done in forward(design, layers, task.train.x[rows], room):
            passes.append(done)
            yield
        g = loss.gradient(passes[-1].h, loss.wanted(task.train.y[rows], task.answers, np.float32))
        for index, gradient in backward(design, layers, passes, g, room):
            adam.move(layers[index], gradient, memory[index], rates[index], step)
            yield
        sizes.append((yield from _size(design, layers, look)))
    return sizes


def _size(design, layers: Layers, x: Array) -> Generator[None, None, float]:
    output = x
    for h in answers(design, layers, x, Room()):
        output = h
        yield
    size = float(np.sqrt(np.mean(output.astype(np.float64) ** 2)))
    return math.log2(size) if 0 < size < math.inf else (-math.inf if size == 0 else math.inf)
