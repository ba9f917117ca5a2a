"""What does a neuron do with its sum before it passes it on? Each activation beside its derivative."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.remark import Remark, of_record
from explorer.simulation.numerics.error_function import erf, normal_cdf

Array = np.ndarray

LEAK = 0.01  # PyTorch's default negative slope
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805  # Klambauer et al. 2017, eq. 14
BELL_HEIGHT = 1 / math.sqrt(2 * math.pi)
ERF_SLOPE = 2 / math.sqrt(math.pi)


@dataclass(frozen=True)
class Activation:
    """One activation φ. All functions take a float array and answer in its dtype; every finite x is safe."""

    key: str
    label: str
    sentence: str
    formula: str
    source: str
    function: Callable[[Array], Array]  # φ(x)
    derivative: Callable[[Array], Array]  # φ'(x); at a kink the value from the left
    both: Callable[[Array], tuple[Array, Array]]  # φ(x) and φ'(x), sharing what they have in common
    slopes_at_zero: tuple[float, float]  # φ' just left and just right of 0
    slopes_far_out: tuple[float, float]  # φ' towards −∞ and +∞
    value_at_zero: float = 0.0
    saturates: bool = False  # bounded on both sides, φ' -> 0: its neurons can be "at the limit"
    can_die: bool = False  # silent and without gradient for all x <= 0
    kinks: tuple[float, ...] = ()  # where φ' jumps: integrate in pieces, and keep finite differences away

    @property
    def name(self) -> Remark:
        """The label as a remark, to stand in another one."""
        return of_record("activations", self.key, "label", self.label)

    @property
    def largest_slope(self) -> float:
        """Return max |φ'| of an activation that saturates: all of them are steepest at 0."""
        return max(self.slopes_at_zero)

    @property
    def homogeneous(self) -> bool:
        """Tell whether φ(c x) = c φ(x) for c > 0: a change of scale passes through unchanged."""
        return self.slopes_at_zero == self.slopes_far_out


def identity(x: Array) -> Array:
    return np.array(x)  # a copy: callers may write into what they get


def identity_slope(x: Array) -> Array:
    return np.ones_like(x)


def tanh_slope(x: Array) -> Array:
    """Return 4 q / (1 + q)² with q = exp(−2 |x|): 1 − tanh² would lose its digits where neurons are at the limit."""
    q = np.square(np.exp(-np.abs(x)))
    return 4.0 * q / np.square(1.0 + q)


def sigmoid(x: Array) -> Array:
    with np.errstate(over="ignore"):  # exp(1000) is inf, and 1/inf the right answer
        return 1.0 / (1.0 + np.exp(-x))


def sigmoid_slope(x: Array) -> Array:
    q = np.exp(-np.abs(x))
    return q / np.square(1.0 + q)


def relu(x: Array) -> Array:
    return np.maximum(x, 0.0)


def relu_slope(x: Array) -> Array:
    return np.greater(x, 0.0).astype(x.dtype)


def leaky_relu(x: Array) -> Array:
    return np.maximum(x, LEAK * x)


def leaky_relu_slope(x: Array) -> Array:
    return relu_slope(x) * (1.0 - LEAK) + LEAK


def elu(x: Array) -> Array:
    return np.maximum(x, 0.0) + np.expm1(np.minimum(x, 0.0))


def elu_slope(x: Array) -> Array:
    return np.exp(np.minimum(x, 0.0))


def selu(x: Array) -> Array:
    return SELU_SCALE * np.maximum(x, 0.0) + SELU_SCALE * SELU_ALPHA * np.expm1(np.minimum(x, 0.0))


def selu_slope(x: Array) -> Array:
    jump = SELU_SCALE * (SELU_ALPHA - 1.0)  # the slope from the left less the one from the right
    return SELU_SCALE * SELU_ALPHA * np.exp(np.minimum(x, 0.0)) - jump * relu_slope(x)


def bell(x: Array) -> Array:
    """Return the normal density."""
    with np.errstate(over="ignore"):  # x² may leave float32; exp(-inf) = 0 is right
        return BELL_HEIGHT * np.exp(-0.5 * x * x)


def gelu(x: Array) -> Array:
    return x * normal_cdf(x)


def gelu_both(x: Array) -> tuple[Array, Array]:
    share = normal_cdf(x)
    return x * share, share + x * bell(x)


def silu(x: Array) -> Array:
    return x * sigmoid(x)


def silu_both(x: Array) -> tuple[Array, Array]:
    share = sigmoid(x)
    h = x * share
    return h, share + h * (1.0 - share)


def softplus(x: Array) -> Array:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def erf_slope(x: Array) -> Array:
    with np.errstate(over="ignore"):
        return ERF_SLOPE * np.exp(-x * x)


def _from_both(both: Callable[[Array], tuple[Array, Array]]) -> Callable[[Array], Array]:
    return lambda x: both(x)[1]


def _one_by_one(function: Callable[[Array], Array], slope: Callable[[Array], Array]):
    return lambda x: (function(x), slope(x))


_ALL = (
    Activation(
        "linear", "None (linear)", "Passes the sum on unchanged; any number of such layers is still one linear map.",
        "φ(x) = x", "Saxe, McClelland and Ganguli 2014",
        identity, identity_slope, _one_by_one(identity, identity_slope), (1.0, 1.0), (1.0, 1.0),
    ),
    Activation(
        "tanh", "tanh", "Passes small sums on unchanged and bends large ones towards −1 or 1.",
        "φ(x) = tanh x", "LeCun, Bottou, Orr and Müller 1998",
        np.tanh, tanh_slope, _one_by_one(np.tanh, tanh_slope), (1.0, 1.0), (0.0, 0.0), saturates=True,
    ),
    Activation(
        "sigmoid", "Sigmoid", "Turns every sum into a number between 0 and 1, so its average is never 0.",
        "φ(x) = 1 / (1 + e⁻ˣ)", "Rumelhart, Hinton and Williams 1986",
        sigmoid, sigmoid_slope, _one_by_one(sigmoid, sigmoid_slope), (0.25, 0.25), (0.0, 0.0),
        value_at_zero=0.5, saturates=True,
    ),
    Activation(
        "relu", "ReLU", "Keeps positive sums and drops negative ones: half of the signal's mean square.",
        "φ(x) = max(0, x)", "Nair and Hinton 2010",
        relu, relu_slope, _one_by_one(relu, relu_slope), (0.0, 1.0), (0.0, 1.0), can_die=True, kinks=(0.0,),
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", "Like ReLU, but a hundredth of a negative sum still gets through.",
        "φ(x) = max(0.01 x, x)", "Maas, Hannun and Ng 2013",
        leaky_relu, leaky_relu_slope, _one_by_one(leaky_relu, leaky_relu_slope), (LEAK, 1.0), (LEAK, 1.0), kinks=(0.0,),
    ),
    Activation(
        "elu", "ELU", "Keeps positive sums; negative ones level off at −1, which pulls the average towards 0.",
        "φ(x) = x if x > 0, else eˣ − 1", "Clevert, Unterthiner and Hochreiter 2016",
        elu, elu_slope, _one_by_one(elu, elu_slope), (1.0, 1.0), (0.0, 1.0),
    ),
    Activation(
        "selu", "SELU", "An ELU with two constants chosen so that the signal finds mean 0 and spread 1 by itself.",
        "φ(x) = 1.0507 x if x > 0, else 1.7581 (eˣ − 1)", "Klambauer, Unterthiner, Mayr and Hochreiter 2017",
        selu, selu_slope, _one_by_one(selu, selu_slope), (SELU_SCALE * SELU_ALPHA, SELU_SCALE), (0.0, SELU_SCALE),
        kinks=(0.0,),
    ),
    Activation(
        "gelu", "GELU", "A ReLU with a smooth corner; most language models use it.",
        "φ(x) = x Φ(x), exact", "Hendrycks and Gimpel 2016",
        gelu, _from_both(gelu_both), gelu_both, (0.5, 0.5), (0.0, 1.0),
    ),
    Activation(
        "silu", "SiLU (Swish)", "A ReLU with a smooth corner, made from the sigmoid.",
        "φ(x) = x / (1 + e⁻ˣ)", "Elfwing, Uchibe and Doya 2018; Ramachandran, Zoph and Le 2017",
        silu, _from_both(silu_both), silu_both, (0.5, 0.5), (0.0, 1.0),
    ),
    Activation(
        "softplus", "Softplus", "A ReLU with a round corner that is never 0, so its average is never 0 either.",
        "φ(x) = ln(1 + eˣ)", "Dugas, Bengio, Bélisle, Nadeau and Garcia 2001",
        softplus, sigmoid, _one_by_one(softplus, sigmoid), (0.5, 0.5), (0.0, 1.0), value_at_zero=math.log(2.0),
    ),
    Activation(
        "erf", "erf", "Almost tanh, and the one for which the theory can be written down exactly.",
        "φ(x) = erf x", "Williams 1997; rational approximation: Cody 1969",
        erf, erf_slope, _one_by_one(erf, erf_slope), (ERF_SLOPE, ERF_SLOPE), (0.0, 0.0), saturates=True,
    ),
)  # fmt: skip

ACTIVATIONS: dict[str, Activation] = {activation.key: activation for activation in _ALL}
