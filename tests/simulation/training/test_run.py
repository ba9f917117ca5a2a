"""What a training shows: laws of its record, published effects, and numbers that run away."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation import SignalSpec, TrainingSpec, run_training
from explorer.simulation.training.networks import Networks
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.record import answer_map
from explorer.simulation.training.run import TrainingRun, run_training_in
from explorer.simulation.training.stack import Room, forward
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import TASKS

HE = SignalSpec(3, 24, 250, "relu", "he_normal", 1.0, data="digits")
SHORT = TrainingSpec(HE, batch=32, steps=30, seeds=2)


@pytest.fixture(scope="module")
def learned():
    return run_training(replace(SHORT, steps=200))


def test_the_record_starts_before_the_first_step_and_ends_after_the_last(learned):
    steps = learned.recorded_steps
    assert steps[0] == 0 and steps[-1] == 200 and (np.diff(steps) > 0).all()
    assert learned.loss.shape == learned.accuracy.shape == (2, len(steps))
    for name in ("update_ratio", "distinct_units", "activation_rms", "weight_gradient_rms", "silent_fraction"):
        assert getattr(learned, name).shape == (2, len(steps), 3), name
    assert learned.finished and (learned.left_at == -1).all()


def test_a_healthy_start_learns_the_digits(learned):
    assert learned.accuracy[:, 0].max() < 0.35
    assert learned.accuracy[:, -1].min() > 0.85
    assert learned.loss[:, -1].max() < 0.5 < learned.guessing_loss == pytest.approx(np.log(10))


def test_a_seed_learns_the_same_alone_and_in_company(learned):
    """Batches, tests and masks belong to the task, so only the last bits may differ."""
    alone = run_training(replace(SHORT, signal=replace(HE, seed=1), steps=200, seeds=1))
    np.testing.assert_allclose(alone.loss[0, :4], learned.loss[1, :4], rtol=1e-4)
    assert abs(alone.accuracy[0, -1] - learned.accuracy[1, -1]) < 0.03


def test_with_plain_sgd_the_update_ratio_is_rate_times_gradient_over_weights():
    """Measured on the whole set as one batch, so that the gradient looked at is nearly the one stepped along."""
    spec = TrainingSpec(HE, batch=1297, steps=2, seeds=1, learning_rate=0.01)
    found = run_training_in(np.float64, spec)
    weights = [np.sqrt(np.mean(layer[:-1] ** 2)) for layer in first_layers(HE, "digits", 0, np.float64)[:-1]]
    expected = 0.01 * found.weight_gradient_rms[0, 0] / np.array(weights)
    np.testing.assert_allclose(found.update_ratio[0, 0], expected, rtol=0.15)  # 256 of 1,297 examples


def test_the_step_after_the_last_is_measured_but_not_taken():
    one, two = (run_training(replace(SHORT, steps=steps)) for steps in (5, 6))
    assert (one.update_ratio[:, -1] > 0).all()
    layers = one.networks[0].layers
    again = run_training(replace(SHORT, steps=5)).networks[0].layers
    for mine, same, further in zip(layers, again, two.networks[0].layers, strict=True):
        np.testing.assert_array_equal(mine, same)
        assert (mine != further).any()


def test_dropout_scales_what_is_kept_so_the_mean_signal_stays():
    """A neuron kept with 1 − p is divided by it: its mean stays, its mean square grows by 1 / (1 − p)."""
    from explorer.simulation.training.networks import Dropout

    masks = Dropout(0.4, 2, 300, 300).masks()
    assert set(np.unique(masks)) == {0.0, np.float32(1 / 0.6)}
    assert masks.mean() == pytest.approx(1, abs=0.01)
    assert (masks**2).mean() == pytest.approx(1 / 0.6, rel=0.01)
    assert len(Dropout(0.0, 2, 3, 3).masks()) == 0


def test_dropout_changes_the_steps_and_not_the_start():
    plain, thinned = run_training(SHORT), run_training(replace(SHORT, dropout=0.5))
    np.testing.assert_array_equal(plain.loss[:, 0], thinned.loss[:, 0])
    assert (plain.loss[:, 1:] != thinned.loss[:, 1:]).all()


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_zeros_never_move_a_hidden_weight(activation):
    """Exactly: each weight's correction is a product with a signal, or a correction, that is 0."""
    signal = replace(HE, activation=activation, initializer="zeros")
    found = run_training(TrainingSpec(signal, steps=20, seeds=1))
    assert not found.update_ratio.any()
    assert all(not layer[:, :-1].any() for layer in found.networks[0].layers[:-1])
    assert found.accuracy[0, -1] < 0.2


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_with_every_weight_at_zero_only_the_last_bias_moves(activation, optimizer):
    signal = replace(HE, activation=activation, initializer="zeros")
    layers = stacked([first_layers(signal, "digits", 0)])
    layers[-1][...] = 0
    networks = Networks(design_of(signal), layers, np.array([0.1]), OPTIMIZERS[optimizer])
    train = TASKS["digits"].train
    for start in range(0, 200, 20):
        for _ in networks.step(train.x[start : start + 20], networks.loss.wanted(train.y[start : start + 20], 10)):
            pass
    moved = [[bool(part.any()) for part in (layer[:, :-1], layer[:, -1])] for layer in layers]
    assert moved == [[False, False]] * 3 + [[False, True]]


def test_alike_neurons_part_in_the_last_hidden_layer_after_one_step_and_not_before():
    """The random answering layer corrects each of them differently; the layers before hear only their sum."""
    signal = SignalSpec(4, 50, 200, "tanh", "constant", 0.02, data="digits")
    found = run_training(TrainingSpec(signal, steps=2, seeds=1))
    assert list(found.recorded_steps) == [0, 1, 2]
    assert found.distinct_units[0].tolist()[:2] == [[1, 1, 1, 1], [1, 1, 1, 50]]


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 0.003), ("sgd", 0.1)])
def test_a_silent_neuron_may_wake(optimizer, rate):
    """What it hears changes while the layers before it learn (depth 15, width 8: about half of them in 200 steps)."""
    signal = SignalSpec(15, 8, 250, "relu", "he_normal", 1.0, data="digits")
    found = run_training(TrainingSpec(signal, optimizer=optimizer, learning_rate=rate, batch=32, steps=200, seeds=5))
    start = stacked([first_layers(signal, "digits", seed) for seed in range(5)])
    before, after = silent(signal, start), silent(signal, found.networks[0].layers)
    assert before.sum() > 60
    assert (before & ~after).sum() > 15


def silent(signal, layers):
    """Tell which neurons are silent for all examples, (depth, networks, width)."""
    passes = forward(design_of(signal), layers, TASKS["digits"].train.x, Room())
    return np.stack([(done.h <= 0).all(axis=-2) for done in list(passes)[:-1]])


@pytest.mark.parametrize(
    "signal",
    [
        SignalSpec(30, 8, 250, "relu", "normal", 1000.0, data="digits"),
        SignalSpec(100, 4, 250, "linear", "normal", 1000.0, normalization="none", data="digits"),
        SignalSpec(100, 4, 250, "tanh", "normal", 1e-6, data="digits"),
        SignalSpec(60, 4, 250, "gelu", "constant", 1000.0, residual=True, data="digits"),
        SignalSpec(10, 2, 250, "silu", "normal", 1e-6, normalization="batch", data="digits"),
        SignalSpec(10, 4, 250, "softplus", "lsuv", 1000.0, normalization="rms", bias_std=1000.0, data="digits"),
    ],
    ids=lambda signal: f"{signal.activation} {signal.initializer} {signal.normalization}",
)
@pytest.mark.parametrize(("optimizer", "rate"), [("sgd", 1000.0), ("adam", 1e-7)])
def test_no_extreme_crashes_and_nothing_is_left_unsaid(signal, optimizer, rate):
    """Warnings are errors here: numbers that run away come back as inf, with the step at which they did."""
    found = run_training(TrainingSpec(signal, optimizer=optimizer, learning_rate=rate, batch=16, steps=4, seeds=2))
    for name in ("loss", "accuracy", "update_ratio", "activation_rms", "weight_gradient_rms", "silent_fraction"):
        assert not np.isnan(getattr(found, name)).any(), name
    lost = found.left_at >= 0
    assert not np.isfinite(found.loss[lost, -1]).any() and np.isfinite(found.loss[~lost, 0]).all()
    assert not found.accuracy[lost, -1].any() and (found.distinct_units[lost, -1] == 0).all()


def test_a_rate_that_is_too_large_is_marked_with_the_step_at_which_the_numbers_left():
    found = run_training(replace(SHORT, learning_rate=1000.0, steps=40))
    assert (found.left_at > 0).all() and (found.left_at < 40).all()
    for place, step in enumerate(found.left_at):
        before = found.recorded_steps < step
        assert np.isfinite(found.loss[place, before]).all()
        assert np.isinf(found.loss[place, ~before]).all()


def test_a_small_gradient_is_not_lost_in_its_square():
    found = run_training(TrainingSpec(SignalSpec(9, 24, 250, "tanh", "normal", 0.001, data="digits"), steps=1, seeds=1))
    assert 1e-30 < found.weight_gradient_rms[0, 0, 0] < 1e-19


def test_a_run_goes_on_in_slices_and_keeps_what_it_has_when_stopped():
    run = TrainingRun(replace(SHORT, steps=2000, seeds=1))
    assert run.result() is None
    while run.result() is None or len(run.result().recorded_steps) < 3:
        assert not run.advance(0.0)
    part = run.result()
    assert not part.finished and 0 < run.share < 1
    assert part.loss.shape == (1, len(part.recorded_steps)) and part.update_ratio.shape[1] == len(part.recorded_steps)


def test_slices_do_not_change_the_result():
    run = TrainingRun(SHORT)
    while not run.advance(0.0):
        pass
    np.testing.assert_array_equal(run.result().loss, run_training(SHORT).loss)


def test_wide_networks_train_in_groups_with_the_same_result(monkeypatch):
    from explorer.simulation.training import run

    together = run_training(SHORT)
    monkeypatch.setattr(run, "GROUP_WORK", 1)
    apart = run_training(SHORT)
    assert len(apart.networks) == 2
    np.testing.assert_allclose(apart.loss, together.loss, rtol=1e-4)


@pytest.mark.parametrize(("task", "rate", "least"), [("circles", 0.01, 0.95), ("spirals", 0.01, 0.9)])
def test_the_drawings_can_be_learned_and_drawn(task, rate, least):
    signal = SignalSpec(3, 32, 250, "tanh", "xavier_normal", 1.0, data="digits")
    found = run_training(TrainingSpec(signal, task, "adam", rate, steps=300, seeds=1))
    assert found.accuracy[0, -1] > least
    line, answers = answer_map(found.networks[0], TASKS[task], cells=40)
    assert line.shape == (40,) and answers.shape == (1, 40, 40)
    x = TASKS[task].test
    columns, rows = (np.abs(line[:, None] - x.x[:, axis]).argmin(axis=0) for axis in (0, 1))
    assert np.mean(answers[0, rows, columns] == x.y) > least - 0.1  # the map is as right as the network, within a cell


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"task": "cats"}, "task must be one of digits, spirals, circles; 'cats' came."),
        ({"optimizer": None}, "optimizer must be one of sgd, momentum, adam; None came."),
        ({"learning_rate": 0}, "learning_rate must be a number from 1 × 10⁻⁷"),
        ({"learning_rate": float("nan")}, "learning_rate must be a number"),
        ({"batch": 0}, "batch must be a whole number from 1 to 1,297; 0 came."),
        ({"steps": 2.5}, "steps must be a whole number from 1 to 5,000; 2.5 came."),
        ({"dropout": 1.0}, "dropout must be a number from 0 to 0.9"),
        ({"seeds": 33}, "seeds must be a whole number from 1 to 32; 33 came."),
        ({"signal": "relu"}, "A start must be a SignalSpec; 'relu' came."),
        ({"signal": replace(HE, normalization="batch"), "batch": 1}, "at least 2; 1 came."),
    ],
)
def test_a_spec_says_what_is_allowed_and_what_came(changes, sentence):
    with pytest.raises(ReaderError) as error:
        replace(SHORT, **changes)
    assert sentence in str(error.value)


def test_a_training_that_would_take_too_long_is_refused_in_a_sentence():
    spec = TrainingSpec(SignalSpec(100, 1024, 250, data="digits"), steps=5000, seeds=32)
    with pytest.raises(ReaderError, match="This training is too large"):
        run_training(spec)
