"""Does code exported for Keras do to a live model what the plan says?"""

import contextlib
import io
import itertools

import numpy as np

from explorer.planner import Task, export_plan, make_plan, read_plan, read_summary
from tests.live.cases import NEW_CHANNELS, TASKS, Case, Tally, check, refuse_hidden_first
from tests.live.covering import Choice, by_model, suited
from tests.live.keras_printers import PRINTERS, live_names, naming
from tests.live.keras_zoo import BATCH, MODULE, Entry, examples, keras, zoo
from tests.live.truth import ADDED_NAMES, Truth, truth_of
from tests.planner.export.live import run_code

EXPORTS = ("keras",)
SPEEDS_BY_LAYER = hasattr(keras.optimizers, "MultiOptimizer")  # Keras 3.15 or later
CLASSES = {"adamw": "AdamW", "adam": "Adam", "sgd": "SGD"}
DECAYS = {"adamw": 0.01, "adam": 0.0, "sgd": 1e-4}


def run(tally: Tally, choice: Choice) -> None:
    """Run the covering set of all models, or what was asked for of all cases."""
    entries = {entry.key: entry for entry in zoo()}
    for model, rows in itertools.groupby(choice.rows(dict.fromkeys(entries, tuple(PRINTERS)), EXPORTS), by_model):
        entry, ran = entries[model], False
        for row in rows:
            case = Case(model, row.printer, row.export, row.strategy, fitting(TASKS[row.task], entry))
            if choice.wants(model, case):
                tally.run(case, lambda case=case, entry=entry: run_case(case, entry))
                ran = True
        if ran:
            tally.progress(model)


def fitting(task: Task, entry: Entry) -> Task:
    """Give the task with what this model's data are."""
    return suited(task, entry.domain, entry.sees_channels)


def run_case(case: Case, entry: Entry) -> None:
    """Read, plan, export, train the whole plan or phase by phase, check; then a second plan for the same model."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    model = entry.build()
    text = PRINTERS[case.printer](model)
    plan = make_plan(read_summary(text), case.task, strategy=case.strategy)
    check(read_plan(export_plan(plan, "json")) == plan, "the plan does not come back from its JSON")
    truth = truth_of(plan, naming(model, plan.model), "/")
    defined, changed = program(plan)
    model = whole_plan(case, entry, defined, model, truth, changed)
    if len(plan.schedule) > 1 and SPEEDS_BY_LAYER:
        head = None
        for phase in range(len(plan.schedule)):
            speeds = dict(enumerate(truth.speeds(phase)))
            with quiet():
                model = defined[f"phase_{phase + 1}"](model)
            train_and_check(case, entry, model, truth, speeds, changed)
            now = [layer for _, layer in live_names(model) if layer.name.endswith("_new")]
            check(
                head is None or [id(x) for x in head] == [id(x) for x in now],
                "a later phase put another layer in place",
            )
            head = now
    if case.task.classes is not None and not changed:
        second_plan(case, entry, text, model)


def program(plan) -> tuple[dict, bool]:
    """Run the exported code as its header says; tell whether other channels were written into it."""
    code = export_plan(plan, "keras")
    changed = "\nINPUT_CHANNELS = None" in code
    if not changed:
        refuse_hidden_first(plan)
    code = code.replace("\nINPUT_CHANNELS = None", f"\nINPUT_CHANNELS = {NEW_CHANNELS[True]}")
    if MODULE != "keras":
        code = code.replace("\nimport keras ", f"\nimport {MODULE} as keras ")
    return run_code(code, "exported_keras"), changed


def whole_plan(case: Case, entry: Entry, defined: dict, model, truth: Truth, changed: bool):
    """apply_plan where this Keras has rates by layer or the plan has one rate; else both steps of two_phase."""
    speeds = truth.speeds(None)
    if SPEEDS_BY_LAYER or len(rates_of_weights(model, truth, speeds)) == 1:
        with quiet():
            model = defined["apply_plan"](model)
        train_and_check(case, entry, model, truth, dict(enumerate(speeds)), changed)
        return model
    try:
        with quiet():
            defined["apply_plan"](model)
    except NotImplementedError:
        raise  # the plan asks for what this export does not write
    except RuntimeError as error:
        check("two_phase" in str(error), f"an older Keras is refused without a way out: {error}")
    else:
        check(False, "an older Keras took a plan of several rates")
    new_layers = {n for n, planned in enumerate(truth.plan.layers) if planned.action in ("replace", "reinitialize")}
    slowest = min(speed for n, speed in enumerate(speeds) if speed and n in truth.rows.values())
    first = {n: truth.plan.base_learning_rate if n in new_layers else 0.0 for n in range(len(speeds))}
    second = {n: slowest if speed else 0.0 for n, speed in enumerate(speeds)}
    with quiet():
        model = defined["two_phase"](model)
    train_and_check(case, entry, model, truth, first if new_layers else second, changed)
    with quiet():
        model = defined["two_phase"](model, second=True)
    train_and_check(case, entry, model, truth, second, changed)
    return model


def rates_of_weights(model, truth: Truth, speeds: tuple[float, ...]) -> set[float]:
    """The rates at which this model's weights learn; a cut table lists layers without any, too."""
    listed = [truth.listed(name) for name, layer in live_names(model) if getattr(layer, "weights", None)]
    return {speeds[number] for number in listed if number is not None and speeds[number]}


def second_plan(case: Case, entry: Entry, text: str, model) -> None:
    """Plan the same model for more answers, from the summary of the first."""
    task = fitting(Task(classes=case.task.classes + 4, several_labels=case.task.several_labels, optimizer="sgd"), entry)
    plan = make_plan(read_summary(text), task, strategy="head_only")
    if not any(planned.action == "replace" for planned in plan.layers):
        return
    truth = truth_of(plan, naming(entry.build(), plan.model), "/")
    defined, changed = program(plan)
    with quiet():
        model = defined["apply_plan"](model)
    again = Case(case.model, case.printer, case.export, "head_only", task)
    train_and_check(again, entry, model, truth, dict(enumerate(truth.speeds(None))), changed)


def train_and_check(case: Case, entry: Entry, model, truth: Truth, speeds: dict, changed: bool) -> None:
    """Two steps of model.fit, held against the speeds of each planned layer."""
    channels = NEW_CHANNELS[True] if changed else 3
    if entry.domain == "image":
        check(model.inputs[0].shape[-1] == channels, f"the model takes {model.inputs[0].shape[-1]} channels")
    outputs = model.outputs[0].shape[-1]
    if any(planned.action == "replace" for planned in truth.plan.layers):
        check(outputs == case.task.outputs, f"the model gives {outputs} numbers, the task asks for {case.task.outputs}")
    layers = {
        name.replace("_new", ""): layer for name, layer in live_names(model) if not isinstance(layer, keras.Model)
    }
    check_optimizer(case.task, model, layers, truth, speeds)
    model.run_eagerly = True
    inputs = examples(model, channels)
    labels = answers(case.task, model, len(inputs))
    largest = first_gradients(model, inputs[:BATCH], labels[:BATCH])
    before = values(layers)
    model.fit(inputs, labels, epochs=1, batch_size=BATCH, verbose=0, shuffle=False)
    check_moved(case.task, before, values(layers), layers, largest, truth, speeds, entry.still)


def speed_of(name: str, truth: Truth, speeds: dict) -> float | None:
    """Give the plan's speed of a live layer; None where no listed layer owns it."""
    number = truth.listed(name)
    return None if number is None else speeds[number]


def check_optimizer(task: Task, model, layers: dict, truth: Truth, speeds: dict) -> None:
    """Every weight has one optimizer of the planned class at the planned rate, or none."""
    trainable = {id(weight) for weight in model.trainable_variables}
    for name, layer in layers.items():
        speed = speed_of(name, truth, speeds)
        for weight in getattr(layer, "trainable_variables", []):
            if speed is None:
                continue
            check(
                (id(weight) in trainable) == (speed > 0),
                f"{name} learns at {speed} and is trainable: {id(weight) in trainable}",
            )
            if speed > 0:
                check_one(task, model, name, weight, speed)
        if speed == 0 and getattr(layer, "weights", None):
            check(not layer.trainable, f"{name} is frozen in the plan and trainable")
    check(bool(trainable), "nothing is trainable")


def check_one(task: Task, model, name: str, weight, speed: float) -> None:
    """Hold the optimizer of one weight against the plan."""
    by_rate = getattr(model.optimizer, "_optimizer_map", None)
    optimizer = by_rate(weight) if by_rate else model.optimizer
    rate = float(
        np.asarray(keras.backend.get_value(optimizer.learning_rate)) if MODULE != "keras" else optimizer.learning_rate
    )
    check(abs(rate - speed) < 1e-5 * speed, f"{name} learns at {rate}, the plan says {speed}")
    check(type(optimizer).__name__ == CLASSES[task.optimizer], f"{name} learns by {type(optimizer).__name__}")
    decay = (optimizer.weight_decay or 0.0) if use_decay(optimizer, weight) else 0.0
    added = weight.name.rpartition("/")[2] in ADDED_NAMES
    planned = DECAYS[task.optimizer] if len(weight.shape) > 1 and not added else 0.0
    check(abs(decay - planned) < 1e-9, f"{name}: weight decay {decay}, the plan says {planned}")
    if task.optimizer == "sgd":
        check(abs(optimizer.momentum - 0.9) < 1e-9, f"{name}: momentum {optimizer.momentum}")


def use_decay(optimizer, weight) -> bool:
    """Whether the optimizer lets this weight decay."""
    return bool(optimizer._use_weight_decay(weight))


def values(layers: dict) -> dict:
    """Copies of all weights, by layer and number."""
    return {
        (name, index): np.array(weight.numpy() if hasattr(weight, "numpy") else weight)
        for name, layer in layers.items()
        for index, weight in enumerate(getattr(layer, "weights", []))
        if "seed" not in weight.name
    }


def check_moved(
    task: Task, before: dict, after: dict, layers: dict, largest: dict, truth: Truth, speeds: dict, still: bool
) -> None:
    """What is frozen is bit-equal; what learns moves; running averages of what learns move too unless `still`."""
    moved = 0
    for place, old in before.items():
        name = place[0]
        speed, same = speed_of(name, truth, speeds), np.array_equal(old, after[place])
        if speed is None:
            continue
        weight = layers[name].weights[place[1]]
        if speed == 0 or stays_beside(name, layers[name], weight, truth):
            check(same, f"{name} is frozen in the plan and its {weight.name} moved")
        elif "moving" in weight.name:
            check(not same or still, f"{name} learns in the plan and its {weight.name} did not move")
        elif id(weight) in largest:
            gradient, moved = largest[id(weight)], moved + (not same)
            check(gradient is not None, f"{name} learns in the plan and no gradient reaches its {weight.name}")
            step = speed * (gradient if task.optimizer == "sgd" else gradient > 1e-6)
            sure = step > 1e-5 * max(float(np.abs(old).max()), 1e-3)  # a smaller one may be lost in rounding
            check(not (sure and same), f"{name} learns in the plan and its {weight.name} did not move")
    check(moved > 0, "nothing moved")


def stays_beside(name: str, layer, weight, truth: Truth) -> bool:
    """Whether this weight stays while others of its layer learn: weights added beside it, or biases alone.

    Running averages are among what stays then: the layer works as one that is frozen.
    """
    planned = truth.plan.layers[truth.listed(name)]
    beside = planned.action == "add" or planned.biases_only
    return beside and all(weight is not learning for learning in layer.trainable_variables)


def first_gradients(model, inputs: np.ndarray, labels: np.ndarray) -> dict[int, float | None]:
    """Give the largest gradient of each trainable weight by its id, of the compiled loss in training mode."""
    if MODULE == "keras" and keras.backend.backend() == "torch":
        return torch_gradients(model, inputs, labels)
    import tensorflow as tf

    variables = [
        getattr(weight, "value", weight) if MODULE == "keras" else weight for weight in model.trainable_variables
    ]
    with tf.GradientTape() as tape:
        loss = model.compute_loss(x=inputs, y=tf.convert_to_tensor(labels), y_pred=model(inputs, training=True))
    found = tape.gradient(loss, variables)
    sizes = [None if g is None else float(tf.reduce_max(tf.abs(tf.convert_to_tensor(g)))) for g in found]
    return {id(weight): size for weight, size in zip(model.trainable_variables, sizes, strict=True)}


def torch_gradients(model, inputs: np.ndarray, labels: np.ndarray) -> dict[int, float | None]:
    """The same on Keras's backend of PyTorch."""
    tensors = [keras.ops.convert_to_tensor(value) for value in (inputs, labels)]
    model.zero_grad()
    model.compute_loss(x=tensors[0], y=tensors[1], y_pred=model(tensors[0], training=True)).backward()
    found = {id(weight): weight.value.grad for weight in model.trainable_variables}
    sizes = {key: None if gradient is None else float(gradient.abs().max()) for key, gradient in found.items()}
    model.zero_grad()
    return sizes


def answers(task: Task, model, count: int) -> np.ndarray:
    """Labels as the exported loss wants them."""
    shape = tuple(model.outputs[0].shape[1:])
    if task.classes is None:
        return np.random.rand(count, *shape).astype("float32")
    if task.several_labels or task.classes < 2:
        return np.random.rand(count, *shape).round().astype("float32")
    return np.random.randint(0, shape[-1], (count, *shape[:-1]))


@contextlib.contextmanager
def quiet():
    """What the exported code prints stays off the screen."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
