"""A layer as people write it becomes its fans; anything else gets a sentence."""

import pytest

from explorer.errors import ReaderError
from explorer.simulation.recipes.layer_shapes import read_layer

READ = [  # text, inputs given, (fan_in, fan_out), number of weights
    ("Linear(784, 256)", None, (784, 256), 200_704),
    ("nn.Linear(in_features=784, out_features=256, bias=False)", None, (784, 256), 200_704),
    ("(fc): Linear(in_features=512, out_features=1000, bias=True)", None, (512, 1000), 512_000),
    ("self.fc1 = nn.Linear(784, 256)", None, (784, 256), 200_704),
    ("nnx.Linear(784, 256, rngs=rngs)", None, (784, 256), 200_704),
    ("784 -> 256", None, (784, 256), 200_704),
    ("784, 256", None, (784, 256), 200_704),
    ("Dense(256)", 784, (784, 256), 200_704),
    ("layers.Dense(256, activation='relu', input_shape=(784,))", None, (784, 256), 200_704),
    ("Conv2d(64, 128, 3)", None, (576, 1152), 73_728),
    ("Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)", None, (147, 3136), 9_408),
    ("Conv2d(64, 64, 3, groups=64)", None, (9, 576), 576),
    ("Conv2D(128, 3)", 64, (576, 1152), 73_728),
    ("Conv1D(32, 5)", 16, (80, 160), 2_560),
    ("nn.Conv(128, (3, 3))", 64, (576, 1152), 73_728),
    ("ConvTranspose2d(64, 32, 4)", None, (512, 1024), 32_768),
]
REFUSED = [
    "banana", "", "ReLU()", "Linear(-3, 5)", "Linear(2.5, 3)", "Linear(True, 3)", "Linear(784", "Linear()",
    "Conv2d(3, 4)", "Conv2d(3, 4, (3, 3, 3))", "Conv2d(3, 4, 3, groups=2)", "Dense(256)", "x" * 10_000,
    "(" * 250, "Linear(9**9**9, 3)",
    "Linear(1" + "0" * 200 + ", 3)", "f()()", "lambda: 0", "\0", "Linear(*a, **b)", "Linear({[]: 1}, 3)", "Conv(3, ())",
]  # fmt: skip


@pytest.mark.parametrize(("text", "inputs", "fans", "weights"), READ)
def test_a_layer_is_read_as_its_framework_writes_it(text, inputs, fans, weights):
    layer = read_layer(text, inputs)
    assert layer.fans == fans
    assert layer.weights == weights


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_what_is_no_layer_gets_a_short_sentence(text):
    with pytest.raises(ReaderError) as refusal:
        read_layer(text)
    assert 20 < len(str(refusal.value)) < 250


def test_fans_are_those_of_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: its own counting cannot be compared")
    for text in (
        "Linear(784, 256)",
        "Conv2d(64, 128, 3)",
        "Conv3d(8, 4, (1, 2, 3), groups=2)",
        "ConvTranspose1d(6, 4, 5)",
    ):
        weight = eval(f"torch.nn.{text}", {"torch": torch}).weight
        assert read_layer(text).fans == torch.nn.init._calculate_fan_in_and_fan_out(weight)
