"""The fastai export: a splitter and one rate for each of its lists."""

import warnings

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is no requirement")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    learner = pytest.importorskip("fastai.learner", reason="fastai is no requirement")
    import fastai.callback.schedule  # noqa: F401
    from fastai.data.core import DataLoaders

from explorer.planner import Task, export_plan, make_plan, read_summary  # noqa: E402
from tests.planner.export.live import decider, run_code  # noqa: E402
from tests.planner.export.torch_models import ResNetLike, pictures  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")


def learner_for(defined, model, tmp_path):
    data = torch.utils.data.TensorDataset(torch.cat([pictures(), pictures()]), torch.arange(12) % 2)
    loader = torch.utils.data.DataLoader(data, batch_size=6)
    return learner.Learner(
        DataLoaders(loader, loader),
        model,
        loss_func=defined["LOSS"],
        splitter=defined["splitter"],
        cbs=defined["KeepStill"](),
        train_bn=False,
        path=tmp_path,
    )


@pytest.mark.parametrize("strategy", ["head_only", "discriminative", "surgical_middle", "full"])
def test_the_splitter_lists_what_learns_and_the_rates_fit(strategy):
    plan = make_plan(read_summary(str(ResNetLike())), Task(classes=2), strategy=strategy)
    model = ResNetLike()
    defined = run_code(export_plan(plan, "fastai"))
    lists = defined["splitter"](model)
    rates = defined["learning_rates"]
    assert len(lists) == len(rates) and all(lists)
    found = {id(p): rate for parameters, rate in zip(lists, rates, strict=True) for p in parameters}
    assert len(found) == sum(map(len, lists))
    for name, parameter in model.named_parameters():
        rate = plan.base_learning_rate * decider(plan, name).multiplier
        assert found.get(id(parameter), 0.0) == pytest.approx(rate, rel=1e-12)
        assert parameter.requires_grad == (rate > 0)


@pytest.mark.parametrize("strategy", ["head_only", "discriminative", "surgical_middle"])
def test_fit_one_cycle_moves_what_is_planned_and_nothing_else(strategy, tmp_path):
    plan = make_plan(read_summary(str(ResNetLike())), Task(classes=2), strategy=strategy)
    model = ResNetLike()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    defined = run_code(export_plan(plan, "fastai"))
    learn = learner_for(defined, model, tmp_path)
    with learn.no_bar(), learn.no_logging():
        learn.fit_one_cycle(1, defined["learning_rates"])
    moved = 0
    for name, value in model.state_dict().items():
        if decider(plan, name).multiplier == 0:
            assert torch.equal(value, before[name]), name
        else:
            moved += value.shape != before[name].shape or not torch.equal(value, before[name])
    assert moved


def test_each_phase_gives_the_rates_of_its_lists(tmp_path):
    plan = make_plan(read_summary(str(ResNetLike())), Task(classes=2), strategy="gradual")
    model = ResNetLike()
    defined = run_code(export_plan(plan, "fastai"))
    learn = learner_for(defined, model, tmp_path)
    for number, phase in enumerate(plan.schedule, 1):
        rates = defined[f"phase_{number}"](learn)
        assert len(rates) == len(learn.opt.param_lists)
        assert max(rates) == pytest.approx(phase.base_learning_rate * max(phase.multipliers))
        with learn.no_bar(), learn.no_logging():
            learn.fit_one_cycle(1, rates)
