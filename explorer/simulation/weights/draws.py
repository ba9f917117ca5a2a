"""Which random numbers does an experiment use? One bank of standard normals per (seed, kind, layer), scaled afterwards.

Two experiments that differ in one setting share every random number that the setting does not name. So a
comparison compares recipes, not luck. Recently used banks are kept, process-wide, within a fixed number of bytes.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from threading import Lock

import numpy as np

from explorer.simulation.numerics.error_function import erf, normal_cdf, normal_quantile

Array = np.ndarray

KINDS = ("input", "weight", "bias", "mask", "signal", "noise")
BANK_BYTES = 64_000_000  # four experiments of the classic size
TRUNCATION = 2.0  # Keras and JAX cut the bell at two standard deviations
TRUNCATED_STD = 0.87962566103423978  # standard deviation of a standard normal cut there
SQRT_HALF = 0.5**0.5
TABLE_END, TABLE_CELLS = 5.5, 8192  # beyond 5.5 the truncated value is within 2e-7 of its end


class Bank:
    """Keep the most recently used arrays, read-only, up to a number of bytes; safe to use from several threads."""

    def __init__(self, limit: int):
        self.limit = limit
        self.held = 0
        self._arrays: OrderedDict[tuple, Array] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple, make: Callable[[], Array]) -> Array:
        """Return the array of `key`, made by `make` when it is not at hand."""
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
                return self._arrays[key]
        array = make()  # outside the lock: two threads may draw the same numbers, which does no harm
        array.flags.writeable = False
        with self._lock:
            if key not in self._arrays and array.nbytes <= self.limit:
                self._arrays[key] = array
                self.held += array.nbytes
            while self.held > self.limit:
                self.held -= self._arrays.popitem(last=False)[1].nbytes
        return array

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._arrays.clear()
            self.held = 0


BANK = Bank(BANK_BYTES)


def stream(seed: int, kind: str, layer: int) -> np.random.Generator:
    """Return the generator of one (seed, kind, layer); layer 0 is the input's side of the network."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(KINDS.index(kind), layer)))


def normals(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return standard normals, float32, read-only. Fewer rows are the first rows of more."""
    key = ("normal", seed, kind, layer, shape)
    return BANK.get(key, lambda: stream(seed, kind, layer).standard_normal(shape, dtype=np.float32))


def uniforms(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return the same draws as U(−1, 1): n becomes 2 Φ(n) − 1 = erf(n / √2)."""
    key = ("uniform", seed, kind, layer, shape)
    return BANK.get(key, lambda: erf(normals(seed, kind, layer, shape) * np.float32(SQRT_HALF)))


def truncated_normals(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return the same draws as a normal cut at ±2 and widened to standard deviation 1: its ends are ±2.2737."""
    key = ("truncated", seed, kind, layer, shape)
    return BANK.get(key, lambda: _truncate(normals(seed, kind, layer, shape)))


def orthogonals(seed: int, kind: str, layer: int, shape: tuple[int, int]) -> Array:
    """Return a random matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2014)."""
    key = ("orthogonal", seed, kind, layer, shape)
    return BANK.get(key, lambda: _orthogonalize(normals(seed, kind, layer, shape)))


def zero_places(seed: int, layer: int, shape: tuple[int, int], share: float) -> Array:
    """Return a mask, True at ⌈share · rows⌉ random places of each column."""
    return BANK.get(
        ("mask", seed, layer, shape, share), lambda: _choose_places(stream(seed, "mask", layer), shape, share)
    )


def _truncate(n: Array) -> Array:
    """Map n to Φ⁻¹(Φ(−2) + Φ(n) (Φ(2) − Φ(−2))) / 0.8796 by a table; its error stays below 1e-6."""
    values, steps = _truncation_table()
    cell = (np.clip(n, -TABLE_END, TABLE_END) + np.float32(TABLE_END)) * np.float32(TABLE_CELLS / (2 * TABLE_END))
    left = np.minimum(cell.astype(np.intp), TABLE_CELLS - 1)
    return values[left] + (cell - left.astype(np.float32)) * steps[left]


@cache
def _truncation_table() -> tuple[Array, Array]:
    n = np.linspace(-TABLE_END, TABLE_END, TABLE_CELLS + 1)
    low, high = normal_cdf(np.array([-TRUNCATION, TRUNCATION]))
    exact = normal_quantile(low + normal_cdf(n) * (high - low)) / TRUNCATED_STD
    return exact[:-1].astype(np.float32), np.diff(exact).astype(np.float32)


def _orthogonalize(n: Array) -> Array:
    wide = n.shape[0] < n.shape[1]
    q, r = np.linalg.qr(n.T if wide else n)
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)  # Mezzadri 2007: without the signs Q is not uniformly distributed
    return np.ascontiguousarray(q.T if wide else q, dtype=np.float32)


def _choose_places(rng: np.random.Generator, shape: tuple[int, int], share: float) -> Array:
    count = int(np.ceil(share * shape[0]))
    order = np.argpartition(rng.random(shape, dtype=np.float32), count - 1, axis=0)
    mask = np.zeros(shape, dtype=bool)
    np.put_along_axis(mask, order[:count], True, axis=0)
    return mask
