"""Networks of blocks learn from the very weights that a signal run shows, with gradients that are the loss's slopes."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.network.blocks import BLOCKS, BRANCHES
from explorer.simulation.network.data import standardised_digits
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.signal.signal import run_signal
from explorer.simulation.training import LadderSpec, TrainingSpec, run_ladder, run_training
from explorer.simulation.training.losses import LOSSES
from explorer.simulation.training.networks import Networks
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.stack import Room, backward, forward
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import TASKS

SPEC = SignalSpec(3, 20, 100, "gelu", "he_normal", data="digits", bias_std=0.1)
BRANCHED = [key for key, block in BLOCKS.items() if block.branched]
RESETS = [key for key, rule in NORMALIZATIONS.items() if rule.axis is not None]
KINDS = [("no_norm", "none"), *itertools.product(("pre_norm", "post_norm"), RESETS)]
ROWS, STEP = 9, 1e-6
LOSS = LOSSES["accuracy"]


@pytest.mark.parametrize(("block", "normalization"), KINDS)
@pytest.mark.parametrize("width", [20, 64])  # 64: as many as the digits have numbers, so there is no entry
@pytest.mark.parametrize("branch", BRANCHES)
def test_a_gradient_is_the_slope_of_the_loss(block, normalization, width, branch):
    spec = replace(SPEC, block=block, normalization=normalization, width=width, branch=branch)
    layers = stacked([first_layers(spec, "digits", seed, np.float64) for seed in (0, 1)])
    assert len(layers) == 2 * spec.depth + 1 + (width != 64)
    design, rng, room = design_of(spec), np.random.default_rng(1), Room(np.float64)
    x, wanted = rng.standard_normal((ROWS, 64)), LOSS.wanted(rng.integers(0, 10, ROWS), 10, np.float64)
    masks = (rng.random((spec.depth, ROWS, width)) < 0.7) / 0.7

    def loss_of(index, changed):
        parts = [*layers[:index], changed, *layers[index + 1 :]]
        return LOSS.value(list(forward(design, parts, x, Room(np.float64), masks))[-1].h, wanted)

    passes = list(forward(design, layers, x, room, masks))
    for index, gradient in backward(design, layers, passes, LOSS.gradient(passes[-1].h, wanted), room):
        way = rng.standard_normal(layers[index].shape)
        ahead, behind = (loss_of(index, layers[index] + side * way) for side in (STEP, -STEP))
        slope = np.sum(gradient * way, axis=(-2, -1))
        np.testing.assert_allclose((ahead - behind) / (2 * STEP), slope, rtol=3e-6, atol=1e-7)


@pytest.mark.parametrize(("block", "normalization"), KINDS)
@pytest.mark.parametrize("changes", [{}, {"width": 64}, {"initializer": "lsuv", "branch": "scaled"}], ids=str)
def test_blocks_are_as_large_at_the_start_as_the_signal_run_measures(block, normalization, changes):
    spec = replace(SPEC, block=block, normalization=normalization, **changes)
    design, layers = design_of(spec), stacked([first_layers(spec, "digits", spec.seed)])
    passes = list(forward(design, layers, standardised_digits()[:100], Room()))
    ends = [passes[group[-1]].h.astype(np.float64) for group in design.groups(len(layers) - 1)]
    sizes = [float(np.sqrt(np.mean(h**2))) for h in ends]
    np.testing.assert_allclose(sizes, run_signal(spec).activation_rms, rtol=3e-5)


@pytest.mark.parametrize(("block", "normalization"), KINDS)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_ten_steps_and_the_test_afterwards_agree_with_pytorch(block, normalization, optimizer):
    torch = pytest.importorskip("torch")
    f, double, rate = torch.nn.functional, torch.float64, {"sgd": 0.02, "adam": 0.003}[optimizer]
    spec = replace(SPEC, block=block, normalization=normalization)
    start = first_layers(spec, "digits", 0, np.float64)
    networks = Networks(design_of(spec), stacked([start]), np.array([rate]), OPTIMIZERS[optimizer])
    linears = [torch.nn.Linear(len(layer) - 1, layer.shape[1], dtype=double) for layer in start]
    for linear, layer in zip(linears, start, strict=True):
        linear.weight.data, linear.bias.data = torch.tensor(layer[:-1].T.copy()), torch.tensor(layer[-1].copy())
    make = {
        "none": torch.nn.Identity,
        "batch": lambda: torch.nn.BatchNorm1d(spec.width, affine=False, dtype=double),
        "layer": lambda: torch.nn.LayerNorm(spec.width, elementwise_affine=False),
        "rms": lambda: torch.nn.RMSNorm(spec.width, eps=1e-5, elementwise_affine=False),
    }[normalization]
    norms = torch.nn.ModuleList(make() for _ in range(spec.depth))

    def model(x):
        h = linears[0](x)
        for number, norm in enumerate(norms):
            first, last = linears[1 + 2 * number], linears[2 + 2 * number]
            h = h + last(f.gelu(first(norm(h) if block == "pre_norm" else h)))
            h = norm(h) if block == "post_norm" else h
        return linears[-1](h)

    parameters = [one for linear in linears for one in linear.parameters()]
    steps = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer](parameters, rate)
    train, test = TASKS["digits"].train, TASKS["digits"].test.x[:30].astype(np.float64)
    for begin in range(0, 160, 16):
        x, y = train.x[begin : begin + 16].astype(np.float64), train.y[begin : begin + 16]
        for _ in networks.step(x, LOSS.wanted(y, 10, np.float64)):
            pass
        steps.zero_grad()
        f.cross_entropy(model(torch.tensor(x)), torch.tensor(y)).backward()
        steps.step()
    norms.eval()
    for layer, linear in zip(networks.layers, linears, strict=True):
        np.testing.assert_allclose(layer[0, :-1], linear.weight.detach().numpy().T, rtol=1e-8, atol=1e-9)
    work = networks.outputs(test)
    with pytest.raises(StopIteration) as end:
        while True:
            next(work)
    np.testing.assert_allclose(end.value.value[0], model(torch.tensor(test)).detach().numpy(), rtol=1e-7, atol=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("block", BRANCHED)
def test_thirty_blocks_learn_from_a_last_matrix_of_zero(block):
    spec = TrainingSpec(
        replace(SPEC, depth=30, width=32, block=block, branch="zero", activation="relu", bias_std=0.0),
        optimizer="adam", learning_rate=0.003, seeds=2,
    )  # fmt: skip
    found = run_training(spec)
    assert (found.accuracy[:, -1] > 0.85).all()
    assert found.update_ratio.shape[2] == found.distinct_units.shape[2] == 30
    assert np.isfinite(found.update_ratio).all()  # of both matrices of a block together: one of them is not 0


def test_zero_weights_in_blocks_learn_nothing_and_equal_ones_stay_alike():
    base = TrainingSpec(replace(SPEC, block="no_norm", bias_std=0.0, initializer="zeros"), steps=30, seeds=1)
    found = run_training(base)
    assert not found.weight_gradient_rms.any() and (found.distinct_units == 1).all()
    alike = replace(base, signal=replace(base.signal, initializer="constant", scale=0.02))
    assert (run_training(alike).distinct_units == 1).all()


def test_a_ladder_trains_starts_of_different_blocks_side_by_side():
    signals = tuple(replace(SPEC, block=block) for block in BRANCHED)
    ladder = run_ladder(LadderSpec(signals, steps=20, rates=(0.01, 0.1), seeds=1))
    alone = run_ladder(LadderSpec(signals[1:2], steps=20, rates=(0.01, 0.1), seeds=1))
    np.testing.assert_allclose(ladder.accuracy[1], alone.accuracy[0], atol=0.02)
