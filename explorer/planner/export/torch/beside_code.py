"""How does exported PyTorch code let small added weights, or biases alone, learn beside frozen layers?"""

from explorer.planner.export.beside import ADDED, BIASES, Beside

ADD = '''
class Added(nn.Module):
    """A linear layer that stays as it is, with two small matrices beside it that learn (LoRA, Hu et al. 2021)."""

    def __init__(self, base, rank):
        super().__init__()
        self.base, self.scale = base, ALPHA_OVER_RANK
        self.turned = not hasattr(base, "in_features")  # transformers' Conv1D keeps its weight as inputs x outputs
        rows, columns = sizes_of(base)
        kind = {"device": base.weight.device, "dtype": torch.float32}
        self.down = nn.Parameter(torch.empty(rank, columns, **kind))
        self.up = nn.Parameter(torch.zeros(rows, rank, **kind))  # zero: at the start nothing changes
        nn.init.kaiming_uniform_(self.down, a=5**0.5)

    def forward(self, inputs):
        """The old layer's output, and what the two small matrices make of the same inputs."""
        beside = inputs.to(self.down.dtype) @ self.down.T @ self.up.T
        old = self.base(inputs)
        return old + (self.scale * beside).to(old.dtype)

    def change(self):
        """What merging adds to the old weight."""
        change = self.scale * (self.up @ self.down)
        return change.T if self.turned else change

    @property
    def weight(self):
        """The weight with what was added, for models that read it without calling the layer."""
        return self.base.weight + self.change().to(self.base.weight.dtype)

    @property
    def bias(self):
        """The old layer's."""
        return self.base.bias

    def __getattr__(self, name):
        """All else (in_features, nf ...) is the old layer's."""
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__("base"), name)


def sizes_of(base):
    """Outputs and inputs of a linear layer; a packed one tells them only by name."""
    return (base.out_features, base.in_features) if hasattr(base, "in_features") else tuple(base.weight.shape)[::-1]


def learning_beside(model):
    """Add the small matrices, once, and return them."""
    parts = dict(model.named_modules(remove_duplicate=False))
    names = {plain(name): name for name in parts}
    found = []
    for name, (_, _, action) in model.plan_rows.items():
        if not action.startswith("add "):
            continue
        path, rank = names[name], int(action[4:])
        old = parts[path]
        if not has_added(old) or old.down.shape[0] != rank:
            parent, _, last = path.rpartition(".")
            new = Added(old.base if has_added(old) else old, rank)
            new.train(old.training)
            setattr(parts[parent] if parent else model, last, new)
            parts[path] = new
        found += [parts[path].down, parts[path].up]
    return found


def has_added(part):
    """Whether weights were added beside this layer, also by an earlier run of this or another plan's code."""
    return type(part).__name__ == Added.__name__ and hasattr(part, "base")


def merge_added(model):
    """Fold what was added into the old weights, after training: the model is as before, with nothing beside."""
    model = core(model)
    for name, part in list(model.named_modules()):
        if has_added(part):
            if not part.base.weight.is_floating_point():
                raise ValueError(f"{name} is packed into few bits: unpack it before merging.")
            with torch.no_grad():
                part.base.weight += part.change().to(part.base.weight.dtype)
            parent, _, last = name.rpartition(".")
            setattr(model.get_submodule(parent), last, part.base)
    return model
'''

BIAS = '''
def learning_beside(model):
    """The biases of the listed layers, those of normalization among them."""
    rows = model.plan_rows
    return [
        parameter
        for name, parameter in model.named_parameters()
        if is_bias(name.rpartition(".")[2]) and rows[decide(plain(name), rows)][2] == "biases"
    ]


def is_bias(name):
    """Whether a weight is added to what its layer makes of the inputs: bias, in_proj_bias, bias_ih_l0, beta."""
    return "bias" in name or name.split("_")[-1] == "beta"
'''

JOIN = '''
def beside(model, base, multipliers, groups):
    """The weights that learn beside frozen ones, as one more group."""
    held = {parameter for parameters in groups.values() for parameter in parameters}
    found = [parameter for parameter in learning_beside(model) if parameter not in held]
    rate = base * multipliers["GROUP"]
    for parameter in found:
        parameter.requires_grad_(rate > 0)
    return {("GROUP", rate, 0.0): found} if found and rate > 0 else {}
'''


def beside_code(what: Beside) -> str:
    """Write the functions that a plan with something beside frozen layers needs; nothing for other plans."""
    pieces = {ADDED: ADD, BIASES: BIAS}
    return pieces[what.kind] + "\n" + JOIN.replace("GROUP", what.kind) if what.kind else ""
