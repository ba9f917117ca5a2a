"""How sure can one be after a handful of seeds? Intervals, paired differences and the sign test.

Intervals are 95 % Student t intervals over seeds. The bands of several strategies leave out what a seed does to all
of them alike (Cousineau 2005, corrected by Morey 2008) and are sized for comparing (Baguley 2012): the bands of two
strategies lie apart exactly when the 95 % interval of their paired difference leaves 0 out.
"""

import math
from functools import cache

import numpy as np

CONFIDENCE = 0.95


@cache
def t_quantile(freedom: int, probability: float = 0.5 + CONFIDENCE / 2) -> float:
    """Return Student's t quantile, by halving on the exact distribution of a whole number of degrees of freedom."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_probability(middle, freedom) < probability else (low, middle)
    return high


def _t_probability(t: float, freedom: int) -> float:
    """P(T <= t) for t >= 0 as a finite sum (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    if freedom % 2:
        term, total = cosine, cosine if freedom > 1 else 0.0
        for k in range(3, freedom - 1, 2):
            term *= cosine**2 * (k - 1) / k
            total += term
        return 0.5 + (angle + sine * total) / math.pi
    term, total = 1.0, 1.0
    for k in range(2, freedom - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    return 0.5 + sine * total / 2


def half_width(values: np.ndarray) -> float:
    """Return half the 95 % t interval of the mean of `values` (seeds,); NaN for a single one."""
    if len(values) < 2:
        return math.nan
    return float(t_quantile(len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values)))


def band(scores: np.ndarray) -> np.ndarray:
    """Return half the width of each strategy's band, from paired scores (strategies, seeds, ...); NaN for one seed.

    Half width = t · s / √(2 n), s over the n seeds of the scores less the seed's mean, times √(A / (A − 1)) for A
    strategies. A strategy alone has its plain interval.
    """
    count, seeds = scores.shape[:2]
    if seeds < 2:
        return np.full(np.delete(scores.shape, 1), math.nan)
    own = scores
    if count > 1:
        own = (scores - scores.mean(axis=0, keepdims=True)) * math.sqrt(count / (count - 1) / 2)
    return t_quantile(seeds - 1) * own.std(axis=1, ddof=1) / math.sqrt(seeds)


def paired_difference(better: np.ndarray, worse: np.ndarray) -> tuple[float, float, float]:
    """Return mean, lower and upper end of the 95 % t interval of better − worse over paired seeds (seeds,)."""
    difference = np.asarray(better) - np.asarray(worse)
    mean, half = float(difference.mean()), half_width(difference)
    return mean, mean - half, mean + half


def sign_test(better: np.ndarray, worse: np.ndarray) -> tuple[int, int, float]:
    """Return pairs won, pairs lost, and the two-sided exact probability of a split at least so uneven by chance."""
    won, lost = int(np.sum(better > worse)), int(np.sum(better < worse))
    pairs = won + lost  # ties say nothing
    tail = sum(math.comb(pairs, k) for k in range(max(won, lost), pairs + 1)) / 2**pairs
    return won, lost, min(1.0, 2 * tail)
