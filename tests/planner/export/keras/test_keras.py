"""The Keras export does to a live model what the plan says: new head, flags, one rate a group, batch norm still."""

import io
import os

import pytest

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip(
    "keras", reason="Keras is no requirement; the exported code runs where it is installed", exc_type=ImportError
)

import numpy as np  # noqa: E402

from explorer.planner import (  # noqa: E402
    REQUESTS,
    Task,
    export_plan,
    make_plan,
    read_summary,
)
from tests.planner.export.keras_models import (  # noqa: E402
    MODELS,
    L,
    attention,
    body,
    functional,
    nested,
    sequential,
)
from tests.planner.export.live import decider, run_code  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")


def printed(model, **settings):
    text = io.StringIO()
    model.summary(print_fn=lambda line, **_: text.write(line + "\n"), expand_nested=True, **settings)
    return text.getvalue()


def plan_for(model, strategy, task=None, **settings):
    return make_plan(read_summary(printed(model, **settings)), task or Task(classes=2), strategy=strategy)


def examples(model, outputs=2, kind="class"):
    if "int" in str(model.inputs[0].dtype):
        inputs = np.random.randint(0, 30, (8, 7))
    else:
        inputs = np.random.rand(8, *model.inputs[0].shape[1:]).astype("float32")
    answers = np.arange(8) % outputs if kind == "class" else np.random.rand(8, outputs).round()
    return inputs, answers


def places(model, before=""):
    """Each leaf layer under the path that the plan uses; new layers under the old one's name."""
    for layer in model.layers:
        name = before + layer.name.removesuffix("_new")
        if isinstance(layer, keras.Model):
            yield from places(layer, name + "/")
        else:
            yield name, layer


def rates_of(model):
    by_rate = getattr(model.optimizer, "_optimizer_map", None)
    return {
        weight.path: float(keras.ops.convert_to_numpy((by_rate(weight) if by_rate else model.optimizer).learning_rate))
        for weight in model.trainable_variables
    }


def assert_follows(plan, model):
    rates, seen = rates_of(model), 0
    for name, layer in places(model):
        if layer.weights:
            planned = decider(plan, name, "/")
            rate = plan.base_learning_rate * planned.multiplier
            if planned.biases_only and not biases_of(layer):
                rate = 0  # nothing in it may learn
            assert layer.trainable == (rate > 0), name
            if planned.biases_only:
                assert {id(weight) for weight in layer.trainable_variables} == {id(w) for w in biases_of(layer)}, name
            for weight in layer.trainable_variables:
                assert rates[weight.path] == pytest.approx(rate, rel=1e-5), weight.path
                seen += 1
    assert seen == len(rates)


def biases_of(layer):
    """What learns of a layer whose biases alone learn; in Keras a batch normalization moves whole or not at all."""
    if isinstance(layer, keras.layers.BatchNormalization):
        return []
    return [weight for weight in layer.weights if weight.name in ("bias", "beta")]


def values(model):
    return {
        (name, index): weight.numpy().copy()
        for name, layer in places(model)
        for index, weight in enumerate(layer.weights)
        if "seed" not in weight.path
    }


@pytest.mark.parametrize("strategy", REQUESTS)
@pytest.mark.parametrize("key", MODELS)
def test_every_weight_learns_as_planned_and_frozen_ones_stay(key, strategy):
    old = MODELS[key]()
    plan = plan_for(old, strategy)
    kept = values(old)
    defined = run_code(export_plan(plan, "keras"))
    model = defined["apply_plan"](old)
    assert_follows(plan, model)
    before = values(model)
    if plan.strategy != "from_scratch":  # all but the new head carry the old weights over
        new = {place for place in before if place not in kept}  # weights added beside a layer
        old_ones = [(kept[place], value) for place, value in before.items() if place not in new]
        same = [np.array_equal(one, other) for one, other in old_ones if one.shape == other.shape]
        assert sum(same) >= len(old_ones) - 2 and bool(new) == any(p.action == "add" for p in plan.layers)
    model.fit(*examples(model), epochs=2, batch_size=4, verbose=0)
    after = values(model)
    assert any(not np.array_equal(before[place], after[place]) for place in before)
    for name, layer in places(model):
        planned = decider(plan, name, "/") if layer.weights else None
        moving = biases_of(layer) if planned is not None and planned.biases_only else layer.weights
        for index, weight in enumerate(layer.weights):
            stays = planned.multiplier == 0 or not any(weight is one for one in moving)
            if stays and (name, index) in before:
                assert np.array_equal(before[name, index], after[name, index]), weight.path
    assert model.predict(examples(model)[0], verbose=0).sum(axis=-1) == pytest.approx(np.ones(8), abs=1e-4)


@pytest.mark.parametrize("strategy", ["gradual", "linear_probe_then_tune"])
def test_each_phase_sets_its_own_speeds_and_keeps_the_new_head(strategy):
    model = nested()
    plan = plan_for(model, strategy)
    defined = run_code(export_plan(plan, "keras"))
    head = None
    for number, phase in enumerate(plan.schedule, 1):
        model = defined[f"phase_{number}"](model)
        speeds = {id(p): m for p, m in zip(plan.layers, phase.multipliers, strict=True)}
        rates = rates_of(model)
        for name, layer in places(model):
            for weight in layer.trainable_variables:
                expected = phase.base_learning_rate * speeds[id(decider(plan, name, "/"))]
                assert rates.pop(weight.path) == pytest.approx(expected, rel=1e-5)
        assert not rates
        model.fit(*examples(model), verbose=0)
        assert head is None or head is model.layers[-1]
        head = model.layers[-1]


def test_two_phases_serve_keras_before_its_rates_by_layer(monkeypatch):
    plan = plan_for(nested(), "discriminative")
    defined = run_code(export_plan(plan, "keras"))
    with monkeypatch.context() as older:
        older.delattr(keras.optimizers, "MultiOptimizer")
        with pytest.raises(RuntimeError, match="two_phase"):
            defined["apply_plan"](nested())
    model = defined["two_phase"](nested())
    assert {weight.path.split("/")[0] for weight in model.trainable_variables} == {"predictions_new"}
    model.fit(*examples(model), verbose=0)
    head = model.layers[-1]
    model = defined["two_phase"](model, second=True)
    assert model.layers[-1] is head and len(model.trainable_variables) > 2
    slowest = min(p.multiplier for p in plan.layers if p.multiplier) * plan.base_learning_rate
    assert all(rate == pytest.approx(slowest, rel=1e-5) for rate in rates_of(model).values())
    model.fit(*examples(model), verbose=0)


@pytest.mark.parametrize(
    ("task", "activation", "loss"),
    [
        (Task(classes=None), "linear", "mean_squared_error"),
        (Task(classes=4, several_labels=True), "sigmoid", "binary_crossentropy"),
        (Task(classes=3), "softmax", "sparse_categorical_crossentropy"),
    ],
)
def test_activation_and_loss_fit_the_kind_of_answer(task, activation, loss):
    model = run_code(export_plan(plan_for(functional(), "head_only", task), "keras"))["apply_plan"](functional())
    assert model.layers[-1].get_config()["activation"] == activation and model.loss == loss
    model.fit(*examples(model, model.output_shape[-1], "class" if task.classes == 3 else "other"), verbose=0)


def test_a_separate_activation_behind_the_head_is_not_applied_twice():
    model = run_code(export_plan(plan_for(sequential(), "head_only"), "keras"))["apply_plan"](sequential())
    assert model.layers[-2].get_config()["activation"] == "softmax"
    assert model.layers[-1].get_config()["activation"] == "linear"


def test_cut_names_are_found_by_their_start_class_and_size():
    inputs = keras.Input((12, 12, 3))
    x = inputs
    for number in (1, 2, 3):
        x = L.Conv2D(4 + number, 3, name=f"a_convolution_with_a_name_longer_than_any_column_{number}")(x)
    x = L.GlobalAveragePooling2D(name="gap")(x)
    old = keras.Model(inputs, L.Dense(10, name="the_answers_under_a_name_longer_than_any_column")(x))
    plan = plan_for(old, "discriminative")
    assert [p for p in plan.layers if p.layer.name_known == "cut"]
    code = export_plan(plan, "keras")
    assert "cut or left out some names" in code
    model = run_code(code)["apply_plan"](old)
    weighted = [p for p in plan.layers if p.layer.weighted]
    rates = rates_of(model)
    found = [layer for layer in model.layers if layer.weights]
    assert model.output_shape[-1] == 2 and found[-1].name.endswith("_new")
    for planned, layer in zip(weighted, found, strict=True):
        for weight in layer.trainable_variables:
            assert rates[weight.path] == pytest.approx(plan.base_learning_rate * planned.multiplier, rel=1e-5)
    defined = run_code(code)
    for number in range(1, len(plan.schedule) + 1):
        model = defined[f"phase_{number}"](model)
    assert model.layers[-1] is found[-1]


@pytest.mark.parametrize("named", [True, False])
def test_several_outputs_stay_and_only_the_new_one_gets_a_loss(named):
    inputs = keras.Input((12, 12, 3))
    x = L.GlobalAveragePooling2D(name="gap")(body(inputs))
    answers, box = L.Dense(10, activation="softmax", name="answers")(x), L.Dense(4, name="box")(x)
    old = keras.Model(inputs, {"answers": answers, "box": box} if named else [answers, box])
    plan = plan_for(old, "head_only", Task(classes=3, head="answers"))
    model = run_code(export_plan(plan, "keras"))["apply_plan"](old)
    assert len(model.outputs) == 2 and [output.shape[-1] for output in model.outputs] == [3, 4]
    data, labels = examples(model)[0], np.arange(8) % 3
    model.fit(data, {"answers": labels} if named else [labels, np.zeros((8, 4))], verbose=0)
    with_loss = list(model.loss.values()) if named else model.loss
    assert with_loss == ["sparse_categorical_crossentropy"] + ([] if named else [None])


def test_a_new_number_of_channels_gives_a_new_input_and_first_convolution():
    task = Task(classes=2, input_channels_changed=True)
    for build in (functional, nested, sequential):
        code = export_plan(plan_for(build(), "discriminative", task), "keras")
        model = run_code(code.replace("INPUT_CHANNELS = None", "INPUT_CHANNELS = 1"))["apply_plan"](build())
        assert model.inputs[0].shape[-1] == 1
        model.fit(*examples(model), verbose=0)
        kept = build()
        first = next(layer for _, layer in places(kept) if layer.weights)
        old = first.weights[0].numpy().copy()
        model = run_code(code)["apply_plan"](kept)
        assert model.inputs[0].shape[-1] == 3 and not np.array_equal(first.weights[0].numpy(), old)


def test_another_model_is_refused_by_the_name_of_the_layer_it_lacks():
    defined = run_code(export_plan(plan_for(functional(), "head_only"), "keras"))
    with pytest.raises(ValueError, match="conv1"):
        defined["apply_plan"](attention())


def test_a_saved_planned_model_goes_on_with_its_next_phase(tmp_path):
    plan = plan_for(functional(), "linear_probe_then_tune")
    defined = run_code(export_plan(plan, "keras"))
    model = defined["phase_1"](functional())
    model.fit(*examples(model), verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    head = loaded.layers[-1]
    assert defined["phase_2"](loaded).layers[-1] is head


def test_another_plan_for_the_same_model_gives_its_own_head():
    model = run_code(export_plan(plan_for(functional(), "head_only"), "keras"))["apply_plan"](functional())
    more = export_plan(plan_for(functional(), "head_only", Task(classes=5)), "keras")
    assert run_code(more)["apply_plan"](model).output_shape[-1] == 5


def test_a_loop_over_the_layers_serves_as_a_summary():
    old = functional()
    text = "\n".join(f"{i} {layer.name} {layer.trainable}" for i, layer in enumerate(old.layers))
    model = run_code(export_plan(make_plan(read_summary(text), Task(), "discriminative"), "keras"))["apply_plan"](old)
    assert model.output_shape[-1] == 2
    assert len(set(rates_of(model).values())) > 1
