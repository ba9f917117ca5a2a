"""The timm export on models of the library itself, with one of its schedulers."""

import warnings

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is no requirement")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    timm = pytest.importorskip("timm", reason="timm is no requirement")

from explorer.planner import Task, export_plan, make_plan, read_summary  # noqa: E402
from tests.planner.export.live import decider, run_code  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")

NAMES = ("resnet18", "vit_tiny_patch16_224", "mobilenetv3_small_050", "convnext_atto", "regnetx_002", "test_vit")


@pytest.mark.parametrize("strategy", ["head_only", "discriminative", "surgical_first"])
@pytest.mark.parametrize("name", [name for name in NAMES if timm.is_model(name)])
def test_every_weight_of_a_timm_model_learns_as_planned(name, strategy):
    model = timm.create_model(name, num_classes=10)
    plan = make_plan(read_summary(str(model)), Task(classes=3), strategy=strategy)
    defined = run_code(export_plan(plan, "timm"))
    optimizer = defined["apply_plan"](model)
    rates = {id(p): g["lr"] for g in optimizer.param_groups for p in g["params"]}
    for weight, parameter in model.named_parameters():
        rate = plan.base_learning_rate * decider(plan, weight).multiplier
        assert rates.get(id(parameter), 0.0) == pytest.approx(rate, rel=1e-12), weight
        assert parameter.requires_grad == (rate > 0)
    assert model.num_classes == 3 and model.get_classifier().weight.shape[0] == 3


def test_timms_scheduler_keeps_the_ratios_between_groups():
    from timm.scheduler import CosineLRScheduler

    model = timm.create_model("resnet18", num_classes=10)
    plan = make_plan(read_summary(str(model)), Task(classes=3), strategy="discriminative")
    optimizer = run_code(export_plan(plan, "timm"))["apply_plan"](model)
    start = [group["lr"] for group in optimizer.param_groups]
    CosineLRScheduler(optimizer, t_initial=10).step(5)
    after = [group["lr"] for group in optimizer.param_groups]
    shares = [b / a for a, b in zip(start, after, strict=True)]
    assert shares == pytest.approx([shares[0]] * len(shares)) and shares[0] < 1
