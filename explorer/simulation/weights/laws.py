"""From which family of distributions do weights come? Each law at unit size, with what it states about its draws."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.simulation.weights import draws

Array = np.ndarray

SPARSE_SHARE = 0.1  # of each column is 0


@dataclass(frozen=True)
class Law:
    """A family of distributions at unit size. Weights are these draws times the recipe's factor."""

    key: str
    bank: Callable[[int, str, int, tuple[int, int]], Array]  # (seed, kind, layer, shape) -> float32
    variance: Callable[[int, int], float]  # (rows, columns) -> variance of an entry
    mean: Callable[[int, int], float] = lambda rows, columns: 0.0
    excess_kurtosis: float | None = None  # None: not independent entries of one continuous law
    largest: float | None = None  # |draw| never exceeds this; None: unbounded
    random: bool = True  # another seed draws other numbers


def zeros(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return zeros."""
    return draws.BANK.get(("zeros", shape), lambda: np.zeros(shape, dtype=np.float32))


def ones(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return ones."""
    return draws.BANK.get(("ones", shape), lambda: np.ones(shape, dtype=np.float32))


def unit_diagonal(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return ones on the diagonal and zeros elsewhere."""
    return draws.BANK.get(("diagonal", shape), lambda: np.eye(*shape, dtype=np.float32))


def thinned_normals(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return normals with a tenth of each column set to 0."""
    places = draws.zero_places(seed, layer, shape, SPARSE_SHARE)
    return np.where(places, np.float32(0.0), draws.normals(seed, kind, layer, shape))


def _always(value: float) -> Callable[[int, int], float]:
    return lambda rows, columns: value


def _thinned_variance(rows: int, columns: int) -> float:
    return 1.0 - math.ceil(SPARSE_SHARE * rows) / rows


def _diagonal_mean(rows: int, columns: int) -> float:
    return 1.0 / max(rows, columns)  # min(rows, columns) ones among rows · columns


def _diagonal_variance(rows: int, columns: int) -> float:
    share = _diagonal_mean(rows, columns)
    return share * (1.0 - share)


ZEROS = Law("zeros", zeros, _always(0.0), largest=0.0, random=False)
ONES = Law("ones", ones, _always(0.0), mean=_always(1.0), largest=1.0, random=False)
DIAGONAL = Law("diagonal", unit_diagonal, _diagonal_variance, mean=_diagonal_mean, largest=1.0, random=False)
NORMAL = Law("normal", draws.normals, _always(1.0), excess_kurtosis=0.0)
UNIFORM = Law("uniform", draws.uniforms, _always(1 / 3), excess_kurtosis=-1.2, largest=1.0)
TRUNCATED = Law(
    "truncated", draws.truncated_normals, _always(1.0),
    excess_kurtosis=-0.6344, largest=draws.TRUNCATION / draws.TRUNCATED_STD,
)  # fmt: skip
ORTHOGONAL = Law("orthogonal", draws.orthogonals, lambda rows, columns: 1.0 / max(rows, columns), largest=1.0)
SPARSE = Law("sparse", thinned_normals, _thinned_variance)

LAWS = {law.key: law for law in (ZEROS, ONES, DIAGONAL, NORMAL, UNIFORM, TRUNCATED, ORTHOGONAL, SPARSE)}
