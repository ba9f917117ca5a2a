"""Print the `extra_*` samples: Keras 3 in layouts that the collected summaries lack, with the truth beside them.

Run with Keras 3 and PyTorch installed: KERAS_BACKEND=torch python tests/data/print_keras_summaries.py [FOLDER]
The truth comes from the live model, never from the text.
"""

import contextlib
import hashlib
import io
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy as np
from keras import layers as kl

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "summaries"
NORMS = {
    "BatchNormalization": "batch",
    "LayerNormalization": "layer",
    "GroupNormalization": "group",
    "RMSNormalization": "rms",
}


def backbone():
    return keras.Sequential(
        [keras.Input((32, 32, 3)), kl.Conv2D(8, 3, name="c1"), kl.BatchNormalization(name="b1"), kl.ReLU(name="r1")],
        name="backbone",
    )


def nested(frozen):
    base = backbone()
    base.trainable = not frozen
    inputs = keras.Input((32, 32, 3), name="img")
    x = kl.GlobalAveragePooling2D(name="gap")(base(inputs))
    return keras.Model(inputs, kl.Dense(4, name="answers")(x), name="nested")


def twice_nested():
    inner = nested(False)
    inputs = keras.Input((32, 32, 3), name="outer_img")
    x = kl.Dense(6, activation="relu", name="between")(inner(inputs))
    return keras.Model(inputs, kl.Dense(2, activation="softmax", name="outcome")(x), name="twice_nested")


def two_heads():
    inputs = keras.Input((40,), name="features_in")
    x = kl.Dense(16, activation="relu", name="trunk_1")(inputs)
    x = kl.Dense(16, activation="relu", name="trunk_2")(x)
    return keras.Model(inputs, [kl.Dense(1, name="age")(x), kl.Dense(3, name="colour")(x)], name="two_heads")


def shared():
    left, right = keras.Input((20,), name="left"), keras.Input((20,), name="right")
    tower = kl.Dense(8, name="tower")
    merged = kl.Concatenate(name="both")([tower(left), tower(right)])
    return keras.Model([left, right], kl.Dense(1, activation="sigmoid", name="same")(merged), name="siamese")


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__(name="subclassed")
        self.first, self.norm, self.last = kl.Dense(12), kl.LayerNormalization(), kl.Dense(5)

    def call(self, x):
        return self.last(self.norm(self.first(x)))


def subclassed(built=True):
    model = Subclassed()
    if built:
        model(np.zeros((2, 7), "float32"))
    return model


def fitted():
    model = keras.Sequential(
        [keras.Input((6,)), kl.Dense(4, activation="relu"), kl.BatchNormalization(), kl.Dense(2)], name="fitted"
    )
    model.compile("adam", "mse")
    model.fit(np.zeros((4, 6)), np.zeros((4, 2)), verbose=0)
    return model


def long_names():
    inputs = keras.Input((16, 16, 3), name="an_input_with_a_name_much_longer_than_its_column")
    x = kl.Conv2D(4, 3, name="a_convolution_with_a_name_much_longer_than_its_column_first")(inputs)
    y = kl.Conv2D(4, 3, padding="same", name="a_convolution_with_a_name_much_longer_than_its_column_second")(x)
    x = kl.Add(name="added")([x, y])
    return keras.Model(inputs, kl.Dense(3, name="z")(kl.Flatten(name="f")(x)), name="long [bold] names")


def application(name, **arguments):
    return lambda: getattr(keras.applications, name)(weights=None, **arguments)


SAMPLES = {
    # name: (model, arguments of summary, columns of the terminal, plain signs only)
    "expand_nested": (lambda: nested(True), {"expand_nested": True, "show_trainable": True}, 80, False),
    "twice_nested": (twice_nested, {"expand_nested": True}, 140, False),
    "nested_collapsed": (lambda: nested(True), {}, 80, False),
    "two_heads": (two_heads, {}, 100, False),
    "shared_layer": (shared, {"show_trainable": True}, 80, False),
    "subclassed": (subclassed, {}, 80, False),
    "fitted": (fitted, {"show_trainable": True}, 80, False),
    "narrow": (long_names, {"line_length": 56}, 80, False),
    "wide_names": (long_names, {"line_length": 200}, 220, False),
    "plain_signs": (lambda: nested(False), {"expand_nested": True}, 120, True),
    "no_top": (application("MobileNet", include_top=False, input_shape=(96, 96, 3), alpha=0.25), {}, 120, False),
    "efficientnet": (application("EfficientNetB0", classes=7), {}, 160, False),
}


def printed(model, arguments, columns, plain):
    """Print a summary as a terminal of that width would show it, or one that has plain signs only."""
    os.environ["COLUMNS"] = str(columns)
    buffer = io.BytesIO()
    encoding, errors = ("ascii", "replace") if plain else ("utf-8", "strict")
    terminal = io.TextIOWrapper(buffer, encoding=encoding, errors=errors, newline="\n")
    with contextlib.redirect_stdout(terminal):
        model.summary(**arguments)
    terminal.detach()
    return buffer.getvalue().decode("utf-8")


def rows_of(model, expand, prefix="", level=0):
    """The rows that the summary lists, in order."""
    for layer in model.layers if level else getattr(model, "_operations", None) or model.layers:
        inside = bool(expand and getattr(layer, "layers", None))
        yield row_of(layer, prefix, level, inside)
        if inside:
            yield from rows_of(layer, expand, f"{prefix}{layer.name}/", level + 1)


def row_of(layer, prefix, level, expanded):
    nested_model = bool(getattr(layer, "layers", None))
    built = getattr(layer, "built", True)
    return {
        "text_name": layer.name,
        "path": prefix + layer.name,
        "type": type(layer).__name__,
        "level": level,
        "container": nested_model,
        "collapsed": nested_model and not expanded,
        "params": (layer.count_params() if hasattr(layer, "count_params") else 0) if built else None,
        "output_shape": shape_of(layer),
        "norm": NORMS.get(type(layer).__name__),
        "head": False,
        "trainable": getattr(layer, "trainable", None) if getattr(layer, "weights", None) else None,
    }


def shape_of(layer):
    try:
        shape = layer.output.shape if not isinstance(layer.output, (list, tuple)) else layer.output[0].shape
    except (AttributeError, ValueError):
        return None
    return list(shape)


def leaves(model, prefix=""):
    for layer in model.layers:
        if getattr(layer, "layers", None):
            yield from leaves(layer, f"{prefix}{layer.name}/")
        else:
            yield prefix, layer


def count(weights):
    return int(sum(np.prod(w.shape) for w in weights))


def truth(name, model, arguments, columns, text, heads):
    """The truth of a live model, in the form of the collected samples."""
    rows = list(rows_of(model, arguments.get("expand_nested")))
    for row in rows:
        row["head"] = row["path"] in heads
    weights = count(model.weights)
    optimizer = count(model.optimizer.variables) if model.compiled and model.optimizer.built else None
    printed_totals = {
        "params": weights + (optimizer or 0),
        "trainable": count(model.trainable_weights),
        "non_trainable": count(model.non_trainable_weights),
        **({"optimizer": optimizer} if optimizer else {}),
    }
    data = text.encode("utf-8")
    return {
        "id": f"extra_{name}",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "framework": {"name": "keras", "version": keras.__version__, "backend": keras.backend.backend()},
        "printer": {
            "call": f"model.summary({', '.join(f'{k}={v}' for k, v in arguments.items())})",
            "columns": columns,
        },
        "format": "keras3-table",
        "facts": {"types": True, "shapes": True, "trainable": bool(arguments.get("show_trainable"))},
        "totals": {"params": weights, "trainable": count(model.trainable_weights)},
        "printed": printed_totals,
        "recoverable": {"params": weights, "equals_live": True},
        "head": heads,
        "layers": [
            {
                "path": prefix + layer.name,
                "type": type(layer).__name__,
                "params": layer.count_params(),
                "trainable_params": count(layer.trainable_weights),
                "output_shape": shape_of(layer),
                "norm": NORMS.get(type(layer).__name__),
                "stage": None,
            }
            for prefix, layer in leaves(model)
        ],
        "rows": rows,
    }


HEADS = {
    "expand_nested": ["answers"],
    "twice_nested": ["outcome"],
    "nested_collapsed": ["answers"],
    "two_heads": ["colour"],
    "shared_layer": ["same"],
    "subclassed": ["dense_1"],
    "fitted": ["dense_1"],
    "narrow": ["z"],
    "wide_names": ["z"],
    "plain_signs": ["answers"],
    "no_top": [],
    "efficientnet": ["predictions"],
}


def main():
    for name, (make, arguments, columns, plain) in SAMPLES.items():
        keras.backend.clear_session()
        keras.utils.set_random_seed(0)
        model = make()
        text = printed(model, arguments, columns, plain)
        record = truth(name, model, arguments, columns, text, HEADS[name])
        (FOLDER / f"extra_{name}.txt").write_bytes(text.encode("utf-8"))
        (FOLDER / f"extra_{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
