"""Layers move in blocks, as the model's names or its connections draw them."""

import pytest

from explorer.planner import read_summary


def stages_of(*rows):
    text = "name,type,params\n" + "".join(f"{name},{kind},{count}\n" for name, kind, count in rows)
    return [(stage.name, [layer.path for layer in stage.layers]) for stage in read_summary(text).stages]


def block_names(*paths):
    """Stage names of a model with a conv, a norm and a conv under each path."""
    rows = [
        (f"{path}{end}", kind, 9)
        for path in paths
        for end, kind in ((".conv1", "Conv2d"), (".bn", "BatchNorm2d"), (".conv2", "Conv2d"))
    ]
    return [name for name, _ in stages_of(*rows)]


@pytest.mark.parametrize(
    "blocks",
    [
        ("layer1.0", "layer1.1", "layer2.0", "layer2.1"),
        ("blocks.0", "blocks.1", "blocks.2"),
        ("blocks.0.0", "blocks.0.1", "blocks.1.0"),
        ("stages.0.blocks.0", "stages.0.blocks.1", "stages.1.blocks.0"),
        ("encoder.stages.0.layers.0", "encoder.stages.0.layers.1", "encoder.stages.1.layers.0"),
        ("bert.encoder.layer.0", "bert.encoder.layer.1"),
        ("transformer.h.0", "transformer.h.1", "transformer.h.10"),
        ("features.0", "features.1.conv", "features.2.conv"),
        ("features.denseblock1.denselayer1", "features.denseblock1.denselayer2", "features.denseblock2.denselayer1"),
        ("Mixed_5b", "Mixed_5c", "Mixed_6a"),
        ("inception3a", "inception3b"),
        ("encoder.layers.encoder_layer_0", "encoder.layers.encoder_layer_1"),
        ("s1.b1", "s1.b2", "s2.b1"),
        ("0.4.0", "0.4.1", "0.5.0"),
    ],
)
def test_torch_blocks_are_stages(blocks):
    found = block_names(*blocks)
    assert len(found) == len(blocks)
    for stage, block in zip(found[:-1], blocks[:-1], strict=True):
        assert block.startswith(stage)


@pytest.mark.parametrize(
    "blocks",
    [
        ("conv2_block1", "conv2_block2", "conv3_block1"),
        ("block1a", "block2a", "block2b"),
        ("block_1", "block_2", "block_16"),
        ("expanded_conv_1", "expanded_conv_2"),
        ("convnext_tiny_stage_0_block_0", "convnext_tiny_stage_0_block_1", "convnext_tiny_stage_1_block_0"),
    ],
)
def test_keras_blocks_are_stages(blocks):
    rows = [
        (f"{path}_{end}", kind, 9)
        for path in blocks
        for end, kind in (("expand", "Conv2D"), ("bn", "BatchNormalization"), ("project", "Conv2D"))
    ]
    rows.append(("predictions", "Dense", 9))
    assert [name for name, _ in stages_of(*rows)] == [*blocks, "predictions"]


def test_old_resnet_names_of_caffe_and_keras_make_blocks():
    rows = [
        (name, kind, 9)
        for block in ("2a", "2b")
        for name, kind in ((f"res{block}_branch2a", "Conv2D"), (f"bn{block}_branch2a", "BatchNormalization"))
    ]
    assert [len(layers) for _, layers in stages_of(*rows, ("fc", "Dense", 9))] == [2, 2, 1]


def test_a_norm_and_an_activation_join_their_convolution():
    found = stages_of(
        ("features.0", "Conv2d", 9), ("features.1", "BatchNorm2d", 9), ("features.2", "ReLU", 0),
        ("features.3", "Conv2d", 9), ("features.4", "MaxPool2d", 0), ("classifier", "Linear", 9),
    )  # fmt: skip
    assert [len(layers) for _, layers in found] == [3, 2, 1]


def test_what_keras_names_by_itself_is_no_block():
    found = stages_of(
        ("conv2d", "Conv2D", 9), ("conv2d_1", "Conv2D", 9), ("dense", "Dense", 9), ("dense_1", "Dense", 9)
    )
    assert [name for name, _ in found] == ["conv2d", "conv2d_1", "dense", "dense_1"]


def test_branches_that_meet_again_are_one_stage():
    rows = [
        ("img", "InputLayer", 0, ""), ("conv2d", "Conv2D", 9, "img"), ("conv2d_1", "Conv2D", 9, "conv2d"),
        ("conv2d_2", "Conv2D", 9, "conv2d_1"), ("add", "Add", 0, "conv2d conv2d_2"), ("dense", "Dense", 9, "add"),
    ]  # fmt: skip
    text = "name,type,params,connected to\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    assert [[layer.path for layer in stage.layers] for stage in read_summary(text).stages] == [
        ["img", "conv2d"],
        ["conv2d_1", "conv2d_2", "add"],
        ["dense"],
    ]


def test_embeddings_move_together():
    found = stages_of(("wte", "Embedding", 9), ("wpe", "Embedding", 9), ("drop", "Dropout", 0), ("h.0.fc", "Linear", 9))
    assert found[0][1] == ["wte", "wpe", "drop"]


def torchinfo_table(rows):
    """A nameless torchinfo table from (class, depth, number, weights) rows."""
    rule = "=" * 80
    lines = []
    for kind, depth, number, weights in rows:
        tree = "│    " * (depth - 1) + ("├─" if depth == 1 else "└─") if depth else ""
        lines.append(f"{tree}{kind}{f': {depth}-{number}' if depth else ''}    [1, 8, 4, 4]    {weights}")
    total = sum(weights for *_, weights in rows if isinstance(weights, int))
    header = "Layer (type:depth-idx)    Output Shape    Param #"
    return "\n".join([rule, header, rule, *lines, rule, f"Total params: {total}", rule])


def nameless(*rows):
    return [(stage.name, len(stage.layers)) for stage in read_summary(torchinfo_table(rows)).stages]


def test_a_nameless_sequence_of_layers_is_one_stage_a_layer():
    rows = [("VGG", 0, 0, "--"), ("Sequential", 1, 1, "--")]
    rows += [("Conv2d", 2, 1, 80), ("ReLU", 2, 2, "--"), ("Conv2d", 2, 3, 90), ("Linear", 1, 2, 20)]
    assert nameless(*rows) == [("Conv2d: 2-1", 2), ("Conv2d: 2-3", 1), ("Linear: 1-2", 1)]


def test_a_nameless_stage_is_cut_into_its_blocks():
    blocks = [
        row
        for i in (1, 2, 3)
        for row in (("ConvNextBlock", 3, i, "--"), ("Conv2d", 4, 2 * i, 40), ("Linear", 4, 2 * i + 1, 50))
    ]
    stage = [("ConvNextStage", 1, 1, "--"), ("Sequential", 2, 1, "--"), *blocks]
    names = [name for name, _ in nameless(("Net", 0, 0, "--"), *stage, ("Linear", 1, 2, 30))]
    assert [name.rsplit(".", 1)[-1] for name in names] == [
        "ConvNextBlock:3-1",
        "ConvNextBlock:3-2",
        "ConvNextBlock:3-3",
        "Linear: 1-2",
    ]


def test_weights_of_the_model_itself_go_to_the_stem_and_those_of_a_block_to_the_block():
    rows = [("ViT", 0, 0, 7), ("Conv2d", 1, 1, 90), ("Encoder", 1, 2, 11), ("Sequential", 2, 1, "--")]
    for i in (1, 2):
        rows += [("Block", 3, i, 5), ("Linear", 4, 2 * i, 40), ("Linear", 4, 2 * i + 1, 50)]
    model = read_summary(torchinfo_table([*rows, ("Linear", 1, 3, 30)]))
    assert [[layer.path for layer in stage.layers] for stage in model.stages] == [
        ["ViT", "Conv2d: 1-1", "Encoder: 1-2"],
        ["Block: 3-1", "Linear: 4-2", "Linear: 4-3"],
        ["Block: 3-2", "Linear: 4-4", "Linear: 4-5"],
        ["Linear: 1-3"],
    ]
    assert [layer.path for layer in model.layers if layer.role == "stem"] == ["Conv2d: 1-1"]


def test_a_convolution_with_its_norm_is_no_block_inside_a_numbered_block():
    rows = [
        (f"blocks.{i}.{j}.{part}", kind, 9)
        for i in (0, 1)
        for j in (0, 1)
        for part, kind in (("conv", "Conv2d"), ("bn", "BatchNorm2d"))
    ]
    assert [name for name, _ in stages_of(*rows, ("fc", "Linear", 9))] == ["blocks.0", "blocks.1", "fc"]
