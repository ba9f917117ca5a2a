"""Do added weights do on live models what the plan says? Needs torch, transformers and peft; no download.

    python -m tests.live.torch_adapters

Tiny models of BERT and Llama, two steps with the exported PyTorch code and with PEFT: the frozen base stays equal
to the last bit, what learns is as many weights as planned, every added pair moves, and merging changes
nothing that comes out.
"""

import copy

import torch
from transformers import BertConfig, BertForSequenceClassification, LlamaConfig, LlamaForCausalLM

from explorer.planner import Plan, Task, export_plan, make_plan, read_summary

SIZES = {"vocab_size": 60, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
CLOSE = 1e-5


def cases() -> dict[str, tuple[torch.nn.Module, Task]]:
    """A classifier that gets a new head, and a model that goes on writing text."""
    torch.manual_seed(0)
    bert = BertForSequenceClassification(BertConfig(**SIZES, intermediate_size=64, num_labels=5))
    llama = LlamaForCausalLM(LlamaConfig(**SIZES, intermediate_size=64, num_key_value_heads=1))
    words = {"domain": "text", "examples": 100}
    return {"bert": (bert, Task(classes=3, **words)), "llama": (llama, Task(answer="text", **words))}


def check(model: torch.nn.Module, plan: Plan, key: str) -> None:
    """Carry one export out on a copy and hold it against the plan."""
    space: dict = {}
    exec(compile(export_plan(plan, key), key, "exec"), space)
    live = copy.deepcopy(model)
    old = {name: weight.detach().clone() for name, weight in live.named_parameters()}
    live = space["peft_model"](live) if key == "peft" else live
    optimizer = space["apply_plan"](live)
    learning = {name: weight for name, weight in live.named_parameters() if weight.requires_grad}
    assert sum(weight.numel() for weight in learning.values()) == plan.cost.trainable_parameters
    before = {name: weight.detach().clone() for name, weight in live.named_parameters()}
    pieces = torch.randint(0, 60, (2, 7))
    answers = pieces if plan.task.answer == "text" else torch.tensor([0, 2])
    for _ in range(2):
        live.train()
        optimizer.zero_grad()
        live(input_ids=pieces, labels=answers).loss.backward()
        optimizer.step()
    for name, weight in live.named_parameters():
        assert torch.equal(weight, before[name]) != (name in learning), name
    still = sum(any(torch.equal(w, o) for o in old.values() if o.shape == w.shape) for w in live.parameters())
    heads = sum(planned.action == "replace" for planned in plan.layers)
    assert still == len(old) - 2 * heads  # the base, weight for weight; a new head has a weight and a bias
    live.eval()
    given = live(input_ids=pieces).logits
    merged = live.merge_and_unload() if key == "peft" else space["merge_added"](live)
    assert (merged(input_ids=pieces).logits - given).abs().max() < CLOSE


def main() -> None:
    """Run every case with both exports."""
    for name, (model, task) in cases().items():
        plan = make_plan(read_summary(repr(model)), task, "adapters")
        for key in ("pytorch", "huggingface", "peft"):
            check(model, plan, key)
            print(f"{name}, {key}: {plan.cost.trainable_parameters:,} weights learn, as planned")


if __name__ == "__main__":
    main()
