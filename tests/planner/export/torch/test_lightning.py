"""The Lightning export gives the same groups, and frozen batch norm stays still through validation."""

import warnings

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is no requirement")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    lightning = pytest.importorskip("lightning", reason="Lightning is no requirement")

from explorer.planner import Task, export_plan, make_plan, read_summary  # noqa: E402
from tests.planner.export.live import decider, run_code  # noqa: E402
from tests.planner.export.torch_models import ResNetLike, pictures  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")


def plan_of_network(strategy):
    return make_plan(read_summary(str(ResNetLike())), Task(classes=2), strategy=strategy)


def module_class(defined):
    class Module(defined["PlannedFineTuning"]):
        def __init__(self):
            super().__init__()
            self.network = ResNetLike()

        def training_step(self, batch, index):
            return defined["LOSS"](self.network(batch[0]), batch[1])

        def validation_step(self, batch, index):
            self.network(batch[0])

    return Module


def loader():
    data = torch.utils.data.TensorDataset(torch.cat([pictures(), pictures()]), torch.arange(12) % 2)
    return torch.utils.data.DataLoader(data, batch_size=6)


def fit(module, tmp_path):
    trainer = lightning.Trainer(
        max_epochs=2,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        accelerator="cpu",
        default_root_dir=tmp_path,
    )
    trainer.fit(module, loader(), loader())
    return trainer.optimizers[0]


@pytest.mark.parametrize("strategy", ["head_only", "discriminative", "surgical_middle"])
def test_fit_moves_what_is_planned_and_nothing_else(strategy, tmp_path):
    plan = plan_of_network(strategy)
    module = module_class(run_code(export_plan(plan, "lightning")))()
    before = {name: value.clone() for name, value in module.network.state_dict().items()}
    optimizer = fit(module, tmp_path)
    rates = {id(p): g["lr"] for g in optimizer.param_groups for p in g["params"]}
    for name, parameter in module.network.named_parameters():
        assert rates.get(id(parameter), 0.0) == pytest.approx(
            decider(plan, name).multiplier * plan.base_learning_rate, rel=1e-12
        )
    for name, value in module.network.state_dict().items():
        if decider(plan, name).multiplier == 0:
            assert torch.equal(value, before[name]), name


def test_a_phase_is_chosen_by_its_number(tmp_path):
    plan = plan_of_network("gradual")
    module = module_class(run_code(export_plan(plan, "lightning")))()
    for number, phase in enumerate(plan.schedule, 1):
        module.phase = number
        optimizer = fit(module, tmp_path)
        planned = [pytest.approx(m * phase.base_learning_rate) for m in phase.multipliers if m > 0]
        assert all(group["lr"] in planned for group in optimizer.param_groups)
        assert all(rate in [group["lr"] for group in optimizer.param_groups] for rate in planned)
