"""A loop over model.layers, with a letter or a log around it."""

import pytest

from explorer.planner import read_summary

LOOP = "\n".join(f"{i} {name} {flag}" for i, (name, flag) in enumerate([
    ("input_layer", True), ("block1_conv1", False), ("block1_conv2", False), ("block1_pool", False),
    ("block2_conv1", True), ("block2_conv2", True), ("flatten", True), ("fc1", True), ("fc2", True),
    ("predictions", True), ("block3_conv1", True), ("block3_conv2", True),
]))  # fmt: skip


@pytest.mark.parametrize(
    "around",
    [
        "Hi, can you help me to freeze my model?\n\n{}\n\nThanks!",
        "Epoch 1/10\nloss: 0.123 - acc: 0.9\n{}",
        "{}\nEpoch 1/10\nDone in 3.2 s\n",
        "(base) user@host:~/proj$ python show.py\n{}",
    ],
)
def test_lines_of_a_letter_become_no_layers_and_are_counted(around):
    model = read_summary(around.format(LOOP))
    assert [layer.path for layer in model.layers] == [line.split()[1] for line in LOOP.split("\n")]
    assert [layer.trainable for layer in model.layers] == [line.endswith("True") for line in LOOP.split("\n")]
    assert any("left out" in note for note in model.notes)


@pytest.mark.parametrize(("last", "role"), [("outputs", "head"), ("verdicts", "other")])
def test_a_name_without_a_class_is_the_last_layer_where_it_says_so_and_else_asked_for(last, role):
    model = read_summary("\n".join(f"{i} {name} True" for i, name in enumerate(("input_layer", "up1_conv2", last))))
    assert model.layers[-1].role == role
    asked = [note for note in map(str, model.notes) if "does not tell whether the last one" in note]
    assert bool(asked) == (role != "head") and not any("gives features" in str(note) for note in model.notes)
