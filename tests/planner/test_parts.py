"""The layer that meets the input is found, and where a text hides it, nothing else is taken for it."""

import pytest

from explorer.planner import Task, make_plan, read_summary
from explorer.planner.parts import find_parts, hides_first

CHANNELS = Task(input_channels_changed=True)
HEAD = "classifier.weight (10, 16)\nclassifier.bias (10,)\n"
PATCHES = "vit.embeddings.patch_embeddings.projection.weight (16, 3, 8, 8)\n"
SPECTRAL = """first.bias torch.Size([8])
first.parametrizations.weight.original torch.Size([8, 3, 3, 3])
second.bias torch.Size([16])
second.parametrizations.weight.original0 torch.Size([16, 1, 1, 1])
second.parametrizations.weight.original1 torch.Size([16, 8, 3, 3])
"""
INFO = """\
==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Net                                      [4, 10]                   --
{rows}
==========================================================================================
"""


def first(text):
    model = read_summary(text)
    found = find_parts(model, CHANNELS).first
    return None if found is None else model.layers[found].path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("vit.embeddings.cls_token (1, 1, 16)\n" + PATCHES + HEAD, "vit.embeddings.patch_embeddings.projection"),
        # counts alone: what is called a patch embedding slides filters, a class token is no layer
        ("cls_token 16\npos_embed 80\npatch_embed.proj.weight 3072\nhead.weight 160\nhead.bias 10\n",
         "patch_embed.proj"),
        ("convnext.embeddings.patch_embeddings.weight 384\nblocks.0.fc.weight 64\nclassifier.weight 80\n",
         "convnext.embeddings.patch_embeddings"),
        (SPECTRAL + HEAD, "first"),
        ("bert.embeddings.word_embeddings.weight (30, 16)\n" + HEAD, None),
    ],
)  # fmt: skip
def test_the_first_layer_is_found_in_a_list_of_tensors(text, path):
    assert first(text) == path


def test_parametrized_tensors_are_those_of_their_layer():
    model = read_summary(SPECTRAL + HEAD)
    assert [(layer.path, layer.parameters) for layer in model.layers] == [
        ("first", 8 + 216), ("second", 16 + 16 + 1152), ("classifier", 170),
    ]  # fmt: skip
    assert dict(model.layers[1].tensors) == {"bias": (16,), "weight_g": (16, 1, 1, 1), "weight_v": (16, 8, 3, 3)}


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        (["├─RegNetConvLayer: 1-1                  [4, 8, 16, 16]            232"], "RegNetConvLayer: 1-1"),
        (["├─ViTPatchEmbeddings: 1-1               [4, 16, 16]               3,088"], "ViTPatchEmbeddings: 1-1"),
        (["├─SegformerStage: 1-1                   [4, 8, 16, 16]            5,232"], None),
        (["├─ModuleList: 1-1                       --                        5,232",
          "├─Linear: 1-2                           [4, 16, 16]               272"], None),
    ],
)  # fmt: skip
def test_a_closed_block_is_taken_for_the_first_layer_only_where_it_is_one_of_filters(rows, path):
    head = "├─Linear: 1-9                            [4, 10]                   170"
    text = INFO.format(rows="\n".join([*rows, head]))
    assert first(text) == path
    plan = make_plan(read_summary(text), CHANNELS, strategy="full")
    said = {warning.key for warning in plan.warnings}
    assert ("first_layer_hidden" in said, "first_layer_replaced" in said) == (path is None, path is not None)
    hidden = hides_first(plan.model, find_parts(plan.model, CHANNELS))
    assert (hidden is None) == (path is not None)


def test_a_model_of_words_is_told_that_words_have_no_channels():
    plan = make_plan(read_summary("bert.embeddings.word_embeddings.weight (30, 16)\n" + HEAD), CHANNELS)
    assert [str(w.sentence.key) for w in plan.warnings if w.key == "first_layer_hidden"] == [
        "cautions.first_layer_hidden.words"
    ]
