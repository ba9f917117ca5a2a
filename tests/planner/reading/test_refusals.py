"""A text that is no summary gets a sentence: what it is, in which line, and what to paste instead."""

import re

import pytest

from explorer.planner import SummaryError, read_summary

TEXTS = {
    "nothing": ("  \n \n", "nothing to read", "model.summary()"),
    "a Hugging Face name": ("google/vit-base-patch16-224", "Hugging Face", "AutoModel.from_pretrained('google/vit"),
    "a Keras name": ("ResNet50", "a model's name", "keras.applications.ResNet50(weights=None).summary()"),
    "a torchvision name": ("resnet50", "a model's name", "torchvision.models.resnet50()"),
    "a torch class": (
        "import torch\n\nclass Net(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(3, 4)\n",
        "defines the class Net",
        "print(Net())",
    ),
    "a Keras class": (
        "class Mine(keras.Model):\n  def call(self, x):\n    return x\n",
        "class Mine",
        "model.summary()",
    ),
    "config.json": (
        '{\n  "architectures": ["BertForMaskedLM"],\n  "hidden_size": 768\n}',
        "config.json",
        "AutoModel.from_config",
    ),
    "a Keras configuration": ('{"class_name": "Functional", "config": {"layers": []}}', "Keras", "model.summary()"),
    "a traceback": (
        'Traceback (most recent call last):\n  File "a.py", line 3\nValueError: not built',
        "error message",
        "print(model)",
    ),
    "a training log": ("Epoch 1/3\n10/10 - 1s - loss: 0.5 - accuracy: 0.9", "training run", "model.summary()"),
    "another log": ("[epoch 1] train_loss: 0.5\n[epoch 2] train_loss: 0.4", "training run", "print(model)"),
    "a web page": ("<!DOCTYPE html>\n<html><body><p>hi</p></body></html>", "web page", "model.summary()"),
    "a picture": ("C:\\models\\plot.png", "picture", "model.summary()"),
    "a model file": ("best.h5", "model file", "load_model('best.h5')"),
    "an ONNX listing": (
        "graph torch_jit (\n  %x[FLOAT, 1x3]\n) {\n  %y = Conv[k = 3](%x, %w)\n}",
        "ONNX",
        "print(model)",
    ),
    "prose": ("My network has eighteen layers and sees flowers.", "No layers were found", "model.summary()"),
    "Keras code": ("model = keras.Sequential([\n    layers.Dense(3),\n])", "code", "model.summary()"),
    "torch code": ("model = torchvision.models.resnet18()", "code", "print(model)"),
    "a link": ("https://huggingface.co/bert-base-uncased", "link", "print(model)"),
    "an object": ("<keras.src.models.functional.Functional object at 0x7f2b3c>", "object", "model.summary()"),
    "a method not called": ("<bound method Model.summary of <Functional name=a, built=True>>", "not called", "()"),
    "fvcore": (
        "| module | #parameters or shape | #flops |\n|:--|:--|:--|\n| model | 11.7M | 1.8G |",
        "fvcore",
        "print",
    ),
    "Paddle": (
        " Layer (type)   Input Shape    Output Shape   Param #\n=====\n"
        " Conv2D-1  [[1, 1, 28, 28]]  [1, 6, 28, 28]  60\n",
        "PaddlePaddle",
        "named_parameters",
    ),
    "Gluon": (
        "   Layer (type)     Output Shape     Param #\n=====\n Conv2D-1  (1, 20, 24, 24)  520\n"
        "Unique parameters in model: 520",
        "Gluon",
        "name,type,params",
    ),
    "Haiku": (
        "| Module | Config | Module params | Input | Output | Param count | Param bytes |\n+===+\n"
        "| mlp (MLP) | | | | | 5 | 2 |",
        "Haiku",
        "table",
    ),
    "a cut pandas table": (
        "      name   type  params\n0    conv1  Conv2d  12\n..     ...    ...  ...",
        "pandas",
        "to_string",
    ),
    "None": ("None\n", "None", "table"),
    "a number": ("25,557,032", "number", "every layer"),
    "a shopping list": ("1. Buy milk\n2. Fix the bike\n3. Call home", "No layers were found", "model.summary()"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_the_sentence_says_what_it_is_and_what_to_paste(kind):
    text, seen, instead = TEXTS[kind]
    with pytest.raises(SummaryError) as error:
        read_summary(text)
    assert seen in str(error.value)
    assert instead in str(error.value)


@pytest.mark.parametrize("kind", TEXTS)
def test_the_sentence_is_short_and_whole(kind):
    with pytest.raises(SummaryError) as error:
        read_summary(TEXTS[kind][0])
    sentence = str(error.value)
    assert len(sentence) < 420
    assert sentence[0].isupper() or sentence.startswith("pandas")
    assert not re.search(r"\b(simply|just|obviously|invalid)\b|!(?!DOCTYPE)", sentence)


def test_the_line_is_the_one_in_the_paste():
    with pytest.raises(SummaryError, match=r"^Line 4, .class Net"):
        read_summary("import torch\n\n# my model\nclass Net(nn.Module):\n    pass\n")


def test_a_long_line_is_quoted_in_part():
    with pytest.raises(SummaryError) as error:
        read_summary("once upon a time " * 500)
    assert len(str(error.value)) < 420


def test_more_text_than_a_summary_has_is_refused_with_both_numbers():
    with pytest.raises(SummaryError, match="6,000,001 characters; up to 6,000,000"):
        read_summary("x" * 6_000_001)


def test_something_that_is_no_text_is_refused():
    with pytest.raises(SummaryError, match="this is bytes"):
        read_summary(b"conv1")


@pytest.mark.slow
def test_more_layers_than_any_model_has_are_refused():
    with pytest.raises(SummaryError, match="120,000 layers"):
        read_summary("name,type,params\n" + "fc,Linear,3\n" * 120_000)
