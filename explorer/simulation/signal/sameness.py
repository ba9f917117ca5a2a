"""How many different neurons does a layer have? Units whose outputs agree for every example count as one."""

from functools import lru_cache

import numpy as np

Array = np.ndarray

AGREEMENT = 1e-5  # of the layer's largest value: wider than float32 rounding, far narrower than chance
PROBE_ROWS = 32


def distinct_units(values: Array, largest: float) -> int:
    """Count the units of `values` (samples, units) that differ by more than 1e-5 of `largest` for some example.

    Two units that agree everywhere agree in any weighted sum of examples, within the sum of the weights' sizes. A few
    such sums, sorted, separate nearly all units; only those that stay together are compared example by example.
    """
    tolerance = AGREEMENT * largest
    if tolerance == 0:
        return 1
    groups = np.zeros(values.shape[1], dtype=np.intp)
    for rows, weights in _probes(len(values)):
        key = weights.astype(values.dtype) @ values[rows]
        groups = _split(groups, key, tolerance * float(np.abs(weights).sum()))
        if groups.max() == groups.size - 1:
            return groups.size
    sizes = np.bincount(groups)
    together = [_count_apart(values[:, groups == group], tolerance) for group in np.flatnonzero(sizes > 1)]
    return int(np.count_nonzero(sizes == 1)) + sum(together)


@lru_cache(maxsize=16)
def _probes(samples: int) -> tuple[tuple[slice | Array, Array], ...]:
    """Return (rows, weights) of three weighted sums of examples: two over a few examples, one over all."""
    rng = np.random.default_rng(0)  # fixed: the count must not depend on luck
    few = np.unique(np.linspace(0, samples - 1, PROBE_ROWS).astype(np.intp))
    return tuple(
        (rows, rng.uniform(-1.0, 1.0, size)) for rows, size in ((few, few.size),) * 2 + ((slice(None), samples),)
    )


def _split(groups: Array, key: Array, slack: float) -> Array:
    """Split groups where the sorted key leaves a gap wider than `slack`; return new group numbers from 0."""
    order = np.lexsort((key, groups))
    apart = (np.diff(groups[order]) != 0) | (np.diff(key[order]) > slack)
    split = np.empty_like(groups)
    split[order] = np.concatenate(([0], np.cumsum(apart)))
    return split


def _count_apart(columns: Array, tolerance: float) -> int:
    """Count by leaders: each unit that agrees with none before it stands for all that agree with it."""
    units = np.ascontiguousarray(columns.T)
    count = 0
    while len(units):
        count += 1
        units = units[np.abs(units - units[0]).max(axis=1) > tolerance]
    return count
