"""The Hugging Face export: a Trainer with the planned groups, on models made from small configurations."""

import warnings

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is no requirement")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    transformers = pytest.importorskip("transformers", reason="transformers is no requirement")

from explorer.planner import Task, export_plan, make_plan, read_summary  # noqa: E402
from tests.planner.export.live import decider, run_code  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")


def bert():
    config = transformers.BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=32, num_labels=5
    )
    return transformers.BertForSequenceClassification(config)


def gpt2():
    config = transformers.GPT2Config(vocab_size=50, n_embd=16, n_layer=2, n_head=2, n_positions=32, num_labels=5)
    config.pad_token_id = 0
    return transformers.GPT2ForSequenceClassification(config)


def vit():
    config = transformers.ViTConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, image_size=16, patch_size=4
    )
    return transformers.ViTForImageClassification(config)


def resnet():
    config = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], num_labels=5)
    return transformers.ResNetForImageClassification(config)


def rows(model):
    pictures = "pixel_values" in model.forward.__code__.co_varnames or hasattr(model, "vit") or hasattr(model, "resnet")
    inputs = {"pixel_values": torch.randn(8, 3, 16, 16)} if pictures else {"input_ids": torch.randint(1, 50, (8, 6))}
    return [{**{key: value[i] for key, value in inputs.items()}, "labels": i % 2} for i in range(8)]


MODELS = {"bert": bert, "gpt2": gpt2, "vit": vit, "resnet": resnet}


@pytest.mark.parametrize("strategy", ["head_only", "discriminative", "gradual"])
@pytest.mark.parametrize("key", MODELS)
def test_training_moves_what_is_planned_and_nothing_else(key, strategy, tmp_path):
    model = MODELS[key]()
    plan = make_plan(read_summary(str(model)), Task(classes=2, domain="text"), strategy=strategy)
    defined = run_code(export_plan(plan, "huggingface"))
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path), max_steps=2, per_device_train_batch_size=4, report_to=[], use_cpu=True,
        save_strategy="no", disable_tqdm=True, logging_strategy="no",
    )  # fmt: skip
    trainer = defined["PlannedTrainer"](model=model, args=arguments, train_dataset=rows(model))
    assert model.config.num_labels == 2
    before = {name: value.clone() for name, value in model.state_dict().items()}
    trainer.train()
    rates = {id(p): g["initial_lr"] for g in trainer.optimizer.param_groups for p in g["params"]}
    for name, parameter in model.named_parameters():
        rate = decider(plan, name).multiplier * plan.base_learning_rate
        assert rates.get(id(parameter), 0.0) == pytest.approx(rate, rel=1e-12), name
    for name, value in model.state_dict().items():
        if decider(plan, name).multiplier == 0:
            assert torch.equal(value, before[name]), name
    assert any(not torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_a_phase_is_chosen_by_its_number(tmp_path):
    model = bert()
    plan = make_plan(read_summary(str(model)), Task(classes=2, domain="text"), strategy="linear_probe_then_tune")
    defined = run_code(export_plan(plan, "huggingface"))
    arguments = transformers.TrainingArguments(output_dir=str(tmp_path), report_to=[], use_cpu=True)
    head = None
    for number, phase in enumerate(plan.schedule, 1):
        trainer = defined["PlannedTrainer"](model=model, args=arguments, phase=number)
        optimizer = trainer.create_optimizer()
        assert {g["lr"] for g in optimizer.param_groups} == {
            phase.base_learning_rate * m for m in phase.multipliers if m > 0
        }
        assert head is None or head is model.classifier
        head = model.classifier
