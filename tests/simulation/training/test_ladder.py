"""A ladder of rates is so many trainings side by side, and says which rate is best."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import ReaderError
from explorer.simulation import LadderSpec, SignalSpec, TrainingSpec, run_ladder, run_training
from explorer.simulation.training.ladder import Ladder, LadderRun
from explorer.simulation.training.optimizers import OPTIMIZERS

HE = SignalSpec(3, 24, 250, "relu", "he_normal", 1.0, data="digits")
TANH = replace(HE, activation="tanh", initializer="xavier_normal")
SHORT = LadderSpec((HE,), batch=32, steps=40, seeds=2)


def test_each_rung_is_the_training_at_that_rate():
    ladder = run_ladder(replace(SHORT, signals=(HE, TANH, replace(HE, scale=0.5))))  # two shapes, so two stacks
    assert ladder.accuracy.shape == (3, 7, 2, 4) and list(ladder.recorded_steps) == [10, 20, 30, 40]
    for place, rate in ((0, 5), (1, 2), (2, 6)):
        signal, step = ladder.spec.signals[place], ladder.spec.rates[rate]
        alone = run_training(TrainingSpec(signal, learning_rate=step, batch=32, steps=40, seeds=2))
        np.testing.assert_allclose(ladder.accuracy[place, rate, :, -1], alone.accuracy[:, -1], atol=0.03)


def test_the_best_rate_has_the_highest_mean_and_of_equals_is_the_smallest():
    spec = replace(SHORT, rates=(0.3, 0.1, 0.03))
    accuracy = np.array([[0.5, 0.7], [0.9, 0.3], [0.2, 0.2]])[None, :, :, None]
    ladder = Ladder(spec, np.array([40]), accuracy, np.full((1, 3, 2), -1))
    np.testing.assert_allclose(ladder.mean_accuracy, [[0.6, 0.6, 0.2]])
    assert ladder.best_rate.tolist() == [0.1] and ladder.best_accuracy[0] == pytest.approx(0.6)
    assert not ladder.learned[0]
    assert Ladder(spec, np.array([40]), accuracy + 0.2, np.full((1, 3, 2), -1)).learned[0]


def test_a_rate_is_half_of_a_verdict_about_learning():
    """The same start learns at its best rate, hardly at a thousandth, and runs away at a thousand times it."""
    ladder = run_ladder(replace(SHORT, rates=(0.0001, 0.1, 100.0), steps=200))
    slow, best, fast = ladder.mean_accuracy[0]
    assert best > 0.85 and slow < 0.4 and fast < 0.4
    assert (ladder.left_at[0, 2] >= 0).any() or fast < 0.3
    assert (ladder.left_at[0, :2] == -1).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("optimizer", "rates", "steps"), [("sgd", (0.1, 0.3, 1.0), 200), ("adam", (0.0003, 0.001), 400)]
)
def test_a_strength_hidden_by_batch_norm_learns_worse(optimizer, rates, steps):
    """The correction falls as 1/strength, a step relative to the weights as 1/strength² (with Adam as 1/strength)."""
    signals = tuple(
        SignalSpec(10, 64, 250, "tanh", "normal", scale, normalization="batch", data="digits") for scale in (0.01, 10.0)
    )
    spec = LadderSpec(signals, optimizer=optimizer, rates=rates, seeds=2, steps=steps)
    small, large = run_ladder(spec).best_accuracy
    assert small > 0.9 and large < small - 0.05


def test_a_ladder_that_is_stopped_keeps_the_tests_it_took():
    run = LadderRun(replace(SHORT, seeds=1))
    assert run.result() is None
    while run.result() is None:
        run.advance(0.0)
    assert list(run.result().recorded_steps) == [10] and 0 < run.share < 1
    while not run.advance():
        pass
    np.testing.assert_array_equal(run.result().accuracy, run_ladder(replace(SHORT, seeds=1)).accuracy)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_without_rates_of_its_own_a_ladder_takes_the_optimizers_seven(optimizer):
    assert LadderSpec(optimizer=optimizer).rates == OPTIMIZERS[optimizer].rates


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"signals": ()}, "signals must be a list of 1 to 16 starts"),
        ({"signals": ("relu",)}, "A start must be a SignalSpec; 'relu' came."),
        ({"rates": (0.1,) * 17}, "rates must be a list of 1 to 16 numbers"),
        ({"rates": (0.1, -1)}, "must be a number from"),
    ],
)
def test_a_ladder_says_what_is_allowed_and_what_came(changes, sentence):
    with pytest.raises(ReaderError) as error:
        replace(SHORT, **changes)
    assert sentence in str(error.value)


def test_a_ladder_that_would_take_too_long_is_refused():
    with pytest.raises(ReaderError, match="too large"):
        run_ladder(LadderSpec((SignalSpec(100, 1024, 250, data="digits"),), steps=5000))


def test_inputs_a_hundred_times_too_large_want_a_smaller_rate_and_learn_nothing_at_the_usual_one():
    """Outputs and corrections are 100 times larger, too (stats.stackexchange 367057)."""
    start = SignalSpec(3, 32, 250, "relu", "he_normal", 1.0, data="digits")
    spec = LadderSpec((start, replace(start, input_scale=100.0)), rates=(0.001, 0.1), steps=200, seeds=2)
    (small, usual), (raw_small, raw_usual) = run_ladder(spec).mean_accuracy
    assert usual > 0.85 and raw_usual < 0.2
    assert raw_small > 0.6 > 0.4 > small
