"""How is a finding said? Its headline, and what training would do from here; small pure functions."""

import math
from collections.abc import Callable

from explorer.numerals import number_from_log10, share
from explorer.simulation.signal.signal import Signal
from explorer.simulation.verdict.findings import AHEAD, Finding, decades_ahead, decades_back

Words = Callable[[Finding, Signal], str]


# --- headlines


def fading_headline(finding: Finding, s: Signal) -> str:
    if finding.direction == AHEAD:
        return f"Fades, from layer {finding.layer} on"
    return f"The correction fades, from layer {finding.layer} back"


def exploding_headline(finding: Finding, s: Signal) -> str:
    if finding.direction == AHEAD:
        return f"Blows up, from layer {finding.layer} on"
    return f"The correction blows up, from layer {finding.layer} back"


def saturated_headline(finding: Finding, s: Signal) -> str:
    return (
        f"Stuck at the limit: {share(s.saturated_fraction[finding.layer - 1])} of the values in layer {finding.layer}"
    )


def dead_headline(finding: Finding, s: Signal) -> str:
    return f"Silent: {share(s.dead_fraction[finding.layer - 1])} of the neurons in layer {finding.layer}"


def identical_headline(finding: Finding, s: Signal) -> str:
    return f"All alike: 1 different neuron of {s.spec.width:,} in layer {finding.layer}"


def overflow_headline(finding: Finding, s: Signal) -> str:
    if finding.direction != AHEAD:
        return f"Off the scale: the correction leaves float32 at layer {finding.layer}"
    by_layer: dict[int, list[str]] = {}
    for one in s.format_exits:
        if one.signal_too_large:
            by_layer.setdefault(one.signal_too_large, []).append(one.format)
    return "Off the scale: " + ", ".join(
        f"layer {layer} leaves {' and '.join(names)}" for layer, names in by_layer.items()
    )


# --- what training would do


def fading_training(finding: Finding, s: Signal) -> str:
    back = decades_back(s)[0]
    if back < -1:
        return (
            "Training would hardly move the first layers: "
            f"layer 1 gets {number_from_log10(back)} of the last layer's correction."
        )
    return "The last layer hardly hears the input, so training would start from answers that ignore it."


def exploding_training(finding: Finding, s: Signal) -> str:
    return "The first steps would throw the weights far off, unless the learning rate is made tiny."


def saturated_training(finding: Finding, s: Signal) -> str:
    if decades_back(s)[0] > 1:
        return "Most neurons would stay at the limit, while the strong correction throws the others about."
    return "Neurons at the limit get almost no correction, so most of them would stay there for long."


def dead_training(finding: Finding, s: Signal) -> str:
    return "A silent neuron gets no correction and stays silent; only the rest of the layer would learn."


def identical_training(finding: Finding, s: Signal) -> str:
    if not s.weight_gradient_std.any():
        learns = "the last bias" if s.activation_log10_rms[-1] == -math.inf else "what reads the last layer"
        return f"Nothing would change here: every weight's correction is exactly 0, and only {learns} learns."
    return "All neurons of a layer would get the same correction from a layer drawn like this one, and stay alike."


def overflow_training(finding: Finding, s: Signal) -> str:
    if finding.direction != AHEAD:
        return f"Training would stop at once: at layer {finding.layer} the correction is no number any more."
    return (
        f"In float16 training would stop at once: layer {finding.layer} becomes infinite, and the loss is no number."
        " Elsewhere the first steps would throw the weights far off."
    )


# --- healthy


def healthy_headline(s: Signal) -> str:
    return f"Gets through, from layer 1 to {s.spec.depth}" if s.spec.depth > 1 else "Gets through layer 1"


def healthy_why(s: Signal) -> str:
    ahead = number_from_log10(decades_ahead(s)[-1])
    back = number_from_log10(decades_back(s)[0])
    if s.spec.depth == 1:
        return f"The layer's size (RMS) is {ahead} times the input's, and stays within a factor of 10."
    return (
        f"The last layer's size (RMS) is {ahead} times the input's. "
        f"The correction that reaches layer 1 is {back} times the last layer's. Both stay within a factor of 10."
    )


def healthy_training(s: Signal) -> str:
    return "Training can start: every layer hears the input and gets a correction of similar size."


HEADLINES: dict[str, Words] = {
    "identical": identical_headline,
    "overflow": overflow_headline,
    "dead": dead_headline,
    "saturated": saturated_headline,
    "exploding": exploding_headline,
    "fading": fading_headline,
}
OUTLOOKS: dict[str, Words] = {
    "identical": identical_training,
    "overflow": overflow_training,
    "dead": dead_training,
    "saturated": saturated_training,
    "exploding": exploding_training,
    "fading": fading_training,
}
