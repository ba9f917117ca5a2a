"""What would an endlessly wide network do? Mean-field theory, to draw beside the measurement.

With endless width the sums that enter a layer are a bell curve, and only its variance q has to be followed
(Poole et al. 2016; Schoenholz et al. 2017; with batch normalization Yang et al. 2019). Where a recipe is not random
the argument fails, and the prediction says so and why.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.remark import Remark
from explorer.simulation.network.activations import ACTIVATIONS, Activation
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.error_function import erf
from explorer.simulation.signal.saturation import edge_of_saturation
from explorer.simulation.theory import criticality
from explorer.simulation.theory.expectations import fits_data, moments_of, path, reason_against, start_of, weight_laws
from explorer.simulation.theory.moments import MomentsAt
from explorer.simulation.theory.variance_map import Step, log_gradient_squares, log_mean

Array = np.ndarray

LOG_OF_LARGEST = math.log(np.finfo(float).max)


@dataclass(frozen=True)
class LayerPrediction:
    """What theory expects after each hidden layer, first layer first; every array has shape (depth,)."""

    variance: Array  # q, of the sums that enter the activation
    log10_rms: Array
    mean: Array
    std: Array  # over examples and units
    gradient_log10: Array  # log10 of the std of dL/dh after each layer; 0 after the last
    gradient_factor: Array  # sqrt(chi) at each layer: gradient before it / gradient after it
    saturated: Array  # share of values at the limit; 0 for activations without one


@dataclass(frozen=True)
class Prediction:
    """Mean-field theory's answer to a spec. All numbers are None where `applies` is False; `reason` then says why."""

    spec: SignalSpec
    applies: bool
    reason: Remark | None  # None where the theory applies
    layers: LayerPrediction | None = None
    sigma_w2: float | None = None  # s_w^2 = fan_in Var(W) of a hidden layer
    sigma_b2: float | None = None  # s_b^2 = Var(b)
    log_q_star: float | None = None  # ln q* of the plain layers' fixed point; -inf: fades to 0; inf: grows without end
    chi: float | None = None  # at the fixed point (plain layers), else at the last layer

    @property
    def activation_rms(self) -> Array | None:
        """Return the expected root mean square after each layer; inf where float64 cannot hold it."""
        return None if self.layers is None else power_of_ten(self.layers.log10_rms)

    @property
    def activation_log10_rms(self) -> Array | None:
        """Return the decimal logarithm of `activation_rms`, always finite."""
        return None if self.layers is None else self.layers.log10_rms

    @property
    def activation_mean(self) -> Array | None:
        """Return the expected mean after each layer."""
        return None if self.layers is None else self.layers.mean

    @property
    def activation_std(self) -> Array | None:
        """Return the expected standard deviation after each layer, over examples and units."""
        return None if self.layers is None else self.layers.std

    @property
    def gradient_factor(self) -> Array | None:
        """Return sqrt(chi) of each layer: by how much the gradient grows on its way back through it."""
        return None if self.layers is None else self.layers.gradient_factor

    @property
    def gradient_std(self) -> Array | None:
        """Return the expected std of dL/dh after each layer; 1 after the last."""
        return None if self.layers is None else power_of_ten(self.layers.gradient_log10)

    @property
    def gradient_log10_std(self) -> Array | None:
        """Return the decimal logarithm of `gradient_std`, always finite."""
        return None if self.layers is None else self.layers.gradient_log10

    @property
    def saturated_fraction(self) -> Array | None:
        """Return the expected share of values at the limit of tanh, sigmoid or erf."""
        return None if self.layers is None else self.layers.saturated

    @property
    def q_star(self) -> float | None:
        """Return q*, the variance that plain layers settle at: 0 where the signal fades, inf where nothing stops it."""
        if self.log_q_star is None:
            return None
        return math.exp(self.log_q_star) if self.log_q_star < LOG_OF_LARGEST else math.inf

    @property
    def plain(self) -> bool:
        """Tell whether every layer does the same to every variance: no normalization, no shortcut, no fit to data."""
        return self.log_q_star is not None

    @property
    def phase(self) -> str | None:
        """Return "ordered" (corrections fade on the way back), "critical" (within 0.1 % of even) or "chaotic"."""
        return None if self.chi is None else criticality.phase_of(self.chi)

    @cached_property
    def correlation(self) -> float | None:
        """Return c*, the cosine at which two different inputs end; None without a finite fixed point."""
        if not self._settles:
            return None
        return criticality.settled_correlation(self.activation, self.sigma_w2, self.sigma_b2, self.log_q_star)

    @cached_property
    def depth_scale(self) -> float | None:
        """Return xi_c in layers: nets of up to about 6 of them train (Schoenholz et al. 2017).

        Without a finite fixed point, and with normalization or shortcuts: 1 / |ln chi|, the scale of the gradient.
        """
        if self.chi is None:
            return None
        if not self._settles:
            return criticality.depth_scale_of(self.chi)
        return criticality.correlation_depth(self.activation, self.sigma_w2, self.sigma_b2, self.log_q_star)

    @cached_property
    def critical_scale(self) -> float | None:
        """Return the `scale` at which chi is 1 with this activation, recipe and bias; None where there is none."""
        if not self.plain:
            return None
        weight_variance = criticality.critical_weight_variance(self.activation, self.sigma_b2)
        return None if weight_variance is None else self.spec.scale * math.sqrt(weight_variance / self.sigma_w2)

    @property
    def activation(self) -> Activation:
        """Return the record of the spec's activation."""
        return ACTIVATIONS[self.spec.activation]

    @property
    def _settles(self) -> bool:
        return self.plain and math.isfinite(self.log_q_star)


def power_of_ten(log10: Array) -> Array:
    """Return 10**log10, inf beyond float64."""
    with np.errstate(over="ignore", under="ignore"):
        return 10.0**log10


def predict_signal(spec: SignalSpec) -> Prediction:
    """Predict each layer's signal and gradient at endless width, and where the recipe stands: q*, chi, xi_c, phase."""
    reason = reason_against(spec)
    if reason:
        return Prediction(spec, applies=False, reason=reason)
    steps = path_of(spec, moments_of(spec))
    last = weight_laws(spec)[-1]
    sigma_w2 = math.exp(float(last.log_weight_variance.squeeze()))
    log_q_star = settled(spec, steps, sigma_w2, last.bias_variance)
    chi = float(np.exp(log_mean(steps[-1].log_chi)).squeeze())
    if log_q_star is not None:
        chi = criticality.chi_at(ACTIVATIONS[spec.activation], sigma_w2, log_q_star)
    return Prediction(
        spec, True, None, summarize(spec, steps), sigma_w2, last.bias_variance, log_q_star, chi,
    )  # fmt: skip


def path_of(spec: SignalSpec, moments_at: MomentsAt) -> list[Step]:
    """Return the path of a spec through the variance map, first layer first."""
    return path(spec, moments_at, weight_laws(spec), start_of(spec))


def settled(spec: SignalSpec, steps: list[Step], sigma_w2: float, sigma_b2: float) -> float | None:
    """Return ln q* of plain layers, where the path from its first layer on leads; None for other layers."""
    if spec.normalization != "none" or spec.shortcuts or fits_data(spec):
        return None
    start = float(log_mean(steps[0].log_q).squeeze())
    return criticality.fixed_point(ACTIVATIONS[spec.activation], sigma_w2, sigma_b2, start)


def summarize(spec: SignalSpec, steps: list[Step]) -> LayerPrediction:
    """Return the expected statistics, averaged over the examples."""
    log_square = log_mean(np.stack([step.signal.log_square for step in steps]))[:, 0]
    with np.errstate(over="ignore"):
        sizes = np.exp(np.stack([step.signal.log_square for step in steps]) / 2 - log_square[:, None] / 2)
        share = (sizes * np.stack([step.signal.mean_share for step in steps])).mean(axis=-1)  # mean / rms
        rms = np.exp(log_square / 2)
    log_chi = np.stack([np.broadcast_to(step.log_chi, step.signal.log_square.shape) for step in steps])
    log_q = np.stack([np.broadcast_to(step.log_q, step.signal.log_square.shape) for step in steps])
    with np.errstate(over="ignore"):
        return LayerPrediction(
            variance=np.exp(log_mean(log_q)[:, 0]),
            log10_rms=log_square / 2 / math.log(10),
            mean=np.where(share == 0, 0.0, share) * np.where(share == 0, 1.0, rms),
            std=np.sqrt(np.maximum(1 - share**2, 0.0)) * rms,
            gradient_log10=log_mean(log_gradient_squares(steps))[:, 0] / 2 / math.log(10),
            gradient_factor=np.exp(log_mean(log_chi)[:, 0] / 2),
            saturated=saturated_share(ACTIVATIONS[spec.activation], log_q),
        )


def saturated_share(activation: Activation, log_q: Array) -> Array:
    """Return the share of a bell curve of variance exp(log_q) at the activation's limit, averaged over the examples."""
    if not activation.saturates:
        return np.zeros(len(log_q))
    with np.errstate(over="ignore"):
        return (1 - erf(edge_of_saturation(activation) * np.exp(-log_q / 2) / math.sqrt(2))).mean(axis=-1)
