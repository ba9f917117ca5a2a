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
