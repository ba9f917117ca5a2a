"""How does a plan become a splitter and learning rates for fastai?"""

from explorer.planner.export.python_header import phase_functions
from explorer.planner.export.torch import torch_code
from explorer.planner.export.torch.pytorch import program
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan

USE = [
    "learn = Learner(data, model, loss_func=LOSS, splitter=splitter, cbs=KeepStill(), train_bn=False)",
    "learn.fit_one_cycle(epochs, learning_rates)",
    "",
    "In phases: learn.fit_one_cycle(n, phase_1(learn)), then phase_2(learn), and so on.",
    "Do not call learn.freeze, learn.unfreeze or learn.fine_tune: the plan has done what they do.",
]
IMPORTS = [
    "import torch",
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
    """The weights of each group that learns, slowest first; fastai itself spares biases and norms the decay."""
    prepare(model)
    optimizer = build_optimizer(model, base, multipliers)
    lists = {group: [] for group in learning_groups(multipliers)}
    for group in optimizer.param_groups:
        lists[group["name"]] += group["params"]
    return list(lists.values())


def learning_groups(multipliers):
    """The groups that learn, slowest first, as fastai expects its rates."""
    return sorted((group for group in multipliers if multipliers[group] > 0), key=multipliers.get)


def rates(base, multipliers):
    """One learning rate for each list that split gives."""
    return [base * multipliers[group] for group in learning_groups(multipliers)]


class KeepStill(Callback):
    """Holds the running mean and variance of frozen batch norm, which fastai would let move."""

    order = 1  # after fastai has switched the model to training

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
    return program(plan, "fastai (PyTorch)", USE, IMPORTS, SPLITTER, phases)


EXPORTER = Exporter(
    "fastai",
    "fastai",
    torch_code.FRAMEWORKS,
    ".py",
    write,
    "Give the splitter and the rates to your Learner.",
    able=torch_code.ABLE,
)
