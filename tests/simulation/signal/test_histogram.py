"""Every value is in a bar, or counted as outside."""

import numpy as np
import pytest

from explorer.simulation.numerics.scaled import Scaled
from explorer.simulation.signal.histogram import BINS, common_axis, fine_histogram, own_axis

SHAPE = (200, 150)


def normal(seed=0, shape=SHAPE):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


LAYERS = {
    "bell": normal(), "ReLU": np.maximum(normal(), 0), "saturated": np.tanh(30 * normal()),
    "zero": np.zeros(SHAPE, "f4"),
    "one value": np.full(SHAPE, 0.3, "f4"), "around a half": 0.5 + 1e-5 * normal(), "heavy tails": normal() ** 5,
    "one outlier": np.where(np.arange(SHAPE[1]) == 0, 1000, normal()).astype("f4"), "two values": normal(1, (1, 2)),
    "tiny": 1e-9 * normal(), "huge": 1e9 * normal(),
}  # fmt: skip
EVERY = pytest.mark.parametrize("values", LAYERS.values(), ids=LAYERS)


def fine(values, exponent=0):
    values = np.asarray(values, dtype=np.float32)
    exact = values.astype(np.float64)
    return fine_histogram(Scaled(values, exponent), float(values.min()), float(values.max()), exact.mean(), exact.std())


@EVERY
def test_all_values_are_counted(values):
    one = fine(values)
    counts, edges = own_axis(one)
    assert counts.shape == (BINS,) and edges.shape == (BINS + 1,)
    assert counts.sum() + round(one.outside * values.size) == values.size
    assert (np.diff(edges) > 0).all()


@EVERY
def test_counts_agree_with_numpy_on_the_same_edges(values):
    """Within the values that lie on an edge to float32's precision: those of a few cells out of 1,200 at most."""
    counts, edges = own_axis(fine(values))
    expected, _ = np.histogram(values.astype(np.float64), edges)
    moved = np.abs(np.cumsum(counts) - np.cumsum(expected)).max()
    on_an_edge = max(np.isclose(values, edge, rtol=1e-5, atol=1e-6 * (edges[-1] - edges[0])).sum() for edge in edges)
    assert moved <= on_an_edge + 3


@pytest.mark.parametrize("name", ["bell", "ReLU", "saturated", "zero", "tiny", "huge", "around a half"])
def test_the_own_axis_holds_nearly_all_of_an_ordinary_layer(name):
    assert fine(LAYERS[name]).outside < 1e-3


def test_the_axis_ends_at_the_values_where_they_end_early():
    one = fine(LAYERS["saturated"])
    assert (one.low, one.high, one.outside) == (-1, 1, 0)
    assert fine(LAYERS["ReLU"]).low == 0


def test_an_outlier_is_counted_outside():
    assert fine(LAYERS["heavy tails"]).outside > 0
    assert fine(LAYERS["one outlier"]).high < 1001


def test_the_common_axis_holds_every_layer_and_every_count():
    layers = [fine(LAYERS[name]) for name in ("bell", "ReLU", "tiny", "zero")]
    counts, edges = common_axis(layers)
    assert counts.shape == (4, BINS)
    assert edges[0] == min(one.low for one in layers) and edges[-1] == max(one.high for one in layers)
    for row, one in zip(counts, layers, strict=True):
        assert row.sum() == one.counts.sum()
    assert np.count_nonzero(counts[2]) == 1  # all of the tiny layer in one bar


def test_the_exponent_moves_the_axis_and_not_the_counts():
    plain, far = fine(LAYERS["bell"]), fine(LAYERS["bell"], exponent=100)
    np.testing.assert_array_equal(plain.counts, far.counts)
    np.testing.assert_allclose(own_axis(far)[1], own_axis(plain)[1] * 2.0**100, rtol=1e-12)


@pytest.mark.parametrize("exponent", [-3000, 3000])
def test_axes_past_the_end_of_float64_stay_finite(exponent):
    layers = [fine(LAYERS["bell"], exponent), fine(LAYERS["bell"])]
    for _, edges in (own_axis(layers[0]), common_axis(layers)):
        assert np.isfinite(edges).all() and (np.diff(edges) >= 0).all()
