"""What does every summary become? A `Model`: leaf layers in order, with what the text told about each."""

from dataclasses import dataclass

from explorer.errors import ReaderError
from explorer.remark import Remark

Shape = tuple[int | None, ...]

ROLES = ("stem", "body", "norm", "embedding", "pool", "activation", "dropout", "head", "other")


class SummaryError(ReaderError):
    """The text is not a summary that can be read: says what was seen, where, and what to paste instead."""


@dataclass(frozen=True)
class Layer:
    """One leaf layer, as far as the text tells.

    `None` always means "the text does not say"; it never stands for zero.
    """

    path: str  # the live model's own name where the text gives it: "layer4.1.conv2", "block1_conv1"
    kind: str  # the class as printed: "Conv2d", "Dense", "BatchNormalization", "" when the text has none
    parameters: int | None = None  # each shared tensor counted where it is first met, 0 where it is met again
    trainable_parameters: int | None = None
    trainable: bool | None = None  # the flag as printed; None where the text has no flags
    output_shape: Shape | None = None  # without or with batch as printed, None for unknown sizes
    role: str = "other"  # one of ROLES
    stage: int = 0  # 0 is nearest the input; layers of one stage move together
    norm: str | None = None  # batch layer group instance rms local_response other
    name_known: str = "full"  # "full": usable in code; "cut": a prefix or wrapped; "position": only the order is known
    tensors: tuple[tuple[str, Shape], ...] = ()  # ("weight", (64, 3, 7, 7)), in order, where known or derivable
    arguments: tuple[tuple[str, str], ...] = ()  # constructor or prototxt arguments as text: ("in_features", "512")
    shares_with: str | None = None  # path of the layer that owns this layer's (tied) weights
    auxiliary: bool = False  # a second head beside the main path
    line: int | None = None  # where it stands in the text, from 1
    family: str = ""  # what it is, of layers.families: conv dense recurrent norm ...; "" where nobody has told yet
    packed: int | None = None  # bits a weight, where the layer is stored packed and can't learn as it is
    adapter: str = ""  # "small": weights that LoRA and the like added; "copy": trained whole beside its old self
    still: str = ""  # why it is never woken: "packed" numbers, the "base" under adapters, a "fixed" sum; "" for none
    tower: str = ""  # the chain it belongs to, where a model has several: "vision", "text", "audio", "encoder" ...

    @property
    def weighted(self) -> bool:
        """Whether the layer holds weights, of its own or shared, as far as the text tells."""
        return bool(self.parameters) or bool(self.tensors) or self.shares_with is not None


@dataclass(frozen=True)
class Stage:
    """Layers that move together: one block, not one layer."""

    index: int
    name: str  # the common path prefix or the single layer's name: "layer4.1", "conv1"
    layers: tuple[Layer, ...]

    @property
    def parameters(self) -> int | None:
        """Sum over the layers, None as soon as one is unknown."""
        counts = [layer.parameters for layer in self.layers]
        return None if any(c is None for c in counts) else sum(counts)


@dataclass(frozen=True)
class Model:
    """A pretrained model as its summary describes it."""

    name: str
    framework: str  # keras pytorch caffe flax ... unknown
    format: str  # key of the format that read the text
    layers: tuple[Layer, ...]
    parameters: int | None  # the total as counted, tied weights once; None where the text lacks counts
    trainable_parameters: int | None = None
    exact: bool = True  # every counted row was understood; where False, `notes` says what the text rounds or hides
    remarks: tuple[Remark | str, ...] = ()  # what the text could not tell
    stage_names: tuple[str, ...] = ()
    classes: int | None = None  # how many answers the head gives today
    input_shape: Shape | None = None
    source: str = ""  # the original text, kept only where the export edits it (Caffe's prototxt)
    parameters_at_least: int | None = None  # a sure lower bound; equal to `parameters` where exact
    containers: tuple[tuple[str, str], ...] = ()  # path and class of the modules that hold others, where printed
    kind: str = ""  # key of MODEL_KINDS: what sort of model this is; "" where nothing tells

    @property
    def notes(self) -> tuple[str, ...]:
        """What the text could not tell, in full English sentences for a lay reader."""
        return tuple(str(remark) for remark in self.remarks)

    @property
    def adapted(self) -> bool:
        """Whether small added weights (LoRA and the like) learn in it, and the rest is kept still."""
        return any(layer.adapter in ("small", "copy") for layer in self.layers)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The layers grouped by stage, input first."""
        return tuple(
            Stage(index, name, tuple(layer for layer in self.layers if layer.stage == index))
            for index, name in enumerate(self.stage_names)
        )

    @property
    def heads(self) -> tuple[Layer, ...]:
        """The layers that give the answers: the main head first, then auxiliary and tied ones."""
        return tuple(
            sorted((layer for layer in self.layers if layer.role == "head"), key=lambda layer: layer.auxiliary)
        )
