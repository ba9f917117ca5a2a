"""Why does it break? The reason behind a finding, with this run's numbers; small pure functions."""

import math
from collections.abc import Callable

from explorer.remark import Remark, in_a_row
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.normalization import EPSILON, NORMALIZATIONS
from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.numerics.float_formats import FLOAT_FORMATS
from explorer.simulation.signal.saturation import edge_of_saturation
from explorer.simulation.signal.signal import Signal
from explorer.simulation.theory.theory import predict_signal
from explorer.simulation.verdict.findings import AHEAD, Finding, decades_ahead, decades_back
from explorer.simulation.weights.initializers import INITIALIZERS

NOTICEABLE = 0.05  # of the sums' mean square


def why(finding: Finding | None, s: Signal) -> Remark:
    """Say why it breaks; for None why it does not."""
    if s.spec.build.branched and (finding is None or finding.key in BLOCK_REASONS):
        return in_a_row(
            large_input(s.spec), small_input(s.spec), BLOCK_REASONS[finding.key if finding else None](finding, s)
        )
    return REASONS[finding.key](finding, s) if finding else healthy_why(s)


def healthy_why(s: Signal) -> Remark:
    key = "verdicts.why.healthy" if s.spec.depth > 1 else "verdicts.why.healthy.one_layer"
    return Remark(key, {"ahead": float(decades_ahead(s)[-1]), "back": float(decades_back(s)[0])})


def arithmetic(spec: SignalSpec) -> Remark | None:
    """Say what one layer does to a signal's size, in one line: 0.01 × √500 = 0.224."""
    record = INITIALIZERS[spec.initializer]
    reset = NORMALIZATIONS[spec.normalization].axis is not None
    if reset or spec.build.branched or not record.random or record.fits_data:
        return None
    std = record.std(spec.width, spec.width, spec.scale)
    activation, (left, right) = ACTIVATIONS[spec.activation], ACTIVATIONS[spec.activation].slopes_far_out
    part = math.sqrt((left**2 + right**2) / 2)
    bent = activation.homogeneous and left != right
    return in_a_row(
        Remark("verdicts.why.sum", {"width": spec.width, "std": std, "gain": std * math.sqrt(spec.width)}),
        Remark("verdicts.why.passes_on", {"activation": activation.name, "part": part}) if bent else None,
        Remark("verdicts.why.shortcut") if spec.residual else None,
    )


def head_start(s: Signal) -> Remark | None:
    """Say that the bias alone makes the size, where it outweighs ten times what the weights let through."""
    record, spec = INITIALIZERS[s.spec.initializer], s.spec
    std = record.std(spec.input_width, spec.width, spec.scale)
    bias = math.sqrt(record.bias_variance(spec.input_width, spec.bias_std))
    if std is None or bias < 10 * std * math.sqrt(spec.input_width) * s.input_rms:
        return None
    return Remark("verdicts.why.head_start", {"bias": bias})


def bias_part(s: Signal) -> Remark | None:
    """Say that the biases make a noticeable part of the sums: without them the arithmetic would not add up."""
    record, spec = INITIALIZERS[s.spec.initializer], s.spec
    if NORMALIZATIONS[spec.normalization].axis is not None or not record.random or record.fits_data or spec.depth == 1:
        return None
    bias = record.bias_variance(spec.width, spec.bias_std)
    through = spec.width * record.variance(spec.width, spec.width, spec.scale) * float(s.activation_rms[-2]) ** 2
    return Remark("verdicts.why.bias_part", {"bias": math.sqrt(bias)}) if bias > NOTICEABLE * through else None


def per_layer(decades: float, layers: int) -> float:
    """Return the decades of one layer: those of all, shared out."""
    return float(decades / max(1, layers))


def steps_alone(finding: Finding, s: Signal) -> float:
    """Return the decades that the layers make by themselves, without what the input brings."""
    return finding.value - math.log10(s.spec.input_size)


def large_input(spec: SignalSpec) -> Remark | None:
    """Say that the input is larger than a recipe counts on; None where it is not."""
    return Remark("verdicts.why.large_input", {"size": spec.input_size}) if spec.input_size > 2 else None


def small_input(spec: SignalSpec) -> Remark | None:
    """Say that the input is smaller than a recipe counts on; None where it is not."""
    return Remark("verdicts.why.small_input", {"size": spec.input_size}) if spec.input_size < 0.5 else None


def too_small_to_reset(spec: SignalSpec) -> Remark | None:
    """Say why a normalization does not help where the sums are too small for it; None elsewhere."""
    rule = NORMALIZATIONS[spec.normalization]
    if rule.axis is None:
        return None
    if rule.axis == 0 and spec.samples_used == 2:
        return Remark("verdicts.why.two_examples")
    found = predict_signal(spec)
    left = min(found.layers.variance) if found.applies else 1.0
    if left >= 0.5:  # at least half of the size of 1 is restored
        return None
    values = {"epsilon": EPSILON, "variance": float(EPSILON * left / (1 - left))}
    return Remark("verdicts.why.too_small_to_reset", values)


def sizes(s: Signal) -> dict[str, float]:
    """Return the size that comes in, and the decimal logarithm of the one that comes out."""
    return {"before": s.input_rms, "after": float(s.activation_log10_rms[-1])}


def on_its_way_back(finding: Finding, s: Signal) -> dict[str, float]:
    """Return the decades by which the correction changes a layer, and in all."""
    depth = s.spec.depth
    return {"factor": per_layer(finding.value, depth - 1), "change": finding.value, "depth": depth}


def fading_why(finding: Finding, s: Signal) -> Remark:
    if finding.direction != AHEAD:
        told = Remark("verdicts.why.fading.back", on_its_way_back(finding, s))
        return in_a_row(told, head_start(s), too_small_to_reset(s.spec))
    return in_a_row(
        small_input(s.spec),
        Remark("verdicts.why.fading.ahead", {"factor": per_layer(steps_alone(finding, s), s.spec.depth)}),
        arithmetic(s.spec),
        bias_part(s),
        Remark("verdicts.why.fading.sizes", sizes(s)),
        Remark("verdicts.why.still_differ") if s.distinct_units[-1] > 1 else None,
        too_small_to_reset(s.spec),
    )


def exploding_why(finding: Finding, s: Signal) -> Remark:
    if finding.direction != AHEAD:
        return in_a_row(Remark("verdicts.why.exploding.back", on_its_way_back(finding, s)), price_of_reset(s.spec))
    return in_a_row(
        large_input(s.spec),
        what_multiplies(steps_alone(finding, s), s),
        arithmetic(s.spec),
        Remark("verdicts.why.exploding.sizes", sizes(s)),
    )


def what_multiplies(decades: float, s: Signal) -> Remark:
    """Say what makes the size grow: the bias where it outweighs all else, else each layer."""
    return head_start(s) or Remark("verdicts.why.multiplies", {"factor": per_layer(decades, s.spec.depth)})


def price_of_reset(spec: SignalSpec) -> Remark | None:
    """Say why the correction can grow although every layer is brought to one size."""
    return None if NORMALIZATIONS[spec.normalization].axis is None else Remark("verdicts.why.price_of_reset")


def saturated_why(finding: Finding, s: Signal) -> Remark:
    activation, back = ACTIVATIONS[s.spec.activation], float(decades_back(s)[0])
    edge = {"edge": edge_of_saturation(activation), "activation": activation.name}
    return in_a_row(
        Remark("verdicts.why.saturated.edge", edge),
        head_start(s) or arithmetic(s.spec),
        Remark("verdicts.why.saturated.worst", {"share": finding.value}),
        Remark("verdicts.why.saturated.grows", {"change": back}) if back > 1 else None,
    )


def dead_why(finding: Finding, s: Signal) -> Remark:
    key = "verdicts.why.dead" if s.samples > 1 else "verdicts.why.dead.one_example"
    return Remark(key, {"samples": s.samples, "activation": ACTIVATIONS[s.spec.activation].name})


def identical_why(finding: Finding, s: Signal) -> Remark:
    return Remark("verdicts.why.identical", {"alike": why_alike(finding.layer, s)})


def why_alike(layer: int, s: Signal) -> Remark:
    """Say what makes all neurons of a layer one."""
    record, activation = INITIALIZERS[s.spec.initializer], ACTIVATIONS[s.spec.activation]
    if record.scale_is == "none":
        return Remark("verdicts.why.alike.zeros")
    if not record.random:
        return Remark("verdicts.why.alike.same_number")
    if s.activation_log10_rms[layer - 1] > -math.inf:
        return Remark("verdicts.why.alike.little_left")
    if s.samples == 1 and NORMALIZATIONS[s.spec.normalization].axis == 0:
        return Remark("verdicts.why.alike.one_example")
    return Remark("verdicts.why.alike.none_or_less" if activation.can_die else "verdicts.why.alike.none")


def overflow_why(finding: Finding, s: Signal) -> Remark:
    found = {"layer": finding.layer, "size": finding.value}
    if finding.direction != AHEAD:
        factor = per_layer(decades_back(s)[0], s.spec.depth - 1)
        return Remark(
            "verdicts.why.overflow.back", found | {"factor": factor, "limit": FLOAT_FORMATS["float32"].largest}
        )
    held = tuple(one.format for one in s.format_exits if not one.signal_too_large)
    return in_a_row(
        what_multiplies(decades_ahead(s)[-1], s),
        arithmetic(s.spec),
        Remark("verdicts.why.overflow.ahead", found | {"limit": int(FLOAT_FORMATS["float16"].largest)}),
        Remark("verdicts.why.overflow.held", {"formats": held, "count": len(held)}) if held else None,
    )


def block_sizes(finding: Finding | None, s: Signal) -> Remark:
    """Say what blocks do to the size on its way forward, and to the correction on its way back."""
    ahead, back = float(decades_ahead(s)[-1]), float(decades_back(s)[0])
    values = {"ahead": ahead, "back": back, "block": per_layer(ahead - math.log10(s.spec.input_size), s.spec.depth)}
    return in_a_row(
        Remark(f"verdicts.why.blocks.{s.spec.block}"),
        Remark(f"verdicts.why.blocks.branch.{s.spec.branch}"),
        Remark("verdicts.why.blocks.sizes", values | sizes(s) | {"depth": s.spec.depth}),
        zero_branch(s),
    )


def zero_branch(s: Signal) -> Remark | None:
    """Say which matrix of a block that starts at 0 is corrected; None where none starts so, or none is corrected."""
    first, last = s.matrix_gradient_log10_rms[0]
    if s.spec.branch_factor > 0 or last == -math.inf or first > -math.inf:
        return None
    return Remark("verdicts.why.blocks.zero", {"last": float(last)})


BLOCK_REASONS: dict[str | None, Callable[[Finding | None, Signal], Remark]] = {
    None: block_sizes,
    "overflow": block_sizes,
    "exploding": block_sizes,
    "fading": block_sizes,
}

REASONS: dict[str, Callable[[Finding, Signal], Remark]] = {
    "identical": identical_why,
    "overflow": overflow_why,
    "dead": dead_why,
    "saturated": saturated_why,
    "exploding": exploding_why,
    "fading": fading_why,
}
