"""Gradients are right: against finite differences, and against an automatic differentiation that shares no code."""

import itertools

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.layer import Rule, backward_to_input, backward_to_sums, forward, sums, weight_gradient
from explorer.simulation.network.normalization import EPSILON, NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.scaled import Scaled
from explorer.simulation.signal.outline import run_outline

SAMPLES, WIDTH, DEPTH = 5, 4, 3
CASES = list(itertools.product(ACTIVATIONS, NORMALIZATIONS, (False, True)))
EVERY = pytest.mark.parametrize(("activation", "normalization", "residual"), CASES)


class Chain:
    """A small network in float64 with everything random, sums kept away from the kink at 0."""

    def __init__(self, activation, normalization, residual):
        self.rules = [
            Rule(ACTIVATIONS[activation], NORMALIZATIONS[normalization], residual and layer > 0)
            for layer in range(DEPTH)
        ]
        for seed in itertools.count():
            rng = np.random.default_rng(seed)
            self.x = rng.standard_normal((SAMPLES, WIDTH))
            self.weights = [rng.standard_normal((WIDTH, WIDTH)) for _ in range(DEPTH)]
            self.biases = [0.3 * rng.standard_normal(WIDTH) for _ in range(DEPTH)]
            self.loss_signal = rng.standard_normal((SAMPLES, WIDTH))
            if self.distance_from_kink() > 1e-3:
                break

    def distance_from_kink(self):
        h, nearest = Scaled(self.x), np.inf
        for rule, w, b in zip(self.rules, self.weights, self.biases, strict=True):
            linear = Rule(ACTIVATIONS["linear"], rule.normalization, False)
            nearest = min(nearest, np.abs(forward(linear, h, w, b).h.values).min())
            h = forward(rule, h, w, b).h
        return nearest

    def forward(self, h=None, start=0):
        h = Scaled(self.x.copy() if h is None else h)
        passes = []
        for rule, w, b in zip(self.rules[start:], self.weights[start:], self.biases[start:], strict=True):
            passes.append(forward(rule, h, w, b))
            h = passes[-1].h
        return passes

    def loss(self, h=None, start=0):
        return float((self.loss_signal * self.forward(h, start)[-1].h.values).sum())

    def gradients(self):
        """Return ∂L/∂h after each layer, and ∂L/∂W of each: sums over the examples."""
        passes = self.forward()
        inputs = [Scaled(self.x), *[done.h for done in passes[:-1]]]
        g, by_h, by_w = Scaled(self.loss_signal), [], []
        for layer in reversed(range(DEPTH)):
            by_h.append(g.values.copy())
            dz = backward_to_sums(self.rules[layer], passes[layer], g)
            by_w.append(weight_gradient(inputs[layer], dz).values * SAMPLES)
            g = backward_to_input(self.rules[layer], self.weights[layer], dz, g)
        return by_h[::-1], by_w[::-1]


def finite_differences(loss, array, step=1e-6):
    """Return ∂loss/∂array by central differences, changing one entry at a time."""
    slope = np.empty_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        up = loss()
        array[place] = kept - step
        slope[place] = (up - loss()) / (2 * step)
        array[place] = kept
    return slope


@pytest.mark.thinned(5)
@EVERY
def test_gradients_are_the_slopes_of_the_loss(activation, normalization, residual):
    chain = Chain(activation, normalization, residual)
    by_h, by_w = chain.gradients()
    size = max(np.abs(g).max() for g in by_w)
    for layer in range(DEPTH):
        expected = finite_differences(chain.loss, chain.weights[layer])
        np.testing.assert_allclose(by_w[layer], expected, rtol=1e-5, atol=1e-7 * max(1, size))
    for layer in range(DEPTH - 1):
        h = chain.forward()[layer].h.values.copy()
        expected = finite_differences(lambda h=h, layer=layer: chain.loss(h.copy(), layer + 1), h)
        np.testing.assert_allclose(by_h[layer], expected, rtol=1e-5, atol=1e-7 * max(1, size))


def torch_layer(torch, activation, normalization):
    """Return φ and the normalization in PyTorch's own words."""
    f = torch.nn.functional
    functions = {
        "linear": lambda x: x, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": f.relu, "leaky_relu": f.leaky_relu,
        "elu": f.elu, "selu": f.selu, "gelu": f.gelu, "silu": f.silu, "softplus": f.softplus, "erf": torch.erf,
    }  # fmt: skip
    norms = {
        "none": lambda z: z,
        "batch": lambda z: f.batch_norm(z, None, None, training=True, eps=EPSILON),
        "layer": lambda z: f.layer_norm(z, (WIDTH,), eps=EPSILON),
        "rms": lambda z: f.rms_norm(z, (WIDTH,), eps=EPSILON),
    }
    return functions[activation], norms[normalization]


@EVERY
def test_gradients_agree_with_pytorch(activation, normalization, residual):
    torch = pytest.importorskip("torch")
    chain = Chain(activation, normalization, residual)
    phi, norm = torch_layer(torch, activation, normalization)
    h = torch.tensor(chain.x)
    weights = [torch.tensor(w, requires_grad=True) for w in chain.weights]
    outputs = []
    for layer, (w, b) in enumerate(zip(weights, chain.biases, strict=True)):
        new = phi(norm(h @ w + torch.tensor(b)))
        h = h + new if residual and layer > 0 else new
        h.retain_grad()
        outputs.append(h)
    (h * torch.tensor(chain.loss_signal)).sum().backward()
    by_h, by_w = chain.gradients()
    for layer, done in enumerate(chain.forward()):
        np.testing.assert_allclose(done.h.values, outputs[layer].detach().numpy(), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(by_h[layer], outputs[layer].grad.numpy(), rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(by_w[layer], weights[layer].grad.numpy(), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("width", [2, 3, 17, 64, 501])
def test_equal_columns_give_equal_sums_whatever_the_kernel_does_at_the_edges(width):
    """Some processors sum the last columns of a product in another order; columns that differ are not touched."""
    rng = np.random.default_rng(3)
    h = rng.standard_normal((40, 65)).astype(np.float32)
    column = rng.standard_normal((65, 1)).astype(np.float32)
    alike = np.repeat(column, width, axis=1)
    z = sums(Scaled(h), alike, None).values
    assert z.shape == (40, width) and (z == z[:, :1]).all()
    np.testing.assert_allclose(z, h.astype(float) @ alike.astype(float), atol=1e-4)
    apart = alike.copy()
    apart[:, width // 2] += 1.0
    np.testing.assert_allclose(sums(Scaled(h), apart, None).values, h.astype(float) @ apart.astype(float), atol=1e-4)


@pytest.mark.parametrize("block", ["plain", "pre_norm", "post_norm", "no_norm"])
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("width", [17, 64])
def test_neurons_that_start_alike_stay_one_also_where_their_sums_cancel(width, normalization, block):
    """After a reset over the neurons, sums with equal weights are 0 but for rounding, which must not part them."""
    build = {"normalization": normalization, "block": block, "data": "digits"}
    alike = run_outline(SignalSpec(5, width, 100, "tanh", "constant", 1 / width, **build))
    assert alike.distinct_units.tolist() == [1] * 5
