"""What have the makers of today's models published: vision, speech, text, detection, and what is forgotten?"""

from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.rule import (
    Rule,
    always,
    attention_blocks,
    both,
    chooses,
    few,
    named,
    pictures,
    similar,
    texts,
    when,
    writes,
)

GITHUB = "https://github.com/"
ULTRALYTICS = "Ultralytics, fine-tuning guide (April 2026)"
ULTRALYTICS_LINK = GITHUB + "ultralytics/ultralytics/blob/main/docs/en/guides/finetuning-guide.md"
VERY_FEW = 500  # A29's lower line


def finds(model: Model, task: Task) -> bool:
    """Apply where boxes or masks come out."""
    return task.answer == "boxes"


def spells(model: Model, task: Task) -> bool:
    """Apply to models of the wav2vec 2.0 kind without a part that writes word by word."""
    if named("decoder")(model, task):
        return False
    return named("wav2vec", r"feature_extractor\.conv_layers", "hubert")(model, task)


def hears(model: Model, task: Task) -> bool:
    """Apply to sound."""
    return task.domain == "audio"


def masked(model: Model, task: Task) -> bool:
    """Apply where parts of the input were hidden and restored in pretraining."""
    return task.pretraining == "masked" and pictures(model, task)


NEWER_RULES = (
    Rule(
        "F1",
        "a detector forgets",
        "A detector forgets its old classes; training on both data sets is the only reliable way to keep them.",
        "boxes or masks",
        finds,
        "A remark beside the plan.",
        ULTRALYTICS,
        "R",
        ULTRALYTICS_LINK,
        always(),
        always(),
        ("F3",),
    ),
    Rule(
        "F2",
        "forgetting grows",
        "What is forgotten grows with the weights that learn and with the steps; stopping early does not avoid it.",
        "a model that goes on writing text",
        writes,
        "A remark beside the plan.",
        "Kalajdzievski 2024, scaling laws for forgetting (abstract)",
        "S",
        "",
    ),
    Rule(
        "F3",
        "LoRA forgets less",
        "Added weights forget less than full training; at equal gain both lie on one curve.",
        "a model that goes on writing text",
        writes,
        "Speaks for added weights where old skills must stay.",
        "Biderman et al. 2024 (abstract and a page); PEFT's runs: .050 with LoRA, .030 in full",
        "S",
        "https://arxiv.org/abs/2405.09673",
        always("adapters"),
        always(),
        ("F1",),
    ),
    Rule(
        "M1",
        "nobody agrees on the layers",
        "For language models nobody agrees which layers matter: outer (LISA), middle (Mid-Block) or measured (ILA).",
        "a model that goes on writing text",
        both(writes, attention_blocks),
        "Treats all blocks alike.",
        "LISA 2403.17919, Mid-Block 2604.11838, ILA 2410.17875 (abstracts)",
        "S",
        "https://arxiv.org/abs/2403.17919",
        always(),
        always(),
        ("M3",),
    ),
    Rule(
        "M2",
        "measure the layers",
        "Spectrum lets the half or quarter of the layers learn whose weights carry most signal.",
        "whoever has the weights at hand",
        both(writes, attention_blocks),
        "Named: a summary does not hold the weights.",
        "Spectrum 2406.06623 (README of axolotl, page)",
        "S",
        "https://arxiv.org/abs/2406.06623",
    ),
    Rule(
        "M3",
        "the last two blocks",
        "LLaMA-Factory's freeze setting lets the last two blocks learn unless told otherwise.",
        "a model that goes on writing text",
        both(writes, attention_blocks),
        "Named beside M1.",
        "LLaMA-Factory, freeze tuning default",
        "R",
        GITHUB + "hiyouga/LLaMA-Factory",
        always(),
        always(),
        ("M1",),
    ),
    Rule(
        "S1",
        "eight texts an answer",
        "With 8 texts an answer, SetFit trains a sentence model by pairs, then a simple last layer: level with "
        "RoBERTa-large on 3,000.",
        "text, few examples",
        both(texts, few, chooses),
        "Named: another way to train, no plan of layers.",
        "SetFit README and guide",
        "R",
        GITHUB + "huggingface/setfit",
    ),
    Rule(
        "S2",
        "Whisper learns whole",
        "Whisper is adjusted whole, at 0.00001 after 500 warm-up steps; 8 hours of speech show a gain.",
        "Whisper and its kin",
        named("whisper"),
        "Speaks for letting everything learn.",
        "Hugging Face, Fine-tune Whisper",
        "R",
        "https://huggingface.co/blog/fine-tune-whisper",
        always("tune", "full"),
        always("freeze"),
        (),
    ),
    Rule(
        "S3",
        "the ear stays still",
        "The convolutional front end of wav2vec 2.0 stays as it is: in 9 of 10 scripts found.",
        "wav2vec 2.0 and its kin",
        named("wav2vec", "feature_extractor.conv_layers", "hubert"),
        "Speaks for keeping the first, convolutional part.",
        "Hugging Face transformers, freeze_feature_encoder in training scripts",
        "S",
        GITHUB + "huggingface/transformers",
        always("freeze"),
    ),
    Rule(
        "S4",
        "tables: try without training",
        "A foundation model for tables is first used without training, then adjusted at 0.00001 to 0.000001.",
        "tables",
        lambda model, task: task.domain == "table",
        "Named: no plan of layers.",
        "Prior Labs, TabPFN documentation (a page)",
        "S",
        "https://docs.priorlabs.ai",
    ),
    Rule(
        "S5",
        "letters out of sound",
        "A wav2vec 2.0 that spells out letters (CTC) learns at 0.0003 after 500 warm-up steps, its ear kept still.",
        "wav2vec 2.0 and its kin that write",
        both(writes, spells),
        "Speaks for letting all but the ear learn, and sets the rate.",
        "Hugging Face transformers, examples/pytorch/speech-recognition/README.md",
        "R",
        GITHUB + "huggingface/transformers/tree/main/examples/pytorch/speech-recognition",
        always("tune", "full"),
    ),
    Rule(
        "V1",
        "DINOv2 as it is",
        "With a model of the DINOv2 kind, try it without training, then a last layer alone: 84.5 % on ImageNet with "
        "the base size.",
        "models of the DINOv2 kind",
        named("dinov2", "dinov3"),
        "Speaks for the last layer alone.",
        "DINOv2 README",
        "R",
        GITHUB + "facebookresearch/dinov2",
        always("freeze", "head_only"),
        always(),
        ("V4",),
    ),
    Rule(
        "V2",
        "EVA-02's fall of speed",
        "EVA-02 lets the speed fall by .7 or .8 a layer after self-supervision, .8 or .85 after a supervised stage.",
        "vision transformers restored from hidden parts",
        both(masked, attention_blocks),
        "Speaks for a speed that falls steeply towards the input.",
        "EVA-02, asuka",
        "R",
        GITHUB + "baaivision/EVA",
        always("tune", "discriminative"),
        always("head_only"),
        (),
    ),
    Rule(
        "V3",
        "ConvNeXt V2's fall of speed",
        "ConvNeXt V2 lets the speed fall by .6 a group of blocks in the base size, .9 a block in the small ones.",
        "ConvNeXt V2",
        named("convnextv2", r"\bgrn\b"),
        "Speaks for a speed that falls towards the input.",
        "ConvNeXt V2, TRAINING.md",
        "R",
        GITHUB + "facebookresearch/ConvNeXt-V2",
        always("tune", "discriminative"),
    ),
    Rule(
        "V4",
        "plain training keeps up",
        "With few examples, plain full training keeps up with clever methods; the choice of model matters more.",
        "pictures, few examples",
        both(pictures, few),
        "Speaks for letting everything learn, with few examples too.",
        "FewTrans, arXiv 2603.00478 (abstract)",
        "S",
        "https://arxiv.org/abs/2603.00478",
        always("tune", "full", "discriminative"),
        always(),
        ("A2", "A29", "V1"),
    ),
    Rule(
        "V5",
        "mix old and new weights",
        "Half old, half new weights gain 8.7 points on unfamiliar pictures and lose none on familiar ones.",
        "pictures that will look different",
        both(pictures, lambda model, task: task.shift in ("input", "feature")),
        "A remark: mix the weights after training.",
        "WiSE-FT README (CLIP)",
        "R",
        GITHUB + "mlfoundations/wise-ft",
    ),
    Rule(
        "V6",
        "YOLO, since 2026",
        "Since April 2026 YOLO's makers keep 10 layers with small, similar data, all but the head with very small, "
        "else none.",
        "boxes or masks",
        both(finds, pictures),
        "Speaks for keeping the first layers with small and similar data; the plan lets them learn (V7).",
        ULTRALYTICS,
        "R",
        ULTRALYTICS_LINK,
        when(both(few, similar), "freeze"),
        when(both(few, similar), "full"),
        ("A28",),
    ),
    Rule(
        "V7",
        "what keeping a detector costs",
        "Keeping a detector's backbone costs under 1 point, keeping all but its head 5: .682, .676, .633 on VOC.",
        "boxes or masks",
        both(finds, pictures),
        "Speaks for letting everything learn, and says what keeping would cost.",
        "Ultralytics, YOLOv5 freezing tutorial (W&B report, a page)",
        "S",
        "",
        always("full"),
        always("head_only"),
        (),
    ),
    Rule(
        "V8",
        "a detector in two stages",
        "A recipe in two stages: 20 epochs with 10 layers kept, then 30 with all at 0.001.",
        "boxes or masks",
        both(finds, pictures),
        "Named beside the plan.",
        ULTRALYTICS,
        "R",
        ULTRALYTICS_LINK,
    ),
    Rule(
        "V9",
        "SAM's mask decoder",
        "SAM: a notebook that many copied trains the mask decoder alone, at 0.00001; MedSAM keeps only the prompt "
        "encoder still.",
        "SAM and its kin",
        both(finds, named("mask_decoder")),
        "Keeps the prompt encoder; the mask decoder learns alone where only the end is asked for.",
        "Copies of the Hugging Face notebook on SAM; MedSAM's training script (code in public repositories)",
        "S",
        GITHUB + "bowang-lab/MedSAM",
        always("head_only"),
    ),
)
