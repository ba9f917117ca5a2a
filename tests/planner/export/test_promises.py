"""What the headers promise, tested on stand-ins; `tests/live` runs the same promises on real frameworks."""

import types
from dataclasses import replace

import pytest

from explorer.planner import Task, export_plan
from tests.planner.export.fakes import (
    Anything,
    Conv2d,
    Dense,
    KerasLayer,
    KerasModel,
    Rescaling,
    install,
    keras_modules,
    module,
    torch_modules,
)
from tests.planner.export.live import run_code

NAMES = ("conv1", "conv2", "fc")
TASKS = {"adamw": ("Adam", 0.01, True), "adam": ("Adam", 0.0, False), "sgd": ("SGD", 1e-4, False)}


def keras_model(*extra):
    return KerasModel([KerasLayer("conv1"), *extra, KerasLayer("conv2"), Dense("fc")])


def with_new_first(plan, kind):
    """The plan with its first layer drawn anew for other channels."""
    old = plan.layers[0]
    first = replace(old, action="reinitialize", multiplier=1.0, layer=replace(old.layer, kind=kind))
    model = replace(plan.model, layers=(first.layer, *plan.model.layers[1:]))
    return replace(plan, model=model, layers=(first, *plan.layers[1:]))


def rate_of(model):
    return model.compiled["optimizer"].settings["learning_rate"]


def test_two_phase_needs_no_paths_of_weights_which_keras_2_lacks(by_hand, monkeypatch):
    install(monkeypatch, keras_modules())
    plan = by_hand(NAMES, "keras")
    defined = run_code(export_plan(plan, "keras"))
    model = defined["two_phase"](keras_model())
    assert [layer.trainable for layer in model.layers] == [False, False, True]
    assert rate_of(model) == plan.base_learning_rate
    model = defined["two_phase"](model, second=True)
    learning = [planned.multiplier > 0 for planned in plan.layers]
    assert [layer.trainable for layer in model.layers] == learning
    slowest = min(planned.multiplier for planned in plan.layers if planned.multiplier)
    assert rate_of(model) == pytest.approx(plan.base_learning_rate * slowest)


def test_several_rates_in_an_older_keras_are_refused_with_the_way_out(by_hand, monkeypatch):
    install(monkeypatch, keras_modules())
    defined = run_code(export_plan(by_hand(("conv1", "conv2", "conv3", "fc"), "keras"), "keras"))
    model = KerasModel([KerasLayer("conv1"), KerasLayer("conv2"), KerasLayer("conv3"), Dense("fc")])
    with pytest.raises(RuntimeError, match="two_phase"):
        defined["apply_plan"](model)


def test_an_operation_that_only_the_summary_of_keras_3_lists_is_found(by_hand, monkeypatch):
    install(monkeypatch, keras_modules())
    defined = run_code(export_plan(by_hand(("conv1", "add", "fc"), "keras"), "keras"))
    layers = [KerasLayer("conv1"), Dense("fc")]
    model = KerasModel(layers, operations=[layers[0], types.SimpleNamespace(name="add"), layers[1]])
    assert set(defined["find_layers"](defined["named_parts"](model))) == {"conv1", "add", "fc"}
    with pytest.raises(ValueError, match="'add'"):
        defined["find_layers"](defined["named_parts"](KerasModel(layers)))


def test_weights_that_a_plan_added_do_not_hide_a_layer_whose_name_was_cut(by_hand, monkeypatch):
    install(monkeypatch, keras_modules())
    plan = by_hand(("a_long_name…", "b_long_name…", "fc_of_answ…"), "keras", name_known="cut", kind="KerasLayer")
    sized = tuple(replace(planned.layer, parameters=9) for planned in plan.layers)
    layers = tuple(replace(planned, layer=layer) for planned, layer in zip(plan.layers, sized, strict=True))
    plan = replace(plan, model=replace(plan.model, layers=sized), layers=layers)
    defined = run_code(export_plan(plan, "keras"))
    names = ["a_long_name_1", "b_long_name_1", "fc_of_answers"]
    model = KerasModel([KerasLayer(name) for name in names])
    model.layers[1].weights += [types.SimpleNamespace(name=f"lora_kernel_{end}", shape=(3, 3)) for end in "ab"]
    assert list(defined["find_layers"](defined["named_parts"](model))) == names


def test_an_input_that_keras_names_anew_is_not_looked_for_in_a_nested_model(by_hand):
    plan = by_hand(("backbone/input_layer_3", "backbone/conv1", "fc"), "keras")
    unknown = tuple(replace(planned.layer, parameters=None, kind="") for planned in plan.layers)
    layers = tuple(replace(planned, layer=layer) for planned, layer in zip(plan.layers, unknown, strict=True))
    code = export_plan(replace(plan, model=replace(plan.model, layers=unknown), layers=layers), "keras")
    assert "'backbone/conv1'" in code and "'backbone/input_layer_3'" not in code


def test_biases_alone_learn_only_where_the_plan_says_so(by_hand, monkeypatch):
    install(monkeypatch, keras_modules())
    plan = by_hand(NAMES, "keras")
    alone = tuple(replace(p, action="tune", multiplier=1.0, biases_only=True) for p in plan.layers[:1])
    defined = run_code(export_plan(replace(plan, layers=(*alone, *plan.layers[1:])), "keras"))
    defined["keras"].layers.BatchNormalization = type("BatchNormalization", (), {})
    parts = {name: KerasLayer(name) for name in NAMES}
    for layer in parts.values():
        layer.weights.append(types.SimpleNamespace(name="bias", shape=(3,), path=f"{layer.name}/bias"))
    rates: dict = {}
    defined["add_beside"](defined["find_layers"](parts), parts, rates, lambda row: 1.0)
    assert list(rates) == [id(parts["conv1"].weights[1])]


def test_a_head_without_weights_is_refused_with_what_to_do(by_hand, monkeypatch):
    install(monkeypatch, keras_modules())
    defined = run_code(export_plan(by_hand(NAMES, "keras"), "keras"))
    with pytest.raises(TypeError, match=r"has no weights: a layer before it.*summary"):
        defined["new_head"](KerasLayer("fc", weights=0))


def test_a_layer_that_keras_2_builds_at_its_first_call_starts_anew_by_what_is_inside(by_hand, monkeypatch):
    install(monkeypatch, keras_modules())
    task = Task(input_channels_changed=True)
    defined = run_code(export_plan(with_new_first(by_hand(NAMES, "keras", task=task), "Conv2D"), "keras"))
    drawn = []

    class Lazy(KerasLayer):
        def build_from_config(self, config):
            pass

        def get_build_config(self):
            return {}

        def set_weights(self, weights):
            drawn.append(self.name)

    class Attention(Lazy):
        def __init__(self, name, inside=()):
            super().__init__(name, weights=len(inside))
            self.inside = inside

        def _flatten_layers(self, include_self):
            return self.inside

    inside = [Lazy("query"), Lazy("key")]
    defined["start_anew"](Attention("attention", inside))
    assert drawn == ["query", "key"]
    defined["start_anew"](inside[0])
    assert drawn == ["query", "key"]


def test_constants_for_each_channel_become_their_average_where_the_channels_change(by_hand, monkeypatch, capsys):
    install(monkeypatch, keras_modules())
    task = Task(input_channels_changed=True)
    plan = by_hand(NAMES, "keras", task=task)
    code = export_plan(with_new_first(plan, "Conv2D"), "keras").replace("INPUT_CHANNELS = None", "INPUT_CHANNELS = 2")
    defined = run_code(code)
    by_channel, for_all = Rescaling("by_channel", scale=[1.0, 2.0, 6.0]), Rescaling("for_all", scale=0.5)
    add = types.SimpleNamespace(name="add")  # an operation of Keras 3, which holds nothing
    assert defined["constants_of"](add) == {}
    live = defined["prepare"](KerasModel([by_channel, for_all, KerasLayer("conv1"), KerasLayer("conv2"), Dense("fc")]))
    assert live.inputs[0].shape[-1] == 2
    assert live.layers[0].config["scale"] == [3.0, 3.0] and live.layers[1] is for_all
    assert "by_channel" in capsys.readouterr().out


def test_channels_that_do_not_fit_are_refused_with_the_layer_that_was_made_for_them(by_hand, monkeypatch):
    modules = install(monkeypatch, keras_modules())
    plan = by_hand(NAMES, "keras", task=Task(input_channels_changed=True))
    code = export_plan(with_new_first(plan, "Conv2D"), "keras").replace("INPUT_CHANNELS = None", "INPUT_CHANNELS = 2")

    def clone_model(model, clone_function, input_tensors=None):
        raise ValueError("expected shape=(None, 8, 8, 3), found shape=(None, 8, 8, 2)")

    modules["keras"].models.clone_model = clone_model
    with pytest.raises(ValueError, match=r"With 2 channels .*\['conv1'\].*expand_nested=True"):
        run_code(code)["prepare"](keras_model())


@pytest.mark.parametrize("optimizer", TASKS)
def test_fastai_gets_the_plans_optimizer_with_its_weight_decay(by_hand, monkeypatch, optimizer):
    made = []

    def maker(name):
        def make(lists, **settings):
            made.append((name, settings))
            return types.SimpleNamespace(param_lists=[[Parameter(1)], [Parameter(2)]], state=State())

        return make

    class Parameter:
        def __init__(self, ndim):
            self.ndim = ndim

    class State(dict):
        def __missing__(self, key):
            return self.setdefault(key, {})

    fakes = module("fastai.optimizer", Adam=maker("Adam"), SGD=maker("SGD"))
    callback = module("fastai.callback.core", Callback=Anything)
    modules = {"fastai": module("fastai", optimizer=fakes), "fastai.callback": module("fastai.callback")}
    install(monkeypatch, {**torch_modules(), **modules, "fastai.optimizer": fakes, "fastai.callback.core": callback})
    defined = run_code(export_plan(by_hand(task=Task(optimizer=optimizer)), "fastai"))
    found = defined["opt_func"]([], lr=0.1)
    name, decay, decoupled = TASKS[optimizer]
    assert made[0][0] == name and made[0][1]["wd"] == decay and made[0][1]["decouple_wd"] == decoupled
    assert {parameter.ndim: settings for parameter, settings in found.state.items()} == {1: {"do_wd": False}}


def test_lightning_begins_each_fit_in_training_mode(by_hand, monkeypatch):
    class LightningModule:
        calls = ()

        def train(self, mode=True):
            self.calls += (mode,)
            return self

        def on_train_start(self):
            pass

        def modules(self):
            return []

    install(monkeypatch, {**torch_modules(), "lightning": module("lightning", LightningModule=LightningModule)})
    live = run_code(export_plan(by_hand(), "lightning"))["PlannedFineTuning"]()
    live.on_train_start()
    assert live.calls == (True,)


@pytest.mark.parametrize(
    ("groups", "leader"),
    [
        ({"wte": ("frozen", "freeze"), "lm_head": ("head", "tune")}, "lm_head"),
        ({"wte": ("speed_1", "tune"), "lm_head": ("frozen", "keep head")}, "wte"),
        ({"encoder": ("frozen", "freeze"), "decoder": ("speed_1", "tune")}, "encoder"),
    ],
)
def test_a_tensor_of_several_layers_follows_the_head_else_the_slowest(by_hand, monkeypatch, groups, leader):
    install(monkeypatch, torch_modules())
    defined = run_code(export_plan(by_hand(), "pytorch"))
    defined["MULTIPLIERS"].update({"frozen": 0.0, "speed_1": 0.5, "head": 1.0})
    rows = {name: (name, group, action) for name, (group, action) in groups.items()}
    assert defined["leading"]([f"{name}.weight" for name in rows], rows) == f"{leader}.weight"


def test_a_second_plan_with_another_number_of_answers_is_another_plan(by_hand):
    for key in ("pytorch", "timm", "lightning", "fastai", "huggingface"):
        text = export_plan(by_hand(), key)
        assert "plan = (BLOCKS, OUTPUTS, PROBLEM" in text and 'getattr(model, "plan_done", None) == plan' in text
        assert "HEAD)" in export_plan(by_hand(head=False), key)


def test_new_channels_are_told_to_everything_around_the_first_layer(by_hand, monkeypatch):
    install(monkeypatch, torch_modules())
    plan = by_hand(NAMES, task=Task(input_channels_changed=True))
    code = export_plan(with_new_first(plan, "Conv2d"), "huggingface")
    install(monkeypatch, {"transformers": module("transformers", Trainer=Anything)})
    defined = run_code(code.replace("INPUT_CHANNELS = None", "INPUT_CHANNELS = 1"))
    config = types.SimpleNamespace(num_channels=3)
    embeddings = types.SimpleNamespace(num_channels=3, other=3)
    parts = {"": types.SimpleNamespace(config=config), "vit": embeddings, "vit.projection": Conv2d(3)}
    defined["renew_first"](parts, "vit.projection", plan=())
    assert embeddings.projection.in_channels == 1
    assert (config.num_channels, embeddings.num_channels, embeddings.other) == (1, 1, 3)


class Numbers:
    """A tensor as far as the loss of the Trainer looks at one."""

    def __init__(self, shape):
        self.shape, self.dtype = shape, "float32"

    def numel(self):
        return self.shape[0] * (self.shape[1] if len(self.shape) > 1 else 1)

    def reshape(self, shape):
        return Numbers(shape)

    def to(self, dtype):
        return self


@pytest.mark.parametrize(
    ("task", "labels", "own"),
    [
        (Task(classes=None), (4,), False),
        (Task(classes=3, several_labels=True), (4, 3), False),
        (Task(classes=3), (4,), True),
    ],
)
def test_the_trainer_uses_the_exported_loss_for_numbers_and_labels(by_hand, monkeypatch, task, labels, own):
    class Trainer:
        def __init__(self, model=None):
            self.model_accepts_loss_kwargs = True

        def compute_loss(self, model, inputs, return_outputs=False, **settings):
            return "the model's own"

    install(monkeypatch, {**torch_modules(), "transformers": module("transformers", Trainer=Trainer)})
    defined = run_code(export_plan(by_hand(task=task), "huggingface"))
    defined["LOSS"] = lambda scores, answers: (scores.shape, answers.shape)
    trainer = defined["PlannedTrainer"]()

    class Model:
        training = False

        def __call__(self, **inputs):
            assert "labels" not in inputs
            return {"logits": Numbers((4, task.outputs))}

    found = trainer.compute_loss(Model(), {"x": 1, "labels": Numbers(labels)})
    assert found == ("the model's own" if own else ((4, task.outputs), (4, task.outputs)))
    assert trainer.model_accepts_loss_kwargs == own
    if not own:
        with pytest.raises(ValueError, match="each example needs"):
            trainer.compute_loss(Model(), {"labels": Numbers((4, 99))})
