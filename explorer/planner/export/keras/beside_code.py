"""How does exported Keras code let small added weights, or biases alone, learn beside frozen layers?"""

from explorer.planner.export.beside import ADDED, BIASES, Beside

ADD = '''
def add_beside(rows, parts, rates, rate_of):
    """Add the small weights (Keras's enable_lora, as KerasHub does), once; the old kernel and bias stay."""
    rate = rate_of(("", "added", "add"))
    for name, (_, _, action) in rows.items():
        if not action.startswith("add "):
            continue
        rank, inside = int(action[4:]), linear_inside(parts[name])
        if not inside:
            kind = type(parts[name]).__name__
            raise TypeError(f"The layer {name!r} is a {kind}, beside which this Keras adds no weights (Keras 3 does).")
        for layer in inside:
            layer.trainable = True
            if not layer.lora_enabled:
                layer.enable_lora(rank, lora_alpha=ALPHA_OVER_RANK * rank)
            layer.trainable = rate > 0
            for weight in (layer._kernel, getattr(layer, "bias", None)):
                if weight is not None:
                    weight.trainable = False
            for weight in layer.trainable_variables:
                rates[id(weight)] = rate


def linear_inside(layer):
    """The layer itself where weights can be added beside it, else the linear ones in it that were asked for."""
    if not isinstance(layer, keras.Model) and hasattr(layer, "enable_lora"):
        return [layer]
    found = []
    for inner in layer._flatten_layers(include_self=False):
        linear = type(inner).__name__ in ("Dense", "EinsumDense") and hasattr(inner, "enable_lora")
        if linear and asked_for(inner.name):
            found.append(inner)
    if isinstance(layer, keras.Model) and found:  # what holds them wakes, and all else in it stays
        layer.trainable = True
        for weight in layer.trainable_variables:
            weight.trainable = False
    return found


def asked_for(name):
    """Whether a linear layer inside a backbone is one of those that the plan adds to, by the names KerasHub gives."""
    attends = any(word in name for word in ("query", "key", "value", "attention"))
    return {"all": True, "attention": "query" in name or "value" in name, "mlp": not attends}[INSIDE]
'''

BIAS = '''
def add_beside(rows, parts, rates, rate_of):
    """Let the biases learn, those of normalization among them, and nothing else of a layer that stays (BitFit)."""
    rate = rate_of(("", "biases", "tune"))
    still = []
    for name, layer in leaves(parts, rows).items():
        if rows[decide(name, rows)][2] != "biases":
            continue  # kept whole by the plan, or learns whole
        shifts = [weight for weight in layer.weights if weight.name in ("bias", "beta")]
        if not shifts or any(rates.get(id(weight), 0) > 0 for weight in layer.weights):
            continue  # nothing to learn here, or all of it learns
        if isinstance(layer, keras.layers.BatchNormalization):
            still.append(name)
            continue
        if not hasattr(shifts[0], "path"):
            raise RuntimeError("Biases alone need Keras 3: older ones wake or freeze whole layers.")
        layer.trainable = rate > 0
        for weight in layer.trainable_variables:
            weight.trainable = any(weight is shift for shift in shifts)
        rates.update({id(weight): rate for weight in layer.trainable_variables})
    if still:
        print(f"{len(still)} BatchNormalization stay whole: in Keras their shifts learn only while averages move.")
'''
CALL = "    add_beside(rows, parts, rates, rate_of)\n"
ABLE = frozenset((ADDED, BIASES))


def beside_code(what: Beside) -> str:
    """Write the function that a plan with added weights needs; nothing for other plans."""
    return {ADDED: ADD, BIASES: BIAS}.get(what.kind, "")
