"""Do added weights do on live models what the plan says? Needs torch, transformers and peft; no download.

    python -m tests.live.torch_adapters

The tiny models of transformers, two steps with the exported PyTorch code, Hugging Face's and PEFT's: the frozen base
stays equal to the last bit, what learns is as many weights as planned, every added pair moves, and merging changes
nothing that comes out.
"""

import copy
import sys

import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification, LlamaConfig, LlamaForCausalLM

from explorer.planner import Task, export_plan, make_plan, read_summary, why_not
from explorer.planner.records.plan import Plan
from tests.live.cases import Case, Clock, Refused, Tally, check
from tests.live.torch_printers import print_model
from tests.live.torch_trainers import scores
from tests.live.torch_zoo import Entry, from_transformers, words
from tests.planner.export.live import run_code

SIZES = {"vocab_size": 60, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
EXPORTS = ("pytorch", "huggingface", "peft")
PRINTERS = ("print(model)", "torchinfo with names", "named_parameters", "state_dict")  # PEFT wants names in full
CLOSE = 1e-5


def zoo() -> list[Entry]:
    """The models of the other runs, a classifier with biases in its new head, and one that goes on writing text."""
    tokens = words(name="input_ids")
    bert = BertConfig(**SIZES, intermediate_size=64, num_labels=5)
    llama = LlamaConfig(**SIZES, intermediate_size=64, num_key_value_heads=1)
    return [
        *from_transformers(),
        Entry("bert, five labels", "transformers", lambda: BertForSequenceClassification(bert), tokens, "text"),
        Entry("llama language", "transformers", lambda: LlamaForCausalLM(llama), tokens, "text"),
    ]


def task_for(entry: Entry) -> Task:
    """Three classes, or more text."""
    answer = {"answer": "text"} if entry.key.endswith("language") else {"classes": 3}
    return Task(domain=entry.domain, examples=100, **answer)


def run_case(case: Case, entry: Entry, model: nn.Module) -> None:
    """Carry one export out on a copy and hold it against the plan."""
    text = print_model(case.printer, model, entry.inputs(3)).text
    plan = make_plan(read_summary(text), case.task, strategy="adapters")
    refuse(why_not(plan, case.export))
    space = run_code(export_plan(plan, case.export), f"exported_{case.export}")
    live = copy.deepcopy(model)
    live = space["peft_model"](live) if case.export == "peft" else live
    optimizer = space["apply_plan"](live)
    learning = {name for name, weight in live.named_parameters() if weight.requires_grad}
    count = sum(weight.numel() for weight in live.parameters() if weight.requires_grad)
    planned = plan.cost.trainable_parameters
    check(planned is None or count == planned, f"{count} weights learn, the plan says {planned}")
    before = {name: weight.detach().clone() for name, weight in live.named_parameters()}
    for _ in range(2):
        live.train()
        optimizer.zero_grad()
        outputs = [value for value in live(**entry.inputs(3)).values() if torch.is_tensor(value)]
        sum((value * torch.randn(value.shape)).sum() for value in outputs).backward()
        optimizer.step()
    for name, weight in live.named_parameters():
        moved = not torch.equal(weight, before[name])
        check(name in learning or not moved, f"{name} is frozen in the plan and moved")
        check(name not in learning or moved or too_small(weight), f"{name} learns in the plan and did not move")
    check_base(model, live, plan)
    if any(planned.action == "add" for planned in plan.layers):
        check_merged(case, entry, live, space)


def refuse(remark) -> None:
    """Count it as refused where an export says itself what it does not write."""
    if remark is not None:
        raise Refused(str(remark))


def too_small(weight: nn.Parameter) -> bool:
    """Whether a weight's gradient is so small that Adam's constant (1e-8) or rounding may swallow its step."""
    return weight.grad is not None and float(weight.grad.abs().max()) < 1e-7


def check_base(model: nn.Module, live: nn.Module, plan: Plan) -> None:
    """The base is the old one, weight for weight, but for the layers that the plan makes new or lets learn whole."""
    old = list(model.parameters())
    whole = [p for p in plan.layers if p.action in ("replace", "tune") and p.layer.weighted and p.multiplier]
    new = sum(len(list(model.get_submodule(planned.layer.path).parameters())) for planned in whole)
    here = [weight for name, weight in live.named_parameters() if "original_module" not in name]  # PEFT's own copies
    still = sum(any(w.shape == o.shape and torch.equal(w, o) for o in old) for w in here)
    check(still == len(old) - new, f"{still} of {len(old)} weights are the old ones, the plan says {len(old) - new}")


def check_merged(case: Case, entry: Entry, live: nn.Module, space: dict) -> None:
    """Merging changes nothing that comes out."""
    live.eval()
    inputs = entry.inputs(3)
    with torch.no_grad():
        given = scores(live(**inputs))
        merged = live.merge_and_unload() if case.export == "peft" else space["merge_added"](live)
        off = float((scores(merged(**inputs)) - given).abs().max())
    check(off < CLOSE, f"merging changes the answers by {off:.1e}")


def main() -> int:
    """Run every model with every export and every printer that gives names; return 1 when any case was wrong."""
    clock, tally = Clock(), Tally()
    for entry in zoo():
        torch.manual_seed(0)
        model = entry.build()
        for printer in PRINTERS:
            for export in EXPORTS:
                case = Case(entry.key, printer, export, "adapters", task_for(entry))
                tally.run(case, lambda case=case, entry=entry, model=model: run_case(case, entry, model))
        tally.progress(entry.key)
    print(*tally.lines(), sep="\n")
    print(f"\n{sum(tally.counts.values())} cases in {clock.minutes()}")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
