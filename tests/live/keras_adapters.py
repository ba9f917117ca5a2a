"""Do added weights do on a live Keras model what the plan says? Needs Keras 3.15 with a backend; no download.

    python -m tests.live.keras_adapters

Two epochs with the exported program: kept kernels, biases and normalizations stay equal to the last bit, what learns is
as many weights as planned, and every added pair moves.
"""

import keras
import numpy as np

from explorer.planner import Task, export_plan, make_plan, read_summary

EXAMPLES, INPUTS, ANSWERS = 16, 12, 3


def tiny() -> keras.Model:
    """Two dense layers, a normalization and a last layer."""
    keras.utils.set_random_seed(0)
    layers = [keras.Input((INPUTS,)), keras.layers.Dense(16, activation="relu"), keras.layers.LayerNormalization()]
    return keras.Sequential([*layers, keras.layers.Dense(8, activation="relu"), keras.layers.Dense(5)])


def summary(model: keras.Model) -> str:
    """The model as Keras prints it."""
    lines: list[str] = []
    model.summary(print_fn=lambda line, **_: lines.append(line))
    return "\n".join(lines)


def main() -> None:
    """Carry the plan out and hold every weight against it."""
    model = tiny()
    task = Task(classes=ANSWERS, examples=100, domain="other")
    plan = make_plan(read_summary(summary(model)), task, "adapters")
    space: dict = {}
    exec(compile(export_plan(plan, "keras"), "keras", "exec"), space)
    model = space["apply_plan"](model)
    learning = {weight.path for weight in model.trainable_variables}
    counted = sum(int(np.prod(weight.shape)) for weight in model.trainable_variables)
    assert counted == plan.cost.trainable_parameters
    before = {weight.path: keras.ops.convert_to_numpy(weight).copy() for weight in model.weights}
    inputs = np.random.default_rng(0).normal(size=(EXAMPLES, INPUTS)).astype("float32")
    model.fit(inputs, np.arange(EXAMPLES) % ANSWERS, epochs=2, batch_size=EXAMPLES, verbose=0)
    for weight in model.weights:
        same = np.array_equal(before[weight.path], keras.ops.convert_to_numpy(weight))
        assert same != (weight.path in learning), weight.path
    print(f"{counted:,} weights learn, as planned; the others stayed as they were")


if __name__ == "__main__":
    main()
