"""How does exported PyTorch code make new layers? A new head, a new first layer, fresh weights."""

PUT = '''
def plain_class(layer):
    """The class of a layer; without what parametrizations such as spectral norm put around it, which cannot be made."""
    if not hasattr(layer, "parametrizations"):
        return type(layer)
    print(f"The new {type(layer).__bases__[0].__name__} has no parametrization; register yours again.")
    return type(layer).__bases__[0]


def put(parts, name, new, plan):
    """Set the module with this name; an index such as "1" works like an attribute."""
    parent, _, last = name.rpartition(SEPARATOR)
    setattr(parts[parent], last, new)
    new.of_plan = plan  # so that it is put in place once, and that another plan knows it for a new one
    new.stands_for = getattr(parts[name], "stands_for", sum(weight.numel() for weight in parts[name].parameters()))
    parts[name] = new


def owners(parts, name):
    """Everything around a layer, from the inside out, each with the configuration it may hold."""
    path = name
    while path:
        path = path.rpartition(SEPARATOR)[0]
        yield from (parts[path], getattr(parts[path], "config", None))
'''

NEW_HEAD = '''
def new_head(old, name):
    """A fresh layer of the old one's kind that gives OUTPUTS answers."""
    like = {"device": old.weight.device, "dtype": old.weight.dtype} if hasattr(old, "weight") else {}
    if isinstance(old, nn.Linear):
        return nn.Linear(old.in_features, OUTPUTS, bias=old.bias is not None, **like)
    if isinstance(old, nn.modules.conv._ConvNd):  # SqueezeNet and segmentation end in a convolution
        options = {"stride": old.stride, "padding": old.padding, "dilation": old.dilation}
        if old.transposed:
            options["output_padding"] = old.output_padding
        bias = old.bias is not None
        return plain_class(old)(old.in_channels, OUTPUTS, old.kernel_size, bias=bias, **options, **like)
    if type(old).__name__ == "Conv1D":  # Hugging Face's, with weights of shape (inputs, outputs)
        return type(old)(OUTPUTS, old.weight.shape[0]).to(**like)
    raise TypeError(f"The head {name!r} is a {type(old).__name__}; put a new one in its place yourself.")


def announce_outputs(parts, name):
    """Tell everything around the head how many answers it gives now (Hugging Face and timm keep count)."""
    for owner in owners(parts, name):
        for count in ("num_labels", "num_classes"):
            if isinstance(getattr(owner, count, None), int):
                setattr(owner, count, OUTPUTS)
        if hasattr(owner, "problem_type"):
            owner.problem_type = PROBLEM  # Hugging Face picks its loss by this
'''

NEW_FIRST = '''
def renew_first(parts, name, plan):
    """Put a fresh first layer in place, and tell everything around it how many channels come in now."""
    name, old = first_inside(parts, name)
    if INPUT_CHANNELS is None:
        print(f"{name} starts anew with its old number of channels; set INPUT_CHANNELS if yours differs.")
        start_anew(old, name)
        return
    put(parts, name, new_first(old, name), plan)
    before = getattr(old, "in_channels", getattr(old, "in_features", None))
    for owner in owners(parts, name):
        for count in ("num_channels", "in_channels", "in_chans"):  # Hugging Face and timm hold inputs against it
            if before is not None and getattr(owner, count, None) == before:
                setattr(owner, count, INPUT_CHANNELS)


def first_inside(parts, name):
    """The layer with filters in a block that the summary shows closed; only where there is just one."""
    kinds = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)
    inside = [n for n, part in parts.items() if isinstance(part, kinds) and n.startswith(name + SEPARATOR)]
    if isinstance(parts[name], kinds) or len(inside) != 1:
        return name, parts[name]
    return inside[0], parts[inside[0]]


def new_first(old, name):
    """A fresh first layer for inputs with INPUT_CHANNELS channels."""
    if isinstance(old, nn.Linear):
        like = {"device": old.weight.device, "dtype": old.weight.dtype}
        return nn.Linear(INPUT_CHANNELS, old.out_features, bias=old.bias is not None, **like)
    if isinstance(old, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        like, bias = {"device": old.weight.device, "dtype": old.weight.dtype}, old.bias is not None
        options = {"stride": old.stride, "padding": old.padding, "dilation": old.dilation}
        options["padding_mode"] = old.padding_mode
        return plain_class(old)(INPUT_CHANNELS, old.out_channels, old.kernel_size, bias=bias, **options, **like)
    raise TypeError(f"The first layer {name!r} is a {type(old).__name__}; put a new one in its place yourself.")
'''

STARTS_ANEW = '''
def starts_anew(parts, name):
    """Whether to begin here: a layer that can reset itself, else each weight on its own."""
    part, owner = parts[name], parts[name.rpartition(SEPARATOR)[0]]
    if isinstance(part, nn.Parameter):
        return reset_method(owner) is None
    return reset_method(part) is not None and any(True for _ in [*part.parameters(False), *part.buffers(False)])
'''

START_ANEW = '''
def start_anew(part, name):
    """Give one layer (or a lone weight) fresh random values; layers inside it are not touched."""
    reset = reset_method(part)
    if reset is not None:
        reset()
        return
    own = [("", part)] if isinstance(part, nn.Parameter) else part.named_parameters(recurse=False)
    for last, parameter in own:
        if parameter.ndim > 1:
            nn.init.normal_(parameter, std=0.02)  # the usual start of transformers
        else:  # a shift starts at 0, the scale of a norm at 1
            shift = any(word in (last or name.rpartition(SEPARATOR)[2]) for word in ("bias", "beta"))
            nn.init.constant_(parameter, 0.0 if shift else 1.0)


def reset_method(part):
    """The method by which PyTorch's layers draw fresh weights, None where there is none."""
    return getattr(part, "reset_parameters", None) or getattr(part, "_reset_parameters", None)
'''
