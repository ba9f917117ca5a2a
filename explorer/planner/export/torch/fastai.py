"""How does a plan become a splitter and learning rates for fastai?"""

from explorer.planner.export.python_header import phase_functions
from explorer.planner.export.task_code import optimizer_of
from explorer.planner.export.torch import torch_code
from explorer.planner.export.torch.pytorch import program
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan

USE = [
    "learn = Learner(data, model, loss_func=LOSS, opt_func=opt_func, splitter=splitter,",
    "                cbs=KeepStill(), train_bn=False)",
    "learn.fit_one_cycle(epochs, learning_rates)",
    "",
    "opt_func is the plan's optimizer; without it fastai takes Adam, whose rates do not fit another one's.",
    "fit_one_cycle moves the momentum between 0.95 and 0.85, as fastai always does; learn.fit leaves it alone.",
    "",
    "In phases: learn.fit_one_cycle(n, phase_1(learn)), then phase_2(learn), and so on.",
    "Do not call learn.freeze, learn.unfreeze or learn.fine_tune: the plan has done what they do.",
]
IMPORTS = [
    "import torch",
    "from fastai import optimizer as fastai_optimizers",
    "from fastai.callback.core import Callback",
    "from torch import nn",
    "",
]

SPLITTER = '''
def splitter(model):
    """Replace the head, freeze what stays, and give fastai one list of weights for each of learning_rates.

    Frozen weights are in no list, so that nothing can wake them or let their weight decay act.
    """
    return split(model, BASE_LEARNING_RATE, MULTIPLIERS)


def split(model, base, multipliers):
    """The weights of each group that learns, slowest first, each weight marked whether it decays."""
    prepare(model)
    optimizer = build_optimizer(model, base, multipliers)
    lists = {group: [] for group in learning_groups(multipliers)}
    for group in optimizer.param_groups:
        lists[group["name"]] += group["params"]
        for parameter in group["params"]:
            parameter.decays = group["weight_decay"] > 0
    return list(lists.values())


def learning_groups(multipliers):
    """The groups that learn, slowest first, as fastai expects its rates."""
    return sorted((group for group in multipliers if multipliers[group] > 0), key=multipliers.get)


def rates(base, multipliers):
    """One learning rate for each list that split gives."""
    return [base * multipliers[group] for group in learning_groups(multipliers)]


def opt_func(lists, lr, **settings):
    """The plan's optimizer in fastai's own form, which lets fit_one_cycle move rates and momentum."""
    optimizer = fastai_optimizers.MAKER(lists, lr=lr, wd=WEIGHT_DECAY, OPTIONS, **settings)
    for parameter in (parameter for parameters in optimizer.param_lists for parameter in parameters):
        if not getattr(parameter, "decays", parameter.ndim > 1):
            optimizer.state[parameter]["do_wd"] = False  # none on biases, norms and added weights
    return optimizer


class KeepStill(Callback):
    """Holds the running mean and variance of frozen batch norm, which fastai would let move."""

    order = 1  # after fastai has switched the model to training

    def before_fit(self):
        """Say so where the plan's optimizer was left out: its rates belong to it."""
        if self.learn.opt_func is not opt_func:
            print("This Learner has an optimizer of its own, not the plan's: give it opt_func=opt_func.")

    def before_train(self):
        """Run after the model was switched to training."""
        keep_still(self.model)


def keep_still(model):
    """Hold the running mean and variance of frozen batch norm, which move even without gradients."""
    for module in model.modules():
        if getattr(module, "keep_still", False):
            module.eval()
    return model


def set_train_mode(model):
    """Use this instead of model.train() in a loop of your own."""
    model.train()
    return keep_still(model)


learning_rates = rates(BASE_LEARNING_RATE, MULTIPLIERS)
'''

PHASE = '''
def start_phase(learn, phase):
    """Give the Learner the weights of one phase with a new optimizer; returns the rates for fit_one_cycle."""
    learn.splitter = lambda model: split(model, phase["base"], phase["multipliers"])
    learn.create_opt()
    return rates(phase["base"], phase["multipliers"])
'''


def write(plan: Plan) -> str:
    """Write the plan as splitter(model), learning_rates and one function a phase."""
    phases: list[str] = []
    if plan.schedule:
        functions = phase_functions(plan, "return start_phase(learn, PHASES[{index}])", "learn")
        phases = ["", *PHASE.splitlines()[1:], "", *functions]
    optimizer = optimizer_of(plan.task)
    splitter = SPLITTER.replace("MAKER", optimizer.fastai).replace("OPTIONS", optimizer.fastai_arguments)
    return program(plan, "fastai (PyTorch)", USE, IMPORTS, splitter, phases)


EXPORTER = Exporter(
    "fastai",
    "fastai",
    torch_code.FRAMEWORKS,
    ".py",
    write,
    "Give the splitter and the rates to your Learner.",
    able=torch_code.ABLE,
)
