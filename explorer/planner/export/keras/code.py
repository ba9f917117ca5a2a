"""Which code does the Keras export carry? Finding layers, the new head, trainable flags, one optimizer a speed."""

from explorer.planner.export.beside import split_beside
from explorer.planner.export.keras.beside_code import CALL
from explorer.planner.export.keras.layers import NEW_FIRST, NEW_HEAD, PASSED_INPUT, REBUILD, START_ANEW
from explorer.planner.export.source_text import literal, number
from explorer.planner.export.tables import Tables
from explorer.planner.export.task_code import answer_of, optimizer_of
from explorer.planner.export.torch.matching_code import find_code
from explorer.planner.records.plan import Plan

APPLY = '''
def apply_plan(model):
    """Return the model with its new head, frozen where planned, compiled with one learning rate a group."""
    return compile_plan(prepare(model), lambda row: BASE_LEARNING_RATE * MULTIPLIERS[row[1]])


def two_phase(model, second=False):
    """For Keras before 3.15, which knows one rate for all layers.

    First model = two_phase(model) and fit: only what is new learns, the head above all. Then
    model = two_phase(model, second=True) and fit: all planned layers learn, at the slowest planned rate.
    """
    model = prepare(model)
    slowest = BASE_LEARNING_RATE * min((m for m in MULTIPLIERS.values() if m > 0), default=0.0)
    new = ("replace", "replace input", "reinitialize")
    has_new_layers = any(action in new for _, _, _, action in listed_rows(model))
    if has_new_layers and not second:
        return compile_plan(model, lambda row: BASE_LEARNING_RATE if row[2] in new else 0.0)
    return compile_plan(model, lambda row: slowest if MULTIPLIERS[row[1]] > 0 else 0.0)


def listed_rows(model):
    """The listed layers of this model: name, block, group, action."""
    return [(name, *row) for name, row in find_layers(named_parts(model)).items()]
'''

PHASE = '''
def start_phase(model, phase):
    """Set one phase's speeds and compile with new optimizers: old ones know only the weights they began with."""
    return compile_plan(prepare(model), lambda row: phase["base"] * phase["multipliers"][row[1]])
'''

COMPILE = '''
def compile_plan(model, rate_of):
    """Set what is trainable, then compile; every weight is frozen or learns at the rate of its row."""
    parts = named_parts(model)
    rows = find_layers(parts)
    model.trainable = True  # the model itself on; its layers one by one
    rates = {}  # by id of the weight: only Keras 3 gives weights a path
    for name, layer in leaves(parts, rows).items():
        rate = rate_of(rows[decide(name, rows)])
        layer.trainable = rate > 0  # a frozen BatchNormalization also stops moving its statistics
        rates.update({id(weight): rate for weight in layer.trainable_variables})
BESIDE    rest = [weight for weight in model.trainable_variables if id(weight) not in rates]
    for weight in rest:  # weights of the model itself, outside of its layers
        rates[id(weight)] = rate_of(next(iter(rows.values())))
        if rates[id(weight)] == 0:
            weight.trainable = False
    loss, metrics = losses(model)
    model.compile(optimizer=make_optimizer(model, rates), loss=loss, metrics=metrics)
    return model


def make_optimizer(model, rates):
    """One new optimizer for each rate, joined by MultiOptimizer (Keras 3.15 or later)."""
    weights = {}
    for weight in model.trainable_variables:
        weights.setdefault(rates[id(weight)], []).append(weight)
    if not weights:
        raise ValueError("Every weight is frozen here. Plan again with a strategy that lets some layers learn.")
    by_rate = {rate: one_optimizer(weights[rate], rate) for rate in sorted(weights)}
    if len(by_rate) == 1:
        return next(iter(by_rate.values()))
    if not hasattr(keras.optimizers, "MultiOptimizer"):
        raise RuntimeError("A rate for each layer needs Keras 3.15 or later; with an older one use two_phase(model).")
    # The keys are whole paths of weights: a layer's name alone would match nothing, without a message.
    paths = {}
    for rate, group in weights.items():
        for weight in group:
            if paths.setdefault(weight.path, by_rate[rate]) is not by_rate[rate]:
                raise ValueError(f"Two weights are called {weight.path!r}, so they cannot learn at different rates.")
    return keras.optimizers.MultiOptimizer(keras.optimizers.OptimizerMap(by_rate[max(by_rate)], paths))


def one_optimizer(weights, rate):
    """An optimizer at this rate, without weight decay on biases, normalization and added weights."""
    thin = [weight for weight in weights if len(weight.shape) < 2 or weight.name.startswith("lora_")]
    decay = WEIGHT_DECAY if len(thin) < len(weights) else 0.0
    optimizer = keras.optimizers.OPTIMIZER(learning_rate=rate, weight_decay=decayARGUMENTS)
    if decay:
        optimizer.exclude_from_weight_decay(var_list=thin)
    return optimizer


def losses(model):
    """Loss and metric for the new answers; with several outputs a loss for those that give OUTPUTS numbers."""
    outputs = getattr(model, "output", None) if getattr(model, "inputs", None) else None
    if isinstance(outputs, dict):  # give the other outputs their own loss here if they shall keep learning
        return {name: LOSS for name, output in outputs.items() if output.shape[-1] == OUTPUTS}, None
    if isinstance(outputs, (list, tuple)) and len(outputs) > 1:
        return [LOSS if output.shape[-1] == OUTPUTS else None for output in outputs], None
    return LOSS, [METRIC]
'''

PREPARE = '''
def prepare(model):
    """Put the new layers in place, once, and say what the plan's table does not name."""
    parts = named_parts(model)
    rows = find_layers(parts)
RENEW    names = leaves(parts, rows)
    tell({n: decide(n, rows) for n, layer in names.items() if layer.weights and n not in rows}, rows)
    return model
'''

RENEW_HEAD = """    makers = {"replace": new_head}
"""

RENEW_INPUT = """    if INPUT_CHANNELS is not None:
        makers["replace input"] = new_first
    else:
        for name in [name for name, row in rows.items() if row[2] == "replace input"]:
            print(f"{name} starts anew with its old number of channels; set INPUT_CHANNELS if yours differs.")
            start_anew(parts[name])
"""

RENEW_LAYERS = """    old = [n for n, row in rows.items() if row[2] in makers and not is_done(parts[n], row[2])]
    if old:
        model = rebuild(model, {id(parts[name]): makers[rows[name][2]](parts[name]) for name in old})
        parts = named_parts(model)
"""

RENEW_WEIGHTS = """    for name, layer in leaves(parts, rows).items():
        if rows[decide(name, rows)][2] == "reinitialize":
            start_anew(layer)
"""

NAMES = '''
def named_parts(model, before=""):
    """Every layer by the name that the plan uses; a layer inside a nested model is "model/layer".

    Operations such as an addition are among them: Keras 3 lists them in its summary.
    """
    parts = {}
    for layer in getattr(model, "operations", None) or model.layers:
        name = before + layer.name
        parts[name] = layer
        parts[name.removesuffix(NEW)] = layer  # a new head is also found under the old one's name
        if isinstance(layer, keras.Model):
            parts.update(named_parts(layer, name + SEPARATOR))
    return parts


def leaves(parts, rows):
    """Each layer that holds no other layers, once, under its listed name where it has one."""
    names = {}
    for name, layer in parts.items():
        if isinstance(layer, keras.layers.Layer) and not isinstance(layer, keras.Model):
            names.setdefault(id(layer), []).append(name)
    chosen = [next((name for name in aliases if name in rows), aliases[0]) for aliases in names.values()]
    return {name: parts[name] for name in chosen}
'''

SIZES = '''
def sizes(layer):
    """How many weights a layer has itself, and with all that is inside it; None for new ones."""
    if layer.name.endswith(NEW):
        return None, None
    if not isinstance(layer, keras.layers.Layer):
        return 0, 0  # an operation
    whole = layer.count_params() - sum(size(weight) for weight in layer.weights if weight.name.startswith("lora_"))
    return (0 if isinstance(layer, keras.Model) else whole), whole


def size(weight):
    """How many numbers a weight holds; those that a plan has added are in no summary read before."""
    numbers = 1
    for length in weight.shape:
        numbers *= int(length)
    return numbers
'''


def constants(plan: Plan, tables: Tables) -> list[str]:
    """Write what the new head gives, loss, metric and weight decay."""
    answer, optimizer = answer_of(plan.task), optimizer_of(plan.task)
    lines = [
        f"OUTPUTS = {answer.outputs}  # {answer.sentence}",
        f"ACTIVATION = {literal(answer.keras_activation)}",
        f"LOSS = {literal(answer.keras_loss)}",
        f"METRIC = {literal(answer.keras_metric)}",
        f"WEIGHT_DECAY = {number(optimizer.weight_decay)}  # {optimizer.source}; not on frozen weights, biases, norms",
    ]
    if "replace input" in tables.actions():
        lines += ["INPUT_CHANNELS = None  # write how many channels your inputs have now, for example 1 for grey"]
    return [*lines, ""]


SETTINGS = ['NEW = "_new"  # ends the names of new layers', 'SEPARATOR = "/"', ""]


def runtime(plan: Plan, tables: Tables) -> str:
    """Write the shared functions below the public ones, only those that this plan needs."""
    actions, optimizer = tables.actions(), optimizer_of(plan.task)
    heads = "replace" in actions or not tables.has_head
    inputs, fresh = "replace input" in actions, "reinitialize" in actions
    renew = (RENEW_HEAD if heads else RENEW_HEAD.replace('{"replace": new_head}', "{}")) if heads or inputs else ""
    rebuilt = RENEW_LAYERS.replace("rebuild(", "rebuild_for_channels(") if inputs else RENEW_LAYERS
    renew += (RENEW_INPUT if inputs else "") + (rebuilt if heads or inputs else "")
    parts = [PREPARE.replace("RENEW", renew + (RENEW_WEIGHTS if fresh else ""))]
    compiled = COMPILE.replace("OPTIMIZER", optimizer.keras).replace("ARGUMENTS", optimizer.keras_arguments)
    parts.append(compiled.replace("BESIDE", CALL if split_beside(plan)[1].kind else ""))
    if heads or inputs:
        rebuild = REBUILD.replace("INPUTS", ", input_tensors=new_input(model, fresh)" if inputs else "")
        parts.append(rebuild.replace("PASSED", PASSED_INPUT if inputs else ""))
    parts += [NEW_HEAD] if heads else []
    parts += [NEW_FIRST] if inputs else []
    parts += [START_ANEW] if inputs or fresh else []
    parts += [NAMES, find_code(tables, SIZES)]
    return "\n".join(parts)
