"""Which Keras models are run? Small ones of every family, for Keras 3 and for Keras 2 (tf_keras)."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.planner.export.keras_models import (
    MODULE,
    L,
    attention,
    body,
    convolutional_head,
    functional,
    keras,
    nested,
    nested_head,
    sequential,
)

BATCH = 4


@dataclass(frozen=True)
class Entry:
    """One model to run."""

    key: str
    build: Callable[[], "keras.Model"]
    domain: str = "image"
    sees_channels: bool = True
    still: bool = False  # calls its batch norm with training=False, which no plan can change


def long_names():
    inputs = keras.Input((12, 12, 3))
    x = inputs
    for number in (1, 2, 3):
        x = L.Conv2D(4 + number, 3, name=f"a_convolution_with_a_name_longer_than_any_column_{number}")(x)
        x = L.BatchNormalization(name=f"a_normalization_with_a_name_longer_than_any_column_{number}")(x)
    x = L.GlobalAveragePooling2D(name="gap")(x)
    return keras.Model(inputs, L.Dense(10, name="the_answers_under_a_name_longer_than_any_column")(x))


def discriminator():
    return keras.Sequential([
        keras.Input((16, 16, 3)), L.Conv2D(8, 4, strides=2, padding="same"), L.LeakyReLU(),
        L.Conv2D(16, 4, strides=2, padding="same"), L.BatchNormalization(), L.LeakyReLU(), L.Conv2D(1, 4), L.Flatten(),
    ])  # fmt: skip


def unet():
    inputs = keras.Input((16, 16, 3))

    def two(x, width, name):
        for number in (1, 2):
            x = L.Conv2D(width, 3, padding="same", activation="relu", name=f"{name}_conv{number}")(x)
        return x

    one = two(inputs, 6, "down1")
    low = two(L.MaxPooling2D(name="pool1")(one), 12, "down2")
    up = L.Conv2DTranspose(6, 2, strides=2, name="rise1")(low)
    up = two(L.Concatenate(name="join1")([up, one]), 6, "up1")
    return keras.Model(inputs, L.Conv2D(10, 1, activation="softmax", name="outputs")(up))


def recurrent():
    return keras.Sequential([
        keras.Input((7,), dtype="int32"), L.Embedding(30, 12), L.GRU(8, return_sequences=True), L.LSTM(8),
        L.Dense(6, "relu"),
        L.Dense(10, activation="softmax"),
    ])  # fmt: skip


def table():
    return keras.Sequential([
        keras.Input((20,)), L.Normalization(), L.Dense(16, "relu"), L.Dropout(0.1), L.Dense(8, "relu"),
        L.Dense(10, "softmax"),
    ])  # fmt: skip


def normalized():
    """A Normalization with the data's means and a scale for each channel, as EfficientNet's ImageNet weights have."""
    inputs = keras.Input((12, 12, 3))
    x = L.Rescaling(1 / 255, name="rescaling")(inputs)
    x = L.Normalization(mean=[0.5, 0.4, 0.3], variance=[0.05, 0.04, 0.03], name="normalization")(x)
    x = L.Rescaling([1.0, 1.1, 1.2], name="by_channel")(x)
    x = L.GlobalAveragePooling2D(name="gap")(body(x))
    return keras.Model(inputs, L.Dense(10, activation="softmax", name="predictions")(x))


def separable():
    inputs = keras.Input((12, 12, 3))
    x = L.SeparableConv2D(6, 3, name="sep1")(inputs)
    x = L.DepthwiseConv2D(3, name="depth1")(L.BatchNormalization(name="bn1")(x))
    x = L.GlobalMaxPooling2D(name="gmp")(L.PReLU(name="prelu", shared_axes=[1, 2])(x))
    return keras.Model(inputs, L.Dense(10, activation="softmax", name="predictions")(L.Dropout(0.1)(x)))


def transfer():
    """The textbook: a backbone without top, called with training=False, and a new top."""
    base = keras.applications.MobileNetV2(input_shape=(32, 32, 3), alpha=0.35, include_top=False, weights=None)
    inputs = keras.Input((32, 32, 3))
    x = base(L.Rescaling(1 / 127.5, offset=-1)(inputs), training=False)
    x = L.Dropout(0.2)(L.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, L.Dense(10, activation="softmax")(x))


def application(name: str, side: int, **settings) -> Callable:
    """One of keras.applications with random weights."""

    def build():
        return getattr(keras.applications, name)(weights=None, input_shape=(side, side, 3), classes=10, **settings)

    return build


def thin_resnet():
    """ResNet50V2 with all its blocks and names, an eighth as wide: its 25 million weights would only take time."""
    resnet = importlib.import_module(f"{MODULE}.src.applications.resnet")
    stack = getattr(resnet, "stack_residual_blocks_v2", None) or resnet.stack2

    def stacks(x):
        for number, (width, blocks) in enumerate(((8, 3), (16, 4), (32, 6)), 2):
            x = stack(x, width, blocks, name=f"conv{number}")
        return stack(x, 64, 3, stride1=1, name="conv5")

    return resnet.ResNet(stacks, True, True, weights=None, input_shape=(32, 32, 3), classes=10)


def thin_convnext():
    """ConvNeXtTiny with all its blocks and names, an eighth as wide."""
    convnext = importlib.import_module(f"{MODULE}.src.applications.convnext")
    name = {"name" if MODULE == "keras" else "model_name": "convnext_tiny"}
    sizes = {"depths": (3, 3, 9, 3), "projection_dims": (12, 24, 48, 96), "input_shape": (32, 32, 3)}
    return convnext.ConvNeXt(**sizes, **name, weights=None, classes=10)


def zoo() -> list[Entry]:
    """All models, in a fixed order."""
    own = (
        functional,
        nested,
        nested_head,
        sequential,
        convolutional_head,
        long_names,
        discriminator,
        normalized,
        separable,
    )
    entries = [Entry(build.__name__, build) for build in own]
    entries += [
        Entry("unet", unet),
        Entry("transfer", transfer, still=True),
        Entry("attention", attention, "text", False),
    ]
    entries += [Entry("recurrent", recurrent, "text", False), Entry("table", table, "table", False)]
    sizes = {
        "MobileNet": (32, {"alpha": 0.25}), "MobileNetV2": (32, {"alpha": 0.35}),
        "MobileNetV3Small": (32, {"alpha": 1.0}),
        "EfficientNetB0": (32, {}), "EfficientNetV2B0": (32, {}), "DenseNet121": (32, {}),
        "NASNetMobile": (32, {}), "RegNetX002": (32, {}),
    }  # fmt: skip
    entries += [
        Entry(name, application(name, side, **settings))
        for name, (side, settings) in sizes.items()
        if hasattr(keras.applications, name)  # RegNet is Keras 2's alone
    ]
    entries += [Entry("ResNet50V2, thin", thin_resnet), Entry("ConvNeXtTiny, thin", thin_convnext)]
    if MODULE == "keras" and keras.backend.backend() == "torch":
        # There Keras refuses NASNet, and PyTorch the way back through the U-Net; KERAS_BACKEND=tensorflow runs both.
        entries = [entry for entry in entries if entry.key not in ("unet", "NASNetMobile")]
    return entries


def examples(model, channels: int) -> np.ndarray:
    """Two batches of inputs for a model."""
    shape, kind = model.inputs[0].shape[1:], str(model.inputs[0].dtype)
    if "int" in kind:
        return np.random.randint(2, 30, (2 * BATCH, *shape))
    return np.random.rand(2 * BATCH, *shape).astype("float32")
