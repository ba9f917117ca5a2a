"""How does each library train a planned model? Two steps by its own trainer, the way the export's header says."""

import contextlib
import io
import logging
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import fastai.callback.progress  # noqa: F401  (no_bar and no_logging)
import lightning
import timm.scheduler
import torch
import transformers
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from torch import nn

from explorer.planner import Task
from tests.live.torch_zoo import BATCH, Entry

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
logging.getLogger("lightning.fabric").setLevel(logging.ERROR)
transformers.logging.set_verbosity_error()


@dataclass(frozen=True)
class Job:
    """One training to be done."""

    entry: Entry
    task: Task
    defined: dict  # what the exported program defines
    model: nn.Module  # the live one
    phase: int | None  # from 0; None for the whole plan
    channels: int


Rates = dict[int, float]  # id of a weight -> its learning rate at the start of the training


def scores(outputs: object) -> torch.Tensor:
    """Give the answers of a model's output as (batch, answers): logits, one entry of a dict, means over places."""
    for name in ("logits", "out", "last_hidden_state"):
        if isinstance(outputs, dict) and name in outputs:
            outputs = outputs[name]
        elif hasattr(outputs, name):
            outputs = getattr(outputs, name)
    if isinstance(outputs, tuple):
        outputs = outputs[0]
    return outputs


def per_example(answers: torch.Tensor, hugging_face: bool) -> torch.Tensor:
    """Average answers for each word or pixel over their places."""
    if answers.ndim > 2:
        return answers.mean(tuple(range(1, answers.ndim - 1)) if hugging_face else tuple(range(2, answers.ndim)))
    return answers


def call(entry: Entry, model: nn.Module, inputs: dict) -> torch.Tensor:
    """Run a model and give (batch, answers)."""
    if entry.family == "transformers":
        return per_example(scores(model(**inputs)), True)
    return per_example(scores(model(*inputs.values())), False)


def labels_for(task: Task, outputs: int) -> torch.Tensor:
    """Answers as the exported LOSS wants them."""
    if task.classes is None:
        return torch.randn(BATCH, outputs)
    if task.several_labels:
        return (torch.rand(BATCH, outputs) > 0.5).float()
    return torch.arange(BATCH) % outputs


class Net(nn.Module):
    """The model inside another module, as libraries that want one call with one tensor need it."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.backbone, self.job = job.model, (job,)

    def forward(self, *values):
        (job,) = self.job
        return call(job.entry, self.backbone, dict(zip(job.entry.inputs(job.channels), values, strict=False)))


def phase_optimizer(job: Job, optimizer=None):
    """Give the optimizer of the plan or of its phase."""
    if job.phase is None:
        return job.defined["apply_plan"](job.model)
    return job.defined[f"phase_{job.phase + 1}"](job.model)


CLASSES = {"adamw": ("AdamW", 0.01), "adam": ("Adam", 0.0), "sgd": ("SGD", 1e-4)}  # with their weight decay


def group_rates(optimizer, task: Task, key: str = "lr") -> Rates:
    """Read a torch optimizer's rates; a weight in two groups, another class or weight decay raises."""
    rates: Rates = {}
    name, decay = CLASSES[task.optimizer]
    if type(getattr(optimizer, "optimizer", optimizer)).__name__ != name:
        raise AssertionError(f"the optimizer is {type(optimizer).__name__}, the plan says {name}")
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            planned = decay if parameter.ndim > 1 and group.get("name") not in ("added", "biases") else 0.0
            if group["weight_decay"] != planned:
                raise AssertionError(f"weight decay {group['weight_decay']} where the plan says {planned}")
            if id(parameter) in rates:
                raise AssertionError("a weight is in two groups")
            rates[id(parameter)] = group[key]
    return rates


def loop(job: Job) -> Rates:
    """The loop that the PyTorch export's header shows."""
    optimizer = phase_optimizer(job)
    rates = group_rates(optimizer, job.task)
    _two_steps(job, optimizer)
    return rates


def timm_loop(job: Job) -> Rates:
    """The same with a scheduler of timm behind it, which must keep the ratios."""
    optimizer = phase_optimizer(job)
    rates = group_rates(optimizer, job.task)
    scheduler = timm.scheduler.CosineLRScheduler(optimizer, t_initial=10)
    _two_steps(job, optimizer)
    scheduler.step(5)
    later = group_rates(optimizer, job.task)
    shares = [later[key] / rate for key, rate in rates.items()]
    if max(shares) - min(shares) > 1e-6:
        raise AssertionError("timm's scheduler changed the ratios between the groups")
    return rates


def _two_steps(job: Job, optimizer) -> None:
    for _ in range(2):
        job.defined["set_train_mode"](job.model)
        optimizer.zero_grad()
        answers = call(job.entry, job.model, job.entry.inputs(job.channels))
        job.defined["LOSS"](answers, labels_for(job.task, answers.shape[-1])).backward()
        optimizer.step()


class Examples(torch.utils.data.Dataset):
    """Two batches of random examples with their answers, as tuples or as Hugging Face's dictionaries."""

    def __init__(self, job: Job, outputs: int, named: bool, per_word: bool = False) -> None:
        batches = [(job.entry.inputs(job.channels), labels_for(job.task, outputs)) for _ in range(2)]
        self.rows = []
        for inputs, labels in batches:
            for i in range(BATCH):
                values = {name: value[i] for name, value in inputs.items()}
                label = (
                    labels[i] if job.task.several_labels or job.task.classes else labels[i, 0] if named else labels[i]
                )
                if per_word:
                    label = label.repeat(len(next(iter(values.values()))))
                self.rows.append({**values, "labels": label} if named else (*values.values(), label))

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int):
        return self.rows[index]


def lightning_fit(job: Job) -> Rates:
    """Lightning's Trainer with a module that inherits from PlannedFineTuning and validates between."""
    outputs = job.task.outputs

    class Module(job.defined["PlannedFineTuning"]):
        def __init__(self) -> None:
            super().__init__()
            self.backbone = job.model

        def training_step(self, batch, index):
            *values, labels = batch
            inputs = dict(zip(job.entry.inputs(job.channels), values, strict=True))
            return job.defined["LOSS"](call(job.entry, self.backbone, inputs), labels)

        def validation_step(self, batch, index):
            inputs = dict(zip(job.entry.inputs(job.channels), batch[:-1], strict=True))
            call(job.entry, self.backbone, inputs)

    module = job.defined.setdefault("module of the first phase", Module())
    module.phase = 0 if job.phase is None else job.phase + 1
    with tempfile.TemporaryDirectory() as folder:
        trainer = lightning.Trainer(
            max_epochs=2, limit_train_batches=1, limit_val_batches=1, logger=False, enable_checkpointing=False,
            enable_progress_bar=False, enable_model_summary=False, accelerator="cpu", default_root_dir=folder,
        )  # fmt: skip
        loader = torch.utils.data.DataLoader(Examples(job, outputs, named=False), batch_size=BATCH)
        trainer.fit(module, loader, loader)
    return group_rates(trainer.optimizers[0], job.task)


def fastai_fit(job: Job) -> Rates:
    """fastai's Learner, made as the header says; its rates stay as they are during `fit`."""
    loader = torch.utils.data.DataLoader(Examples(job, job.task.outputs, named=False), batch_size=BATCH)
    defined, net = job.defined, Net(job)
    settings = {"opt_func": defined["opt_func"]} if "opt_func" in defined else {}
    with tempfile.TemporaryDirectory() as folder:
        learn = Learner(
            DataLoaders(loader, loader), net, loss_func=defined["LOSS"], splitter=defined["splitter"],
            cbs=defined["KeepStill"](), train_bn=False, path=folder, **settings,
        )  # fmt: skip
        with learn.no_bar(), learn.no_logging():
            if job.phase is None:
                learn.fit(1, lr=defined["learning_rates"])
            else:
                learn.fit(1, lr=defined[f"phase_{job.phase + 1}"](learn))
    rates: Rates = {}
    beside = set(map(id, defined["learning_beside"](defined["core"](net)))) if "learning_beside" in defined else set()
    for parameters, hyper in zip(learn.opt.param_lists, learn.opt.hypers, strict=True):
        for parameter in parameters:
            if id(parameter) in rates:
                raise AssertionError("a weight is in two lists")
            decays = hyper["wd"] if learn.opt.state[parameter].get("do_wd", True) else 0.0
            if decays != (
                CLASSES[job.task.optimizer][1] if parameter.ndim > 1 and id(parameter) not in beside else 0.0
            ):
                raise AssertionError(f"fastai's weight decay is {decays}")
            rates[id(parameter)] = float(hyper["lr"])
    return rates


def trainer_fit(job: Job) -> Rates:
    """Hugging Face's Trainer, with gradient clipping off so that the first step can be held against PyTorch's."""
    per_word = "TokenClassification" in type(job.model).__name__
    phase = {} if job.phase is None else {"phase": job.phase + 1}
    with tempfile.TemporaryDirectory() as folder:
        arguments = transformers.TrainingArguments(
            output_dir=folder, max_steps=2, per_device_train_batch_size=BATCH, report_to=[], use_cpu=True,
            save_strategy="no", disable_tqdm=True, logging_strategy="no", max_grad_norm=0.0, seed=0,
        )  # fmt: skip
        data = Examples(job, job.task.outputs, named=True, per_word=per_word)
        trainer = job.defined["PlannedTrainer"](model=job.model, args=arguments, train_dataset=data, **phase)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            trainer.train()
    return group_rates(trainer.optimizer, job.task, "initial_lr")


TRAINERS: dict[str, Callable[[Job], Rates]] = {
    "pytorch": loop,
    "timm": timm_loop,
    "lightning": lightning_fit,
    "fastai": fastai_fit,
    "huggingface": trainer_fit,
}


def train(key: str, job: Job) -> Rates:
    """Train two steps without any noise on the screen."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return TRAINERS[key](job)
