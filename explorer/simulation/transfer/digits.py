"""The real-data world: ten handwritten digits, then "odd or even?" with part of the pixels moved."""

import numpy as np

from explorer.simulation.network.data import read_digits, standardised_digits
from explorer.simulation.transfer.sample import Sample, Source, Target, stream

VALIDATION_ROWS, SOURCE_ROWS, TARGET_ROWS = 200, 600, 500  # the other 497 of the 1,797 are the test
SPLIT_SEED = 0  # the validation pictures are the same for every seed, so that no test ever holds one


def digits_source(seed: int) -> Source:
    """Draw the old task: which digit is it? Tested on the same pictures as the new task, pixels in place."""
    rows = _rows(seed)
    pixels, digit = _pictures()
    train, test = rows[:SOURCE_ROWS], rows[SOURCE_ROWS + TARGET_ROWS :]
    return Source(_sample(pixels, digit, train), _sample(pixels, digit, test))


def digits_target(seed: int, similarity: float, examples: int) -> Target:
    """Draw the new task: odd or even? A share 1 − similarity of the 64 pixels changes places."""
    rows = _rows(seed)
    pixels, digit = _pictures()
    pixels = pixels[:, moved_pixels(seed, similarity, pixels.shape[1])]
    parity = digit % 2
    pool, test = rows[SOURCE_ROWS : SOURCE_ROWS + TARGET_ROWS], rows[SOURCE_ROWS + TARGET_ROWS :]
    return Target(
        train=_sample(pixels, parity, pool[:examples]),
        validation=_sample(pixels, parity, _split()[:VALIDATION_ROWS]),
        test=_sample(pixels, parity, test),
    )


def moved_pixels(seed: int, similarity: float, pixels: int) -> np.ndarray:
    """Return for each pixel the one shown in its place: a share 1 − similarity moves, none of them stays."""
    order = stream(seed, "shift").permutation(pixels)
    count = max(round((1 - similarity) * pixels), 2 if similarity < 1 else 0)  # one alone has no place to go to
    moved = order[:count]
    places = np.arange(pixels)
    places[moved] = np.roll(moved, 1)
    return places


def _pictures() -> tuple[np.ndarray, np.ndarray]:
    """Return standardised pixels (1797, 64) and the digit (1797,)."""
    return standardised_digits(), read_digits()[1]


def _split() -> np.ndarray:
    return np.random.default_rng(SPLIT_SEED).permutation(len(_pictures()[1]))


def _rows(seed: int) -> np.ndarray:
    return stream(seed, "order").permutation(_split()[VALIDATION_ROWS:])


def _sample(pixels: np.ndarray, answers: np.ndarray, rows: np.ndarray) -> Sample:
    return Sample(pixels[rows].astype(np.float32), answers[rows].astype(np.int64))
