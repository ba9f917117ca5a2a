"""The stacked passes: gradients against finite differences, stacks against single networks."""

import itertools

import numpy as np
import pytest

from explorer.simulation.transfer.network import ACTIVATION, LOSSES, backward, forward


def make_layers(rng, widths, strategies=2, seeds=3):
    return [
        (
            rng.standard_normal((strategies, seeds, a, b)) / np.sqrt(a),
            rng.standard_normal((strategies, seeds, 1, b)) / 9,
        )
        for a, b in itertools.pairwise(widths)
    ]


def loss_value(measure, outputs, wanted):
    if measure == "explained":
        return 0.5 * np.mean(np.sum((outputs - wanted) ** 2, axis=-1), axis=-1)
    return np.mean(np.log(np.exp(outputs).sum(axis=-1)) - (outputs * wanted).sum(axis=-1), axis=-1)


@pytest.mark.parametrize(("measure", "activation"), [("accuracy", "relu"), ("explained", "linear")])
def test_gradients_agree_with_finite_differences(measure, activation):
    rng = np.random.default_rng(3)
    answers = 4 if measure == "accuracy" else 1
    layers = make_layers(rng, (5, 6, 7, answers))
    x = rng.standard_normal((1, 3, 8, 5))
    y = rng.integers(0, 4, (3, 8)) if measure == "accuracy" else rng.standard_normal((3, 8))
    wanted = LOSSES[measure].wanted(y, answers).astype(float)
    outputs = forward(x, layers, ACTIVATION[activation])
    gradient = LOSSES[measure].gradient(outputs[-1].copy(), wanted)
    gradients = backward(gradient, outputs, layers, (True,) * 3, ACTIVATION[activation])
    for layer, parts in enumerate(layers):
        for part, values in enumerate(parts):
            place = tuple(rng.integers(0, size) for size in values.shape)
            around = []
            for shift in (1e-6, -1e-6):
                moved = [(w.copy(), b.copy()) for w, b in layers]
                moved[layer][part][place] += shift
                around.append(loss_value(measure, forward(x, moved, ACTIVATION[activation])[-1], wanted)[place[:2]])
            assert gradients[layer][part][place] == pytest.approx((around[0] - around[1]) / 2e-6, rel=1e-5, abs=1e-9)


def test_a_stack_gives_what_each_network_gives_alone():
    rng = np.random.default_rng(4)
    layers = [(w.astype(np.float32), b.astype(np.float32)) for w, b in make_layers(rng, (5, 64, 64, 3))]
    x = rng.standard_normal((1, 3, 64, 5)).astype(np.float32)
    together = forward(x, layers, ACTIVATION["relu"])[-1]
    for strategy in range(2):
        for seed in range(3):
            here = slice(strategy, strategy + 1), slice(seed, seed + 1)
            alone = forward(x[:, here[1]], [(w[here], b[here]) for w, b in layers], ACTIVATION["relu"])[-1]
            np.testing.assert_array_equal(alone[0, 0], together[strategy, seed])


def test_nothing_is_computed_below_the_first_layer_that_learns():
    rng = np.random.default_rng(5)
    layers = make_layers(rng, (5, 6, 7, 3))
    outputs = forward(rng.standard_normal((1, 3, 8, 5)), layers, ACTIVATION["relu"])
    outputs[0] = outputs[1] = None  # would raise if they were read
    gradients = backward(np.ones((2, 3, 8, 3)), outputs, layers, (False, False, True), ACTIVATION["relu"])
    assert gradients[:2] == [None, None]
    assert gradients[2][0].shape == (2, 3, 7, 3)


def test_a_resting_layer_above_one_that_learns_passes_the_gradient_on():
    rng = np.random.default_rng(6)
    layers = make_layers(rng, (5, 6, 7, 3))
    outputs = forward(rng.standard_normal((1, 3, 8, 5)), layers, ACTIVATION["relu"])
    gradient = rng.standard_normal((2, 3, 8, 3))
    every = backward(gradient.copy(), outputs, layers, (True, True, True), ACTIVATION["relu"])
    first = backward(gradient.copy(), outputs, layers, (True, False, False), ACTIVATION["relu"])
    np.testing.assert_array_equal(first[0][0], every[0][0])
    assert first[1:] == [None, None]


def test_scores_by_hand():
    outputs = np.array([[[[2.0, 1.0], [0.0, 3.0], [5.0, 4.0], [np.nan, 1.0]]]])
    wanted = LOSSES["accuracy"].wanted(np.array([[0, 1, 1, 1]]), 2)
    assert LOSSES["accuracy"].score(outputs, wanted) == pytest.approx(np.array([[0.5]]))  # a run-away answers nothing
    answers = LOSSES["explained"].wanted(np.array([[1.0, -1.0]]), 1)
    assert LOSSES["explained"].score(np.array([[[[1.0], [0.0]]]]), answers) == pytest.approx(np.array([[0.5]]))
    assert LOSSES["explained"].score(np.array([[[[np.inf], [0.0]]]]), answers) == -1.0
