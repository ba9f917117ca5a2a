"""How does a plan with small added weights become a program for Hugging Face PEFT?"""

from explorer.planner.export.beside import ADDED, ALPHA_OVER_RANK, split_beside
from explorer.planner.export.source_text import comment, literal, number, wrapped
from explorer.planner.export.tables import live_name
from explorer.planner.export.task_code import answer_of
from explorer.planner.export.torch import torch_code
from explorer.planner.parts import carries_weights
from explorer.planner.records.exporter import Exporter
from explorer.planner.records.plan import Plan, PlannedLayer
from explorer.remark import Remark
from explorer.text import say

MOST_BATCH = 32  # L6: batches below it
# What PEFT calls the ways to write; others (sound to text, pictures to text) take other inputs than it passes on
TASK_TYPES = {"language": "CAUSAL_LM", "encoder_decoder": "SEQ_2_SEQ_LM"}
SMALL_STEPS = (
    "Sources disagree on the rate: 10 times that of full training (L2), or 20 to 100 times (L13). The one below is "
    "L3's. "
    "Keep fewer than 32 examples a step (L6)."
)
USE = (
    "# How to use it:",
    "#     model = peft_model(model)",
    "#     trainer = Trainer(model=model, args=training_arguments(output_dir), train_dataset=data)",
    "#     trainer.train()",
    "#     model.save_pretrained(folder)     # the added weights and the new head alone",
    "#     whole = model.merge_and_unload()  # or folded into the old weights",
)

BODY = '''
def peft_model(model):
    """Put the new head in place, add the small weights, and keep everything else as it is."""
    names = dict(model.named_modules())
    start = next((name[: -len(first)] for name in names for first in TARGETS[:1] if ends_as(name, first)), "")
    missing = [name for name in [*TARGETS, *SAVED_WHOLE, *ALONG] if start + name not in names]
    if missing:
        raise ValueError(f"The plan lists the layer {missing[0]!r}, which this model lacks. It has {list(names)[1:4]}.")
    whole = [start + name for name in [*SAVED_WHOLE, *ALONG]]
    for name in SAVED_WHOLE:
        others = [other for other in names if other.endswith(start + name) and other not in whole]
        if others:  # PEFT looks at how a name ends
            raise ValueError(f"PEFT would save {others[0]} whole too, not only {name}. Take the code for Hugging Face.")
        renew_head(model, start + name)
    config = LoraConfig(
        r=RANK,
        lora_alpha=ALPHA,
        target_modules=[start + name for name in TARGETS],
        modules_to_save=whole or None,
        lora_dropout=0.0,
        bias="none",
        task_type=TASK_TYPE,
    )
    if any("4bit" in type(module).__name__ for module in model.modules()):
        model = prepare_model_for_kbit_training(model)
    model = get_peft_model(model, config)
    learning = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    if PLANNED is not None and learning != PLANNED:
        raise ValueError(
            f"PEFT lets {learning:,} weights learn where the plan has {PLANNED:,}. Newer ones move gate_proj, up_proj "
            "and down_proj of a mixture of experts onto the experts: take the code for PyTorch, which adds beside "
            "linear layers. Else this model is not the one that was planned."
        )
    return model


def apply_plan(model):
    """The optimizer for a model that peft_model gave, or for a plain one, which it then changes in place."""
    model = model if hasattr(model, "peft_config") else peft_model(model)
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return torch.optim.AdamW(learning, lr=LEARNING_RATE, weight_decay=0.0)


def training_arguments(output_dir, **settings):
    """What the Trainer needs to know of this plan."""
    settings = {"learning_rate": LEARNING_RATE, "per_device_train_batch_size": BATCH, "weight_decay": 0.0, **settings}
    return TrainingArguments(output_dir=output_dir, **settings)


def renew_head(model, name):
    """A fresh last layer of the old one's kind that gives OUTPUTS answers."""
    parent, _, last = name.rpartition(".")
    old = model.get_submodule(name)
    if not isinstance(old, torch.nn.Linear):
        raise TypeError(f"{name} is a {type(old).__name__}; write its new form here.")
    new = torch.nn.Linear(old.in_features, OUTPUTS, bias=old.bias is not None)
    setattr(model.get_submodule(parent), last, new.to(old.weight.device, old.weight.dtype))
    if getattr(model, "config", None) is not None:
        model.config.num_labels = OUTPUTS
        model.config.problem_type = PROBLEM
        model.num_labels = OUTPUTS


def ends_as(name, listed):
    """Whether a name in the model is the listed one, with or without a wrapper before it."""
    return ("." + name).endswith("." + listed)
'''


def write(plan: Plan) -> str:
    """Write a LoraConfig with the plan's layers, rank and head; for plans of which nothing is `missing`."""
    _, beside = split_beside(plan)
    rename = torch_code.renaming(plan)
    targets = [literal(live_name(planned.layer, rename)) for planned in beside.layers]
    saved = [literal(live_name(p.layer, rename)) for p in plan.layers if p.action == "replace"]
    along = [literal(live_name(p.layer, rename)) for p in plan.layers if learns_along(p)]
    rank = beside.layers[0].rank
    answer = answer_of(plan.task)
    lines = ["# Fine-tuning plan, written by Layerwise: small added weights (LoRA) with Hugging Face PEFT.", "#"]
    lines += comment(f"Model: {plan.model.name or 'unnamed'}, {len(plan.layers)} layers. {say(plan.why)}")
    lines += ["#", *comment(SMALL_STEPS), "#", *USE, ""]
    lines += ["import torch", "from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training"]
    lines += ["from transformers import TrainingArguments", ""]
    lines += [f"RANK = {rank}  # the inner size of the two small matrices (L4, L5)"]
    lines += [f"ALPHA = {int(ALPHA_OVER_RANK * rank)}  # what is added counts ALPHA / RANK times (L7)"]
    lines += [f"LEARNING_RATE = {number(plan.base_learning_rate)}"]
    lines += [f"BATCH = {min(plan.task.batch, MOST_BATCH // 2)}"]
    lines += [f"OUTPUTS = {answer.outputs}", f"PROBLEM = {literal(answer.huggingface_problem)}"]
    lines += [f"TASK_TYPE = {literal(TASK_TYPES.get(plan.model.kind) if plan.task.answer == 'text' else None)}"]
    lines += [f"PLANNED = {plan.cost.trainable_parameters}  # weights that learn, None where the text did not tell"]
    lines += wrapped("SAVED_WHOLE = [", saved, "]  # new layers, learned and saved whole")
    lines += wrapped("ALONG = [", along, "]  # layers that learn whole beside them")
    lines += wrapped("TARGETS = [", targets, "]")
    return "\n".join([*lines, "", *BODY.splitlines()]).rstrip() + "\n"


def learns_along(planned: PlannedLayer) -> bool:
    """Whether a layer's own weights learn, without being new."""
    return planned.action == "tune" and not planned.biases_only and carries_weights(planned.layer)


def missing(plan: Plan) -> tuple[Remark, ...]:
    """Name what PEFT cannot carry: anything but added weights, and those of layers whose names are cut."""
    _, beside = split_beside(plan)
    if beside.kind != ADDED:
        return (Remark("plan.asks.nothing_added"),)
    if not all(planned.layer.name_known == "full" for planned in beside.layers):
        return (Remark("plan.asks.added_unnamed"),)
    return ()


EXPORTER = Exporter(
    "peft",
    "Hugging Face PEFT",
    torch_code.FRAMEWORKS,
    ".py",
    write,
    "For a plan with small added weights: peft_model(model), then train as always.",
    able=torch_code.ABLE,
    missing=missing,
)
