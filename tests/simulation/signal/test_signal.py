"""An experiment shows what the literature publishes, what theory says exactly, and never breaks."""

import csv
import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.experiment import prepare
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.numerics import workspace
from explorer.simulation.signal import signal
from explorer.simulation.signal.signal import SignalSpec, run_signal
from explorer.simulation.weights.initializers import INITIALIZERS

TABLE = Path(__file__).parents[2] / "data" / "classic_experiments.csv"
SMALL = SignalSpec(depth=4, width=32, samples=50, activation="relu", initializer="he_normal", scale=1.0)
TINY = SignalSpec(depth=40, width=2, samples=1)
run = lru_cache(run_signal)


def classic_rows():
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def classic_experiments():
    return [list(rows) for _, rows in itertools.groupby(classic_rows(), key=lambda row: row["experiment"])]


def classic_spec(row):
    return SignalSpec(activation=row["activation"], initializer=row["initializer"], scale=float(row["scale"]))


@pytest.mark.parametrize("rows", classic_experiments(), ids=lambda rows: rows[0]["experiment"])
def test_the_classic_experiments_come_out_as_published(rows):
    """All ten layers of the five tables: within four standard deviations of one run."""
    spread = run(classic_spec(rows[0])).activation_std
    assert len(rows) == len(spread) == 10
    for row, measured in zip(rows, spread, strict=True):
        mean, tolerance = float(row["mean"]), 4 * float(row["run_sd"])
        assert measured == pytest.approx(mean, abs=tolerance)
        assert float(row["published"]) == pytest.approx(mean, abs=tolerance + 5e-7)  # printed with six decimals


def test_he_is_exactly_lecun_times_a_power_of_the_root_of_two():
    he = run(SignalSpec(activation="relu", initializer="he_normal", scale=1.0))
    lecun = run(SignalSpec(activation="relu", initializer="lecun_normal", scale=1.0))
    growth = 2 ** (np.arange(1, 11) / 2)
    np.testing.assert_allclose(he.activation_std / lecun.activation_std, growth, rtol=1e-5)
    # a sum within rounding of 0 may fall on the other side of the kink: one slope in millions
    np.testing.assert_allclose(he.gradient_std / lecun.gradient_std, growth[::-1] / growth[0], rtol=2e-4)
    np.testing.assert_array_equal(he.dead_fraction, lecun.dead_fraction)
    np.testing.assert_allclose(he.sample_cosine, lecun.sample_cosine, rtol=1e-5)


def test_he_keeps_the_infinite_width_values_in_the_mean():
    """Mean 1/√π and standard deviation √(1 − 1/π) at layer 1; 0.0022 is the spread of one run."""
    he = run(SignalSpec(activation="relu", initializer="he_normal", scale=1.0))
    assert he.activation_mean[0] == pytest.approx(np.pi**-0.5, abs=0.009)
    assert he.activation_std[0] == pytest.approx((1 - 1 / np.pi) ** 0.5, abs=0.009)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_zero_weights_never_learn(activation):
    result = run(SignalSpec(initializer="zeros", activation=activation, samples=100))
    for array in (result.activation_std, result.weight_gradient_std, result.gradient_std[:-1]):
        assert (array == 0).all()
    assert (result.weight_gradient_log10_rms == -np.inf).all()
    assert (result.distinct_units == 1).all()


@pytest.mark.parametrize(
    ("activation", "width"),
    [*itertools.product(ACTIVATIONS, (3, 100)), ("tanh", 500), ("sigmoid", 1024), ("relu", 1024)],
)
def test_constant_weights_make_one_neuron_of_all(activation, width):
    result = run(
        SignalSpec(depth=5, width=width, samples=60, activation=activation, initializer="constant", scale=1 / width)
    )
    assert (result.distinct_units == 1).all()


def test_all_alike_can_look_steady():
    """Constant 1/500: the spread stays near 0.045, and yet there is one neuron."""
    result = run(SignalSpec(initializer="constant", scale=0.002))
    np.testing.assert_allclose(result.activation_std, 0.045, rtol=0.08)


def test_saturated_tanh_has_an_exploding_gradient():
    result = run(SignalSpec(scale=1.0))
    np.testing.assert_allclose(result.saturated_fraction, 0.92, atol=0.01)
    assert 30_000 < result.gradient_std[0] < 200_000


def test_batch_normalization_rescues_small_weights():
    result = run(SignalSpec(normalization="batch"))
    np.testing.assert_allclose(result.activation_std, 0.628, atol=0.003)


def test_batch_normalization_cannot_rescue_a_spread_below_its_epsilon():
    """One layer of weights 1e-6 · N has variance 5e-10, far below ε = 1e-5."""
    result = run(SignalSpec(depth=2, normalization="batch", scale=1e-6))
    assert result.activation_std[0] == pytest.approx((500e-12 / (500e-12 + 1e-5)) ** 0.5, rel=0.01)


def test_the_loss_gradient_at_the_last_layer_is_the_random_signal():
    for spec in (SMALL, replace(SMALL, residual=True), replace(SMALL, normalization="layer")):
        assert run(spec).gradient_std[-1] == pytest.approx(1, abs=4 / np.sqrt(2 * 32 * 50))


def test_the_band_of_luck_holds_the_mean_of_tanh():
    """The expected mean is 0: over 40 seeds, mean / standard error has a spread near 1."""
    scores = [
        result.activation_mean / result.activation_mean_error
        for result in (run_signal(SignalSpec(depth=3, width=100, samples=50, scale=0.1, seed=s)) for s in range(40))
    ]
    assert np.std(scores) == pytest.approx(1, abs=0.3)  # 120 values: the spread's own standard error is 0.065


# Definitions


def test_every_measure_is_what_its_definition_says():
    """Three layers written out in plain float64, with the classic activation and a bias."""
    spec = SignalSpec(depth=3, width=20, samples=30, scale=0.5, bias_std=0.2)
    x = prepare(spec, np.float64).input().values
    weights = [prepare(spec, np.float64).weights(layer) for layer in (1, 2, 3)]
    biases = [prepare(spec, np.float64).bias(layer) for layer in (1, 2, 3)]
    h = [x]
    for w, b in zip(weights, biases, strict=True):
        h.append(np.tanh(h[-1] @ w + b))
    g = [prepare(spec, np.float64).loss_signal().values]
    for layer in (2, 1):
        g.insert(0, (g[0] * (1 - h[layer + 1] ** 2)) @ weights[layer].T)
    slopes = [h[layer - 1].T @ (g[layer - 1] * (1 - h[layer] ** 2)) / 30 for layer in (1, 2, 3)]
    result = run(spec)
    expected = {
        "activation_mean": [a.mean() for a in h[1:]],
        "activation_std": [a.std() for a in h[1:]],
        "activation_rms": [np.sqrt((a**2).mean()) for a in h[1:]],
        "activation_log10_rms": [np.log10(np.sqrt((a**2).mean())) for a in h[1:]],
        "activation_log10_max": [np.log10(np.abs(a).max()) for a in h[1:]],
        "saturated_fraction": [np.mean(np.abs(a) > 0.97) for a in h[1:]],
        "gradient_std": [a.std() for a in g],
        "gradient_rms": [np.sqrt((a**2).mean()) for a in g],
        "gradient_log10_max": [np.log10(np.abs(a).max()) for a in g],
        "weight_gradient_std": [a.std() for a in slopes],
        "weight_gradient_log10_rms": [np.log10(np.sqrt((a**2).mean())) for a in slopes],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(result, name), values, rtol=1e-5, atol=1e-6, err_msg=name)
    assert result.input_rms == pytest.approx(np.sqrt((x**2).mean()), rel=1e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("residual", [False, True])
def test_float32_is_good_enough(activation, normalization, residual):
    """The same draws in float64 give the same picture; a sum across a kink moves one slope in thousands."""
    spec = SignalSpec(
        depth=6, width=40, samples=50, activation=activation, initializer="he_normal", scale=1.0, bias_std=0.1,
        normalization=normalization, residual=residual,
    )  # fmt: skip
    single, double = run(spec), signal.run_in(np.float64, spec)
    for name in ("activation_std", "activation_rms", "gradient_std", "weight_gradient_std"):
        np.testing.assert_allclose(getattr(single, name), getattr(double, name), rtol=2e-3, err_msg=name)
    for name in ("activation_std", "activation_rms", "sample_cosine"):
        np.testing.assert_allclose(getattr(single, name), getattr(double, name), rtol=1e-4, atol=1e-5, err_msg=name)


# Same draws


ARRAYS = [field.name for field in fields(signal.Signal) if field.name not in ("spec", "samples", "format_exits")]


def test_the_same_spec_gives_the_same_result_to_the_last_bit():
    first = run_signal(SMALL)
    signal.run_signal(replace(SMALL, seed=9))  # other work in between must leave no trace
    second = run_signal(SMALL)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_more_layers_leave_the_first_ones_as_they_are():
    shallow, deep = run(SMALL), run(replace(SMALL, depth=9))
    np.testing.assert_array_equal(shallow.activation_std, deep.activation_std[:4])


@pytest.mark.parametrize("change", [{"activation": "tanh"}, {"residual": True}, {"normalization": "layer"}], ids=str)
def test_draws_do_not_depend_on_settings_that_do_not_name_them(change):
    """The gradient that enters at the end is the same random signal."""
    assert run(SMALL).gradient_std[-1] == run(replace(SMALL, **change)).gradient_std[-1]


def test_another_scale_scales_a_linear_network_exactly():
    one = run(replace(SMALL, activation="linear", initializer="normal", scale=0.125))
    two = run(replace(SMALL, activation="linear", initializer="normal", scale=0.25))
    np.testing.assert_allclose(two.activation_rms / one.activation_rms, 2.0 ** np.arange(1, 5), rtol=1e-6)
    np.testing.assert_allclose(two.gradient_rms / one.gradient_rms, 2.0 ** np.arange(3, -1, -1), rtol=1e-6)
    np.testing.assert_array_equal(two.distinct_units, one.distinct_units)


def test_another_seed_is_another_run():
    assert (run(SMALL).activation_std != run(replace(SMALL, seed=1)).activation_std).all()


# Extremes


EDGES = [
    replace(TINY, scale=scale, activation=activation, normalization=normalization, residual=residual, bias_std=bias)
    for scale in (1e-6, 1e3)
    for activation in ACTIVATIONS
    for normalization in NORMALIZATIONS
    for residual, bias in ((False, 0.0), (True, 0.0), (False, 1e-6), (True, 1e3))
][::3]  # each pair of activation and reset meets three of its eight corners, all pairs together meet all of them


def assert_presentable(result):
    """No NaN anywhere; fractions are fractions; edges can be drawn; every value is in a bar or counted outside."""
    for name in ARRAYS:
        assert not np.isnan(getattr(result, name)).any(), name
    for name in ("saturated_fraction", "dead_fraction", "outside_fraction"):
        assert ((getattr(result, name) >= 0) & (getattr(result, name) <= 1)).all(), name
    assert (np.abs(result.sample_cosine) <= 1).all()
    assert ((result.distinct_units >= 1) & (result.distinct_units <= result.spec.width)).all()
    values = result.samples * result.spec.width
    inside = values - np.rint(result.outside_fraction * values)
    np.testing.assert_array_equal(result.histogram_counts.sum(axis=1), inside)
    np.testing.assert_array_equal(result.common_counts.sum(axis=1), inside)
    for edges in (result.histogram_edges, result.common_edges):
        assert np.isfinite(edges).all() and (np.diff(edges) >= 0).all()
    assert (result.activation_log10_rms < np.inf).all() and (result.gradient_log10_rms < np.inf).all()


@pytest.mark.parametrize("spec", EDGES, ids=lambda spec: f"{spec.activation}-{spec.normalization}-{spec.scale}")
def test_the_far_corners_of_the_ranges_give_a_picture(spec):
    assert_presentable(run_signal(spec))


@pytest.mark.thinned(5)
@pytest.mark.parametrize("initializer", INITIALIZERS)
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e3])
@pytest.mark.parametrize("data", ["gaussian", "digits"])
def test_every_recipe_gives_a_picture_at_every_strength(initializer, scale, data):
    for activation in ("tanh", "relu", "elu"):
        spec = SignalSpec(
            depth=12, width=20, samples=7, initializer=initializer, scale=scale, data=data, activation=activation
        )
        assert_presentable(run_signal(spec))


@pytest.mark.parametrize("activation", ["linear", "relu", "leaky_relu"])
@pytest.mark.parametrize("scale", [1e-6, 1e3])
def test_logarithms_are_exact_past_the_end_of_float64(activation, scale):
    """These activations pass a factor through unchanged: the run at scale s is the run at scale 1 times s^layer."""
    spec = replace(SMALL, depth=100, width=16, samples=20, activation=activation, initializer="normal")
    one, far = run(replace(spec, scale=0.35)), run(replace(spec, scale=scale))
    layers = np.arange(1, 101)
    step = np.log10(scale / 0.35)
    np.testing.assert_allclose(far.activation_log10_rms, one.activation_log10_rms + layers * step, rtol=0, atol=2e-5)
    np.testing.assert_allclose(
        far.gradient_log10_rms, one.gradient_log10_rms + (100 - layers) * step, rtol=0, atol=2e-5
    )
    assert abs(far.activation_log10_rms[-1]) > 250


def test_a_small_tanh_network_is_a_linear_one_at_any_depth():
    """Below |z| = 1e-4, tanh z is z to 1e-8."""
    spec = replace(SMALL, depth=100, width=16, samples=20, initializer="normal", scale=1e-6)
    tanh, linear = run(replace(spec, activation="tanh")), run(replace(spec, activation="linear"))
    np.testing.assert_allclose(tanh.activation_log10_rms, linear.activation_log10_rms, rtol=0, atol=2e-5)
    np.testing.assert_allclose(tanh.gradient_log10_rms, linear.gradient_log10_rms, rtol=0, atol=2e-5)
    assert tanh.activation_log10_rms[-1] < -500


@pytest.mark.parametrize(("activation", "slope"), [("gelu", 0.5), ("silu", 0.5), ("erf", 2 / np.sqrt(np.pi))])
def test_smooth_activations_shrink_along_their_tangent(activation, slope):
    spec = replace(SMALL, depth=60, width=16, samples=20, initializer="normal", scale=1e-6)
    smooth, linear = run(replace(spec, activation=activation)), run(replace(spec, activation="linear"))
    layers = np.arange(1, 61)
    np.testing.assert_allclose(
        smooth.activation_log10_rms, linear.activation_log10_rms + layers * np.log10(slope), rtol=0, atol=2e-5
    )


@pytest.mark.parametrize("activation", ["gelu", "silu", "softplus", "elu"])
def test_large_sums_follow_relu(activation):
    spec = replace(SMALL, depth=100, width=16, samples=20, initializer="normal", scale=1e3)
    smooth, relu = run(replace(spec, activation=activation)), run(spec)
    np.testing.assert_allclose(smooth.activation_log10_rms, relu.activation_log10_rms, rtol=0, atol=0.01)
    assert smooth.activation_log10_rms[-1] > 310


def test_layers_outside_a_number_format_are_named():
    """Growth of 10 a layer, from 1: past 65,504 at layer 5, past 3.4e38 at layer 39."""
    spec = replace(SMALL, depth=60, width=64, activation="linear", initializer="orthogonal", scale=10.0)
    exits = {one.format: one for one in run(spec).format_exits}
    assert exits["float16"].signal_too_large == 5 and exits["float16"].gradient_too_large == 60 - 5
    assert exits["float32"].signal_too_large in (38, 39) and exits["bfloat16"].signal_too_large in (38, 39)
    shrinking = {one.format: one for one in run(replace(spec, scale=0.1)).format_exits}
    assert shrinking["float16"].signal_too_small == 8 and shrinking["float32"].signal_too_small == 45
    assert shrinking["float16"].layer == 8 and shrinking["float16"].signal_too_large is None


def test_a_quiet_network_stays_inside_every_format():
    for one in run(SMALL).format_exits:
        assert one.layer is None and one.gradient_too_large is None and one.gradient_too_small is None


# Memory and limits


def test_experiments_in_several_threads_do_not_disturb_each_other():
    specs = [replace(SMALL, seed=seed, normalization=kind, samples=200) for seed in (1, 2) for kind in NORMALIZATIONS]
    alone = [run_signal(spec) for spec in specs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(run_signal, specs * 3))
    for one, other in zip(alone * 3, together, strict=True):
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_recomputing_slopes_changes_nothing(monkeypatch):
    """Very large experiments keep outputs alone, and compute slopes again on the way back."""
    for spec in (SMALL, replace(SMALL, normalization="batch", residual=True), replace(SMALL, scale=1e3, depth=30)):
        kept = run_signal(spec)
        monkeypatch.setattr(signal, "KEPT_VALUES", 0)
        again = run_signal(spec)
        monkeypatch.undo()
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(kept, name), getattr(again, name))


def test_the_memory_of_an_experiment_left_unfinished_comes_back():
    left = signal.signal_steps(SMALL)
    next(left)
    waiting = len(workspace._waiting)
    left.close()
    assert len(workspace._waiting) == waiting + 1


def test_fewer_digits_than_asked_for_is_told():
    result = run(SignalSpec(depth=1, width=10, samples=5000, data="digits"))
    assert result.samples == 1797


def test_too_large_an_experiment_is_refused_before_it_starts():
    with pytest.raises(ReaderError, match="too large"):
        run_signal(SignalSpec(depth=100, width=1024, samples=5000))


def test_results_are_small_and_their_own():
    """No array of the network is kept: neither by size nor as a view of memory that the next run takes over."""
    result = run_signal(replace(SMALL, samples=2000))
    arrays = [getattr(result, name) for name in ARRAYS if name != "input_rms"]
    assert sum(array.nbytes for array in arrays) < 10_000 * result.spec.depth
    before = [array.copy() for array in arrays]
    run_signal(replace(SMALL, samples=2000, seed=5))
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)
