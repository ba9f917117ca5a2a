"""Plans for families that people fine-tune today: what is kept and added, at which rate, counted as PEFT counts."""

import json
from pathlib import Path

import pytest

from explorer.planner import Layer, Task, export_plan, make_plan, read_summary
from explorer.planner.advice.adapters import candidates
from tests.planner.plan_models import linear, stack

FOLDER = Path(__file__).resolve().parents[2] / "data" / "printed_models"
PEFT = json.loads((FOLDER / "peft_counts.json").read_text(encoding="utf-8"))["learning"]
CLASSIFIERS = {"bert_ner": 9, "vit_cls": 2}  # answers of the plan; 2 for all other classifiers
SPEECH, PICTURES = ("wav2vec2_ctc",), ("sam2", "segformer_b0", "vit_cls")
CHOOSES = ("_cls", "_ner")


def printed(name):
    return read_summary((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def task_for(name, **more):
    domain = "audio" if name in SPEECH else "image" if name in PICTURES else "text"
    chooses = name.endswith(CHOOSES)
    answer = "one" if chooses else "boxes" if domain == "image" else "text"
    examples = 3_000 if chooses or domain == "image" else 10_000
    task = {"domain": domain, "answer": answer, "classes": CLASSIFIERS.get(name, 2), "budget": "gpu"}
    return Task(**{**task, "examples": examples, **more})


def acted(plan, action):
    return [planned.layer.path for planned in plan.layers if planned.action == action and planned.layer.weighted]


@pytest.mark.parametrize("name", PEFT)
def test_as_many_weights_learn_as_peft_counts(name):
    plan = make_plan(printed(name), task_for(name, adapter_rank=8), "adapters")
    assert plan.cost.trainable_parameters == PEFT[name]
    assert f"PLANNED = {PEFT[name]}" in export_plan(plan, "peft")


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("mistral_7b", 3e-4),  # L3, large
        ("llava", 3e-4),  # its count is not whole in the print, but 6.9 billion at least
        ("mixtral_8x7b", 3e-4),  # how large is not in the print at all: the careful one of the two
        ("qwen2_05b", 1e-3),  # L3, small
        ("gemma2_2b", 1e-3),  # 2.6 billion; the print counts a shared word list twice, 3.2 billion
    ],
)
def test_added_weights_get_the_rate_of_the_models_size(name, rate):
    assert make_plan(printed(name), task_for(name), "adapters").base_learning_rate == rate


def test_speech_that_is_spelled_keeps_its_ear_and_learns_thirty_times_faster_than_whisper():
    """S3, S5: transformers' own script, --freeze_feature_encoder --learning_rate 3e-4."""
    plan = make_plan(printed("wav2vec2_ctc"), task_for("wav2vec2_ctc"))
    assert (plan.strategy, plan.base_learning_rate, plan.because[0]) == ("full", 3e-4, "S5")
    assert acted(plan, "freeze") and all(".feature_extractor.conv_layers." in path for path in acted(plan, "freeze"))
    kept = next(planned for planned in plan.layers if planned.action == "freeze" and planned.layer.weighted)
    assert "S3" in kept.because and "keep this part" in kept.reason
    anew = make_plan(printed("wav2vec2_ctc"), task_for("wav2vec2_ctc"), "from_scratch")
    assert not acted(anew, "freeze")


@pytest.mark.parametrize("name", ["sam_vit_b", "sam2"])
def test_sam_keeps_where_points_and_boxes_come_in_and_its_decoder_can_learn_alone(name):
    """V9: the copied notebook trains the mask decoder alone at 1e-5; MedSAM keeps only the prompt encoder."""
    task = Task(answer="boxes", examples=500, budget="gpu")
    whole, alone = make_plan(printed(name), task), make_plan(printed(name), task, "head_only")
    kept = {path.split(".")[0] for path in acted(whole, "freeze")}
    assert "prompt_encoder" in kept <= {"prompt_encoder", "shared_image_embedding"}
    assert {path.split(".")[0] for path in acted(alone, "tune")} == {"mask_decoder"}
    assert alone.base_learning_rate == 1e-5 and "nothing_learns" not in {w.key for w in alone.warnings}


def test_only_detectors_of_convolutions_get_the_rate_of_yolo():
    norm = Layer("norm", "LayerNorm", 16, role="norm", norm="layer")
    batch = Layer("bn", "BatchNorm2d", 16, role="norm", norm="batch")
    task = Task(answer="boxes")
    assert make_plan(stack(batch, linear("body", 8, 4)), task).base_learning_rate == 1e-3
    assert make_plan(stack(batch, norm, linear("body", 8, 4)), task).base_learning_rate == 1e-4  # RT-DETR, SegFormer
    assert make_plan(printed("segformer_b0"), task).base_learning_rate == 1e-4  # its makers: 6e-5


def test_t5_learns_faster_than_bert():
    """L14: 1e-4 and 3e-4 work well, as its documentation says."""
    plan = make_plan(printed("t5_small"), task_for("t5_small", examples=200_000))
    assert (plan.strategy, plan.base_learning_rate) == ("full", 1e-4)


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("roberta_cls", ["classifier.dense"]),
        ("distilbert_cls", ["pre_classifier"]),
        ("deberta_cls", ["pooler.dense"]),
        ("modernbert_cls", ["head.dense", "head.norm"]),
        ("bert_ner", []),
    ],
)
@pytest.mark.parametrize("strategy", ["adapters", "head_only", "biases"])
def test_what_is_drawn_anew_beside_the_last_layer_learns_whole(name, beside, strategy):
    """PEFT saves it whole too: modules_to_save "classifier" for sequence classification."""
    plan = make_plan(printed(name), task_for(name), strategy)
    whole = [p.layer.path for p in plan.layers if p.action == "tune" and p.layer.weighted and not p.biases_only]
    assert whole == beside and all(p.multiplier == 1 for p in plan.layers if p.layer.path in beside)
    if strategy == "adapters":
        code = export_plan(plan, "peft")
        assert all(repr(path) in code.split("ALONG = [")[1].split("]")[0] for path in beside)


def test_nothing_is_added_where_mamba_reads_a_weight_without_calling_its_layer():
    plan = make_plan(printed("mamba_130m"), task_for("mamba_130m"), "adapters")
    assert {path.rpartition(".")[2] for path in acted(plan, "add")} == {"in_proj"}
    usual = stack(linear("block.out_proj", 8, 4), linear("fc", 4, 3, role="head", stage=1))
    assert candidates(usual) == (0,)


@pytest.mark.parametrize("name", ["mixtral_8x7b", "gpt_oss_20b", "deepseek_v3_small"])
def test_experts_that_the_text_does_not_show_are_said_to_be_left_out(name):
    for strategy, key in (("adapters", "cautions.experts_left_out"), ("full", "cautions.experts_left_out.unseen")):
        plan = make_plan(printed(name), task_for(name), strategy)
        said = {warning.key: warning for warning in plan.warnings}["experts_left_out"]
        assert said.sentence.key == key and plan.cost.memory_high is None and plan.model.parameters is None


def test_experts_that_are_linear_layers_get_added_weights_like_all_others():
    experts = [linear(f"moe.experts.{number}.w1", 8, 4) for number in range(2)]
    model = stack(*experts, linear("fc", 4, 3, role="head", stage=1))
    plan = make_plan(model, Task(), "adapters")
    assert acted(plan, "add") == ["moe.experts.0.w1", "moe.experts.1.w1"]
    assert "experts_left_out" not in {warning.key for warning in plan.warnings}


@pytest.mark.parametrize(
    ("name", "kind"), [("mistral_7b", "'CAUSAL_LM'"), ("t5_small", "'SEQ_2_SEQ_LM'"), ("wav2vec2_ctc", "None")]
)
def test_peft_is_told_how_the_model_writes(name, kind):
    assert f"TASK_TYPE = {kind}" in export_plan(make_plan(printed(name), task_for(name), "adapters"), "peft")


def test_peft_stops_where_it_lets_other_weights_learn_than_planned():
    code = export_plan(make_plan(printed("deepseek_v3_small"), task_for("deepseek_v3_small"), "adapters"), "peft")
    assert "if PLANNED is not None and learning != PLANNED:" in code and "\nPLANNED = 6491136 " in code
