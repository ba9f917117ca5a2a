"""Which class did Keras print, where the column cut it? Written out where only one class fits."""

import re
from collections.abc import Sequence
from dataclasses import replace

from explorer.planner.reading.keras.layers import Cells
from explorer.planner.records.model import Shape

CLASSES = """
Activation ActivityRegularization Add AdditiveAttention AlphaDropout Attention Average AveragePooling1D
AveragePooling2D AveragePooling3D BatchNormalization Bidirectional CategoryEncoding CenterCrop Concatenate Conv1D
Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D
Cropping3D Dense DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense Embedding Flatten
Functional GRU GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupQueryAttention Hashing Identity
InputLayer IntegerLookup KerasLayer LSTM Lambda LayerNormalization LeakyReLU Masking MaxPooling1D MaxPooling2D
MaxPooling3D Maximum Minimum Model MultiHeadAttention Multiply Normalization PReLU Permute RMSNormalization RNN
RandomBrightness RandomContrast RandomCrop RandomFlip RandomHeight RandomRotation RandomTranslation RandomWidth
RandomZoom ReLU RepeatVector Rescaling Reshape Resizing SeparableConv1D SeparableConv2D Sequential SimpleRNN
SlicingOpLambda Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization StringLookup Subtract
TFOpLambda TextVectorization ThresholdedReLU TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D
ZeroPadding1D ZeroPadding2D ZeroPadding3D GetItem NotEqual Stack Cast Merge Highway MaxoutDense CuDNNLSTM CuDNNGRU
""".split()  # noqa: SIM905
KERAS1_CLASSES = """
Convolution1D Convolution2D Convolution3D AtrousConvolution2D SeparableConvolution2D Deconvolution2D
TimeDistributedDense
""".split()  # noqa: SIM905
RARE = {"ActivityRegularization"}  # never meant where a cut "Activ" could also be Activation


def complete_class(name: str, kind: str, shape: Shape | None, classes: Sequence[str] = CLASSES) -> str:
    """Write out a class that the column cut, where only one class of Keras fits what is shown.

    The name decides where Keras made it from the class (dense_3), the shape's rank between MaxPooling1D, 2D and 3D.
    """
    shown = kind.rstrip("….")
    whole = [shown] if shown in classes else []
    if not shown or kind in classes:
        return shown
    fitting = [known for known in classes if known.startswith(shown) and known not in (*RARE, shown)]
    base = re.sub(r"_\d+$", "", name.rstrip("…")).replace("_", "").lower()
    made = [known for known in (*whole, *fitting) if known.lower() == base]
    if made or len(fitting) < 2:
        return (made or fitting or whole or [kind])[0]
    if shape and len(shape) in (3, 4, 5):
        fitting = [known for known in fitting if dimension_of(known) in ("", f"{len(shape) - 2}D")]
    return fitting[0] if len(fitting) == 1 else kind


def dimension_of(kind: str) -> str:
    """Give the dimension in a class name: "2D" of Conv2DTranspose, "" of Dense."""
    found = re.search(r"[123]D", kind)
    return found.group() if found else ""


def only_dimension(kinds: Sequence[str]) -> str:
    """Give "2D" where every class with a dimension in its name has that one, else nothing."""
    found = {dimension_of(kind) for kind in kinds} - {""}
    return found.pop() if len(found) == 1 else ""


def settle_dimension(rows: Sequence[Cells], classes: Sequence[str] = CLASSES) -> list[Cells]:
    """Write out classes such as GlobalAveragePoo… in a model whose other layers all are 2D."""
    dimension = only_dimension([row.kind for row in rows])
    settled = []
    for row in rows:
        shown = row.kind.rstrip("….")
        longer = [name for name in classes if name.startswith(shown) and name != shown]  # a cut hides a letter or more
        fitting = [name for name in longer if dimension_of(name) in ("", dimension)]
        open_still = shown and row.kind not in classes and dimension and len(fitting) == 1
        settled.append(replace(row, kind=fitting[0]) if open_still else row)
    return settled
