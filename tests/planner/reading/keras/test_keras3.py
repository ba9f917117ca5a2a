"""Damage that Keras 3 tables suffer on their way: lost rules, borders, headers, footers."""

from pathlib import Path

import pytest

from explorer.planner import read_summary
from explorer.planner.reading.keras.classes import complete_class

DATA = Path(__file__).resolve().parents[3] / "data" / "summaries"
WHOLE = (DATA / "k3_mnist_cnn.txt").read_text(encoding="utf-8")
LINES = WHOLE.split("\n")
PATHS = ["conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "flatten", "dropout", "dense"]


def paths_of(text):
    return [layer.path for layer in read_summary(text).layers]


@pytest.mark.parametrize(
    ("damage", "text"),
    {
        "no rules between rows": "\n".join(line for line in LINES if not line.startswith("├")),
        "no header": "\n".join(LINES[4:]),
        "no rules at all": "\n".join(line for line in LINES if line[:1] not in "┏┡├└"),
        "empty lines between": "\n\n".join(LINES),
        "a second summary behind it": WHOLE + "\n" + WHOLE.replace("conv2d", "other"),
    }.items(),
)
def test_the_layers_survive(damage, text):
    assert paths_of(text) == PATHS
    assert read_summary(text).parameters == 34_826


def test_a_second_summary_is_mentioned():
    notes = read_summary(WHOLE + "\n" + WHOLE).notes
    assert any("more than one summary" in note for note in notes)


def test_a_lost_footer_leaves_the_sum():
    model = read_summary("\n".join(line for line in LINES if "params:" not in line))
    assert (model.parameters, model.exact) == (34_826, True)


def test_half_a_table_is_read_with_the_exact_difference():
    text = "\n".join(LINES[:9] + LINES[-4:])
    model = read_summary(text)
    assert (model.parameters, model.exact) == (34_826, False)
    missing = 34_826 - sum(layer.parameters for layer in model.layers)
    assert any(f"{missing:,} more than" in note for note in model.notes)


def test_columns_that_fell_off_the_right_edge_are_not_read_as_numbers():
    text = "\n".join(line[:70] if line[:1] in "┏┃┡│├└" else line for line in LINES)
    model = read_summary(text)
    assert [layer.path for layer in model.layers] == PATHS
    assert all(layer.parameters is None for layer in model.layers)
    assert (model.parameters, model.exact) == (34_826, False)


def test_an_input_holds_no_weights_where_the_counts_fell_off_the_edge():
    text = "\n".join(line[:40] if line[:1] in "┏┃┡│├└" else line for line in LINES)
    with_input = text.replace("│ conv2d (Conv2D)", "│ input_layer (InputLayer)\n├────\n│ conv2d (Conv2D)", 1)
    layers = read_summary(with_input).layers
    assert [layer.parameters for layer in layers[:2]] == [0, None] and layers[0].kind == "InputLayer"


def test_layers_that_are_not_built_have_no_counts():
    text = WHOLE.replace("│           320 │", "│   0 (unbuilt) │").replace("34,826", "0")
    model = read_summary(text)
    assert model.layers[0].parameters is None
    assert model.parameters is None
    assert any("built" in note for note in model.notes)


def test_the_optimizers_variables_are_not_the_models():
    text = (DATA / "k3_mnist_cnn_fitted.txt").read_text(encoding="utf-8")
    model = read_summary(text)
    assert model.parameters == 34_826
    assert any("69,654" in note for note in model.notes)


def test_a_batch_norm_learns_only_in_part():
    layers = {
        layer.path: layer for layer in read_summary((DATA / "k3_mobilenetv2.txt").read_text(encoding="utf-8")).layers
    }
    assert layers["bn_Conv1"].parameters == 128
    assert layers["bn_Conv1"].trainable_parameters == 64


def test_frozen_layers_are_told_by_the_totals_and_said_so():
    model = read_summary((DATA / "k2_transfer_mobilenetv2.txt").read_text(encoding="utf-8"))
    assert [layer.trainable_parameters for layer in model.layers if layer.parameters] == [0, 1_281]
    assert any("frozen already" in note for note in model.notes)


def test_a_table_cut_right_behind_its_classes_has_whole_classes():
    rows = ["input_layer (InputLayer)", "conv (Conv2D)", "prelu (PReLU)", "answers (Dense)"]
    lines = ["┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━", "┃ Layer (type)", "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━"]
    for row in rows:
        lines += [f"│ {row}", "├─────────────────────────────────"]
    text = 'Model: "m"\n' + "\n".join(lines) + "\n Total params: 211 (844.00 B)\n"
    assert [layer.kind for layer in read_summary(text).layers] == ["InputLayer", "Conv2D", "PReLU", "Dense"]


def test_a_class_cut_where_a_shorter_one_ends_is_written_out_as_the_longer():
    assert complete_class("pool2_po…", "Average…", (1, 8, 8, 4)) == "AveragePooling2D"
    assert complete_class("mean", "Average", (1, 8, 8, 4)) == "Average"
    assert complete_class("add_1", "Add…", (1, 8)) == "Add"
