"""How does exported Keras code let small added weights learn beside frozen layers? By Keras's own enable_lora."""

from explorer.planner.export.beside import ADDED, Beside

ADD = '''
def add_beside(rows, parts, rates, rate_of):
    """Add the small weights (Keras's enable_lora, as KerasHub does), once; the old kernel and bias stay."""
    rate = rate_of(("", "added", "add"))
    for name, (_, _, action) in rows.items():
        if not action.startswith("add "):
            continue
        layer, rank = parts[name], int(action[4:])
        if not hasattr(layer, "enable_lora"):
            kind = type(layer).__name__
            raise TypeError(f"The layer {name!r} is a {kind}, beside which this Keras adds no weights (Keras 3 does).")
        layer.trainable = True
        if not layer.lora_enabled:
            layer.enable_lora(rank, lora_alpha=ALPHA_OVER_RANK * rank)
        layer.trainable = rate > 0
        for weight in (layer._kernel, getattr(layer, "bias", None)):
            if weight is not None:
                weight.trainable = False
        for weight in layer.trainable_variables:
            rates[id(weight)] = rate
'''
CALL = "    add_beside(rows, parts, rates, rate_of)\n"
ABLE = frozenset((ADDED,))


def beside_code(what: Beside) -> str:
    """Write the function that a plan with added weights needs; nothing for other plans."""
    return ADD if what.kind == ADDED else ""
