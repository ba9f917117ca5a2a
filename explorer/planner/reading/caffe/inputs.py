"""How large is what goes into a Caffe network? Shapes from input fields, Input layers and data layers."""

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.planner.reading.caffe.prototxt import Message
from explorer.planner.reading.caffe.shapes import Blob

COLOUR = 3  # channels of the usual picture, where the text does not tell


@dataclass(frozen=True)
class Given:
    """The shape that a data layer gives; `assumed` where its channels are the usual three."""

    shape: Blob
    assumed: bool = False


def plain(kind: str) -> str:
    """Return a type for look-ups: `InnerProduct` and `INNER_PRODUCT` are `innerproduct`, `SOFTMAX_LOSS` is a loss."""
    return kind.lower().replace("_", "")


def input_shapes(root: Message) -> Iterator[tuple[str, Blob]]:
    """Give the shapes of `input: "data"` with `input_shape { dim: ... }` or four `input_dim` each."""
    names = root.texts("input")
    shapes = [tuple(shape.numbers("dim")) for shape in root.messages("input_shape")]
    sizes = root.numbers("input_dim")
    if not shapes:
        shapes = [tuple(sizes[start : start + 4]) for start in range(0, len(sizes), 4)]
    for position, name in enumerate(names):
        yield name, shapes[position] if position < len(shapes) else None


def data_shapes(layer: Message, kind: str) -> Given | None:
    """Return what a layer without inputs gives; None for a layer that has inputs or gives no data."""
    if layer.texts("bottom"):
        return None
    if kind == "input":
        dims = layer.message("input_param").messages("shape")
        return Given(tuple(dims[0].numbers("dim")) if dims else None)
    if kind == "dummydata":
        return dummy(layer.message("dummy_data_param"))
    if kind == "memorydata":
        return memory(layer.message("memory_data_param"))
    if kind in ("data", "imagedata", "windowdata", "annotateddata", "videodata"):
        return pictures(layer, kind)
    if "data" in kind or kind == "python":
        return Given(None)
    return None


def dummy(settings: Message) -> Given:
    """DummyData: a shape, or num, channels, height and width."""
    shapes = settings.messages("shape")
    if shapes:
        return Given(tuple(shapes[0].numbers("dim")))
    sizes = tuple(settings.number(name) for name in ("num", "channels", "height", "width"))
    return Given(None if None in sizes else sizes)


def memory(settings: Message) -> Given:
    """MemoryData: batch_size, channels, height and width."""
    sizes = tuple(settings.number(name) for name in ("batch_size", "channels", "height", "width"))
    return Given(None if sizes[1:] == (None, None, None) else (None, *sizes[1:]))


def pictures(layer: Message, kind: str) -> Given:
    """Data and ImageData: the crop, or the size that pictures are brought to; the batch differs by phase."""
    height, width = picture_size(layer)
    if height is None:
        return Given(None)
    channels = picture_channels(layer)
    return Given((None, COLOUR if channels is None else channels, height, width), assumed=channels is None)


def picture_size(layer: Message) -> tuple[int | None, int | None]:
    """Return the height and width that a data layer states."""
    transform = layer.message("transform_param")
    crop = (
        transform.number("crop_size")
        or layer.message("data_param").number("crop_size")
        or layer.message("image_data_param").number("crop_size")
        or layer.message("window_data_param").number("crop_size")
    )
    if crop:
        return crop, crop
    resize = transform.message("resize_param")
    image = layer.message("image_data_param")
    for settings, names in ((resize, ("height", "width")), (image, ("new_height", "new_width"))):
        sizes = settings.number(names[0]), settings.number(names[1])
        if all(sizes):
            return sizes
    return None, None


def picture_channels(layer: Message) -> int | None:
    """Return the channels where the text tells them: by the means that are taken off, or as grey."""
    transform = layer.message("transform_param")
    means = transform.texts("mean_value")
    if len(means) > 1:
        return len(means)
    if transform.flag("force_gray", False) or not layer.message("image_data_param").flag("is_color", True):
        return 1
    return COLOUR if transform.flag("force_color", False) else None
