"""Gradients are the slopes of the loss, for every activation, reset and shortcut; short ways are the long ones."""

import itertools

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.training.bends import BLOCK_WAYS, SHORT_WAYS, bend
from explorer.simulation.training.losses import LOSSES
from explorer.simulation.training.resets import fresh_averages, reset, reset_by_averages
from explorer.simulation.training.stack import Design, Room, answers, backward, forward

NETWORKS, ROWS, INPUTS, WIDTH, DEPTH = 2, 7, 4, 6, 3
STEP = 1e-6


def make_layers(rng, outputs):
    shapes = [(INPUTS, WIDTH), *[(WIDTH, WIDTH)] * (DEPTH - 1), (WIDTH, outputs)]
    return [rng.standard_normal((NETWORKS, a + 1, b)) / np.sqrt(a) for a, b in shapes]


def loss_of(design, layers, x, wanted, loss, masks):
    outputs = list(forward(design, layers, x, Room(np.float64), masks))[-1].h
    return loss.value(outputs, wanted)


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_gradient_is_the_slope_of_the_loss(activation, normalization, residual):
    """Along a random direction through each layer's weights and biases, both networks at once."""
    design = Design(ACTIVATIONS[activation], NORMALIZATIONS[normalization], residual)
    rng = np.random.default_rng(3)
    layers, x = make_layers(rng, 3), rng.standard_normal((ROWS, INPUTS))
    loss = LOSSES["accuracy"]
    wanted = loss.wanted(rng.integers(0, 3, ROWS), 3, np.float64)
    masks = (rng.random((DEPTH, ROWS, WIDTH)) < 0.7) / 0.7
    room = Room(np.float64)
    passes = list(forward(design, layers, x, room, masks))
    for index, gradient in backward(design, layers, passes, loss.gradient(passes[-1].h, wanted), room):
        way = rng.standard_normal(layers[index].shape)
        ahead, behind = (
            loss_of(design, [*layers[:index], layers[index] + side * way, *layers[index + 1 :]], x, wanted, loss, masks)
            for side in (STEP, -STEP)
        )
        slope = np.sum(gradient * way, axis=(-2, -1))
        np.testing.assert_allclose((ahead - behind) / (2 * STEP), slope, rtol=2e-6, atol=2e-8)


def test_the_gradient_of_a_squared_error_is_its_slope():
    design, rng, loss = Design(ACTIVATIONS["tanh"]), np.random.default_rng(4), LOSSES["explained"]
    layers, x = make_layers(rng, 1), rng.standard_normal((ROWS, INPUTS))
    wanted = loss.wanted(rng.standard_normal(ROWS), 1, np.float64)
    room = Room(np.float64)
    passes = list(forward(design, layers, x, room))
    for index, gradient in backward(design, layers, passes, loss.gradient(passes[-1].h, wanted), room):
        way = rng.standard_normal(layers[index].shape)
        ahead, behind = (
            loss_of(design, [*layers[:index], layers[index] + side * way, *layers[index + 1 :]], x, wanted, loss, ())
            for side in (STEP, -STEP)
        )
        np.testing.assert_allclose((ahead - behind) / (2 * STEP), np.sum(gradient * way, axis=(-2, -1)), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("key", [*SHORT_WAYS, *BLOCK_WAYS])
def test_a_short_way_gives_what_the_record_says(key, dtype):
    """Against the record in float64; 4e-7 is three units of float32's last digit at the size of 1."""
    x = np.concatenate([np.linspace(-30, 30, 4001), np.linspace(-2, 2, 4001)]).astype(dtype)
    out, room = np.empty_like(x), np.empty_like(x)
    slope = bend(ACTIVATIONS[key], x.copy(), out, room)
    expected, expected_slope = ACTIVATIONS[key].both(x.astype(np.float64))
    accuracy = 4e-7 if dtype == np.float32 else 1e-14
    np.testing.assert_allclose(out, expected, rtol=accuracy, atol=2 * accuracy)
    np.testing.assert_allclose(np.ones_like(x) if slope is None else slope, expected_slope, atol=4 * accuracy)


@pytest.mark.parametrize("key", ["linear", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "erf"])
def test_a_tiny_signal_keeps_its_digits(key):
    """What is 0 at 0 passes 1e-12 on to seven digits: a fading network fades as it does in truth."""
    x = np.array([-1e-12, 1e-12, -3e-5, 3e-5], np.float32)
    out = np.empty_like(x)
    bend(ACTIVATIONS[key], x.copy(), out, np.empty_like(x))
    np.testing.assert_allclose(out, ACTIVATIONS[key].function(x.astype(np.float64)), rtol=5e-7)


def test_what_rests_gets_no_gradient_and_nothing_is_done_below_it():
    design, rng, loss = Design(ACTIVATIONS["relu"]), np.random.default_rng(5), LOSSES["accuracy"]
    layers, x = make_layers(rng, 3), rng.standard_normal((ROWS, INPUTS))
    room = Room(np.float64)
    passes = list(forward(design, layers, x, room))
    g = loss.gradient(passes[-1].h, loss.wanted(rng.integers(0, 3, ROWS), 3, np.float64))
    found = [
        (index, gradient is None)
        for index, gradient in backward(design, layers, passes, g, room, (False, True, False, True))
    ]
    assert found == [(3, False), (2, True), (1, False)]


def test_running_averages_come_to_the_batchs_own():
    """After many looks at one batch a test differs from it by the variance's n − 1 alone."""
    rng, rule = np.random.default_rng(6), NORMALIZATIONS["batch"]
    z = 3.0 + 2.0 * rng.standard_normal((NETWORKS, 50, WIDTH))
    averages = fresh_averages((NETWORKS, 1, WIDTH), np.float64)
    for _ in range(300):
        done = reset(rule, z.copy(), np.empty_like(z))
        averages.follow(done)
    np.testing.assert_allclose(reset_by_averages(averages, z.copy()), done.y * np.sqrt(49 / 50), rtol=1e-5)


def test_a_test_leaves_nothing_out_and_otherwise_is_the_training_pass():
    for activation, normalization in itertools.product(ACTIVATIONS, ("none", "layer", "rms")):
        design = Design(ACTIVATIONS[activation], NORMALIZATIONS[normalization], residual=True)
        rng = np.random.default_rng(7)
        layers, x = make_layers(rng, 3), rng.standard_normal((ROWS, INPUTS))
        trained = [done.h.copy() for done in forward(design, layers, x, Room(np.float64))]
        tested = [h.copy() for h in answers(design, layers, x, Room(np.float64))]
        np.testing.assert_allclose(tested[-1], trained[-1], rtol=1e-12)


def test_a_stack_of_any_shape_gives_what_each_network_gives_alone():
    """Two by three networks, each set of three on examples of its own."""
    design, rng = Design(ACTIVATIONS["relu"]), np.random.default_rng(8)
    layers = [(rng.standard_normal((2, 3, a + 1, b)) / np.sqrt(a)).astype(np.float32) for a, b in ((5, 64), (64, 3))]
    x = rng.standard_normal((1, 3, 64, 5)).astype(np.float32)
    together = list(answers(design, layers, x, Room()))[-1]
    assert together.shape == (2, 3, 64, 3)
    for row in range(2):
        for column in range(3):
            alone = list(answers(design, [layer[row, column] for layer in layers], x[0, column], Room()))[-1]
            np.testing.assert_array_equal(alone, together[row, column])


def test_a_resting_layer_above_one_that_learns_passes_the_gradient_on():
    design, rng = Design(ACTIVATIONS["relu"]), np.random.default_rng(9)
    layers, x, room = make_layers(rng, 3), rng.standard_normal((ROWS, INPUTS)), Room(np.float64)
    passes, g = list(forward(design, layers, x, room)), rng.standard_normal((NETWORKS, ROWS, 3))
    every, first = (
        {
            index: gradient.copy()
            for index, gradient in backward(design, layers, passes, g.copy(), room, learns)
            if gradient is not None
        }
        for learns in ((True,) * 4, (True, False, False, False))
    )
    assert list(first) == [0]
    np.testing.assert_array_equal(first[0], every[0])
