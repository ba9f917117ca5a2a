"""Plans for printed models that people fine-tune today stand up beside how these are usually trained."""

import re
from collections import Counter
from pathlib import Path

import pytest

from explorer.planner import EXPORTERS, Task, export_plan, make_plan, read_summary, said_of

FOLDER = Path(__file__).resolve().parents[2] / "data" / "printed_models"
YOLO = ("yolo11n", "yolo11n_seg", "yolov8n")


def printed(name):
    return read_summary((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def actions(plan):
    return Counter(planned.action for planned in plan.layers if planned.layer.weighted)


def test_whisper_learns_whole_at_a_hundred_thousandth():
    """S2: Hugging Face's guide, 0.00001, all weights; nothing new, what comes out stays text."""
    model = printed("whisper_small")
    plan = make_plan(model, Task(domain="audio", answer="text", examples=8_000))
    assert (plan.strategy, plan.base_learning_rate, plan.because[0]) == ("full", 1e-5, "S2")
    assert set(actions(plan)) == {"tune"}
    assert not any("borrows" in str(note) for note in plan.notes)  # a rule of speech decided


def test_llama_on_a_small_machine_gets_added_weights_on_every_linear_layer():
    """L1, L3: every linear layer, 0.001 for a small model; the last layer stays, the base is not woken."""
    plan = make_plan(printed("llama_3_2_1b"), Task(domain="text", answer="text", examples=10_000))
    assert (plan.strategy, plan.decided_by, plan.base_learning_rate) == ("adapters", "machine", 1e-3)
    added = [planned.layer.path for planned in plan.layers if planned.action == "add"]
    assert len(added) == 16 * 7 and all(".layers." in path for path in added)
    assert "replace" not in actions(plan) and "tune" not in actions(plan)
    per_rank = 16 * (2 * (2048 + 2048) + 2 * (2048 + 512) + 3 * (2048 + 8192))  # q, o; k, v; gate, up, down
    assert plan.cost.trainable_parameters == per_rank * next(p.rank for p in plan.layers if p.rank)


def test_the_parts_of_sam_are_not_taken_for_added_weights():
    """PEFT calls its own module prompt_encoder too: with SAM's name for a part the whole plan was once turned round."""
    model = printed("sam_vit_b")
    assert not model.adapted
    plan = make_plan(model, Task(answer="boxes", examples=500, budget="gpu"))
    assert plan.strategy == "full" and actions(plan)["tune"] > 10 * actions(plan)["freeze"]
    peft = "PeftModel(\n  (base_model): Net(\n    (fc): Linear(in_features=4, out_features=2, bias=True)\n  )\n"
    peft += "  (prompt_encoder): ModuleDict(\n    (default): PromptEmbedding(\n      (embedding): Embedding(20, 4)\n"
    assert read_summary(peft + "    )\n  )\n)\n").adapted


@pytest.mark.parametrize("name", YOLO)
def test_a_detector_learns_whole_and_invents_no_head(name):
    """Its makers' default is freeze=None; V8 names 0.001 with AdamW; the fixed sum over a box's edge stays."""
    plan = make_plan(printed(name), Task(answer="boxes", examples=500))
    assert plan.strategy == "full" and plan.base_learning_rate == 1e-3 and "C7" in plan.conflicts
    assert set(actions(plan)) == {"tune", "freeze"} and actions(plan)["freeze"] == 1
    assert "V6" in plan.against  # the newer table of the same makers is shown beside it


@pytest.mark.parametrize(("name", "layers"), [("yolo11n", 24), ("yolov8n", 23)])
def test_ultralytics_gets_its_freeze_from_the_layer_map_of_the_text(name, layers):
    model = printed(name)
    assert EXPORTERS["ultralytics"].fits(model)
    task = Task(answer="boxes", examples=500, batch=4)
    kept, whole, both = (
        run(export_plan(make_plan(model, task, key), "ultralytics"))
        for key in ("head_only", "full", "linear_probe_then_tune")
    )
    assert [phase["freeze"] for phase in kept["PHASES"]] == [layers - 1]
    assert [phase["freeze"] for phase in whole["PHASES"]] == [None]
    assert [phase["freeze"] for phase in both["PHASES"]] == [layers - 1, None]
    assert len(kept["WEIGHTS"]) == layers and sum(kept["WEIGHTS"]) == model.parameters
    assert kept["SETTINGS"] == {"optimizer": "AdamW", "batch": 4, "warmup_epochs": 1}


@pytest.mark.parametrize(("strategy", "said"), [("head_only", True), ("linear_probe_then_tune", True), ("full", False)])
def test_ultralytics_says_where_more_learns_than_the_plan_lets_learn(strategy, said):
    code = export_plan(make_plan(printed("yolo11n"), Task(answer="boxes"), strategy), "ultralytics")
    assert ("# Layer 23 learns as a whole" in code) == said


@pytest.mark.parametrize(
    ("strategy", "said"),
    [("discriminative", "rates of their own"), ("from_scratch", "start anew"), ("biases", "biases alone")],
)
def test_what_ultralytics_cannot_do_is_said_and_stops(strategy, said):
    code = export_plan(make_plan(printed("yolo11n"), Task(answer="boxes"), strategy), "ultralytics")
    assert "ATTENTION" in code and said in code
    with pytest.raises(NotImplementedError):
        run(code)["apply_plan"](None)


class Layer:
    """A numbered layer of a live model: its weights, and whether they learn."""

    def __init__(self, weights):
        self.weight, self.learns = weights, True

    def parameters(self):
        return [self]

    def numel(self):
        return self.weight

    def requires_grad_(self, learns):
        self.learns = learns


class Wrapped:
    """A YOLO object holds a model, which holds the chain."""

    def __init__(self, model):
        self.model = model


def test_the_program_marks_what_stays_and_knows_another_model():
    program = run(export_plan(make_plan(printed("yolo11n"), Task(answer="boxes"), "head_only"), "ultralytics"))
    layers = [Layer(weights) for weights in program["WEIGHTS"]]
    layers[-1].weight += 7  # another number of answers
    program["apply_plan"](Wrapped(Wrapped(layers)))
    assert [layer.learns for layer in layers] == [False] * 23 + [True]
    with pytest.raises(ValueError, match="24 numbered layers; this model has 23"):
        program["apply_plan"](Wrapped(layers[:-1]))
    layers[3].weight += 1
    with pytest.raises(ValueError, match="Layer 3 has"):
        program["apply_plan"](Wrapped(layers))


def test_other_models_are_not_offered_ultralytics():
    assert not any(EXPORTERS["ultralytics"].fits(printed(name)) for name in ("whisper_small", "sam_vit_b"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("answer", ["one", "text", "boxes"])
def test_every_printed_model_is_planned_in_plain_sentences(path, answer):
    plan = make_plan(read_summary(path.read_text(encoding="utf-8")), Task(answer=answer, examples=500))
    for remark in (plan.why, *plan.notes, *said_of(plan)):
        assert not re.search(r"\bNone\b(?! of)|\bnan\b", str(remark)) and str(remark).rstrip().endswith((".", ")"))


def run(code):
    space = {}
    exec(compile(code, "plan", "exec"), space)
    return space
