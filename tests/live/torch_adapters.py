"""Do added weights do on live models what the plan says? Needs torch, transformers and peft; no download.

    python -m tests.live.torch_adapters

Tiny models of eight families, two steps with the exported PyTorch code and with PEFT: the frozen base stays equal
to the last bit, what learns is as many weights as planned, every added pair moves, and merging changes
nothing that comes out.
"""

import copy

import torch
import transformers

from explorer.planner import Plan, Task, export_plan, make_plan, read_summary

SIZES = {"vocab_size": 60, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
CLOSE = 1e-5
WRITES = Task(domain="text", answer="text", examples=100)
CHOOSES = Task(domain="text", classes=3, examples=100)


def cases() -> dict[str, tuple[torch.nn.Module, Task]]:
    """Classifiers that get a new head, also with a layer beside it, and models that go on writing."""
    torch.manual_seed(0)
    t = transformers
    wide = {**SIZES, "intermediate_size": 64}
    small = {"vocab_size": 60, "hidden_size": 32, "num_hidden_layers": 2}
    seq = {"d_model": 32, "d_ff": 64, "num_layers": 2, "num_heads": 2, "d_kv": 16, "decoder_start_token_id": 0}
    ears = {"conv_dim": (16, 16), "conv_stride": (5, 2), "conv_kernel": (10, 3), "num_feat_extract_layers": 2}
    ears |= {"num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2, "mask_time_prob": 0.0, "layerdrop": 0.0}
    wave = t.Wav2Vec2Config(**{**wide, "vocab_size": 12}, **ears)
    distil = t.DistilBertConfig(vocab_size=60, dim=32, n_layers=2, n_heads=2, hidden_dim=64, num_labels=5)
    experts = t.MixtralConfig(**wide, num_key_value_heads=1, num_local_experts=4)
    return {
        "bert": (t.BertForSequenceClassification(t.BertConfig(**wide, num_labels=5)), CHOOSES),
        "roberta": (t.RobertaForSequenceClassification(t.RobertaConfig(**wide, num_labels=5)), CHOOSES),
        "distilbert": (t.DistilBertForSequenceClassification(distil), CHOOSES),
        "llama": (t.LlamaForCausalLM(t.LlamaConfig(**wide, num_key_value_heads=1)), WRITES),
        "mixtral": (t.MixtralForCausalLM(experts), WRITES),
        "mamba": (t.MambaForCausalLM(t.MambaConfig(**small, state_size=4)), WRITES),
        "t5": (t.T5ForConditionalGeneration(t.T5Config(vocab_size=60, **seq)), WRITES),
        "wav2vec2": (t.Wav2Vec2ForCTC(wave), Task(domain="audio", answer="text", examples=100)),
    }


def batch(plan: Plan) -> dict[str, torch.Tensor]:
    """Two examples with their answers, for a model of this kind."""
    pieces = torch.randint(1, 12, (2, 7))
    if plan.task.domain == "audio":
        return {"input_values": torch.randn(2, 2_000), "labels": pieces}
    return {"input_ids": pieces, "labels": pieces if plan.task.answer == "text" else torch.tensor([0, 2])}


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
    given = batch(plan)
    for _ in range(2):
        live.train()
        optimizer.zero_grad()
        live(**given).loss.backward()
        optimizer.step()
    for name, weight in live.named_parameters():
        assert torch.equal(weight, before[name]) != (name in learning), name
    still = sum(any(torch.equal(w, o) for o in old.values() if o.shape == w.shape) for w in live.parameters())
    whole = sum(planned.action in ("replace", "tune") and planned.layer.weighted for planned in plan.layers)
    assert still >= len(old) - 2 * whole  # the base, weight for weight; what learns whole has a weight and a bias
    live.eval()
    before_merging = live(**given).logits
    merged = live.merge_and_unload() if key == "peft" else space["merge_added"](live)
    assert (merged(**given).logits - before_merging).abs().max() < CLOSE


def main() -> None:
    """Run every case with both exports."""
    for name, (model, task) in cases().items():
        plan = make_plan(read_summary(repr(model)), task, "adapters")
        for key in ("pytorch", "huggingface", "peft"):
            check(model, plan, key)
            print(f"{name}, {key}: {plan.cost.trainable_parameters:,} weights learn, as planned")


if __name__ == "__main__":
    main()
