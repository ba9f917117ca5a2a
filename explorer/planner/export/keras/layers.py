"""How does exported Keras code make new layers? A rebuilt model, a new head, a new first layer, fresh weights."""

REBUILD = '''
def rebuild(model, fresh):
    """The same model with fresh layers in place of old ones (by id); all others are the same objects."""
    if not getattr(model, "inputs", None):
        raise ValueError(
            "This model is written as a class, so its head cannot be replaced from outside. "
            f"Give its class a last layer with {OUTPUTS} outputs and a name that ends in {NEW!r}."
        )
    answers = []  # how many outputs the old heads had, once they are passed

    def swap(layer):
        parts = [layer, *(named_parts(layer).values() if isinstance(layer, keras.Model) else [])]
        renewed = [fresh[id(part)] for part in parts if id(part) in fresh]
        if not renewed:
PASSED            return after_head(layer, answers) if answers else layer
        if not all(getattr(part, "sees_input", False) for part in renewed):
            answers.append(first_output(layer).shape[-1])
        return fresh[id(layer)] if id(layer) in fresh else rebuild(layer, fresh)

    return keras.models.clone_model(model, clone_function=swapINPUTS)


def first_output(layer):
    """What a layer gives in the model it was made for; Keras 2 asks which one once it stands in several."""
    return layer.get_output_at(0) if hasattr(layer, "get_output_at") else layer.output


def after_head(layer, old_outputs):
    """Layers behind the old head: its activation now belongs to the new head, and shapes follow the new count."""
    kind, config = type(layer).__name__, layer.get_config()
    if kind in ("Activation", "Softmax") and first_output(layer).shape[-1] in old_outputs:
        return keras.layers.Activation("linear", name=new_name(layer))
    if kind == "Reshape" and any(size in old_outputs for size in config["target_shape"]):
        config["target_shape"] = [OUTPUTS if size in old_outputs else size for size in config["target_shape"]]
        config["name"] = new_name(layer)
        return keras.layers.Reshape.from_config(config)
    return layer


def new_name(layer):
    """The name of the layer that comes in this one's place."""
    return layer.name.removesuffix(NEW) + NEW


def is_done(layer, action):
    """Whether the layer is already one of this plan's new ones."""
    outputs = getattr(layer, "units", getattr(layer, "filters", OUTPUTS))
    return layer.name.endswith(NEW) and (action != "replace" or outputs == OUTPUTS)
'''

NEW_HEAD = '''
def new_head(layer):
    """A fresh layer of the old one's kind that gives OUTPUTS answers."""
    if isinstance(layer, keras.layers.TimeDistributed):
        return keras.layers.TimeDistributed(new_head(layer.layer), name=new_name(layer))
    sizes = {"Dense": "units", "Conv1D": "filters", "Conv2D": "filters", "Conv3D": "filters"}
    kind = type(layer).__name__
    if not getattr(layer, "weights", None):
        raise TypeError(
            f"The head {layer.name!r} is of class {kind}, which has no weights: a layer before it gives the answers. "
            "Plan with the text of model.summary(), which shows classes, or name that layer as the one that answers."
        )
    if kind not in sizes:
        raise TypeError(f"The head {layer.name!r} is of class {kind}; put a new one in its place yourself.")
    config = layer.get_config()
    config.update({sizes[kind]: OUTPUTS, "activation": ACTIVATION, "name": new_name(layer)})
    config.update({"groups": 1} if "groups" in config else {})
    return type(layer).from_config({**config, "trainable": True})
'''

PASSED_INPUT = """            if has_constants_of(layer, model.inputs[0].shape[-1]):
                return for_new_channels(layer)
"""

NEW_FIRST = '''
def new_first(layer):
    """A fresh first layer for inputs with INPUT_CHANNELS channels."""
    fresh = type(layer).from_config({**layer.get_config(), "name": new_name(layer), "trainable": True})
    fresh.sees_input = True
    return fresh


def rebuild_for_channels(model, fresh):
    """Rebuild; where the other channels do not fit, say which layer was made for them."""
    try:
        return rebuild(model, fresh)
    except ValueError as error:
        if INPUT_CHANNELS is None or not getattr(model, "inputs", None):
            raise
        firsts = [layer.name.removesuffix(NEW) for layer in fresh.values() if getattr(layer, "sees_input", False)]
        raise ValueError(
            f"With {INPUT_CHANNELS} channels the layers no longer fit together; made for them: {firsts}. If another "
            "layer meets the input, plan with the text of model.summary(expand_nested=True), which shows it."
        ) from error


def new_input(model, fresh):
    """The model's input with the new number of channels, None where it stays."""
    inside = [fresh[id(part)] for part in named_parts(model).values() if id(part) in fresh]
    if any(getattr(layer, "sees_input", False) for layer in inside):
        return keras.Input(batch_shape=(*model.inputs[0].shape[:-1], INPUT_CHANNELS))
    return None


CONSTANTS = {"Normalization": ("mean", "variance"), "Rescaling": ("scale", "offset")}


def constants_of(layer):
    """The fixed numbers of a Normalization or Rescaling by name; measured ones are its weights."""
    names = CONSTANTS.get(type(layer).__name__, ())
    values = (layer.get_weights() or [layer.get_config()[name] for name in names]) if names else []
    given = dict(zip(names, values))
    return {name: value for name, value in given.items() if getattr(value, "shape", ...) and hasattr(value, "__len__")}


def has_constants_of(layer, channels):
    """Whether it holds one number a channel, and so cannot take another number of channels."""
    return channels != INPUT_CHANNELS and any(len(value) == channels for value in constants_of(layer).values())


def for_new_channels(layer):
    """The same layer for INPUT_CHANNELS channels: each gets the average of the old ones' numbers."""
    config = {**layer.get_config(), "name": new_name(layer)}
    for name, value in constants_of(layer).items():
        config[name] = [float(sum(value) / len(value))] * INPUT_CHANNELS
    print(f"{layer.name} held one number a channel; the new channels get the average. Set yours if you know them.")
    return type(layer).from_config(config)
'''

START_ANEW = '''
def start_anew(layer):
    """Draw one layer's weights anew, once."""
    if not layer.weights or getattr(layer, "started_anew", False) or type(layer).__name__ == "Normalization":
        return  # Normalization holds the data's own mean and variance, nothing learned
    fresh = type(layer).from_config(layer.get_config())
    fresh.build_from_config(layer.get_build_config())
    if len(fresh.weights) == len(layer.weights):
        layer.set_weights(fresh.get_weights())
    else:  # Keras 2 builds what is inside of an attention layer at its first call only
        for inner in layer._flatten_layers(include_self=False):
            start_anew(inner)
    layer.started_anew = True
'''
