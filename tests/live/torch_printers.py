"""In which ways is a PyTorch model printed, and which live layer does each planned one mean?"""

import contextlib
import copy
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import lightning
import torch
import torchinfo
import torchsummary
from lightning.pytorch.utilities.model_summary import ModelSummary
from torch import nn

from explorer.planner.records.model import Layer

# "│    └─Conv2d (conv1): 2-3 ..."
NAMED_ROW = re.compile(r"\w[\w.]* \((?P<name>[^)]*)\): (?P<depth>\d+)-\d+")


@dataclass(frozen=True)
class Printed:
    """A text, and the live name of each line or position in it where the text itself does not give names."""

    text: str
    by_line: dict[int, str] | None = None
    by_position: tuple[str, ...] = ()
    prefix: str = ""  # what a wrapper put before all names

    def name_of(self, layer: Layer) -> str | None:
        """Give the live name that a layer of the model read from this text stands for."""
        if self.by_line is not None:
            return self.by_line.get(layer.line)
        if self.by_position:
            number = int(layer.path.rpartition("-")[2])
            return self.by_position[number - 1]
        return layer.path.removeprefix(self.prefix)


def with_print(model: nn.Module, inputs: dict) -> Printed:
    """print(model)."""
    return Printed(str(model))


def torchinfo_text(model: nn.Module, inputs: dict, **settings) -> str:
    """Give torchinfo's table; the model comes back in the mode it had."""
    was = [module.training for module in model.modules()]
    given = list(inputs.values()) if list(inputs) == ["x"] else inputs
    text = str(torchinfo.summary(model, input_data=given, verbose=0, **settings))
    for module, mode in zip(model.modules(), was, strict=True):
        module.training = mode
    return text


def bare_torchinfo(depth: int) -> Callable:
    """Give a printer without names; the same table with names tells what each line is."""

    def print_it(model: nn.Module, inputs: dict) -> Printed:
        text = torchinfo_text(model, inputs, depth=depth)
        named = torchinfo_text(model, inputs, depth=depth, row_settings=("var_names", "depth"))
        names: dict[int, str] = {}
        around: list[str] = []
        for number, line in enumerate(named.splitlines(), 1):
            found = NAMED_ROW.search(line)
            if found:
                depth_here = int(found["depth"])
                around[max(depth_here - 1, 0) :] = [found["name"]] if depth_here else []
                names[number] = ".".join(around)
        shift = 0  # the header of both has the same number of lines
        return Printed(text, {number + shift: name for number, name in names.items()})

    return print_it


def named_torchinfo(model: nn.Module, inputs: dict) -> Printed:
    """torchinfo with names, shapes and everything open."""
    settings = {
        "depth": 20,
        "row_settings": ("var_names", "depth"),
        "col_names": ("input_size", "output_size", "num_params", "trainable"),
    }
    return Printed(torchinfo_text(model, inputs, **settings))


def torchsummary_of(model: nn.Module, inputs: dict) -> Printed:
    """torchsummary, which names layers by class and number; hooks like its own tell which they are."""
    (value,) = inputs.values()
    names: list[str] = []
    known = {id(module): name for name, module in reversed(list(model.named_modules()))}
    hooks = [
        module.register_forward_hook(lambda module, *_: names.append(known[id(module)]))
        for module in model.modules()
        if not isinstance(module, (nn.Sequential, nn.ModuleList)) and module is not model
    ]
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        torchsummary.summary(model, tuple(value.shape[1:]), batch_size=-1, device="cpu")
    for hook in hooks:
        hook.remove()
    return Printed(text.getvalue(), by_position=tuple(names))


def lightning_summary(model: nn.Module, inputs: dict) -> Printed:
    """Lightning's summary of a module that holds the model as `network`."""
    outer = lightning.LightningModule()
    outer.network = model
    return Printed(str(ModelSummary(outer, max_depth=-1)), prefix="network.")


def parameters_loop(model: nn.Module, inputs: dict) -> Printed:
    """for name, p in model.named_parameters(): print(name, p.shape, p.requires_grad)."""
    return Printed("\n".join(f"{n} {p.shape} {p.requires_grad}" for n, p in model.named_parameters()))


def counts_loop(model: nn.Module, inputs: dict) -> Printed:
    """for name, p in model.named_parameters(): print(name, p.numel())."""
    return Printed("\n".join(f"{n} {p.numel()}" for n, p in model.named_parameters()))


def state_dict_loop(model: nn.Module, inputs: dict) -> Printed:
    """for name, tensor in model.state_dict().items(): print(name, tensor.shape)."""
    return Printed("\n".join(f"{n} {t.shape}" for n, t in model.state_dict().items()))


def state_dict_keys(model: nn.Module, inputs: dict) -> Printed:
    """print(model.state_dict().keys())."""
    return Printed(str(model.state_dict().keys()))


PRINTERS: dict[str, Callable[[nn.Module, dict], Printed]] = {
    "print(model)": with_print,
    "torchinfo": bare_torchinfo(3),
    "torchinfo, depth 20": bare_torchinfo(20),
    "torchinfo with names": named_torchinfo,
    "torchsummary": torchsummary_of,
    "Lightning's summary": lightning_summary,
    "named_parameters": parameters_loop,
    "numel": counts_loop,
    "state_dict": state_dict_loop,
    "state_dict keys": state_dict_keys,
}


def print_model(printer: str, model: nn.Module, inputs: dict) -> Printed | None:
    """Print a model; None where that printer itself cannot (torchsummary wants one picture and plain outputs)."""
    if printer == "torchsummary" and (len(inputs) != 1 or not next(iter(inputs.values())).is_floating_point()):
        return None
    shown = copy.deepcopy(model)  # printers leave hooks behind where they fail
    with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
        try:
            return PRINTERS[printer](shown, inputs)
        except (RuntimeError, AttributeError, TypeError, ValueError, KeyError):
            if printer != "torchsummary":
                raise
            return None
