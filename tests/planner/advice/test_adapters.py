"""Small added weights: where they go, how many they are, and what the plan says of them."""

from pathlib import Path

import pytest

from explorer.planner import Edit, Task, edit_plan, make_plan, read_summary
from explorer.planner.advice.adapters import candidates
from explorer.planner.layers.linear import Matrix, matrices
from tests.planner.plan_models import truth

LLAMA = (Path(__file__).resolve().parents[2] / "data" / "llama_3_2_3b.txt").read_text(encoding="utf-8")


def llama(**answers):
    return make_plan(read_summary(LLAMA), Task(domain="text", answer="text", budget="gpu", **answers), "adapters")


def added(plan):
    return sum(planned.added_parameters for planned in plan.layers if planned.action == "add")


@pytest.mark.parametrize(
    ("where", "rank", "weights"),
    [("attention", 32, 9_175_040), ("mlp", 10, 9_461_760), ("attention", 64, 18_350_080)],
)
def test_counts_are_those_of_peft_to_the_digit(where, rank, weights):
    plan = llama(adapter_layers=where, adapter_rank=rank)  # PEFT's own counts, method_comparison/MetaMathQA
    assert added(plan) == plan.cost.trainable_parameters == weights
    assert {planned.rank for planned in plan.layers if planned.action == "add"} == {rank}


def test_a_language_model_that_goes_on_writing_keeps_its_end_and_gets_weights_beside_every_linear_layer():
    plan = make_plan(read_summary(LLAMA), Task(domain="text", answer="text", budget="gpu"))
    assert plan.strategy == "adapters"
    assert {planned.action for planned in plan.layers} == {"add", "freeze"}
    beside = {planned.layer.path.rsplit(".", 1)[-1] for planned in plan.layers if planned.action == "add"}
    assert beside == {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
    assert plan.layers[-1].layer.path == "lm_head" and plan.layers[-1].action == "freeze"


def test_the_rank_rises_with_what_the_answers_hold():
    ranks = [next(p.rank for p in llama(examples=n).layers if p.rank) for n in (100, 100_000, 10_000_000)]
    assert ranks == sorted(ranks) and ranks[0] == 8 and ranks[-1] == 256


def test_every_linear_layer_of_bert_is_known_by_its_counts_alone():
    model = truth("repr_bert")
    sizes = matrices(model)
    assert {sizes[i] for i in candidates(model)} == {Matrix(768, 768), Matrix(768, 3072), Matrix(3072, 768)}
    assert len(candidates(model, "attention")) == 24 and len(candidates(model)) == 73  # 12 x 6 and the pooler


@pytest.mark.parametrize("name", ["repr_bert", "repr_gpt2", "repr_vit_b_16", "caffe_caffenet_deploy"])
def test_a_layer_with_weights_beside_it_says_so_and_its_own_stay(name):
    plan = make_plan(truth(name), Task(), "adapters")
    beside = [planned for planned in plan.layers if planned.action == "add"]
    assert beside and all(p.rank >= 8 and p.added_parameters and "beside" in p.reason for p in beside)
    assert plan.cost.trainable_parameters < plan.cost.full_trainable_parameters
    assert plan.cost.trainable_parameters >= added(plan)


def test_a_person_can_add_beside_a_linear_layer_and_nowhere_else():
    plan = make_plan(truth("repr_bert"), Task(domain="text"))
    own = edit_plan(plan, [Edit(layer="bert.encoder.layer.0.attention.self.query", action="add")])
    changed = next(p for p in own.layers if p.own)
    assert (changed.action, changed.multiplier, changed.added_parameters) == ("add", 1.0, changed.rank * 1536)
    with pytest.raises(ValueError, match="beside linear layers"):
        edit_plan(plan, [Edit(layer="bert.embeddings.LayerNorm", action="add")])
    with pytest.raises(ValueError, match="as fast as the last layer"):
        edit_plan(plan, [Edit(layer="bert.encoder.layer.0.attention.self.query", action="add", multiplier=0.5)])


def test_biases_alone_are_counted_as_bitfit_does():
    plan = make_plan(truth("repr_bert"), Task(domain="text", classes=2), "biases")
    assert plan.cost.trainable_parameters == 102_912 + 768 + 2 * 768 + 2 - 768  # 0.09 % of BERT base, and the new head
    assert all(planned.biases_only for planned in plan.layers if planned.action == "tune")


ADAPTED = """PeftModelForCausalLM(
  (base_model): LoraModel(
    (model): LlamaForCausalLM(
      (layers): ModuleList(
        (0-1): 2 x LlamaDecoderLayer(
          (q_proj): lora.Linear(
            (base_layer): Linear(in_features=64, out_features=64, bias=False)
            (lora_A): ModuleDict(
              (default): Linear(in_features=64, out_features=8, bias=False)
            )
            (lora_B): ModuleDict(
              (default): Linear(in_features=8, out_features=64, bias=False)
            )
          )
          (input_layernorm): LlamaRMSNorm((64,), eps=1e-05)
        )
      )
      (lm_head): Linear(in_features=64, out_features=128, bias=False)
    )
  )
)
"""


def test_a_model_that_has_added_weights_is_planned_as_such():
    plan = make_plan(read_summary(ADAPTED), Task(domain="text", answer="text"))
    assert plan.strategy == "adapters"
    learning = [planned.layer.path for planned in plan.layers if planned.multiplier > 0]
    assert len(learning) == 4 and all("lora_" in path for path in learning)
    assert plan.cost.trainable_parameters == 2 * 8 * (64 + 64)
