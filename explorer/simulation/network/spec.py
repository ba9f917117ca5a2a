"""Which experiment? One frozen record of keys and numbers, checked when it is made."""

import math
from collections.abc import Container
from dataclasses import dataclass, fields

from explorer.errors import ReaderError
from explorer.remark import Remark
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.blocks import BLOCKS, BRANCHES, Block
from explorer.simulation.network.checks import check_choice, checked_size, checked_switch, checked_whole, shown
from explorer.simulation.network.data import DATASETS
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.weights.initializers import INITIALIZERS

WHOLE_RANGES = {"depth": (1, 100), "width": (2, 2048), "samples": (1, 5000), "seed": (0, 2**32 - 1)}
SCALE_RANGE = (1e-6, 1e3)
INPUTS_RANGE = (1, 4096)  # 784 for MNIST, 3,072 for CIFAR
INPUT_SCALE_RANGE, INPUT_OFFSET_RANGE = (1e-3, 1e3), (-1e3, 1e3)  # pixels from 0 to 255: 74 and 128
CHOICES = {
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
    "normalization": NORMALIZATIONS,
    "data": DATASETS,
    "block": BLOCKS,
    "branch": BRANCHES,
}
RESET_OF_A_BLOCK = "layer"  # the reset of a block that has one, when nobody chooses another
WORK_LIMIT = 25_000_000_000  # depth × width² × samples: ten times the classic experiment, two to four seconds


@dataclass(frozen=True)
class SignalSpec:
    """One experiment: a chain of `depth` hidden layers of `width` neurons, and what goes through it.

    `scale` is a number once the record is made: None becomes what the recipe has when nobody chooses. So are the
    settings that a block has by itself: a block with a reset takes layer normalization where none is named, one without
    takes none, its shortcut is its own (`residual` is for plain layers), and plain layers have no `branch`.
    Raises ReaderError where a field is out of its range; says what is allowed and what came.
    """

    depth: int = 10  # hidden layers, 1 to 100
    width: int = 500  # neurons in each, 2 to 2,048
    samples: int = 1000  # examples sent through, 1 to 5,000
    activation: str = "tanh"  # a key of ACTIVATIONS
    initializer: str = "normal"  # a key of INITIALIZERS
    scale: float | None = None  # what it means: INITIALIZERS[initializer].scale_is; 1e-6 to 1e3; None: the recipe's own
    bias_std: float = 0.0  # 0, or 1e-6 to 1e3
    normalization: str = "none"  # a key of NORMALIZATIONS
    residual: bool = False  # from layer 2 on, a layer's input is added to its output
    data: str = "gaussian"  # a key of DATASETS
    seed: int = 0
    block: str = "plain"  # a key of BLOCKS; `depth` counts blocks where a block has two matrices
    branch: str = "as_others"  # a key of BRANCHES: what the last matrix of a block starts with; nothing in plain layers
    inputs: int | None = None  # numbers in one example, 1 to 4,096; None: as many as neurons, or as the data have
    input_scale: float = 1.0  # each number x of a standardised example becomes input_scale * x + input_offset
    input_offset: float = 0.0

    def __post_init__(self):
        for name, (low, high) in WHOLE_RANGES.items():
            object.__setattr__(self, name, checked_whole(name, getattr(self, name), low, high))
        for name, registry in CHOICES.items():
            check_choice(name, getattr(self, name), registry)
        self._settle_block()
        scale = INITIALIZERS[self.initializer].default_scale(self.width) if self.scale is None else self.scale
        object.__setattr__(self, "scale", checked_size("scale", scale, *SCALE_RANGE))
        object.__setattr__(self, "bias_std", checked_size("bias_std", self.bias_std, *SCALE_RANGE, zero=True))
        object.__setattr__(self, "residual", checked_switch("residual", self.residual))
        object.__setattr__(self, "inputs", _inputs(self.inputs, DATASETS[self.data].width))
        object.__setattr__(self, "input_scale", checked_size("input_scale", self.input_scale, *INPUT_SCALE_RANGE))
        object.__setattr__(self, "input_offset", checked_size("input_offset", self.input_offset, *INPUT_OFFSET_RANGE))

    def _settle_block(self) -> None:
        """Leave what a block has by itself standing at one value, so that equal networks have equal specs."""
        block = BLOCKS[self.block]
        if not block.branched:
            object.__setattr__(self, "branch", SignalSpec.branch)
            return
        object.__setattr__(self, "residual", False)
        if not block.resets:
            object.__setattr__(self, "normalization", "none")
        elif NORMALIZATIONS[self.normalization].axis is None:
            object.__setattr__(self, "normalization", RESET_OF_A_BLOCK)

    @property
    def build(self) -> Block:
        """Return the record of how the network is built."""
        return BLOCKS[self.block]

    @property
    def branch_factor(self) -> float:
        """Return by what the last matrix of each block is multiplied at the start; 1 in plain layers."""
        return BRANCHES[self.branch].factor(self.depth)

    def strength(self, matrix: int) -> float:
        """Return the strength of a matrix, counted from 1: the recipe's, and in a block what its place makes of it.

        The first matrix of a block hears what goes past, not a ReLU: the 2 by which He's rule makes up for one is left
        off there (He et al. 2015, below eq. 10: "there is no ReLU applied on the input signal").
        """
        if not self.build.branched:
            return self.scale
        if matrix % 2 == 0:
            return self.scale * self.branch_factor
        return self.scale * (math.sqrt(0.5) if INITIALIZERS[self.initializer].makes_up_for_relu else 1.0)

    @property
    def shortcuts(self) -> bool:
        """Tell whether something goes past the layers unmixed."""
        return self.residual or self.build.branched

    @property
    def has_entry(self) -> bool:
        """Tell whether examples are first brought to the blocks' width by a matrix of their own (plain: the first)."""
        return self.build.branched and self.input_width != self.width

    @property
    def input_width(self) -> int:
        """Return the number of values in one example."""
        return self.inputs or DATASETS[self.data].input_width(self.width)

    @property
    def input_size(self) -> float:
        """Return how many times larger the input is than a standardised one, of mean 0 and spread 1."""
        return math.hypot(self.input_scale, self.input_offset)

    @property
    def weights(self) -> int:
        """Return the number of weights of all layers, each counted as at least as wide as the hidden ones."""
        if self.build.branched:
            return self.width * (self.has_entry * self.input_width + 2 * self.depth * self.width)
        return self.width * (max(self.inputs or 0, self.width) + (self.depth - 1) * self.width)

    @property
    def samples_used(self) -> int:
        """Return the number of examples sent through: `samples`, or all there are."""
        return DATASETS[self.data].samples(self.samples)

    @property
    def work(self) -> int:
        """Return weights × samples, to which the time needed is proportional; the classic is 2.5 billion."""
        return self.weights * self.samples_used


def changed_settings(before: SignalSpec, after: SignalSpec) -> tuple[str, ...]:
    """Return the names of the settings that differ, in the order of a spec's fields."""
    return tuple(one.name for one in fields(SignalSpec) if getattr(before, one.name) != getattr(after, one.name))


def check_work(spec: SignalSpec) -> None:
    """Raise ReaderError where the experiment would take too long."""
    if spec.work > WORK_LIMIT:
        sizes = {"depth": spec.depth, "width": spec.width, "samples": spec.samples_used, "work": spec.work}
        fitting = {"limit": WORK_LIMIT, "fitting": WORK_LIMIT // spec.weights}
        raise ReaderError(Remark("settings.too_large", sizes | fitting))


def check_names(names: Container[str]) -> None:
    """Raise ReaderError for the first name that is no setting of an experiment."""
    known = tuple(field.name for field in fields(SignalSpec))
    for name in names:
        if name not in known:
            raise ReaderError(Remark("settings.unknown", {"name": repr(name), "known": known}))


def _inputs(value: object, given: int | None) -> int | None:
    """Check the number of inputs; data that are given have one of their own, which None and that number stand for."""
    if value is None or (given is not None and value == given):
        return None
    if given is not None:
        raise ReaderError(Remark("settings.inputs", {"given": given, "came": shown(value)}))
    return checked_whole("inputs", value, *INPUTS_RANGE)
