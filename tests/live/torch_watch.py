"""What did two real steps do to a live PyTorch model? Values before, gradients, values after."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import nn

from explorer.planner import Task
from tests.live.cases import check
from tests.live.torch_trainers import scores
from tests.live.truth import Truth

MAKERS = {  # as the plan's task names them; torch's own defaults beside what the rule book gives
    "adamw": lambda parameters: torch.optim.AdamW(parameters, weight_decay=0.01),
    "adam": lambda parameters: torch.optim.Adam(parameters),
    "sgd": lambda parameters: torch.optim.SGD(parameters, momentum=0.9, weight_decay=1e-4),
}


@dataclass
class Watch:
    """Records a training from within: takes the values before the first step and after it, and all gradients."""

    model: nn.Module
    before: dict[str, torch.Tensor] = field(default_factory=dict)
    after_one: dict[str, torch.Tensor] = field(default_factory=dict)
    first: dict[str, torch.Tensor] = field(default_factory=dict)  # gradients of the first step
    largest: dict[str, float] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)  # modules that ran in the training
    steps: int = 0
    evaluating: int = 0  # steps in which the model was in evaluation mode
    inputs: tuple[tuple, dict] = ((), {})  # what the model was given in the first step
    modes: dict[str, bool] = field(default_factory=dict)  # whether each module was training in the first step

    def begin(self) -> "Watch":
        """Hook into the next training of the model; the hooks are taken off by `end`."""
        self.hooks = [self.model.register_forward_pre_hook(self._before_step, with_kwargs=True)]
        return self

    def _before_step(self, model: nn.Module, positional: tuple, named: dict) -> None:
        if not torch.is_grad_enabled():
            return
        self.steps += 1
        self.evaluating += not self.model.training
        if self.steps == 1:
            self.before, self.inputs = state_of(self.model), (positional, named)
            self.modes = {name: module.training for name, module in model.named_modules()}
            for name, parameter in self.model.named_parameters():
                if parameter.requires_grad:
                    self.hooks.append(parameter.register_post_accumulate_grad_hook(self._keep(name)))
            for name, module in self.model.named_modules():
                if getattr(module, "running_mean", None) is not None:
                    self.hooks.append(module.register_forward_hook(lambda *_, name=name: self.ran.add(name)))
        elif self.steps == 2:
            self.after_one = state_of(self.model)

    def _keep(self, name: str):
        def keep(parameter: nn.Parameter) -> None:
            if self.steps == 1:
                self.first[name] = parameter.grad.detach().clone()
            size = float(parameter.grad.abs().max()) if parameter.numel() else 0.0
            self.largest[name] = max(self.largest.get(name, 0.0), size)

        return keep

    def end(self) -> None:
        """Take the hooks off."""
        for hook in self.hooks:
            hook.remove()


def state_of(model: nn.Module) -> dict[str, torch.Tensor]:
    """Copies of all weights and buffers by name."""
    found = [*model.named_parameters(), *model.named_buffers()]
    return {name: value.detach().clone() for name, value in found}


def aliases(model: nn.Module) -> Iterator[tuple[str, list[str], nn.Parameter]]:
    """Each weight once: first name, all names, itself."""
    names: dict[int, list[str]] = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        names.setdefault(id(parameter), []).append(name)
    for name, parameter in model.named_parameters():
        yield name, names[id(parameter)], parameter


def expected_rates(model: nn.Module, truth: Truth, phase: int | None) -> dict[str, float | None]:
    """Give the plan's speed of each weight by name; None where no listed layer owns it."""
    return {name: truth.speed(names, phase) for name, names, _ in aliases(model)}


def check_training(watch: Watch, truth: Truth, phase: int | None, rates: dict[str, float]) -> None:
    """What is frozen is bit-equal; what learns moves as the plan's optimizer moves it; statistics go along."""
    check(watch.steps >= 2, f"{watch.steps} steps were trained")
    check(not watch.evaluating, "the model was trained in evaluation mode")
    finite = all(bool(torch.isfinite(gradient).all()) for gradient in watch.first.values())
    check(finite, "a gradient of the first step is no number")
    after, task = state_of(watch.model), truth.plan.task
    _check_frozen(watch, rates, after)
    _check_moved(watch, rates, after, task)
    _check_reached(watch, rates)
    _check_first_step(watch, truth, rates)
    _check_statistics(watch, truth, phase, after)


def _check_frozen(watch: Watch, rates: dict[str, float], after: dict) -> None:
    for name, parameter in watch.model.named_parameters():
        if rates.get(name, 0.0) == 0:
            check(not parameter.requires_grad, f"{name} is frozen in the plan and takes gradients")
            check(torch.equal(watch.before[name], after[name]), f"{name} is frozen in the plan and moved")
        else:
            check(parameter.requires_grad, f"{name} learns in the plan and takes no gradients")


def _check_moved(watch: Watch, rates: dict[str, float], after: dict, task: Task) -> None:
    for name, rate in rates.items():
        gradient = watch.largest.get(name, 0.0)
        size = float(watch.before[name].abs().max()) if watch.before[name].numel() else 0.0
        step = rate * gradient if task.optimizer == "sgd" else rate * (gradient > 1e-6)
        if rate > 0 and gradient > 0 and step > 1e-6 * max(size, 1e-3):
            check(not torch.equal(watch.before[name], after[name]), f"{name} learns in the plan and did not move")


def _check_reached(watch: Watch, rates: dict[str, float]) -> None:
    """Every weight that learns had a gradient, where one passes through it in the same model with everything awake."""
    awake = awake_gradients(watch)
    clear = 1e-5 * max(awake.values(), default=0.0)
    for name, rate in rates.items():
        if rate > 0 and name in awake:
            check(name in watch.largest, f"{name} learns in the plan and no gradient reached it")
            reached = watch.largest[name] > 0 or awake[name] <= clear
            check(reached, f"{name} learns in the plan and its gradient is 0")


def awake_gradients(watch: Watch) -> dict[str, float]:
    """Give the largest gradient of each weight that one reaches when all of them take gradients.

    The model, its values and modes are those of the first step; afterwards it is as it was.
    """
    model, now = watch.model, state_of(watch.model)
    flags = {name: parameter.requires_grad for name, parameter in model.named_parameters()}
    modes = {name: module.training for name, module in model.named_modules()}
    put_state(
        model, watch.before, {name: value.is_floating_point() for name, value in watch.before.items()}, watch.modes
    )
    parameters = dict(model.named_parameters())
    try:
        with torch.enable_grad():
            answers = scores(model(*watch.inputs[0], **watch.inputs[1]))
            toward = torch.randn(answers.shape, generator=torch.Generator().manual_seed(0))
            found = torch.autograd.grad((answers * toward).sum(), list(parameters.values()), allow_unused=True)
    finally:
        put_state(model, now, flags, modes)
    pairs = zip(parameters, found, strict=True)
    return {name: float(g.abs().max()) for name, g in pairs if g is not None and g.numel()}


def put_state(model: nn.Module, values: dict, flags: dict[str, bool], modes: dict[str, bool]) -> None:
    """Give a model these values, flags and modes, by name."""
    put_values(model, values)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(flags[name])
    for name, module in model.named_modules():
        module.training = modes[name]


def put_values(model: nn.Module, values: dict) -> None:
    """Give a model's weights and buffers these values, by name."""
    with torch.no_grad():
        for name, value in [*model.named_parameters(), *model.named_buffers()]:
            value.copy_(values[name])


def _check_first_step(watch: Watch, truth: Truth, rates: dict[str, float]) -> None:
    """Hold the first step against PyTorch's own optimizer of that name, given the same gradients."""
    groups, copies, task = {}, {}, truth.plan.task
    for name, gradient in watch.first.items():
        copies[name] = nn.Parameter(watch.before[name].clone())
        copies[name].grad = gradient
        decays = gradient.ndim > 1 and not truth.learns_beside(name)
        groups.setdefault((rates[name], decays), []).append(copies[name])
    settings = []
    optimizer = MAKERS[task.optimizer]([nn.Parameter(torch.zeros(1))])
    for (rate, thick), parameters in groups.items():
        settings.append({"params": parameters, "lr": rate} | ({} if thick else {"weight_decay": 0.0}))
    for setting in settings:
        optimizer.add_param_group(setting)
    optimizer.step()
    for name, copy in copies.items():
        clear = watch.first[name].abs() > 1e-4  # below, Adam's small constant decides
        off = (copy.detach() - watch.after_one[name]).abs()[clear] if copy.numel() else torch.zeros(0)
        room = 2e-3 * rates[name] * (1 if task.optimizer != "sgd" else watch.largest[name])
        room += 3e-7 * float(copy.detach().abs().max()) if copy.numel() else 0.0
        far = float(off.max()) if off.numel() else 0.0
        check(
            far <= room, f"{name}: the first step is not {task.optimizer}'s (off by {far:.2e}, rate {rates[name]:.2e})"
        )


def _check_statistics(watch: Watch, truth: Truth, phase: int | None, after: dict) -> None:
    """Running averages of what learns move, those of what is frozen are bit-equal, as every frozen buffer is."""
    speeds = truth.speeds(phase)
    norms = {name for name, module in watch.model.named_modules() if getattr(module, "running_mean", None) is not None}
    for name in norms:
        number = truth.listed(name)
        if number is None:
            continue
        mean = f"{name}.running_mean"
        same = torch.equal(watch.before[mean], after[mean])
        if speeds[number] == 0:
            check(same, f"{name} is frozen in the plan and its running mean moved")
        elif name in watch.ran and not truth.plan.layers[number].biases_only:
            check(not same, f"{name} learns in the plan and its running mean did not move")
    for name, value in watch.model.named_buffers():
        number = truth.listed(name)
        if number is not None and speeds[number] == 0:
            check(torch.equal(watch.before[name], value), f"{name} belongs to a frozen layer and moved")
