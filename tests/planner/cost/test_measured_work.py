"""The work of a step is within five percent of what was measured, for the kinds that are easily miscounted."""

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.planner import Task, make_plan, read_summary
from explorer.planner.cost.work import attention_products
from explorer.planner.layers.biases import recurrent_biases
from explorer.planner.records.model import Layer, Model

DATA = Path(__file__).resolve().parents[2] / "data" / "measured_work"
MEASURED = {  # README.md there: forward, back where it was measured
    "unet": (25_853_952, 50_823_168),
    "gru": (3_563_520, 7_077_888),
    "lstm": (4_730_880, None),
    "lstm2bi": (25_190_400, None),
    "vit_b_16": (17_564_000_000, 35_012_050_944),
    "swin_t": (4_491_000_000, None),
}


def cost_of(name, change=str):
    model = read_summary(change((DATA / f"{name}.txt").read_text(encoding="utf-8")))
    return make_plan(model, Task(classes=model.classes), "full").cost


@pytest.mark.parametrize("name", MEASURED)
def test_work_is_within_five_percent_of_the_measured(name):
    forward, back = MEASURED[name]
    cost = cost_of(name)
    assert cost.forward_macs == pytest.approx(forward, rel=0.05)
    if back is not None:
        assert cost.full_backward_macs == pytest.approx(back, rel=0.05)


@pytest.mark.parametrize(
    ("kind", "width", "parameters", "products"),
    [  # Swin-T's first block: windows of 7 × 7 and 3 heads, 56 × 56 tokens; ViT-B: 197 tokens; one part of an attention
        ("ShiftedWindowAttention", 96, 4 * 96 * 97 + 13 * 13 * 3, 2 * 3136 * 49 * 96),
        ("ShiftedWindowAttention", 96, 4 * 96 * 97 + 1, 0),
        ("MultiheadAttention", 768, 4 * 768 * 769, 2 * 197 * 197 * 768),
        ("MultiHeadAttention", 64, 4 * 64 * 32 + 3 * 32 + 64, 2 * 50 * 50 * 32),
        ("Linear", 768, 768 * 769, 0),
    ],
)
def test_the_products_of_an_attention_in_one_row_are_counted(kind, width, parameters, products):
    rows = {"ShiftedWindowAttention": 3136, "MultiheadAttention": 197}.get(kind, 50)
    layer = Layer("attention", kind, parameters=parameters, output_shape=(1, rows, width))
    assert attention_products(Model("m", "pytorch", "by hand", (layer,), None), 0, rows) == products


@pytest.mark.parametrize(
    ("kind", "units", "inputs", "parameters", "keras", "biases"),
    [  # PyTorch's and Keras's documented shapes, counted by hand
        ("LSTM", 128, 100, 4 * 128 * (100 + 128 + 2), False, 8 * 128),
        ("GRU", 128, 100, 3 * 128 * (100 + 128 + 2), False, 6 * 128),
        ("RNN", 64, 10, 64 * (10 + 64 + 2), False, 2 * 64),
        ("LSTM", 256, 100, 2 * 4 * 128 * ((100 + 128 + 2) + (256 + 128 + 2)), False, 2 * 2 * 8 * 128),
        ("LSTM", 128, 100, 4 * 128 * (100 + 128), False, 0),
        ("LSTM", 64, 32, 4 * 64 * (32 + 64 + 1), True, 4 * 64),
        ("GRU", 64, 32, 3 * 64 * (32 + 64 + 2), True, 6 * 64),
        ("Bidirectional", 128, 32, 2 * 4 * 64 * (32 + 64 + 1), True, 2 * 4 * 64),
        ("LSTM", 128, 100, 12_345, False, 0),
    ],
)
def test_biases_of_recurrent_layers_are_told_by_their_count(kind, units, inputs, parameters, keras, biases):
    layer = Layer("rnn", kind, parameters=parameters, output_shape=(1, 40, units))
    assert recurrent_biases(layer, inputs, keras) == biases
    assert recurrent_biases(replace(layer, output_shape=None), inputs, keras) == 0
