"""Which texts can be read? One module a format, each with `looks_like` and `parse`."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.records.model import Model, Shape
from explorer.remark import Remark


@dataclass(frozen=True)
class Row:
    """One leaf layer as a format reads it, before roles and stages are found."""

    path: str
    kind: str = ""
    parameters: int | None = None
    trainable_parameters: int | None = None
    trainable: bool | None = None
    output_shape: Shape | None = None
    name_known: str = "full"  # full, cut or position, as in Layer
    tensors: tuple[tuple[str, Shape], ...] = ()
    buffers: tuple[tuple[str, Shape], ...] = ()  # listed tensors that are no parameters: ("running_mean", (64,))
    arguments: tuple[tuple[str, str], ...] = ()
    shares_with: str | None = None
    auxiliary: bool = False
    holder: bool = False  # a module with weights of its own (a class token) beside the layers listed inside it
    block: str = ""  # dotted names of the blocks around it, where the text shows them and the path does not
    inputs: tuple[str, ...] = ()  # paths of the layers that feed this one, where the text tells
    line: int | None = None
    packed: int | None = None  # bits a weight, as in Layer
    adapter: str = ""  # as in Layer
    still: str = ""  # as in Layer


@dataclass(frozen=True)
class Reading:
    """What a format found in a text."""

    framework: str
    rows: tuple[Row, ...]
    name: str = ""
    total: int | None = None  # as the text states it, Keras's optimizer variables taken off
    trainable: int | None = None  # as the text states it
    exact: bool = True
    notes: tuple[Remark | str, ...] = ()
    slack: int = 0  # weights that may be counted twice or not be there: the total may be lower by so many
    more: bool = False  # the text hides weights: the total is higher than the rows add up to
    containers: tuple[tuple[str, str], ...] = ()  # as in Model
    classes: tuple[str, ...] = ()  # class names of modules that hold others, where the text shows them
    sorted_names: bool = False  # the order of the rows is that of their names, or none at all
    at_least: int | None = None  # a lower bound that the text states beside its rows (a file's size)
    input_shape: Shape | None = None
    source: str = ""


@dataclass(frozen=True)
class Format:
    """A kind of text that can be read."""

    key: str
    label: str  # "Keras 3 model.summary()"
    framework: str
    looks_like: Callable[[str], bool]  # cheap and certain: header, rule characters, a first telling line
    parse: Callable[[str], Reading | Model]  # a whole model only from our own plan; raises SummaryError with the line
    how_to_print: str  # the one line to run in the framework, "" where there is none
