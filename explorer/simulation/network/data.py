"""What goes into the network? Bell-curve noise, or real handwritten digits."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from explorer.simulation.weights import draws

Array = np.ndarray

DIGITS_FILE = Path(__file__).parent / "datasets" / "digits.csv.gz"
DIGITS_WIDTH = 64


@dataclass(frozen=True)
class Dataset:
    """One kind of input: `rows(seed, samples, width)` gives float32 of shape (samples at most, input width)."""

    key: str
    label: str
    sentence: str
    source: str
    rows: Callable[[int, int, int], Array]
    width: int | None = None  # None: as wide as the hidden layers
    limit: int | None = None  # rows there are; None: as many as asked for

    def input_width(self, hidden_width: int) -> int:
        """Return the number of values in one example."""
        return self.width or hidden_width

    def samples(self, asked: int) -> int:
        """Return the number of examples there are for `asked`."""
        return min(asked, self.limit) if self.limit else asked


def gaussian_rows(seed: int, samples: int, width: int) -> Array:
    """Return standard normal noise; fewer rows are the first rows of more."""
    return draws.normals(seed, "input", 0, (samples, width))


def digit_rows(seed: int, samples: int, width: int) -> Array:
    """Return the first digits in the file's order, each pixel standardised over all 1,797."""
    return standardised_digits()[:samples]


@cache
def read_digits() -> tuple[Array, Array]:
    """Return pixels (1797, 64), 0 to 16, and labels (1797,), both read-only integers."""
    with gzip.open(DIGITS_FILE, "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1, dtype=np.int64)
    table.flags.writeable = False
    return table[:, 1:], table[:, 0]


@cache
def standardised_digits() -> Array:
    """Return the pixels with mean 0 and standard deviation 1 each, float32; pixels that never vary stay 0."""
    pixels = read_digits()[0].astype(np.float64)
    spread = pixels.std(axis=0)
    rows = ((pixels - pixels.mean(axis=0)) / np.where(spread > 0, spread, 1.0)).astype(np.float32)
    rows.flags.writeable = False
    return rows


_ALL = (
    Dataset(
        "gaussian", "Bell-curve noise", "Random numbers of mean 0 and spread 1, as in the classic experiment.",
        "CS231n, lecture on training neural networks", gaussian_rows,
    ),
    Dataset(
        "digits", "Handwritten digits", "1,797 real digits of 8 × 8 pixels, each pixel brought to mean 0 and spread 1.",
        "Alpaydin and Kaynak 1998, UCI Optical Recognition of Handwritten Digits, CC BY 4.0", digit_rows,
        width=DIGITS_WIDTH, limit=1797,
    ),
)  # fmt: skip

DATASETS: dict[str, Dataset] = {dataset.key: dataset for dataset in _ALL}
