"""Which networks were trained for the record? Chosen by a law and a seed, before any result was looked at.

Two thirds are drawn at random, so that what is seldom asked for is there too; two grids of depth and strength make the
maps of what was really trained. A reset with a large strength behind it is seldom drawn by that law, so that a part of
its own holds such networks. The networks that a forecast is tested on come from the same kinds of networks with depths
and strengths of their own, and are not shipped.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.weights.initializers import INITIALIZERS, Initializer

WIDTH, SAMPLES = 64, 250
DRAWN, HELD_OUT = 250, 64
DRAWN_SEED, HELD_OUT_SEED = 1, 2
STEPS, BATCH, SEEDS = 200, 32, 3
OPTIMIZERS = ("sgd", "adam")  # each at the seven rates of its ladder

DEPTHS = {3: 20, 5: 20, 8: 15, 10: 15, 15: 10, 20: 8, 30: 6, 45: 3, 60: 3}  # depth -> weight of the draw
ACTIVATION_WEIGHTS = {
    "relu": 24, "tanh": 20, "gelu": 10, "sigmoid": 9, "silu": 8, "leaky_relu": 6, "elu": 5, "selu": 5, "linear": 5,
    "softplus": 4, "erf": 4,
}  # fmt: skip
RECIPE_WEIGHTS = {
    "he_normal": 20, "xavier_normal": 16, "normal": 16, "pytorch_linear": 10, "orthogonal": 9, "lecun_normal": 8,
    "keras_dense": 6, "uniform": 5, "lsuv": 4, "constant": 3, "zeros": 2, "sparse": 1,
}  # fmt: skip
NORMALIZATION_WEIGHTS = {"none": 60, "batch": 17, "layer": 14, "rms": 9}
RESIDUAL_SHARE, BIAS_SHARE = 0.2, 0.15
BIAS_STDS = (0.05, 0.2, 1.0)
STRENGTHS = {  # what `scale` means -> range of the strengths drawn, evenly by their logarithm
    "gain": (0.3, 3.0),
    "std": (0.003, 3.0),
    "half-range": (0.01, 3.0),
    "value": (0.003, 0.3),
    "none": (1.0, 1.0),
}
DEFAULT_SHARE = 0.5  # of the gains are 1, as a recipe is used when nobody turns at it

GRID_DEPTHS = (3, 5, 10, 20, 40)
GRID_GAINS = (0.25, 0.5, 0.71, 1.0, 1.41, 2.0, 4.0)
GRIDS = {"relu": "he_normal", "tanh": "xavier_normal"}

HIDDEN, HIDDEN_HELD_OUT = 40, 24  # networks whose strength a reset hides; for the record and for its test
HIDDEN_SEED, HIDDEN_HELD_OUT_SEED = 3, 4
HIDDEN_GROWTHS = (3.0, 1000.0)  # how many times larger a sum becomes, drawn evenly by its logarithm
HIDDEN_RECIPES = {"normal": 4, "uniform": 2, "he_normal": 3, "xavier_normal": 3, "orthogonal": 1}
RESETS = {key: weight for key, weight in NORMALIZATION_WEIGHTS.items() if key != "none"}


@dataclass(frozen=True)
class Chosen:
    """One network of the record, and what it is there for."""

    signal: SignalSpec
    part: str  # drawn grid hidden held_out hidden_held_out


def chosen() -> tuple[Chosen, ...]:
    """Return all networks in the order in which they are trained: a part of it is a fair sample, too."""
    drawn = [Chosen(signal, "drawn") for signal in draw(DRAWN_SEED, DRAWN, tuple(DEPTHS))]
    held_out = [Chosen(signal, "held_out") for signal in draw(HELD_OUT_SEED, HELD_OUT, None)]
    everything = drawn + [Chosen(signal, "grid") for signal in grid()] + held_out
    order = np.random.default_rng(0).permutation(len(everything))
    hidden = [Chosen(signal, "hidden") for signal in draw_hidden(HIDDEN_SEED, HIDDEN, tuple(DEPTHS))]
    hidden_held_out = draw_hidden(HIDDEN_HELD_OUT_SEED, HIDDEN_HELD_OUT, None)
    held_out = [Chosen(signal, "hidden_held_out") for signal in hidden_held_out]
    return (*(everything[place] for place in order), *hidden, *held_out)


def grid() -> list[SignalSpec]:
    """Return the grids of depth and strength: ReLU with He, tanh with Xavier, all with seed 0."""
    return [
        SignalSpec(depth, WIDTH, SAMPLES, activation, recipe, gain, data="digits")
        for activation, recipe in GRIDS.items()
        for depth in GRID_DEPTHS
        for gain in GRID_GAINS
    ]


def draw(seed: int, count: int, depths: tuple[int, ...] | None) -> list[SignalSpec]:
    """Draw networks by the law above; `depths` None takes any whole number from 3 to 60, small ones more often."""
    rng = np.random.default_rng(seed)
    return [_draw_one(rng, depths) for _ in range(count)]


def draw_hidden(seed: int, count: int, depths: tuple[int, ...] | None) -> list[SignalSpec]:
    """Draw networks with a reset and, before it, weights that make a sum up to a thousand times larger."""
    rng = np.random.default_rng(seed)
    return [_draw_hidden(rng, depths) for _ in range(count)]


def _draw_hidden(rng: np.random.Generator, depths: tuple[int, ...] | None) -> SignalSpec:
    usual = _draw_one(rng, depths)
    recipe = _pick(rng, HIDDEN_RECIPES)
    low, high = np.log(HIDDEN_GROWTHS)
    strength = np.exp(rng.uniform(low, high)) / growth(INITIALIZERS[recipe], WIDTH)
    scale = float(f"{strength:.3g}")
    return replace(usual, initializer=recipe, scale=scale, normalization=_pick(rng, RESETS))


def _draw_one(rng: np.random.Generator, depths: tuple[int, ...] | None) -> SignalSpec:
    recipe = INITIALIZERS[_pick(rng, RECIPE_WEIGHTS)]
    any_depth = int(np.floor(np.exp(rng.uniform(np.log(3), np.log(61)))))
    return SignalSpec(
        depth=_pick(rng, DEPTHS) if depths else any_depth,
        width=WIDTH,
        samples=SAMPLES,
        activation=ACTIVATIONS[_pick(rng, ACTIVATION_WEIGHTS)].key,
        initializer=recipe.key,
        scale=_strength(rng, recipe.scale_is),
        bias_std=float(rng.choice(BIAS_STDS)) if rng.random() < BIAS_SHARE else 0.0,
        normalization=_pick(rng, NORMALIZATION_WEIGHTS),
        residual=bool(rng.random() < RESIDUAL_SHARE),
        data="digits",
        seed=int(rng.integers(0, 10_000)),
    )


def _strength(rng: np.random.Generator, scale_is: str) -> float:
    low, high = STRENGTHS[scale_is]
    drawn = float(f"{np.exp(rng.uniform(np.log(low), np.log(high))):.3g}")
    usual = rng.random() < DEFAULT_SHARE
    return 1.0 if scale_is == "gain" and usual else drawn


def _pick(rng: np.random.Generator, weights: dict):
    keys = list(weights)
    chances = np.array(list(weights.values()), dtype=float)
    return keys[int(rng.choice(len(keys), p=chances / chances.sum()))]


def growth(record: Initializer, width: int) -> float:
    """Return how many times larger a sum over `width` neurons is at strength 1; 0 where the data or nothing decide."""
    if not record.random:
        return width * abs(record.mean(width, width, 1.0)) if record.scale_is == "value" else 0.0
    return 0.0 if record.fits_data else math.sqrt(width) * record.std(width, width, 1.0)
