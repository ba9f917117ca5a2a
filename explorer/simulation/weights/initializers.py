"""How are the first weights drawn? Each recipe beside its stated spread, its formula and its source."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from explorer.remark import Remark, of_record
from explorer.simulation.weights import draws
from explorer.simulation.weights.laws import DIAGONAL, NORMAL, ONES, ORTHOGONAL, SPARSE, TRUNCATED, UNIFORM, ZEROS, Law

Array = np.ndarray

BROKEN, BY_HAND, BY_RULE, FROM_DATA = "broken on purpose", "by hand", "by rule", "from data"
GROUPS = (BROKEN, BY_HAND, BY_RULE, FROM_DATA)  # in the order offered
GLOROT = "Glorot and Bengio 2010, eq. 12 and 16"
HE = "He, Zhang, Ren and Sun 2015, eq. 10 and 14"
LECUN = "LeCun, Bottou, Orr and Müller 1998, section 4.6"
CUT_STD = draws.TRUNCATED_STD


@dataclass(frozen=True)
class Initializer:
    """One recipe: the weights are the draws of its law at unit size, times `factor(fan_in, fan_out)`, times `scale`."""

    key: str
    label: str
    sentence: str
    formula: str
    source: str
    group: str  # BROKEN, BY_HAND, BY_RULE or FROM_DATA
    law: Law
    factor: Callable[[int, int], float]  # of fan_in, fan_out
    scale_is: str = "gain"  # none value std half-range gain: what `scale` means for this recipe
    default_scale: Callable[[int], float] = lambda width: 1.0  # `scale` when nobody chooses, for layers of `width`
    bias_half_range: Callable[[int], float] | None = None  # fan_in -> half-range of the recipe's own uniform bias
    makes_up_for_relu: bool = False  # twice the variance, for the half that a ReLU before the matrix drops
    fits_data: bool = False  # then rescaled on the experiment's own input, layer by layer
    calls: dict[str, str] = field(default_factory=dict, hash=False)  # framework -> call with {scale}, fan_in, fan_out
    note: str = ""  # where the frameworks' own version differs

    @property
    def name(self) -> Remark:
        """The label as a remark, to stand in another one."""
        return of_record("initializers", self.key, "label", self.label)

    @property
    def random(self) -> bool:
        """Tell whether another seed draws other weights."""
        return self.law.random

    def draw(self, fan_in: int, fan_out: int, scale: float | None = None, seed: int = 0, layer: int = 1) -> Array:
        """Draw the weights of one layer.

        Shape (fan_in, fan_out), float32; `scale` None takes the recipe's own. The same seed and layer give the same
        draws in every recipe. LSUV draws its orthogonal start; the network then fits it to the data.
        """
        scale = self.default_scale(fan_in) if scale is None else scale
        factor = np.float32(scale * self.factor(fan_in, fan_out))
        return self.law.bank(seed, "weight", layer, (fan_in, fan_out)) * factor

    def draw_bias(self, fan_in: int, fan_out: int, bias_std: float = 0.0, seed: int = 0, layer: int = 1) -> Array:
        """Draw the biases, shape (fan_out,), float32: normal of `bias_std`, plus the recipe's own where it has one."""
        bias = draws.normals(seed, "bias", layer, (2, fan_out))[0] * np.float32(bias_std)
        if self.bias_half_range:
            own = draws.uniforms(seed, "bias", layer, (2, fan_out))[1]
            bias += own * np.float32(self.bias_half_range(fan_in))
        return bias

    def mean(self, fan_in: int, fan_out: int, scale: float) -> float:
        """Return the mean of each weight: 0 but for constant weights and the identity."""
        return scale * self.factor(fan_in, fan_out) * self.law.mean(fan_in, fan_out)

    def variance(self, fan_in: int, fan_out: int, scale: float) -> float | None:
        """Return the stated variance of each weight; None where the data decide."""
        if self.fits_data:
            return None
        return (scale * self.factor(fan_in, fan_out)) ** 2 * self.law.variance(fan_in, fan_out)

    def std(self, fan_in: int, fan_out: int, scale: float) -> float | None:
        """Return the stated standard deviation of each weight; None where the data decide."""
        variance = self.variance(fan_in, fan_out, scale)
        return None if variance is None else math.sqrt(variance)

    def bias_variance(self, fan_in: int, bias_std: float = 0.0) -> float:
        """Return the stated variance of each bias."""
        own = self.bias_half_range(fan_in) ** 2 / 3 if self.bias_half_range else 0.0
        return bias_std**2 + own

    def framework_calls(self, scale: float) -> dict[str, str]:
        """Return framework -> the call that draws the same law, with `scale` written in; `weight` is the tensor."""
        return {name: call.replace("{scale}", repr(float(scale))) for name, call in self.calls.items()}


def _one(fan_in: int, fan_out: int) -> float:
    return 1.0


def _always(scale: float) -> Callable[[int], float]:
    return lambda width: scale


def _by_fan_in(variance: float) -> Callable[[int, int], float]:
    return lambda fan_in, fan_out: math.sqrt(variance / fan_in)


def _by_fan_out(variance: float) -> Callable[[int, int], float]:
    return lambda fan_in, fan_out: math.sqrt(variance / fan_out)


def _by_both(variance: float) -> Callable[[int, int], float]:
    return lambda fan_in, fan_out: math.sqrt(variance / (fan_in + fan_out))


def _scaled(variance: float, fan: str, law: str) -> dict[str, str]:
    """Return the general calls of Keras and JAX: both name a variance, and so take any gain."""
    jax_law = {"untruncated_normal": "normal"}.get(law, law)
    return {
        "Keras": f"keras.initializers.VarianceScaling({variance} * {{scale}}**2, '{fan}', '{law}')",
        "JAX": f"jax.nn.initializers.variance_scaling({variance} * {{scale}}**2, '{fan}', '{jax_law}')",
    }


_ALL = (
    Initializer(
        "zeros", "All zeros", "Every weight is 0: nothing gets through, and nothing ever learns.",
        "W = 0", "Rumelhart, Hinton and Williams 1986, on breaking symmetry", BROKEN, ZEROS, _one, "none",
        calls={
            "NumPy": "np.zeros((fan_in, fan_out))",
            "PyTorch": "nn.init.zeros_(weight)",
            "Keras": "keras.initializers.Zeros()",
            "JAX": "jax.nn.initializers.zeros",
        },
    ),
    Initializer(
        "constant", "All alike", "Every weight is the same number, so all neurons of a layer are one neuron.",
        "W = c", "CS231n notes, Neural Networks part 2", BROKEN, ONES, _one, "value", lambda width: 1.0 / width,
        calls={
            "NumPy": "np.full((fan_in, fan_out), {scale})",
            "PyTorch": "nn.init.constant_(weight, {scale})",
            "Keras": "keras.initializers.Constant({scale})",
            "JAX": "jax.nn.initializers.constant({scale})",
        },
    ),
    Initializer(
        "normal", "Random, bell curve", "Weights from a bell curve whose width you choose by hand.",
        "W ~ N(0, s²)", "CS231n, lecture on training neural networks", BY_HAND, NORMAL, _one, "std", _always(0.01),
        calls={
            "NumPy": "rng.normal(0.0, {scale}, (fan_in, fan_out))",
            "PyTorch": "nn.init.normal_(weight, std={scale})",
            "Keras": "keras.initializers.RandomNormal(stddev={scale})",
            "JAX": "jax.nn.initializers.normal({scale})",
        },
    ),
    Initializer(
        "truncated_normal", "Bell curve, ends cut off",
        "A bell curve without its rare large values, as in BERT and ViT.",
        "W ~ N(0, s²) cut at 2.27 s", "Devlin et al. 2019; Dosovitskiy et al. 2021", BY_HAND, TRUNCATED,
        _one, "std", _always(0.02),
        calls={
            "PyTorch": f"nn.init.trunc_normal_(weight, 0.0, {{scale}} / {CUT_STD}, "
            f"-2 * {{scale}} / {CUT_STD}, 2 * {{scale}} / {CUT_STD})",
            "Keras": f"keras.initializers.TruncatedNormal(stddev={{scale}} / {CUT_STD})",
            "JAX": f"jax.nn.initializers.truncated_normal({{scale}} / {CUT_STD})",
        },
        note="The strength is the standard deviation that the weights have. Keras and JAX name the one before the "
        "cut at 2 standard deviations: TruncatedNormal(stddev=0.02) draws 0.0176. PyTorch's "
        "trunc_normal_(std=0.02) cuts at −2 and 2, a hundred standard deviations out: a plain bell curve. GPT-2 uses "
        "the plain one.",
    ),
    Initializer(
        "uniform", "Random, even", "Weights spread evenly between two limits that you choose by hand.",
        "W ~ U(−a, a), standard deviation a/√3", "CS231n notes, Neural Networks part 2", BY_HAND, UNIFORM, _one,
        "half-range", _always(0.05),
        calls={
            "NumPy": "rng.uniform(-{scale}, {scale}, (fan_in, fan_out))",
            "PyTorch": "nn.init.uniform_(weight, -{scale}, {scale})",
            "Keras": "keras.initializers.RandomUniform(-{scale}, {scale})",
        },
    ),
    Initializer(
        "sparse", "Bell curve, a tenth missing", "Each neuron ignores a tenth of the row before it.",
        "W ~ N(0, (0.01 g)²), 10 % of each column 0", "PyTorch docs, torch.nn.init.sparse_", BY_HAND, SPARSE,
        lambda fan_in, fan_out: 0.01,
        calls={"PyTorch": "nn.init.sparse_(weight.T, sparsity=0.1, std=0.01 * {scale})"},
        note="PyTorch stores the transpose: without .T it thins out where each input goes, not what a neuron hears.",
    ),
    Initializer(
        "identity", "Each to its own", "Each neuron passes on one neuron of the row before it, unmixed.",
        "W = g I", "Le, Jaitly and Hinton 2015", BY_RULE, DIAGONAL, _one,
        calls={
            "NumPy": "{scale} * np.eye(fan_in, fan_out)",
            "PyTorch": "nn.init.eye_(weight).mul_({scale})",
            "Keras": "keras.initializers.Identity({scale})",
        },
    ),
    Initializer(
        "xavier_normal", "Xavier (Glorot), bell curve",
        "Strength from the number of neurons on both sides; made for tanh.",
        "W ~ N(0, 2 g² / (fan_in + fan_out))", GLOROT, BY_RULE, NORMAL, _by_both(2.0),
        calls={
            "PyTorch": "nn.init.xavier_normal_(weight, gain={scale})",
            **_scaled(1, "fan_avg", "untruncated_normal"),
        },
        note="Keras's GlorotNormal and JAX's glorot_normal cut the bell at 2 standard deviations, then widen it to "
        "this spread.",
    ),
    Initializer(
        "xavier_uniform", "Xavier (Glorot), even", "The Xavier spread, drawn evenly between two limits.",
        "W ~ U(±g √(6 / (fan_in + fan_out)))", GLOROT, BY_RULE, UNIFORM, _by_both(6.0),
        calls={"PyTorch": "nn.init.xavier_uniform_(weight, gain={scale})", **_scaled(1, "fan_avg", "uniform")},
        note="Caffe's \"xavier\" divides by fan_in alone: U(±√(3 / fan_in)), LeCun's spread.",
    ),
    Initializer(
        "he_normal", "He (Kaiming), bell curve",
        "Twice the variance of LeCun, because ReLU drops half of the mean square.",
        "W ~ N(0, 2 g² / fan_in)", HE, BY_RULE, NORMAL, _by_fan_in(2.0), makes_up_for_relu=True,
        calls={
            "PyTorch": "nn.init.kaiming_normal_(weight, nonlinearity='relu').mul_({scale})",
            **_scaled(2, "fan_in", "untruncated_normal"),
        },
        note="Keras's HeNormal and JAX's he_normal cut the bell at 2 standard deviations, then widen it to this "
        "spread.",
    ),
    Initializer(
        "he_uniform", "He (Kaiming), even", "The He spread, drawn evenly between two limits.",
        "W ~ U(±g √(6 / fan_in))", HE, BY_RULE, UNIFORM, _by_fan_in(6.0), makes_up_for_relu=True,
        calls={
            "PyTorch": "nn.init.kaiming_uniform_(weight, nonlinearity='relu').mul_({scale})",
            **_scaled(2, "fan_in", "uniform"),
        },
    ),
    Initializer(
        "he_fan_out", "He by outputs, bell curve",
        "The He spread counted on the way back, as torchvision's networks use it.",
        "W ~ N(0, 2 g² / fan_out)", HE, BY_RULE, NORMAL, _by_fan_out(2.0), makes_up_for_relu=True,
        calls={
            "PyTorch": "nn.init.kaiming_normal_(weight, mode='fan_out', nonlinearity='relu').mul_({scale})",
            **_scaled(2, "fan_out", "untruncated_normal"),
        },
        note="Equal to He where a layer has as many neurons as the one before it.",
    ),
    Initializer(
        "lecun_normal", "LeCun, bell curve", "Keeps the spread of a sum of fan_in numbers; the one SELU asks for.",
        "W ~ N(0, g² / fan_in)", LECUN, BY_RULE, NORMAL, _by_fan_in(1.0),
        calls={
            "PyTorch": "nn.init.kaiming_normal_(weight, nonlinearity='linear').mul_({scale})",
            **_scaled(1, "fan_in", "untruncated_normal"),
        },
        note="Keras's LecunNormal and JAX's lecun_normal cut the bell at 2 standard deviations, then widen it to this "
        "spread. CS231n calls this recipe Xavier.",
    ),
    Initializer(
        "lecun_uniform", "LeCun, even", "The LeCun spread, drawn evenly between two limits.",
        "W ~ U(±g √(3 / fan_in))", LECUN, BY_RULE, UNIFORM, _by_fan_in(3.0),
        calls={
            "PyTorch": "nn.init.kaiming_uniform_(weight, nonlinearity='linear').mul_({scale})",
            **_scaled(1, "fan_in", "uniform"),
        },
        note="Caffe's \"xavier\" filler draws this.",
    ),
    Initializer(
        "orthogonal", "Orthogonal",
        "A random rotation: a sum over it keeps every length, unless the layer is narrower than the one before.",
        "W = g Q, with Q from the QR decomposition of a bell-curve matrix", "Saxe, McClelland and Ganguli 2014",
        BY_RULE, ORTHOGONAL, _one,
        calls={
            "PyTorch": "nn.init.orthogonal_(weight, gain={scale})",
            "Keras": "keras.initializers.Orthogonal(gain={scale})",
            "JAX": "jax.nn.initializers.orthogonal({scale})",
        },
    ),
    Initializer(
        "pytorch_linear", "PyTorch's default", "What nn.Linear draws when nobody chooses: a third of LeCun's variance.",
        "W ~ U(±g / √fan_in), b ~ U(±1 / √fan_in)", "PyTorch, torch.nn.Linear", BY_RULE, UNIFORM, _by_fan_in(1.0),
        bias_half_range=lambda fan_in: 1.0 / math.sqrt(fan_in),
        calls={"PyTorch": "nn.init.kaiming_uniform_(weight, a=math.sqrt(5)).mul_({scale})"},
        note="Its source says kaiming_uniform_(a=√5), which is not He: the variance is 1 / (3 fan_in).",
    ),
    Initializer(
        "keras_dense", "Keras's default", "What Dense draws when nobody chooses: Xavier, even, and no bias.",
        "W ~ U(±g √(6 / (fan_in + fan_out))), b = 0", "Keras, keras.layers.Dense", BY_RULE, UNIFORM, _by_both(6.0),
        calls=_scaled(1, "fan_avg", "uniform"),
    ),
    Initializer(
        "lsuv", "LSUV, fitted to the data",
        "Sends the data through once and divides each layer by the spread it finds.",
        "W = g Q / std(z), repeated until |std(z) − 1| ≤ 0.1", "Mishkin and Matas 2016", FROM_DATA, ORTHOGONAL,
        _one,
        fits_data=True,
    ),
)  # fmt: skip

INITIALIZERS: dict[str, Initializer] = {initializer.key: initializer for initializer in _ALL}


def carried_scale(before: str, after: str, scale: float, width: int) -> float:
    """Return the strength when one recipe takes the place of another: kept, unless it starts to mean something else."""
    old, new = INITIALIZERS[before], INITIALIZERS[after]
    kept = old.scale_is == new.scale_is or not {old.scale_is, new.scale_is} & {"gain", "none"}
    return scale if kept else new.default_scale(width)
