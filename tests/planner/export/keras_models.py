"""Small Keras models for the tests of the export, in Keras 3 or, where LIVE_KERAS says tf_keras, in Keras 2."""

import importlib
import os

MODULE = os.environ.get("LIVE_KERAS", "keras")  # or tf_keras
if MODULE == "keras":
    os.environ.setdefault("KERAS_BACKEND", "torch")  # no graph is compiled, so that two steps take two steps
keras = importlib.import_module(MODULE)
L = keras.layers


def body(inputs, widths=(4, 6, 6)):
    """Convolutions with batch norm."""
    x = inputs
    for number, width in enumerate(widths, 1):
        x = L.Conv2D(width, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = L.BatchNormalization(name=f"bn{number}")(x)
        x = L.Activation("relu", name=f"relu{number}")(x)
    return x


def functional():
    inputs = keras.Input((12, 12, 3))
    x = L.GlobalAveragePooling2D(name="gap")(body(inputs))
    return keras.Model(inputs, L.Dense(10, activation="softmax", name="predictions")(x))


def nested():
    inside = keras.Input((12, 12, 3))
    backbone = keras.Model(inside, body(inside), name="backbone")
    inputs = keras.Input((12, 12, 3))
    x = L.GlobalAveragePooling2D(name="gap")(backbone(inputs))
    x = L.Dense(8, activation="relu", name="hidden")(x)
    return keras.Model(inputs, L.Dense(10, activation="softmax", name="predictions")(x))


def nested_head():
    inside = keras.Input((6,))
    top = keras.Model(inside, L.Dense(10, activation="softmax", name="answers")(L.Dense(8, name="hidden")(inside)))
    inputs = keras.Input((12, 12, 3))
    return keras.Model(inputs, top(L.GlobalAveragePooling2D(name="gap")(body(inputs))))


def sequential():
    return keras.Sequential([
        keras.Input((12, 12, 3)), L.Conv2D(4, 3, name="conv1"), L.BatchNormalization(name="bn1"),
        L.Conv2D(6, 3, name="conv2"), L.BatchNormalization(scale=False, center=False, name="bn2"),
        L.GlobalAveragePooling2D(name="gap"), L.Dense(10, name="logits"), L.Activation("softmax", name="softmax"),
    ])  # fmt: skip


def convolutional_head():
    inputs = keras.Input((12, 12, 3))
    x = L.GlobalAveragePooling2D(keepdims=True, name="gap")(body(inputs))
    x = L.Reshape((10,), name="flat")(L.Conv2D(10, 1, name="conv_preds")(x))
    return keras.Model(inputs, L.Activation("softmax", name="predictions")(x))


def attention():
    inputs = keras.Input((7,), dtype="int32")
    x = L.Embedding(30, 16, name="words")(inputs)
    x = L.LayerNormalization(name="norm")(L.Add(name="add")([x, L.MultiHeadAttention(2, 8, name="attention")(x, x)]))
    x = L.Bidirectional(L.LSTM(6), name="both_ways")(x)
    return keras.Model(inputs, L.Dense(4, activation="softmax", name="answers")(x))


MODELS = {made.__name__: made for made in (functional, nested, nested_head, sequential, convolutional_head, attention)}
