"""In which ways is a Keras model printed, and which live layer does each planned one mean?"""

import contextlib
import inspect
import io
import os
from collections.abc import Callable, Iterator

from explorer.planner.records.model import Layer, Model
from tests.live.keras_zoo import keras

WINDOW = 80  # signs; Keras 3 cuts what goes beyond the window, columns among them


def summary(model, window: int = WINDOW, **settings) -> str:
    """model.summary(), as a string, in a window of this width; settings that this Keras lacks are left out."""
    known = inspect.signature(model.summary).parameters
    text = io.StringIO()
    with wide(window):
        model.summary(
            print_fn=lambda line, **_: text.write(line + "\n"), **{k: v for k, v in settings.items() if k in known}
        )
    return text.getvalue()


@contextlib.contextmanager
def wide(window: int) -> Iterator[None]:
    """Make the window as wide, for Keras 3's printer."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(window)
    try:
        yield
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)


def cut(text: str, width: int) -> str:
    """A table that lost its right edge."""
    return "\n".join(line[:width].rstrip() for line in text.splitlines())


def loop(line: Callable) -> Callable:
    """A loop over the layers."""
    return lambda model: "\n".join(line(number, layer) for number, layer in enumerate(model.layers))


PRINTERS: dict[str, Callable] = {
    "summary()": summary,
    "summary, nested open": lambda model: summary(model, expand_nested=True),
    "summary, trainable": lambda model: summary(model, expand_nested=True, show_trainable=True),
    "summary, narrow": lambda model: summary(model, expand_nested=True, line_length=58),
    "summary, wide": lambda model: summary(model, window=200, expand_nested=True, line_length=160),
    "summary, wider than its window": lambda model: summary(model, expand_nested=True, line_length=160),
    "summary, cut": lambda model: cut(summary(model, expand_nested=True, line_length=90), 34),
    "loop with trainable": loop(lambda i, layer: f"{i} {layer.name} {layer.trainable}"),
    "loop with class": loop(lambda i, layer: f"{layer.name} ({type(layer).__name__}) {layer.count_params()}"),
}


def operations(model) -> list:
    """What a summary lists: layers, and in Keras 3 the operations between them."""
    return getattr(model, "operations", None) or model.layers


def live_names(model, before: str = "") -> Iterator[tuple[str, object]]:
    """Each layer and operation in the order of the summary: its path and itself."""
    for layer in operations(model):
        yield before + layer.name, layer
        if isinstance(layer, keras.Model):
            yield from live_names(layer, before + layer.name + "/")


def naming(model, read: Model) -> Callable[[Layer], str | None]:
    """Tell the live name of each read layer: its own, or by start of the name, class and order where that was cut."""
    waiting = list(live_names(model))
    names: dict[int, str | None] = {}
    for layer in read.layers:
        start = layer.path.split("…")[0].split("...")[0].rpartition("/")[2] if layer.name_known != "position" else ""
        for place, (path, live) in enumerate(waiting):
            full = layer.name_known == "full"
            if (path == layer.path) if full else (live.name.startswith(start) and fits(layer, live)):
                names[id(layer)] = path
                del waiting[: place + 1]
                break
        else:
            names[id(layer)] = layer.path if layer.name_known == "full" else None
    return lambda layer: names.get(id(layer))


def fits(layer: Layer, live) -> bool:
    """Whether class and count, as far as the text gives them, are the live layer's."""
    kind = layer.kind.split("…")[0].split("...")[0]
    count = layer.parameters
    counted = live.count_params() if hasattr(live, "count_params") else 0
    return type(live).__name__.startswith(kind) and (count is None or count == counted)
