"""Layers whose names a summary leaves out, cuts or wraps are found in the live model, or the code stops."""

import contextlib
import io

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is no requirement; the exported code runs where it is installed")

from torch import nn  # noqa: E402

from explorer.planner import Task, export_plan, make_plan, read_summary  # noqa: E402
from tests.planner.export.live import run_code  # noqa: E402
from tests.planner.export.plans import make_plan_by_hand  # noqa: E402
from tests.planner.export.torch.test_pytorch import assert_follows, plan_for, rates_of  # noqa: E402
from tests.planner.export.torch_models import (  # noqa: E402
    GRUClassifier,
    PlainCNN,
    ResNetLike,
    TiedLanguageModel,
    ViTLike,
    pictures,
    words,
)

pytestmark = pytest.mark.filterwarnings("ignore")


def torchinfo_text(model, inputs, **settings):
    torchinfo = pytest.importorskip("torchinfo", reason="torchinfo is no requirement")
    return str(torchinfo.summary(model, input_data=inputs, verbose=0, **settings))


def torchsummary_text(model, inputs):
    torchsummary = pytest.importorskip("torchsummary", reason="torchsummary is no requirement")
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        torchsummary.summary(model, tuple(inputs.shape[1:]), device="cpu")
    return text.getvalue()


def weighted_modules(model):
    return [m for m in model.modules() if any(True for _ in m.parameters(recurse=False)) or hasattr(m, "running_mean")]


@pytest.mark.parametrize("strategy", ["head_only", "discriminative", "surgical_first"])
@pytest.mark.parametrize("printer", [torchinfo_text, torchsummary_text])
@pytest.mark.parametrize("build", [PlainCNN, ResNetLike])
def test_layers_without_names_are_found_by_class_size_and_order(build, printer, strategy):
    model = build()
    settings = {"depth": 9} if printer is torchinfo_text else {}
    plan = make_plan(read_summary(printer(model, pictures(), **settings)), Task(classes=2), strategy=strategy)
    optimizer = run_code(export_plan(plan, "pytorch"))["apply_plan"](model)
    rates = rates_of(optimizer)
    listed = [p for p in plan.layers if p.layer.weighted or p.layer.norm]
    live = weighted_modules(model)
    assert [p.layer.kind for p in listed] == [type(module).__name__ for module in live]
    for planned, module in zip(listed, live, strict=True):
        for parameter in module.parameters(recurse=False):
            assert rates.get(id(parameter), 0.0) == pytest.approx(
                plan.base_learning_rate * planned.multiplier, rel=1e-9
            )
    assert model(pictures()).shape == (6, 2)


@pytest.mark.parametrize(
    ("build", "inputs"),
    [(ResNetLike, pictures), (ViTLike, pictures), (GRUClassifier, words), (TiedLanguageModel, words)],
)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_blocks_that_a_summary_collapses_are_treated_whole(build, inputs, depth):
    model = build()
    plan = make_plan(read_summary(torchinfo_text(model, inputs(), depth=depth)), Task(classes=2), strategy="head_only")
    defined = run_code(export_plan(plan, "pytorch"))
    optimizer = defined["apply_plan"](model)
    assert sum(len(group["params"]) for group in optimizer.param_groups) <= 2
    assert model(inputs()).shape == (6, 2)
    for number in range(1, len(plan.schedule) + 1):
        defined[f"phase_{number}"](model)


def test_counts_that_do_not_fit_stop_the_code():
    plan = make_plan(read_summary(torchinfo_text(ResNetLike(), pictures(), depth=9)), Task(classes=2))
    with pytest.raises(ValueError, match="this model has"):
        run_code(export_plan(plan, "pytorch"))["apply_plan"](PlainCNN())


def test_a_model_inside_another_is_found_by_what_stands_before_its_names():
    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.network = ViTLike()
            self.scale = nn.Parameter(torch.ones(1))

    plan, outer = plan_for(ViTLike()), Outer()
    optimizer = run_code(export_plan(plan, "pytorch"))["apply_plan"](outer)
    held = {id(p) for p in outer.network.parameters()} & set(rates_of(optimizer))
    alone = ViTLike()
    assert len(held) == len(rates_of(run_code(export_plan(plan, "pytorch"))["apply_plan"](alone)))
    assert_follows(plan, alone, run_code(export_plan(plan, "pytorch"))["apply_plan"](alone))


def test_a_summary_of_a_lightning_module_serves_the_network_it_holds():
    lightning = pytest.importorskip("lightning", reason="Lightning is no requirement")
    from lightning.pytorch.utilities.model_summary import ModelSummary

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.network = ResNetLike()

    plan = make_plan(read_summary(str(ModelSummary(Module(), max_depth=-1))), Task(classes=2))
    for model in (Module(), ResNetLike()):
        optimizer = run_code(export_plan(plan, "pytorch"))["apply_plan"](model)
        assert len(rates_of(optimizer)) == sum(p.requires_grad for p in model.parameters())


def test_a_name_listed_twice_with_two_treatments_stops_the_code():
    plan = make_plan_by_hand(("fc", "mid", "fc"))
    model = nn.Module()
    model.fc, model.mid = nn.Linear(2, 2), nn.Linear(2, 2)
    with pytest.raises(ValueError, match=r"'fc' twice"):
        run_code(export_plan(plan, "pytorch"))["apply_plan"](model)


def test_a_head_that_the_summary_lacks_is_named_by_hand():
    body = PlainCNN()
    body.classifier = nn.Sequential(nn.Linear(32, 16), nn.ReLU())
    plan = make_plan(read_summary(str(body.features)), Task(classes=2), strategy="head_only")
    if any(p.layer.role == "head" for p in plan.layers):
        plan = make_plan_by_hand(("features.0", "features.3"), head=False)
    code = export_plan(plan, "pytorch")
    live = PlainCNN()
    with pytest.raises(ValueError, match="HEAD"):
        run_code(code)["apply_plan"](live)
    named = code.replace("HEAD = None", 'HEAD = "classifier.3"')
    optimizer = run_code(named)["apply_plan"](live)
    assert live.classifier[3].weight.shape == (2, 16) and live(pictures()).shape == (6, 2)
    assert rates_of(optimizer)[id(live.classifier[3].weight)] == plan.base_learning_rate


class WithAuxiliaryHead(nn.Module):
    """A model whose second head runs while it is trained only, so that torchinfo counts it with the model itself."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.aux = nn.Sequential(nn.Linear(8, 30), nn.ReLU(), nn.Linear(30, 7))
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(torch.flatten(self.pool(self.conv(x)), 1))


def test_parts_that_did_not_run_are_treated_like_the_first_block():
    model = WithAuxiliaryHead().eval()
    text = torchinfo_text(model, pictures(), depth=9, row_settings=("var_names", "depth"))
    plan = make_plan(read_summary(text), Task(classes=2), strategy="discriminative")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        optimizer = run_code(export_plan(plan, "pytorch"))["apply_plan"](model)
    rates = rates_of(optimizer)
    speeds = {planned.layer.path: planned.multiplier for planned in plan.layers}
    assert "the model itself" in said.getvalue()
    for parameter in (*model.aux.parameters(), *model.conv.parameters()):
        assert rates[id(parameter)] == pytest.approx(plan.base_learning_rate * speeds["conv"])
