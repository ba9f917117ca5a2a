"""A block's gradients are the slopes of the loss, and PyTorch's; each block and branch is what its record says."""

import itertools
import math

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.block import BlockRule, block_backward, block_forward
from explorer.simulation.network.blocks import BLOCKS, BRANCHES
from explorer.simulation.network.experiment import Experiment, prepare
from explorer.simulation.network.normalization import EPSILON, NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.scaled import Scaled

SAMPLES, WIDTH, DEPTH, STEP = 5, 4, 3, 1e-6
BRANCHED = [key for key, block in BLOCKS.items() if block.branched]
RESETS = [key for key, rule in NORMALIZATIONS.items() if rule.axis is not None]
CASES = [(a, "none", "no_norm") for a in ACTIVATIONS] + [
    (a, n, b) for a, n, b in itertools.product(ACTIVATIONS, RESETS, BRANCHED) if BLOCKS[b].resets
]
EVERY = pytest.mark.parametrize(("activation", "normalization", "block"), CASES)


class Chain:
    """Three blocks in float64 with everything random, sums kept away from the kink at 0."""

    def __init__(self, activation, normalization, block):
        self.rule = BlockRule(ACTIVATIONS[activation], NORMALIZATIONS[normalization], BLOCKS[block])
        for seed in itertools.count():
            rng = np.random.default_rng(seed)
            self.x, self.loss_signal = rng.standard_normal((2, SAMPLES, WIDTH))
            self.weights = list(rng.standard_normal((2 * DEPTH, WIDTH, WIDTH)))
            self.biases = list(0.3 * rng.standard_normal((2 * DEPTH, WIDTH)))
            if self.distance_from_kink() > 1e-3:
                break

    def matrices(self, number):
        return [(self.weights[i], self.biases[i]) for i in (2 * number, 2 * number + 1)]

    def distance_from_kink(self):
        heard = [(done.heard.values, self.matrices(number)[0]) for number, done in enumerate(self.forward())]
        return min(np.abs(x @ w + b).min() for x, (w, b) in heard)

    def forward(self, h=None, start=0):
        h, passes = Scaled(self.x.copy() if h is None else h), []
        for number in range(start, DEPTH):
            passes.append(block_forward(self.rule, h, *self.matrices(number)))
            h = passes[-1].h
        return passes

    def loss(self, h=None, start=0):
        return float((self.loss_signal * self.forward(h, start)[-1].h.values).sum())

    def gradients(self):
        """Return ∂L/∂h after each block, and ∂L/∂W of every matrix: sums over the examples."""
        passes, g, by_h, by_w = self.forward(), Scaled(self.loss_signal), [], []
        for number in reversed(range(DEPTH)):
            by_h.append(g.values.copy())
            first, last = (weights for weights, _ in self.matrices(number))
            g, *both = block_backward(self.rule, passes[number], first, last, g)
            by_w += [one.values * SAMPLES for one in reversed(both)]
        return by_h[::-1], by_w[::-1]


def slopes(loss, array):
    found = np.empty_like(array)
    for place in np.ndindex(array.shape):
        kept, ends = array[place], []
        for side in (STEP, -STEP):
            array[place] = kept + side
            ends.append(loss())
        array[place] = kept
        found[place] = (ends[0] - ends[1]) / (2 * STEP)
    return found


@pytest.mark.thinned(4)
@EVERY
def test_gradients_are_the_slopes_of_the_loss(activation, normalization, block):
    chain = Chain(activation, normalization, block)
    by_h, by_w = chain.gradients()
    size = max(1.0, *(np.abs(g).max() for g in by_w))
    for weights, gradient in zip(chain.weights, by_w, strict=True):
        np.testing.assert_allclose(gradient, slopes(chain.loss, weights), rtol=1e-5, atol=1e-7 * size)
    for number in range(DEPTH - 1):
        h = chain.forward()[number].h.values.copy()
        expected = slopes(lambda h=h, number=number: chain.loss(h.copy(), number + 1), h)
        np.testing.assert_allclose(by_h[number], expected, rtol=1e-5, atol=1e-7 * size)


@EVERY
def test_gradients_agree_with_pytorch(activation, normalization, block):
    torch = pytest.importorskip("torch")
    f = torch.nn.functional
    norm = {
        "none": lambda z: z,
        "batch": lambda z: f.batch_norm(z, None, None, training=True, eps=EPSILON),
        "layer": lambda z: f.layer_norm(z, (WIDTH,), eps=EPSILON),
        "rms": lambda z: f.rms_norm(z, (WIDTH,), eps=EPSILON),
    }[normalization]
    phi = {"linear": lambda x: x, "leaky_relu": f.leaky_relu, "erf": torch.erf, "softplus": f.softplus}.get(activation)
    phi = phi or getattr(f, activation, None) or getattr(torch, activation)
    chain, before, after = Chain(activation, normalization, block), block == "pre_norm", block == "post_norm"
    weights = [torch.tensor(w, requires_grad=True) for w in chain.weights]
    h, outputs = torch.tensor(chain.x), []
    for number in range(DEPTH):
        first, last, b1, b2 = *weights[2 * number :][:2], *map(torch.tensor, chain.biases[2 * number :][:2])
        h = h + phi((norm(h) if before else h) @ first + b1) @ last + b2
        h = norm(h) if after else h
        h.retain_grad()
        outputs.append(h)
    (h * torch.tensor(chain.loss_signal)).sum().backward()
    by_h, by_w = chain.gradients()
    for number, done in enumerate(chain.forward()):
        np.testing.assert_allclose(done.h.values, outputs[number].detach().numpy(), rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(by_h[number], outputs[number].grad.numpy(), rtol=1e-7, atol=1e-9)
    for ours, theirs in zip(by_w, weights, strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=1e-7, atol=1e-9)


def test_settings_that_a_block_has_by_itself_stand_at_one_value():
    assert SignalSpec(block="pre_norm") == SignalSpec(block="pre_norm", normalization="layer", residual=True)
    assert SignalSpec(block="no_norm", normalization="batch").normalization == "none"
    assert SignalSpec(branch="zero") == SignalSpec() and SignalSpec(residual=True).residual
    assert SignalSpec(block="post_norm", normalization="rms").normalization == "rms"


def test_the_last_matrix_and_its_bias_start_as_the_branch_says():
    spec = SignalSpec(depth=9, width=6, samples=2, initializer="xavier_normal", block="no_norm", bias_std=0.5)
    others = prepare(spec)
    for key, branch in BRANCHES.items():
        ours = prepare(SignalSpec(**{**vars(spec), "branch": key}))
        for matrix in range(1, 19):
            factor = branch.factor(9) if matrix % 2 == 0 else 1.0
            np.testing.assert_allclose(ours.weights(matrix), factor * others.weights(matrix), rtol=1e-6)
            np.testing.assert_allclose(ours.bias(matrix), factor * others.bias(matrix), rtol=1e-6)
    assert [branch.factor(9) for branch in BRANCHES.values()] == pytest.approx([1, 1 / 3, 0])


@pytest.mark.parametrize("recipe", ["he_normal", "he_uniform", "he_fan_out", "lecun_normal", "orthogonal"])
def test_the_first_matrix_of_a_block_does_not_make_up_for_a_relu_that_it_does_not_hear(recipe):
    spec = SignalSpec(width=400, samples=2, initializer=recipe, block="no_norm")
    first, last = (prepare(spec).weights(matrix).std() for matrix in (3, 4))
    assert last / first == pytest.approx(math.sqrt(2) if recipe.startswith("he") else 1.0, rel=0.02)


def test_examples_of_another_size_are_brought_to_the_blocks_width_at_their_own_size():
    spec = SignalSpec(width=300, samples=400, data="digits", block="pre_norm")
    experiment = prepare(spec)
    assert experiment.entry().shape == (64, 300)
    sizes = [float(np.square(h.values, dtype=np.float64).mean()) for h in (experiment.input(), experiment.enter())]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.05)
    assert prepare(SignalSpec(width=64, samples=4, data="digits", block="pre_norm")).entry() is None


@pytest.mark.parametrize("block", BRANCHED)
def test_a_fitted_recipe_fits_both_matrices_of_a_block(block):
    spec = SignalSpec(6, 50, 200, "gelu", "lsuv", block=block, branch="scaled", data="digits", bias_std=0.2)
    experiment, h = prepare(spec), prepare(spec).enter()
    alike = Experiment(SignalSpec(**{**vars(spec), "branch": "as_others"}), fitted=experiment.fitted)
    for layer in range(1, 7):
        for matrix in experiment.matrices_of(layer):
            z = experiment.heard_by(matrix, layer, h).values @ alike.weights(matrix) + alike.bias(matrix)
            assert z.std(dtype=np.float64) == pytest.approx(1, abs=0.1001)
        h = experiment.forward(layer, h).h
