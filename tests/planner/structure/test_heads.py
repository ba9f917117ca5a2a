"""The layer that gives the answers is found, and where there is none the model says so."""

import pytest

from explorer.planner import read_summary


def table(*rows):
    """A CSV of layers: (name, class, params)."""
    return "name,type,params\n" + "".join(f"{name},{kind},{count}\n" for name, kind, count in rows)


CONV = [("conv1", "Conv2d", 1728), ("bn1", "BatchNorm2d", 128), ("relu", "ReLU", 0)]
BLOCKS = [
    (f"encoder.layer.{k}.{part}", "Linear", 589824) for k in range(3) for part in ("attention.query", "mlp.dense")
]
WITH_HEAD = {
    "a last dense layer": ([*CONV, ("fc", "Linear", 5130)], "fc", []),
    "dropout and softmax behind it": (
        [*CONV, ("fc", "Linear", 10), ("drop", "Dropout", 0), ("sm", "Softmax", 0)],
        "fc",
        [],
    ),
    "a dense layer without a telling name": ([*CONV, ("stack.4", "Linear", 5130)], "stack.4", []),
    "numbered layers in a plain sequence": ([(f"layers.{k}", "Linear", 110) for k in range(3)], "layers.2", []),
    "a convolution called classifier": (
        [*CONV, ("classifier.1", "Conv2d", 513000), ("pool", "AvgPool2d", 0)],
        "classifier.1",
        [],
    ),
    "a convolution before softmax": (
        [*CONV, ("last", "Conv2D", 100), ("gap", "GlobalAveragePooling2D", 0), ("s", "Softmax", 0)],
        "last",
        [],
    ),
    "an auxiliary branch": (
        [*CONV, ("aux1.fc2", "Linear", 30), ("late", "Conv2d", 9), ("fc", "Linear", 8)],
        "fc",
        ["aux1.fc2"],
    ),
    "an auxiliary branch behind the head": (
        [*CONV, ("classifier.4", "Conv2d", 8), ("aux_classifier.4", "Conv2d", 8)],
        "classifier.4",
        ["aux_classifier.4"],
    ),
    "classes before boxes": (
        [*CONV, ("roi.cls_score", "Linear", 91), ("roi.bbox_pred", "Linear", 364)],
        "roi.cls_score",
        ["roi.bbox_pred"],
    ),
    "a head and its distilled twin": (
        [*CONV, ("head", "Linear", 9), ("head_dist", "Linear", 9)],
        "head",
        ["head_dist"],
    ),
    "a classifier of two layers": (
        [*BLOCKS, ("classifier.dense", "Linear", 590592), ("classifier.out_proj", "Linear", 1538)],
        "classifier.out_proj",
        [],
    ),
    "a pooler before the classifier": (
        [*BLOCKS, ("pooler.dense", "Linear", 590592), ("classifier", "Linear", 1538)],
        "classifier",
        [],
    ),
    "a head that is listed first": ([("fc", "Linear", 10), *CONV], "fc", []),
}
WITHOUT_HEAD = {
    "a text encoder": [*BLOCKS, ("norm", "LayerNorm", 1536)],
    "a text encoder with a pooler": [*BLOCKS, ("pooler.dense", "Linear", 590592), ("pooler.activation", "Tanh", 0)],
    "convolutions only": [*CONV, ("conv2", "Conv2d", 36864), ("pool", "MaxPool2d", 0)],
    "a residual network without its top": [
        *CONV,
        ("conv2", "Conv2d", 36864),
        ("bn2", "BatchNorm2d", 128),
        ("add", "Add", 0),
    ],
    "an embedding alone": [("embed", "Embedding", 1000), ("drop", "Dropout", 0)],
    "two towers": [*BLOCKS, ("visual_projection", "Linear", 393216), ("text_projection", "Linear", 262144)],
    "no weights at all": [("flatten", "Flatten", 0), ("relu", "ReLU", 0)],
}


@pytest.mark.parametrize("name", WITH_HEAD)
def test_the_head_is_found(name):
    rows, head, others = WITH_HEAD[name]
    model = read_summary(table(*rows))
    assert [layer.path for layer in model.heads] == [head, *others]
    assert [layer.auxiliary for layer in model.heads] == [False, *[True] * len(others)]


@pytest.mark.parametrize("name", WITHOUT_HEAD)
def test_a_model_without_a_head_says_so(name):
    model = read_summary(table(*WITHOUT_HEAD[name]))
    assert model.heads == ()
    assert model.classes is None
    assert any("head" in note for note in model.notes)


@pytest.mark.parametrize(
    ("line", "classes"),
    [
        ("fc weight (1000, 512)\nfc.bias (1000,)", None),
        ("conv1.weight (64, 3, 7, 7)\nfc.weight (1000, 512)\nfc.bias (1000,)", 1000),
        ("conv1.weight torch.Size([64, 3, 7, 7])\nfc.weight torch.Size([3, 512])", 3),
    ],
)
def test_the_number_of_answers_comes_from_the_heads_weights(line, classes):
    if classes is not None:
        assert read_summary(line).classes == classes


def test_two_keras_outputs_are_both_heads():
    text = (
        "| Layer | Type | Output Shape | Param # | Connected to |\n|---|---|---|---|---|\n"
        "| img | InputLayer | (None, 9) | 0 | |\n| trunk | Dense | (None, 4) | 40 | img |\n"
        "| age | Dense | (None, 1) | 5 | trunk |\n| kind | Dense | (None, 3) | 15 | trunk |\n"
    )
    model = read_summary(text)
    assert [layer.path for layer in model.heads] == ["kind", "age"]
    assert any("age" in note for note in model.notes)


DISCRIMINATOR = """Discriminator(
  (main): Sequential(
    (0): Conv2d(3, 8, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1), bias=False)
    (1): LeakyReLU(negative_slope=0.2)
    (2): Conv2d(8, 16, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1), bias=False)
    (3): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
    (4): LeakyReLU(negative_slope=0.2)
    (5): Conv2d(16, {answers}, kernel_size=(4, 4), stride=(1, 1){padding})
    (6): Flatten(start_dim=1, end_dim=-1)
  )
)"""


@pytest.mark.parametrize(
    ("answers", "padding", "head"),
    [(1, "", "main.5"), (1, ", padding=(1, 1)", "main.5"), (5, "", "main.5"), (64, ", padding=(1, 1)", None)],
)
def test_a_convolution_that_takes_the_whole_picture_at_the_end_is_the_head(answers, padding, head):
    model = read_summary(DISCRIMINATOR.format(answers=answers, padding=padding))
    assert [layer.path for layer in model.heads] == ([head] if head else [])


CUT_UNET = """Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
┃ Layer (type)        ┃ Output
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
│ input_layer         │ (None,
│ (InputLayer)        │
├─────────────────────┼───────
│ conv2d (Conv2D)     │ (None,
├─────────────────────┼───────
│ max_pooling2d       │ (None,
│ (MaxPooling2D)      │
├─────────────────────┼───────
│ conv2d_1 (Conv2D)   │ (None,
├─────────────────────┼───────
│ {up:<19} │ (None,
│ {kind:<19} │
├─────────────────────┼───────
│ conv2d_2 (Conv2D)   │ (None,
└─────────────────────┴───────
"""


@pytest.mark.parametrize(
    ("up", "kind", "head"),
    [
        ("conv2d_transpose", "(Conv2DTranspose)", "conv2d_2"),
        ("up_sampling2d", "(UpSampling2D)", "conv2d_2"),
        ("dropout", "(Dropout)", None),
    ],
)
def test_a_u_net_whose_table_lost_its_right_edge_has_its_last_convolution_as_head(up, kind, head):
    model = read_summary(CUT_UNET.format(up=up, kind=kind))
    assert [layer.path for layer in model.heads] == ([head] if head else [])


BARE_BERT = """=================================================================
Layer (type:depth-idx)                             Output Shape              Param #
=================================================================
{name}                                          [4, 16]                   --
├─BertEmbeddings: 1-1                              [4, 7, 16]                --
│    └─Embedding: 2-1                              [4, 7, 16]                800
│    └─LayerNorm: 2-2                              [4, 7, 16]                32
├─{pooler}: 1-2                                  [4, 16]                   --
│    └─Linear: 2-3                                 [4, 16]                   272
│    └─Tanh: 2-4                                   [4, 16]                   --
{more}=================================================================
"""


@pytest.mark.parametrize(
    ("pooler", "more", "head"),
    [
        ("BertPooler", "", None),
        ("Summary", "", None),  # another name: the tanh at the end of a model of words tells
        ("BertPooler", "├─Linear: 1-3                    [4, 10]                   170\n", "Linear: 1-3"),
    ],
)
def test_a_pooler_is_no_head_where_only_the_class_around_it_tells(pooler, more, head):
    model = read_summary(BARE_BERT.format(name="BertModel", pooler=pooler, more=more))
    assert [layer.path for layer in model.heads] == ([head] if head else [])


INFO = """\
==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Net                                      [4, 10]                   --
├─Conv2d: 1-1                            [4, 384, 8, 8]            10,752
{rows}
==========================================================================================
"""
NORM_LINEAR = """\
├─NormLinear: 1-{n}                        [4, 10]                   --
│    └─BatchNorm1d: 2-{a}                 [4, 384]                  768
│    └─Dropout: 2-{b}                     [4, 384]                  --
│    └─Linear: 2-{c}                      [4, 10]                   3,850
"""
PLAIN = "├─Linear: 1-{n}                            [4, {outputs}]                   {count}\n"


@pytest.mark.parametrize(
    ("rows", "heads"),
    [
        # LeViT: each head has its own normalization
        (NORM_LINEAR.format(n=2, a=1, b=2, c=3) + NORM_LINEAR.format(n=3, a=4, b=5, c=6),
         ["Linear: 2-6", "Linear: 2-3"]),
        # distilled DeiT: two layers from 384 to 10; the second cannot read the ten of the first
        (PLAIN.format(n=2, outputs=10, count="3,850") + PLAIN.format(n=3, outputs=10, count="3,850"),
         ["Linear: 1-3", "Linear: 1-2"]),
        # 384 to 10 and then 10 to 10: one after the other
        (PLAIN.format(n=2, outputs=10, count="3,850") + PLAIN.format(n=3, outputs=10, count="110"), ["Linear: 1-3"]),
        # 10 to 10 twice may follow each other
        (PLAIN.format(n=2, outputs=10, count="110") + PLAIN.format(n=3, outputs=10, count="110"), ["Linear: 1-3"]),
    ],
)  # fmt: skip
def test_a_second_head_is_known_by_its_size_where_names_are_missing(rows, heads):
    model = read_summary(INFO.format(rows=rows.rstrip()))
    assert [layer.path for layer in model.heads] == heads


def test_a_second_head_of_torchsummary_is_known_behind_the_row_of_the_first_ones_block():
    rows = [("Conv2d-1", "[-1, 384, 8, 8]", "10,752"), ("BatchNorm1d-2", "[-1, 384]", "768")]
    rows += [
        ("Linear-3", "[-1, 10]", "3,850"),
        ("NormLinear-4", "[-1, 10]", "0"),
        ("BatchNorm1d-5", "[-1, 384]", "768"),
    ]
    rows += [("Linear-6", "[-1, 10]", "3,850"), ("NormLinear-7", "[-1, 10]", "0")]
    lines = "\n".join(f"{name:>20} {shape:>25} {count:>15}" for name, shape, count in rows)
    rule, thick = "-" * 64, "=" * 64
    title = "        Layer (type)               Output Shape         Param #"
    model = read_summary(f"{rule}\n{title}\n{thick}\n{lines}\n{thick}\nTotal params: 19,988\n{rule}\n")
    assert [layer.path for layer in model.heads] == ["Linear-6", "Linear-3"]
