"""Which code do all PyTorch exports share? Finding layers, replacing the head, groups, frozen batch norm."""

from collections.abc import Callable

from explorer.planner.export.beside import split_beside
from explorer.planner.export.source_text import literal, number
from explorer.planner.export.tables import Tables
from explorer.planner.export.task_code import answer_of, optimizer_of
from explorer.planner.export.torch.matching_code import find_code
from explorer.planner.export.torch.torch_layers import NEW_FIRST, NEW_HEAD, PUT, START_ANEW, STARTS_ANEW
from explorer.planner.records.plan import Plan

ABLE = frozenset(("added", "biases"))
FRAMEWORKS = ("pytorch", "lightning")  # of the summaries that describe a PyTorch model

LIGHTNING = "lightning-summary"  # of a LightningModule, which holds the model under a name of its own

WRAPPER_PIECES = ("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")

APPLY = '''
def apply_plan(model):
    """Replace the head, freeze what stays, and return the optimizer: one learning rate a group."""
    prepare(model)
    return build_optimizer(model, BASE_LEARNING_RATE, MULTIPLIERS)


def set_train_mode(model):
    """Use this instead of model.train(): frozen batch norm stays as it is."""
    model.train()
    return keep_still(model)


def keep_still(model):
    """Hold the running mean and variance of frozen batch norm, which move even without gradients."""
    for module in model.modules():
        if getattr(module, "keep_still", False):
            module.eval()
    return model
'''

PHASE = '''
def start_phase(model, phase, optimizer=None):
    """Set one phase's speeds. A new optimizer is built, because layers may have been unfrozen;
    pass the last one to keep what it learned about the weights that stay in training."""
    prepare(model)
    new = build_optimizer(model, phase["base"], phase["multipliers"])
    if optimizer is not None:
        for parameter in (p for group in new.param_groups for p in group["params"]):
            if parameter in optimizer.state:
                new.state[parameter] = optimizer.state[parameter]
    return new
'''

BUILD = '''
def build_optimizer(model, base, multipliers):
    """Freeze first, then build: every weight is either frozen or in exactly one group."""
    model = core(model)
    rows = model.plan_rows
    groups = {}
    for _, parameter, decider in parameter_rows(model, rows):
        group = rows[decider][1]
        rate = base * multipliers[group]
        parameter.grad = None  # a left-over gradient would still move a frozen weight
        parameter.requires_grad_(rate > 0)  # with the underscore; rate 0 alone would still cost memory
        if rate > 0:
            decay = WEIGHT_DECAY if parameter.ndim > 1 else 0.0  # none on biases and norms, as timm does
            groups.setdefault((group, rate, decay), []).append(parameter)
BESIDE    if not groups:
        raise ValueError("Every weight is frozen here. Plan again with a strategy that lets some layers learn.")
    for name, module in model.named_modules():
        # Batch norm, also without weights of its own, and spectral norm, whose vector "_u" training moves.
        if any(part == "running_mean" or part.endswith("_u") for part, _ in module.named_buffers(recurse=False)):
            module.keep_still = multipliers[rows[decide(plain(name), rows)][1]] == 0
    keep_still(model)
    return torch.optim.OPTIMIZER(
        [
            {"params": parameters, "lr": rate, "weight_decay": decay, "name": group}
            for (group, rate, decay), parameters in groups.items()
        ]ARGUMENTS
    )


def parameter_rows(model, rows):
    """Every weight once (tied ones under the name that decides): name, weight, the listed layer that decides."""
    names = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        if parameter.is_floating_point() or parameter.is_complex():
            names.setdefault(parameter, []).append(plain(name))
    for parameter, aliases in names.items():
        listed = [alias for alias in aliases if is_listed(alias, rows)]
        name = leading(listed, rows) if listed else aliases[0]
        yield name, parameter, decide(name, rows)


def leading(aliases, rows):
    """The name that decides for a tensor of several layers: the fastest if a head is among them, else the slowest."""
    rows_of = {alias: rows[decide(alias, rows)] for alias in aliases}
    heads = any(group == "head" or action == "keep head" for _, group, action in rows_of.values())
    choose = max if heads else min
    return choose(aliases, key=lambda alias: MULTIPLIERS[rows_of[alias][1]])


def is_listed(name, rows):
    """Whether a weight belongs to a listed layer itself."""
    return name in rows or name.rpartition(SEPARATOR)[0] in rows
'''

PREPARE = '''
def prepare(model):
    """Put the new layers in place, once, and say what the plan's table does not name."""
    model = core(model)
    plan = (BLOCKS, OUTPUTS, PROBLEMMORE)
    if getattr(model, "plan_done", None) == plan:
        return
    parts = named_parts(model)
    rows = find_layers(parts)
RENEW    tell({name: by for name, _, by in parameter_rows(model, rows) if not is_listed(name, rows)}, rows)
    model.plan_rows, model.plan_done = rows, plan


def core(model):
    """The model inside DataParallel, DistributedDataParallel or torch.compile."""
    while hasattr(model, "_orig_mod") or isinstance(model, PARALLEL):
        model = model._orig_mod if hasattr(model, "_orig_mod") else model.module
    return model
'''

RENEW_LAYERS = """    for name, (_, _, action) in rows.items():
        if getattr(parts[name], "of_plan", None) == plan:
            continue  # put in place before, while another module was around it
"""
RENEW_HEAD = """        if action == "replace":
            put(parts, name, new_head(parts[name], name), plan)
            announce_outputs(parts, name)
"""
RENEW_INPUT = """        if action == "replace input":
            renew_first(parts, name, plan)
"""
RENEW_WEIGHTS = """    for name, part in parts.items():
        if starts_anew(parts, name) and rows[decide(name, rows)][2] == "reinitialize":
            start_anew(part, name)
"""

NAMES = '''
def named_parts(model):
    """Every module and weight by the name that the plan uses, also those that share their weights."""
    parts = list(model.named_modules(remove_duplicate=False))
    parts += list(model.named_parameters(remove_duplicate=False))
    return {plain(name): part.base if type(part).__name__ == "Added" else part for name, part in parts}


def plain(name):
    """A name without the pieces that torch.compile and other wrappers put inside."""
    return SEPARATOR.join(piece for piece in name.split(SEPARATOR) if piece not in WRAPPERS)
'''

SIZES = '''
def sizes(part):
    """How many weights a module has itself, and with all that is inside it; of a plan's new ones None, and how many
    the old one had that it stands for."""
    if isinstance(part, nn.Parameter):
        return -1, -1  # no layer
    if getattr(part, "of_plan", None) is not None:
        return None, getattr(part, "stands_for", None)
    own = sum(parameter.numel() for parameter in part.parameters(recurse=False))
    return own, sum(parameter.numel() for parameter in part.parameters())
'''


def renaming(plan: Plan) -> Callable[[str], str]:
    """Take off what wrappers put before or into all printed names; the exported code finds it again where it is."""
    paths = [planned.layer.path for planned in plan.layers if planned.layer.path]
    first = {path.split(".")[0] for path in paths}
    wraps = len(first) == 1 and (first == {"module"} or plan.model.format == LIGHTNING)
    outer = next(iter(first)) + "." if wraps and all("." in path for path in paths) else ""
    return lambda path: ".".join(p for p in path.removeprefix(outer).split(".") if p not in WRAPPER_PIECES)


def constants(plan: Plan, tables: Tables) -> list[str]:
    """Write what the new head gives, the loss, and weight decay: what a reader may want to change."""
    answer, optimizer = answer_of(plan.task), optimizer_of(plan.task)
    lines = [
        f"OUTPUTS = {answer.outputs}  # {answer.sentence}",
        f"LOSS = {answer.torch_loss}  # fits these answers; the model gives raw scores",
        f"WEIGHT_DECAY = {number(optimizer.weight_decay)}  # {optimizer.source}; not on frozen weights, biases, norms",
    ]
    if "replace input" in tables.actions():
        lines += ["INPUT_CHANNELS = None  # write how many channels your inputs have now, for example 1 for grey"]
    return [*lines, ""]


def settings(plan: Plan) -> list[str]:
    """Write the constants that only the shared functions need."""
    return [
        'SEPARATOR = "."',
        f"WRAPPERS = {WRAPPER_PIECES!r}",
        "PARALLEL = (nn.DataParallel, nn.parallel.DistributedDataParallel)",
        f"PROBLEM = {literal(answer_of(plan.task).huggingface_problem)}",
        "",
    ]


def runtime(plan: Plan, tables: Tables) -> str:
    """Write the shared functions below the public ones, only those that this plan needs."""
    actions = tables.actions()
    heads = "replace" in actions or not tables.has_head
    inputs, fresh = "replace input" in actions, "reinitialize" in actions
    prepare = PREPARE.replace("RENEW", _renewal(heads, inputs, fresh))
    more = ", INPUT_CHANNELS" * inputs + ", HEAD" * (not tables.has_head)  # what else makes this plan another one
    parts = [prepare.replace("MORE", more)]
    optimizer = optimizer_of(plan.task)
    parts.append(
        BUILD.replace("BESIDE", _call_beside(plan))
        .replace("OPTIMIZER", optimizer.torch)
        .replace("ARGUMENTS", optimizer.torch_arguments or ",")
    )
    parts += [PUT] if heads or inputs else []
    parts += [NEW_HEAD] if heads else []
    parts += [NEW_FIRST] if inputs else []
    parts += [STARTS_ANEW] if fresh else []
    parts += [START_ANEW] if inputs or fresh else []
    parts += [NAMES, find_code(tables, SIZES)]
    return "\n".join(parts)


def _call_beside(plan: Plan) -> str:
    """The line that gathers what learns beside frozen layers, where the plan has such."""
    return "    groups.update(beside(model, base, multipliers, groups))\n" if split_beside(plan)[1].kind else ""


def _renewal(heads: bool, inputs: bool, fresh: bool) -> str:
    layers = RENEW_LAYERS + RENEW_HEAD * heads + RENEW_INPUT * inputs if heads or inputs else ""
    return layers + RENEW_WEIGHTS * fresh
