"""Freely made tables: titles in many words, containers, totals, tensors."""

import pytest

from explorer.planner import SummaryError, read_summary


@pytest.mark.parametrize(
    "titles",
    [
        "name,type,params",
        "Layer,Class,Param #",
        "layer_name,layer_type,num_params",
        "Module;Type;Parameters",
        "layer\tkind\t# params",
        "Layer name,Operator,Number of parameters",
    ],
)
def test_titles_are_understood_in_many_words(titles):
    sign = next(sign for sign in ";\t," if sign in titles)
    rows = [("conv1", "Conv2d", "896"), ("relu", "ReLU", "0"), ("fc", "Linear", "10")]
    model = read_summary("\n".join([titles, *(sign.join(row) for row in rows)]))
    assert [(layer.path, layer.kind, layer.parameters) for layer in model.layers] == [
        ("conv1", "Conv2d", 896),
        ("relu", "ReLU", 0),
        ("fc", "Linear", 10),
    ]


def test_a_container_that_sums_up_its_layers_is_not_counted_again():
    text = "name,type,params\nlayer1,Sequential,30\nlayer1.0,Block,30\n"
    text += "layer1.0.a,Linear,10\nlayer1.0.b,Linear,20\nfc,Linear,5\n"
    model = read_summary(text)
    assert [layer.path for layer in model.layers] == ["layer1.0.a", "layer1.0.b", "fc"]
    assert model.parameters == 35


def test_a_module_with_weights_of_its_own_beside_its_layers_stays():
    text = (
        "name,type,params\nattention,MultiheadAttention,300\nattention.out_proj,Linear,100\nfc,Linear,5\nTotal,,405\n"
    )
    model = read_summary(text)
    assert [layer.path for layer in model.layers] == ["attention", "attention.out_proj", "fc"]
    assert (model.parameters, model.exact) == (405, True)


def test_a_total_that_does_not_fit_is_said_with_the_difference():
    model = read_summary("name,type,params\nconv,Conv2d,10\nfc,Linear,5\nTotal,,20\n")
    assert (model.parameters, model.exact) == (20, False)
    assert any("5 more than" in note for note in model.notes)


def test_rounded_counts_are_not_taken_for_exact_ones():
    model = read_summary("name,type,params\nconv,Conv2d,1.2K\nfc,Linear,5\n")
    assert model.layers[0].parameters is None
    assert (model.parameters, model.exact) == (None, False)
    assert model.notes


def test_frozen_is_the_opposite_of_trainable():
    model = read_summary("name,type,params,frozen\nconv,Conv2d,10,True\nfc,Linear,5,False\n")
    assert [layer.trainable for layer in model.layers] == [False, True]
    assert model.trainable_parameters == 5


def test_an_empty_cell_is_nothing_for_a_layer_without_weights_only():
    model = read_summary("name,type,params\nconv,Conv2d,\nrelu,ReLU,\nfc,Linear,5\n")
    assert [layer.parameters for layer in model.layers] == [None, 0, 5]


def test_a_table_of_tensors_becomes_layers():
    text = (
        "+-------------+------------+\n|   Modules   | Parameters |\n+-------------+------------+\n"
        "| fc1.weight  |     20     |\n|  fc1.bias   |     4      |\n| out.weight  |     8      |\n"
        "+-------------+------------+\n"
        "Total Trainable Params: 32\n"
    )
    model = read_summary(text)
    assert [(layer.path, layer.parameters) for layer in model.layers] == [("fc1", 24), ("out", 8)]
    assert model.trainable_parameters == 32


def test_quoted_cells_and_shapes_are_read():
    model = read_summary('Layer,Type,Output Shape,Param #\n"a,b",Linear,"(1, 10)","1,234"\nfc,Linear,"[-1, 3]",5\n')
    assert [(layer.path, layer.output_shape) for layer in model.layers] == [("a,b", (1, 10)), ("fc", (None, 3))]
    assert model.parameters == 1_239
    assert model.classes == 3


def test_a_title_row_alone_is_no_summary():
    with pytest.raises(SummaryError):
        read_summary("name,type,params\n")
