"""Why does it break? The reason behind a finding, with this run's numbers; small pure functions."""

import math
from collections.abc import Callable

from explorer.numerals import number, number_from_log10, share
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.normalization import EPSILON, NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.float_formats import FLOAT_FORMATS
from explorer.simulation.signal.saturation import edge_of_saturation
from explorer.simulation.signal.signal import Signal
from explorer.simulation.theory.theory import predict_signal
from explorer.simulation.verdict.findings import AHEAD, Finding, decades_ahead, decades_back
from explorer.simulation.weights.initializers import INITIALIZERS


def join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def arithmetic(spec: SignalSpec) -> str:
    """Say what one layer does to a signal's size, in one line: 0.01 × √500 = 0.224."""
    record = INITIALIZERS[spec.initializer]
    if NORMALIZATIONS[spec.normalization].axis is not None or not record.random or record.fits_data:
        return ""
    std = record.std(spec.width, spec.width, spec.scale)
    activation, gain = ACTIVATIONS[spec.activation], std * math.sqrt(spec.width)
    line = f"A sum over {spec.width:,} neurons with weights of spread {number(std)} is "
    line += f"{number(std)} × √{spec.width} = {number(gain)} times as large."
    left, right = activation.slopes_far_out
    if activation.homogeneous and left != right:
        line += f" {activation.label} then passes on {number(math.sqrt((left**2 + right**2) / 2), 2)} of it."
    return line + (" The shortcut adds what came in." if spec.residual else "")


def head_start(s: Signal) -> str:
    """Say that the bias alone makes the size, where it outweighs ten times what the weights let through."""
    record, spec = INITIALIZERS[s.spec.initializer], s.spec
    std = record.std(spec.input_width, spec.width, spec.scale)
    bias = math.sqrt(record.bias_variance(spec.input_width, spec.bias_std))
    if std is None or bias < 10 * std * math.sqrt(spec.input_width) * s.input_rms:
        return ""
    return f"Every sum gets a head start (bias) with a spread of {number(bias)}, far more than comes in."


def per_layer(decades: float, layers: int) -> str:
    """Write the factor of one layer: 10 to the decades, shared out."""
    return number_from_log10(decades / max(1, layers))


def steps_alone(finding: Finding, s: Signal) -> float:
    """Return the decades that the layers make by themselves, without what the input brings."""
    return finding.value - math.log10(s.spec.input_size)


def large_input(spec: SignalSpec) -> str:
    """Say that the input is larger than a recipe counts on; "" where it is not."""
    if spec.input_size <= 2:
        return ""
    return f"The input is {number(spec.input_size)} times larger than a standardised one; every layer carries it on."


def small_input(spec: SignalSpec) -> str:
    """Say that the input is smaller than a recipe counts on; "" where it is not."""
    if spec.input_size >= 0.5:
        return ""
    return f"The input is only {number(spec.input_size)} times as large as a standardised one."


def too_small_to_reset(spec: SignalSpec) -> str:
    """Say why a normalization does not help where the sums are too small for it; "" elsewhere."""
    rule = NORMALIZATIONS[spec.normalization]
    if rule.axis is None:
        return ""
    if rule.axis == 0 and spec.samples_used == 2:
        return "With 2 examples, the volume reset makes one of them 1 and the other −1, however far apart they were."
    found = predict_signal(spec)
    left = min(found.layers.variance) if found.applies else 1.0
    if left >= 0.5:  # at least half of the size of 1 is restored
        return ""
    return (
        f"The volume reset adds {number(EPSILON)} to each variance, so that it never divides by 0. "
        f"These sums vary by {number(EPSILON * left / (1 - left))}, which is less: they stay too small."
    )


def fading_why(finding: Finding, s: Signal) -> str:
    depth = s.spec.depth
    if finding.direction != AHEAD:
        return join(
            f"On its way back, each layer passes on about {per_layer(finding.value, depth - 1)} of the correction.",
            f"Layer 1 gets {number_from_log10(finding.value)} of what layer {depth} gets.",
            head_start(s),
            too_small_to_reset(s.spec),
        )
    still = "It is not zero, and the neurons still differ." if s.distinct_units[-1] > 1 else ""
    return join(
        small_input(s.spec),
        f"Each layer passes on about {per_layer(steps_alone(finding, s), depth)} of the size that it gets.",
        arithmetic(s.spec),
        f"The size (RMS) falls from {number(s.input_rms)} to {number_from_log10(s.activation_log10_rms[-1])}.",
        still,
        too_small_to_reset(s.spec),
    )


def exploding_why(finding: Finding, s: Signal) -> str:
    depth = s.spec.depth
    if finding.direction != AHEAD:
        return join(
            f"On its way back, the correction grows about {per_layer(finding.value, depth - 1)} times a layer.",
            f"Layer 1 gets {number_from_log10(finding.value)} times what layer {depth} gets.",
            price_of_reset(s.spec),
        )
    return join(
        large_input(s.spec),
        head_start(s) or f"Each layer multiplies the size by about {per_layer(steps_alone(finding, s), depth)}.",
        arithmetic(s.spec),
        f"The size (RMS) grows from {number(s.input_rms)} to {number_from_log10(s.activation_log10_rms[-1])}.",
    )


def price_of_reset(spec: SignalSpec) -> str:
    """Say why the correction can grow although every layer is brought to one size."""
    if NORMALIZATIONS[spec.normalization].axis is None:
        return ""
    return "The volume reset divides the correction, too: what holds the signal steady makes the correction grow."


def saturated_why(finding: Finding, s: Signal) -> str:
    activation = ACTIVATIONS[s.spec.activation]
    back = decades_back(s)[0]
    grows = (
        f"And yet the correction as a whole grows {number_from_log10(back)} times on its way back: "
        "the few neurons that still react, react strongly."
    )
    return join(
        f"Beyond sums of ±{number(edge_of_saturation(activation))}, {activation.label} hardly reacts any more.",
        head_start(s) or arithmetic(s.spec),
        f"At worst, {share(finding.value)} of a layer's values lie there.",
        grows if back > 1 else "",
    )


def dead_why(finding: Finding, s: Signal) -> str:
    label = ACTIVATIONS[s.spec.activation].label
    whom = f"every one of the {s.samples:,} examples" if s.samples > 1 else "the one example"
    return join(
        f"These neurons give 0 for {whom}.",
        f"{label} is flat there, so no correction gets through them.",
        "Some silent neurons are normal in a deep network; this many are not.",
    )


def identical_why(finding: Finding, s: Signal) -> str:
    return join(why_alike(finding.layer, s), "A histogram cannot show this: it puts all neurons into one heap.")


def why_alike(layer: int, s: Signal) -> str:
    """Say what makes all neurons of a layer one."""
    record, activation = INITIALIZERS[s.spec.initializer], ACTIVATIONS[s.spec.activation]
    if record.scale_is == "none":
        return "Every weight is 0, so every sum is 0, whatever comes in."
    if not record.random:
        return "All weights are the same number, so all neurons of a layer compute the same sum."
    if s.activation_log10_rms[layer - 1] > -math.inf:
        return "Too little of the sums is left: all outputs of this layer agree within 1 in 100,000."
    if s.samples == 1 and NORMALIZATIONS[s.spec.normalization].axis == 0:
        return "With 1 example, the volume reset takes all there is: each value is its own average."
    return f"The sums of this layer are 0{' or less' if activation.can_die else ''}, and it gives 0 for every example."


def overflow_why(finding: Finding, s: Signal) -> str:
    if finding.direction != AHEAD:
        factor = per_layer(decades_back(s)[0], s.spec.depth - 1)
        return join(
            f"On its way back, the correction grows about {factor} times a layer.",
            f"At layer {finding.layer} it reaches {number_from_log10(finding.value)}; float32 ends at",
            f"{number(FLOAT_FORMATS['float32'].largest)}.",
        )
    held = [one.format for one in s.format_exits if not one.signal_too_large]
    return join(
        head_start(s) or f"Each layer multiplies the size by about {per_layer(decades_ahead(s)[-1], s.spec.depth)}.",
        arithmetic(s.spec),
        f"The largest value in layer {finding.layer} is {number_from_log10(finding.value)}; float16 ends at",
        f"{FLOAT_FORMATS['float16'].largest:,.0f}.",
        f"{' and '.join(held)} still {'hold' if len(held) > 1 else 'holds'} every layer." if held else "",
    )


REASONS: dict[str, Callable[[Finding, Signal], str]] = {
    "identical": identical_why,
    "overflow": overflow_why,
    "dead": dead_why,
    "saturated": saturated_why,
    "exploding": exploding_why,
    "fading": fading_why,
}
