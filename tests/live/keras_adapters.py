"""Do added weights do on a live Keras model what the plan says? Needs Keras 3.15 with a backend; no download.

    python -m tests.live.keras_adapters

Two epochs with the exported program: kept kernels, biases and normalizations stay equal to the last bit, what learns is
as many weights as planned where the text tells, and every added pair moves. Where keras_hub is installed, a tiny BERT
and a tiny Gemma of its own classes too, whose linear layers the text hides.
"""

import importlib.util
from collections.abc import Iterator

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


def check(model: keras.Model, task: Task, inputs, answers) -> str:
    """Carry the plan out and hold every weight against it."""
    plan = make_plan(read_summary(summary(model)), task, "adapters")
    space: dict = {}
    exec(compile(export_plan(plan, "keras"), "keras", "exec"), space)
    model = space["apply_plan"](model)
    learning = {weight.path for weight in model.trainable_variables}
    counted = sum(int(np.prod(weight.shape)) for weight in model.trainable_variables)
    assert plan.cost.trainable_parameters in (None, counted)
    before = {weight.path: keras.ops.convert_to_numpy(weight).copy() for weight in model.weights}
    model.fit(inputs, answers, epochs=2, batch_size=len(answers), verbose=0)
    for weight in model.weights:
        same = np.array_equal(before[weight.path], keras.ops.convert_to_numpy(weight))
        assert same != (weight.path in learning), weight.path
    pairs = sum("lora_kernel_a" in path for path in learning)
    return f"{model.name}: {counted:,} weights learn, {pairs} added pairs; the others stayed as they were"


def backbones() -> Iterator[tuple[keras.Model, Task, dict, np.ndarray]]:
    """Tiny models of KerasHub: one that gets a new head, one that goes on writing."""
    if importlib.util.find_spec("keras_hub") is None:
        return
    import keras_hub

    draw = np.random.default_rng(0)
    words = {"token_ids": draw.integers(0, 50, (EXAMPLES, INPUTS)), "padding_mask": np.ones((EXAMPLES, INPUTS), int)}
    sizes = {"vocabulary_size": 50, "num_layers": 2, "intermediate_dim": 32}
    bert = keras_hub.models.BertBackbone(**sizes, num_heads=2, hidden_dim=16, max_sequence_length=INPUTS)
    chooses = keras_hub.models.BertTextClassifier(backbone=bert, num_classes=5, preprocessor=None)
    task = Task(classes=ANSWERS, examples=100, domain="text")
    yield chooses, task, words | {"segment_ids": np.zeros((EXAMPLES, INPUTS), int)}, np.arange(EXAMPLES) % ANSWERS
    heads = {"num_query_heads": 2, "num_key_value_heads": 1, "head_dim": 8}
    gemma = keras_hub.models.GemmaBackbone(**sizes, **heads, hidden_dim=16)
    writes = keras_hub.models.GemmaCausalLM(backbone=gemma, preprocessor=None)
    yield writes, Task(answer="text", examples=100, domain="text"), words, np.roll(words["token_ids"], -1, axis=1)


def main() -> None:
    """Run the dense model, then those of KerasHub."""
    dense = np.random.default_rng(0).normal(size=(EXAMPLES, INPUTS)).astype("float32")
    task = Task(classes=ANSWERS, examples=100, domain="other")
    print(check(tiny(), task, dense, np.arange(EXAMPLES) % ANSWERS))
    for model, task, inputs, answers in backbones():
        print(check(model, task, inputs, answers))


if __name__ == "__main__":
    main()
