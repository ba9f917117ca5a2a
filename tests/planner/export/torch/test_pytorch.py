"""The PyTorch export does to a live model what the plan says."""

import copy

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is no requirement; the exported code runs where it is installed")

from torch import nn  # noqa: E402

from explorer.planner import (  # noqa: E402
    REQUESTS,
    Task,
    export_plan,
    make_plan,
    read_summary,
)
from tests.planner.export.live import decider, learns, run_code  # noqa: E402
from tests.planner.export.torch_models import MODELS, ConvHead, PlainCNN, ResNetLike, ViTLike, pictures  # noqa: E402

KEYS = ("pytorch", "timm")


def plan_for(model, strategy="discriminative", task=None):
    return make_plan(read_summary(str(model)), task or Task(classes=2), strategy=strategy)


def rates_of(optimizer):
    rates = {}
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            assert id(parameter) not in rates, "a weight is in two groups"
            rates[id(parameter)] = group["lr"]
    return rates


def assert_follows(plan, model, optimizer, multiplier_of=None):
    """Every weight of the live model has the planned rate, or is frozen and in no group."""
    rates = rates_of(optimizer)
    for name, parameter in model.named_parameters():
        planned = decider(plan, name.removeprefix("module."))
        rate = plan.base_learning_rate * planned.multiplier if multiplier_of is None else multiplier_of(planned)
        rate *= learns(planned, name.rpartition(".")[2])
        assert parameter.requires_grad == (rate > 0), name
        if rate > 0:
            assert rates.pop(id(parameter)) == pytest.approx(rate, rel=1e-12), name
    assert not rates, "the optimizer holds weights that are not the model's"


def train(defined, model, optimizer, inputs, steps=2):
    for _ in range(steps):
        defined["set_train_mode"](model)
        optimizer.zero_grad()
        outputs = model(inputs)
        answers = torch.arange(len(outputs)) % outputs.shape[1]
        defined["LOSS"](outputs, answers).backward()
        optimizer.step()


def state_of(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def assert_only_planned_moved(plan, before, model):
    frozen_moved, moved = [], 0
    learning = {n for n, p in model.named_parameters() if p.requires_grad}
    for name, value in model.state_dict().items():
        same = torch.equal(before[name], value)
        is_statistic = "running_" in name or "num_batches" in name
        still = decider(plan, name.removeprefix("module.")).multiplier == 0 if is_statistic else name not in learning
        if still and not same and not any(value is other for other in learning):
            frozen_moved.append(name)
        moved += not same
    assert not frozen_moved
    assert moved


@pytest.mark.parametrize("strategy", REQUESTS)
@pytest.mark.parametrize("key", MODELS)
def test_every_weight_learns_as_planned_and_frozen_ones_stay(key, strategy):
    torch.manual_seed(0)
    build, inputs = MODELS[key]
    model = build()
    plan = plan_for(model, strategy)
    for export in KEYS:
        live = copy.deepcopy(model)
        defined = run_code(export_plan(plan, export))
        optimizer = defined["apply_plan"](live)
        assert_follows(plan, live, optimizer)
        assert live(inputs()).shape == (6, 2)
        before = state_of(live)
        train(defined, live, optimizer, inputs())
        if key != "tied":  # one tensor under two names
            assert_only_planned_moved(plan, before, live)


@pytest.mark.parametrize("strategy", ["gradual", "linear_probe_then_tune"])
@pytest.mark.parametrize("key", MODELS)
def test_each_phase_sets_its_own_speeds_and_keeps_the_new_head(key, strategy):
    build, inputs = MODELS[key]
    model = build()
    plan = plan_for(model, strategy)
    defined = run_code(export_plan(plan, "pytorch"))
    optimizer, head = None, None
    for number, phase in enumerate(plan.schedule, 1):
        optimizer = defined[f"phase_{number}"](model, optimizer)
        speeds = {id(p): m * phase.base_learning_rate for p, m in zip(plan.layers, phase.multipliers, strict=True)}
        assert_follows(plan, model, optimizer, lambda planned, speeds=speeds: speeds[id(planned)])
        train(defined, model, optimizer, inputs(), steps=1)
        new = [module for module in model.modules() if getattr(module, "out_features", 0) == 2]
        assert head is None or head is new
        head = head and new
    assert f"phase_{len(plan.schedule) + 1}" not in defined


def test_wrapped_models_are_planned_like_bare_ones():
    model = ResNetLike()
    plan = plan_for(model)
    wrapped = nn.DataParallel(model)
    optimizer = run_code(export_plan(plan, "pytorch"))["apply_plan"](wrapped)
    assert_follows(plan, wrapped, optimizer)
    bare = ResNetLike()
    printed_wrapped = plan_for(nn.DataParallel(ResNetLike()))
    optimizer = run_code(export_plan(printed_wrapped, "pytorch"))["apply_plan"](bare)
    assert_follows(printed_wrapped, bare, optimizer)
    compiled = torch.compile(ResNetLike(), backend="eager")
    run_code(export_plan(plan, "pytorch"))["apply_plan"](compiled)
    assert compiled(pictures()).shape == (6, 2)


def test_a_head_in_a_sequential_and_a_convolutional_head_are_replaced_in_place():
    for model in (PlainCNN(), ConvHead()):
        old = model.classifier[-1] if isinstance(model, PlainCNN) else model.classifier[1]
        run_code(export_plan(plan_for(model, "head_only", Task(classes=7)), "pytorch"))["apply_plan"](model)
        new = model.classifier[-1] if isinstance(model, PlainCNN) else model.classifier[1]
        assert type(new) is type(old) and new is not old
        assert model(pictures()).shape == (6, 7)


def test_weight_decay_spares_biases_and_norms():
    model = ResNetLike()
    optimizer = run_code(export_plan(plan_for(model, "full"), "pytorch"))["apply_plan"](model)
    decays = {id(p): g["weight_decay"] for g in optimizer.param_groups for p in g["params"]}
    for name, parameter in model.named_parameters():
        assert (decays[id(parameter)] > 0) == (parameter.ndim > 1), name


def test_weights_that_the_summary_hides_are_printed_with_their_treatment(capsys):
    model = ViTLike()
    run_code(export_plan(plan_for(model, "head_only"), "pytorch"))["apply_plan"](model)
    printed = capsys.readouterr().out
    for hidden in ("cls_token", "pos_embed"):
        assert hidden in printed
    assert not model.cls_token.requires_grad


def test_another_model_is_refused_by_the_name_of_the_layer_it_lacks():
    defined = run_code(export_plan(plan_for(ResNetLike()), "pytorch"))
    with pytest.raises(ValueError, match="conv1"):
        defined["apply_plan"](ViTLike())


def test_a_new_number_of_channels_gives_a_new_first_convolution():
    task = Task(classes=2, input_channels_changed=True)
    code = export_plan(plan_for(ResNetLike(), "discriminative", task), "pytorch")
    model = ResNetLike()
    defined = run_code(code.replace("INPUT_CHANNELS = None", "INPUT_CHANNELS = 1"))
    optimizer = defined["apply_plan"](model)
    assert model.conv1.weight.shape == (8, 1, 3, 3) and model.conv1.weight.requires_grad
    assert id(model.conv1.weight) in rates_of(optimizer)
    assert model(pictures(1)).shape == (6, 2)
    kept = ResNetLike()
    old = kept.conv1.weight.detach().clone()
    run_code(code)["apply_plan"](kept)
    assert kept.conv1.weight.shape == old.shape and not torch.equal(kept.conv1.weight, old)


def test_from_scratch_draws_every_weight_anew():
    for build, _ in (MODELS["resnet_like"], MODELS["vit_like"], MODELS["gru"]):
        model = build()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.fill_(7.0)
            for name, buffer in model.named_buffers():
                if "running_mean" in name:
                    buffer.fill_(7.0)
        run_code(export_plan(plan_for(model, "from_scratch"), "pytorch"))["apply_plan"](model)
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                assert not (value == 7.0).any(), name
        for module in model.modules():
            if type(module) in (nn.Linear, nn.Conv2d) and module is not getattr(model, "patch_embed", None):
                bound = module.weight[0].numel() ** -0.5  # PyTorch's own draw, U(-1/sqrt(fan_in), 1/sqrt(fan_in))
                assert module.weight.abs().max() <= bound and module.weight.std() > bound / 3
            if type(module) in (nn.BatchNorm2d, nn.LayerNorm) and module.weight is not None:
                assert (module.weight == 1).all() and (module.bias == 0).all()


@pytest.mark.parametrize(
    ("task", "outputs"), [(Task(classes=None), 1), (Task(classes=4, several_labels=True), 4), (Task(classes=3), 3)]
)
def test_the_loss_fits_the_kind_of_answer(task, outputs):
    model = ResNetLike()
    defined = run_code(export_plan(plan_for(model, "head_only", task), "pytorch"))
    optimizer = defined["apply_plan"](model)
    scores = model(pictures())
    assert scores.shape == (6, outputs)
    answers = torch.zeros(6, dtype=torch.long) if task.classes == 3 else torch.zeros(6, outputs)
    defined["LOSS"](scores, answers).backward()
    optimizer.step()


def test_another_plan_for_the_same_model_gives_its_own_head_and_speeds():
    model = ResNetLike()
    run_code(export_plan(plan_for(model, "head_only"), "pytorch"))["apply_plan"](model)
    plan = plan_for(ResNetLike(), "full", Task(classes=5))
    optimizer = run_code(export_plan(plan, "pytorch"))["apply_plan"](model)
    assert_follows(plan, model, optimizer)
    assert model(pictures()).shape == (6, 5)
