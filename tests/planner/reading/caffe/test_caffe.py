"""Caffe networks: published counts, phases, sharing, both syntaxes, unknown sizes."""

import importlib.util
from pathlib import Path

import pytest

from explorer.planner import read_summary
from explorer.planner.reading.caffe.prototxt import parse_prototxt
from explorer.planner.reading.caffe.reader import parse
from explorer.planner.records.model import SummaryError

SPEC = importlib.util.spec_from_file_location("caffe_networks", Path(__file__).with_name("caffe_networks.py"))
networks = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(networks)


def layer_of(text, path):
    return next(row for row in parse(text).rows if row.path == path)


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        (networks.vgg16(), 138_357_544),
        (networks.googlenet(auxiliary=False), 6_998_552),
        (networks.googlenet(auxiliary=True), 13_378_280),
        (networks.resnet50(), 25_557_032),
    ],
    ids=["vgg16", "googlenet", "googlenet with auxiliary heads", "resnet50"],
)
def test_published_networks_have_their_published_count(text, parameters):
    model = read_summary(text)
    assert model.format == "caffe-prototxt"
    assert model.parameters == parameters
    assert model.exact
    assert model.source == text.rstrip("\n") or model.source == text


def test_the_head_of_googlenet_has_two_auxiliary_ones():
    model = read_summary(networks.googlenet(auxiliary=True))
    assert [(head.path, head.auxiliary) for head in model.heads] == [
        ("loss3/classifier", False),
        ("loss1/classifier", True),
        ("loss2/classifier", True),
    ]
    assert model.classes == 1000


def test_pooling_rounds_up_and_inception_joins_its_branches():
    text = networks.googlenet(auxiliary=False)
    assert layer_of(text, "pool1").output_shape == (10, 64, 56, 56)
    assert layer_of(text, "inception_3a/output").output_shape == (10, 256, 28, 28)
    assert layer_of(text, "pool5/7x7_s1").output_shape == (10, 1024, 1, 1)


def test_a_multiplier_of_zero_is_frozen_in_both_syntaxes():
    assert layer_of(networks.vgg16(), "conv1_1").trainable is False
    assert layer_of(networks.vgg16(), "conv1_1").trainable_parameters == 0
    assert layer_of(networks.vgg16(), "fc8").trainable is True
    new = networks.INPUT.format(name="x") + networks.conv("c", "data", 2, 1).replace(
        "convolution_param", "param { lr_mult: 0 } param { lr_mult: 2 } convolution_param"
    )
    assert layer_of(new, "c").trainable is True
    assert layer_of(new, "c").trainable_parameters == 2  # the bias alone


def test_running_statistics_are_no_parameters():
    row = layer_of(networks.resnet50(), "bnconv1")
    assert row.parameters == 0
    assert dict(row.buffers)["mean"] == (64,)


def test_shared_weights_count_once():
    shared = 'param { name: "w" } param { name: "b" } convolution_param'
    text = networks.INPUT.format(name="siamese")
    text += networks.conv("a", "data", 4, 3).replace("convolution_param", shared)
    text += networks.conv("a_p", "data", 4, 3).replace("convolution_param", shared)
    rows = parse(text).rows
    assert [(row.parameters, row.shares_with) for row in rows] == [(4 * 27 + 4, None), (0, "a")]


def test_a_layer_that_comes_once_for_each_phase_counts_once():
    data = (
        'layer {{ name: "data" type: "Data" top: "data" include {{ phase: {phase} }} '
        "transform_param {{ crop_size: 227 }} data_param {{ batch_size: {batch} }} }}\n"
    )
    text = (
        data.format(phase="TRAIN", batch=256)
        + data.format(phase="TEST", batch=50)
        + networks.conv("c", "data", 96, 11, 4)
    )
    reading = parse(text)
    assert [row.path for row in reading.rows] == ["data", "c"]
    assert reading.rows[1].output_shape == (None, 96, 55, 55)
    assert "three are assumed" in reading.notes[0]


def test_means_tell_the_channels():
    text = (
        'layer { name: "d" type: "Data" top: "data" transform_param { crop_size: 20 mean_value: 1 mean_value: 2 } }\n'
        + networks.conv("c", "data", 5, 1)
    )
    assert layer_of(text, "c").parameters == 5 * 2 + 5
    assert parse(text).notes == ()


def test_without_an_input_size_nothing_is_made_up():
    text = (
        'layer { name: "d" type: "Data" top: "data" }\n'
        + networks.conv("c", "data", 20, 5)
        + networks.dense("f", "c", 10)
    )
    reading = parse(text)
    assert [row.parameters for row in reading.rows] == [0, None, None]
    assert layer_of(text, "c").tensors == (("weight", (20, None, 5, 5)), ("bias", (20,)))
    assert not reading.exact
    assert "size of the input" in reading.notes[0]


def test_an_unknown_type_may_hold_weights():
    text = networks.INPUT.format(name="x") + networks.layer("m", "MyLayer", ["data"], "m")
    assert parse(text).rows[0].parameters is None
    assert "MyLayer" in parse(text).notes[0]


@pytest.mark.parametrize(
    ("kind", "settings", "parameters"),
    [
        ("PReLU", "", 3),
        ("PReLU", "prelu_param { channel_shared: true }", 1),
        ("Scale", "", 3),
        ("Scale", "scale_param { bias_term: true }", 6),
        ("Bias", "", 3),
        ("Normalize", "norm_param { channel_shared: false }", 3),
        ("Deconvolution", "convolution_param { num_output: 6 kernel_size: 4 group: 3 bias_term: false }", 3 * 2 * 16),
        ("Convolution", "convolution_param { num_output: 2 kernel_h: 3 kernel_w: 5 }", 2 * 3 * 15 + 2),
        ("ReLU", "", 0),
    ],
)
def test_each_type_holds_what_caffe_gives_it(kind, settings, parameters):
    text = networks.INPUT.format(name="x") + networks.layer("l", kind, ["data"], "l", settings)
    assert parse(text).rows[0].parameters == parameters


def test_a_recurrent_layer_sees_its_time_steps():
    text = 'input: "data" input_shape { dim: 7 dim: 2 dim: 5 }\n'
    text += networks.layer("l", "LSTM", ["data", "cont"], "l", "recurrent_param { num_output: 4 }")
    assert parse(text).rows[0].parameters == 16 * 5 + 16 + 16 * 4


def test_comments_quotes_lists_and_commas_are_read():
    message = parse_prototxt("# note\na: 'x' b: [1, 2], c < d: \"#\" > ; e: { f: -1e-3 }")
    assert message.text("a") == "x"
    assert message.numbers("b") == [1, 2]
    assert message.message("c").text("d") == "#"
    assert message.message("e").decimal("f", 0) == -0.001


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('layer { name: "a"\n type: "ReLU"\n', "ends inside “layer”, which opens in line 1"),
        ('layer { type: "ReLU" }\n}', "Line 2: a bracket closes"),
        ('layer { name: "a" bottom: "x" type }', "Line 1: “type” has no value|has no type"),
        ('layers { layer { name: "a" type: "conv" } bottom: "x" }', "upgrade_net_proto_text"),
        ('net: "x.prototxt"\nbase_lr: 0.01\nlr_policy: "step"', "solver"),
    ],
)
def test_what_is_no_network_is_refused_with_its_line(text, said):
    with pytest.raises(SummaryError, match=said):
        parse(text)


NETWORK = """# the network of a paper
name: "Tiny"
input: "data"
input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 } }
layer { name: "fc" type: "InnerProduct" bottom: "conv" top: "fc" inner_product_param { num_output: 2 } }
"""


def test_a_letter_or_log_around_the_network_is_left_out_and_lines_keep_their_numbers():
    letter = read_summary("Hi, how do I fine-tune this?\n\n" + NETWORK + "\nThanks, it has 500 pictures.\n")
    alone = read_summary(NETWORK)
    assert [(layer.path, layer.parameters) for layer in letter.layers] == [("conv", 112), ("fc", 290)]
    assert [layer.line for layer in letter.layers] == [layer.line + 2 for layer in alone.layers]
    assert letter.source.strip().startswith("name:")
    assert alone.source.startswith("# the network")
