"""Twenty steps beside PyTorch in float64, from the same weights, batches and masks: only rounding between them."""

import numpy as np
import pytest

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.training.networks import Dropout, Networks, draw_batches
from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.training.start import design_of, first_layers, stacked
from explorer.simulation.training.tasks import TASKS, stream

torch = pytest.importorskip("torch")
F = torch.nn.functional

STEPS, ROWS, TEST_ROWS = 20, 16, 40
SEEDS = (0, 1)
RATES = {"sgd": (0.1, 0.02), "momentum": (0.02, 0.005), "adam": (0.003, 0.01)}
TORCH_ACTIVATIONS = {
    "linear": lambda x: x,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": lambda x: F.softplus(x, threshold=700.0),
    "erf": torch.erf,
}
TORCH_OPTIMIZERS = {
    "sgd": lambda parameters, rate: torch.optim.SGD(parameters, rate),
    "momentum": lambda parameters, rate: torch.optim.SGD(parameters, rate, momentum=0.9),
    "adam": lambda parameters, rate: torch.optim.Adam(parameters, rate),
}
CASES = [
    ("tanh", "xavier_normal", "none", False, 0.0),
    ("relu", "he_normal", "batch", False, 0.0),
    ("gelu", "he_normal", "layer", True, 0.0),
    ("silu", "lecun_uniform", "rms", False, 0.3),
    ("relu", "pytorch_linear", "none", True, 0.5),
    ("tanh", "orthogonal", "batch", True, 0.2),
]


def signal(activation, initializer, normalization, residual):
    return SignalSpec(
        3, 12, 50, activation, initializer, 1.0, normalization=normalization, residual=residual, data="digits"
    )


def ours(spec, optimizer, dropout):
    """Return the networks after the steps, and their answers at a test."""
    layers = stacked([first_layers(spec, "digits", seed, np.float64) for seed in SEEDS])
    networks = Networks(design_of(spec), layers, np.array(RATES[optimizer]), OPTIMIZERS[optimizer])
    for x, y, masks in lessons(spec, dropout):
        for _ in networks.step(x, networks.loss.wanted(y, 10, np.float64), masks):
            pass
    return networks, finish(networks.outputs(TASKS["digits"].test.x[:TEST_ROWS].astype(np.float64)))


def lessons(spec, dropout):
    train = TASKS["digits"].train
    left_out = Dropout(dropout, spec.depth, ROWS, spec.width, np.float64)
    for rows in draw_batches(stream("batches"), len(train.y), STEPS, ROWS):
        yield train.x[rows].astype(np.float64), train.y[rows], left_out.masks()


def finish(work):
    try:
        while True:
            next(work)
    except StopIteration as stop:
        return stop.value


class Reference(torch.nn.Module):
    """The same network, written with PyTorch's own layers."""

    def __init__(self, spec, layers):
        super().__init__()
        self.spec = spec
        self.linear = torch.nn.ModuleList()
        for layer in layers:
            linear = torch.nn.Linear(len(layer) - 1, layer.shape[1], dtype=torch.float64)
            linear.weight.data = torch.from_numpy(layer[:-1].T.copy())
            linear.bias.data = torch.from_numpy(layer[-1].copy())
            self.linear.append(linear)
        make = {
            "none": torch.nn.Identity,
            "batch": lambda: torch.nn.BatchNorm1d(spec.width, affine=False, dtype=torch.float64),
            "layer": lambda: torch.nn.LayerNorm(spec.width, elementwise_affine=False),
            "rms": lambda: torch.nn.RMSNorm(spec.width, eps=1e-5, elementwise_affine=False),
        }[spec.normalization]
        self.norms = torch.nn.ModuleList(make() for _ in range(spec.depth))

    def forward(self, x, masks=()):
        h = x
        for index in range(self.spec.depth):
            a = TORCH_ACTIVATIONS[self.spec.activation](self.norms[index](self.linear[index](h)))
            if len(masks):
                a = a * torch.from_numpy(masks[index])
            h = h + a if self.spec.residual and index > 0 else a
        return self.linear[-1](h)


def theirs(spec, optimizer, dropout, place):
    model = Reference(spec, first_layers(spec, "digits", SEEDS[place], np.float64))
    steps = TORCH_OPTIMIZERS[optimizer](model.parameters(), RATES[optimizer][place])
    for x, y, masks in lessons(spec, dropout):
        steps.zero_grad()
        F.cross_entropy(model(torch.from_numpy(x), masks), torch.from_numpy(y)).backward()
        steps.step()
    model.eval()
    with torch.no_grad():
        return model, model(torch.from_numpy(TASKS["digits"].test.x[:TEST_ROWS].astype(np.float64))).numpy()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("activation", "initializer", "normalization", "residual", "dropout"), CASES)
def test_twenty_steps_and_the_test_afterwards_agree(
    activation, initializer, normalization, residual, dropout, optimizer
):
    compare(signal(activation, initializer, normalization, residual), optimizer, dropout)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_learns_alike(activation):
    compare(signal(activation, "lecun_normal", "none", False), "adam", 0.0)


def compare(spec, optimizer, dropout):
    networks, outputs = ours(spec, optimizer, dropout)
    for place in range(len(SEEDS)):
        model, expected = theirs(spec, optimizer, dropout, place)
        for layer, linear in zip(networks.layers, model.linear, strict=True):
            weights, bias = linear.weight.detach().numpy().T, linear.bias.detach().numpy()
            np.testing.assert_allclose(layer[place, :-1], weights, rtol=1e-9, atol=1e-10)
            if spec.normalization != "batch":  # there, a bias before the reset is moved by rounding alone
                np.testing.assert_allclose(layer[place, -1], bias, rtol=1e-9, atol=1e-10)
        for averages, norm in zip(networks.averages, model.norms, strict=False):
            np.testing.assert_allclose(averages.variance[place, 0], norm.running_var.numpy(), rtol=1e-9)
        np.testing.assert_allclose(outputs[place], expected, rtol=1e-8, atol=1e-8)
