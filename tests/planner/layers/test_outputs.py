"""How many numbers a layer gives is one question with one answer, for a row as for a layer."""

import pytest

from explorer.planner import Layer
from explorer.planner.layers.outputs import outputs, stated_outputs
from explorer.planner.records.row import Row
from tests.planner.plan_models import SAMPLES, read

CASES = [
    ({"kind": "Linear", "arguments": (("in_features", "8"), ("out_features", "10"))}, 10),
    ({"kind": "Conv2D", "arguments": (("filters", "21"),)}, 21),
    ({"kind": "Conv1D", "arguments": (("nf", "2304"), ("nx", "768"))}, 2304),
    ({"kind": "ConvTranspose2d", "tensors": (("weight", (64, 3, 4, 4)), ("bias", (3,)))}, 3),  # (in, out, ...)
    ({"kind": "Dense", "tensors": (("kernel", (512, 7)),)}, 7),
    ({"kind": "Linear", "tensors": (("weight", (7, 512)),)}, 7),
    ({"kind": "Dense", "output_shape": (None, 7)}, 7),
    ({"kind": "Conv2d", "output_shape": (1, 21, 28, 28)}, 21),
    ({"kind": "Convolution", "output_shape": (1, 21, 28, 30)}, 21),
    ({"kind": "Conv2D", "output_shape": (None, 28, 28, 21)}, 21),
    ({"kind": "Sequential", "output_shape": (1, 21, 28, 28)}, None),  # which axis counts them is not told
    ({"kind": "Linear", "output_shape": (1, 7, 7, 5)}, 5),
    ({"kind": "Linear", "arguments": (("out_features", "n"),)}, None),
]


@pytest.mark.parametrize(("told", "answer"), CASES, ids=range(len(CASES)))
def test_a_row_and_a_layer_give_the_same_answer(told, answer):
    assert stated_outputs(Row("x", **told)) == stated_outputs(Layer("x", **told)) == answer


@pytest.mark.parametrize("name", SAMPLES)
def test_the_head_gives_as_many_answers_as_the_model_says(name):
    model = read(name)
    if model.heads:
        assert outputs(model, model.heads[0]) == model.classes
