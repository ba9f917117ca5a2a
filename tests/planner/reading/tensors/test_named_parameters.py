"""Lists of named parameters in the shapes people print them."""

import pytest

from explorer.planner import read_summary
from explorer.planner.reading.tensors import named_parameters, state_dict
from explorer.planner.reading.tensors.tensor_lines import read_line

TENSORS = [
    ("pos", (1, 5)),
    ("body.0.weight", (16, 3, 3, 3)),
    ("body.0.bias", (16,)),
    ("body.1.weight", (16,)),
    ("body.1.bias", (16,)),
    ("head.weight", (10, 16)),
    ("head.bias", (10,)),
]
TOTAL = 5 + 16 * 27 + 16 + 32 + 160 + 10
SPELLINGS = {
    "torch.Size": "{name} torch.Size({list})",
    "tuple": "{name}: {tuple}",
    "list and flag": "{name} | {list} | True",
    "tab and count": "{name}\t{numel}",
    "count with commas and flag": "{name} {numel:,} True",
    "the tutorial's": "Layer: {name} | Size: torch.Size({list}) | Values : tensor([[0.1, -0.2]])",
    "columns": "{name:40s} {tuple!s:25s} torch.float32 cuda:0",
    "sentence": "Parameter: {name}, shape: torch.Size({list}), requires_grad: True",
    "python tuple": "('{name}', torch.Size({list}))",
    "crosses": "{name} -> {cross}",
    "numbered": "12 {name} torch.Size({list})",
    "quoted": "'{name}': torch.Size({list}),",
    "python 2": "{name} ({long})",
}


def numel(shape):
    product = 1
    for size in shape:
        product *= size
    return product


def spell(pattern):
    return "\n".join(
        pattern.format(
            name=name,
            list=list(shape),
            tuple=tuple(shape),
            numel=numel(shape),
            cross="x".join(map(str, shape)),
            long=", ".join(f"{size}L" for size in shape) + ("," if len(shape) == 1 else ""),
        )
        for name, shape in TENSORS
    )


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_gives_the_same_layers(spelling):
    reading = named_parameters.parse(spell(SPELLINGS[spelling]))
    assert [row.path for row in reading.rows] == ["pos", "body.0", "body.1", "head"]
    assert sum(row.parameters for row in reading.rows) == TOTAL
    assert reading.exact


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_recognised(spelling):
    model = read_summary(spell(SPELLINGS[spelling]))
    assert model.format in ("named-parameters", "state-dict")
    assert model.parameters == TOTAL
    assert [layer.path for layer in model.heads] == ["head"]


def test_one_line_lists_and_dictionaries_are_read():
    for text in (str([(n, s) for n, s in TENSORS]), str(dict(TENSORS))):
        reading = named_parameters.parse(text)
        assert sum(row.parameters for row in reading.rows) == TOTAL


def test_flags_freeze_layers_and_parts_of_layers():
    reading = named_parameters.parse(
        "a.weight (4, 4) False\na.bias (4,) True\nb.weight (2, 4) False\nb.bias (2,) False"
    )
    assert [(row.trainable, row.trainable_parameters) for row in reading.rows] == [(True, 4), (False, 0)]


def test_raw_parameters_of_a_module_with_children_are_layers_of_their_own():
    reading = named_parameters.parse(
        "encoder.pos_embedding (1, 197, 8)\nencoder.attn.in_proj_weight (24, 8)\nencoder.attn.in_proj_bias (24,)\n"
        "encoder.attn.out_proj.weight (8, 8)\nblocks.0.ls1.gamma (8,)"
    )
    assert [row.path for row in reading.rows] == [
        "encoder.pos_embedding",
        "encoder.attn",
        "encoder.attn.out_proj",
        "blocks.0.ls1",
    ]


def test_a_stated_total_is_kept():
    reading = named_parameters.parse("fc.weight (2, 3)\nfc.bias (2,)\nTotal params: 8\nTotal trainable params: 8")
    assert (reading.total, reading.trainable) == (8, 8)


@pytest.mark.parametrize(
    "line", ["Epoch 5: loss 0.25", "import torch.nn as nn", "conv1.weight was moved to the GPU, see log", "", "-----"]
)
def test_prose_names_no_tensor(line):
    assert list(read_line(line, 1)) == []


def test_flags_alone_leave_sizes_unknown():
    reading = named_parameters.parse("fc.weight False\nfc.bias True")
    assert reading.rows[0].parameters is None
    assert reading.rows[0].tensors == (("weight", (None,)), ("bias", (None,)))
    assert not reading.exact


def test_a_list_of_parameters_is_no_state_dict():
    assert not state_dict.looks_like(spell(SPELLINGS["torch.Size"]))


def test_a_line_of_dots_stands_for_tensors_that_were_left_out():
    model = read_summary("a.weight (4, 4)\na.bias (4,)\n...\nfc.weight (2, 4)\nfc.bias (2,)")
    assert not model.exact
    assert "Line 3" in model.notes[0]
    prompt = ">>> for n, p in model.named_parameters():\n...     print(n, tuple(p.shape))\n...\nfc.weight (2, 4)"
    assert read_summary(prompt).exact
