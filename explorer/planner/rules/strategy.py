"""What do the sources say about which layers to keep and which to adjust?"""

from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.rule import (
    Rule,
    always,
    anywhere,
    both,
    distant,
    either,
    few,
    many,
    met_elsewhere,
    pictures,
    relabelled,
    same_answers,
    similar,
    texts,
    when,
)

GITHUB = "https://github.com/"


def _four_corners(model: Model, task: Task) -> tuple[str, ...]:
    """A2's table of size and similarity."""
    if few(model, task):
        return ("freeze", "head_only") if similar(model, task) else ()
    if distant(model, task):
        return ("tune", "full", "discriminative", "gradual", "linear_probe_then_tune")
    return ("tune", "discriminative", "full", "gradual", "linear_probe_then_tune")


def _against_four_corners(model: Model, task: Task) -> tuple[str, ...]:
    if few(model, task):
        return ("tune", "full", "discriminative", "gradual", "from_scratch", "linear_probe_then_tune")
    return ("freeze", "head_only", "from_scratch")


def _surgical(model: Model, task: Task) -> tuple[str, ...]:
    """A13's block for each kind of change."""
    by_shift = {
        "input": ("surgical_first",) if same_answers(model, task) else (),
        "feature": ("surgical_middle",) if same_answers(model, task) else (),
        "output": ("head_only",),
    }
    return by_shift.get(task.shift, ())


def _against_surgical(model: Model, task: Task) -> tuple[str, ...]:
    names = {"input": ("head_only", "full"), "feature": ("head_only", "full"), "output": ("full",)}
    return names.get(task.shift, ())


STRATEGY_RULES = (
    Rule(
        "A2",
        "size and likeness",
        "Few, similar data: keep the layers and train a new last one. Many data: let everything learn, gently.",
        "pictures",
        pictures,
        "Chooses between keeping and adjusting by the number of examples and how alike the data are.",
        "Stanford CS231n, Transfer Learning notes",
        "R",
        "https://cs231n.github.io/transfer-learning/",
        _four_corners,
        _against_four_corners,
        ("A13", "A28", "A29", "A30", "V4"),
    ),
    Rule(
        "A3",
        "last layer first",
        "A new last layer starts at random; its first corrections are large and can destroy what the others know.",
        "a new last layer, few examples",
        few,
        "Trains the new last layer alone before anything else moves; then all at a rate of 0.00001.",
        "Keras guide, Transfer learning and fine-tuning",
        "R",
        "https://keras.io/guides/transfer_learning/",
        always("replace", "freeze", "head_only", "linear_probe_then_tune"),
        always("full"),
        ("A18", "A27", "A28"),
    ),
    Rule(
        "A4",
        "whole blocks",
        "Keep or wake whole blocks, never half of one, and leave batch normalization still.",
        "pictures, a new last layer",
        pictures,
        "Layers of one block move together; the last layer first, then the last blocks gently, for some 10 % more.",
        "Keras example, EfficientNet fine-tuning",
        "R",
        "https://keras.io/examples/vision/image_classification_efficientnet_fine_tuning/",
        always("linear_probe_then_tune", "gradual"),
        always("full", "head_only"),
        ("A7", "A28"),
    ),
    Rule(
        "A8",
        "wake up from the end",
        "Wake one group after another from the end; each earlier group learns 2.6 times slower than the next.",
        "text, few examples",
        both(texts, few),
        "Gradual unfreezing; the speed falls by 2.6 a group.",
        "Howard and Ruder 2018 (ULMFiT), as told in the fast.ai course",
        "S",
        "https://arxiv.org/abs/1801.06146",
        always("tune", "gradual"),
        always("full", "head_only"),
        ("A13",),
    ),
    Rule(
        "A13",
        "mend the part that changed",
        "If only the look of the data changed, adjust the first block; another mix, the middle; new meanings, the end.",
        "the same number of answers as before, few examples, something about the data changed",
        both(few, either(same_answers, relabelled), lambda model, task: task.shift != "same"),
        "Lets one block learn and keeps the others.",
        "Lee et al. 2023, Surgical fine-tuning (abstract and a reader's notes)",
        "S",
        "https://arxiv.org/abs/2210.11466",
        _surgical,
        _against_surgical,
        ("A2", "A8", "A29"),
    ),
    Rule(
        "A14",
        "probe, then tune",
        "Train the last layer to the end first, then all gently: unfamiliar data then lose less.",
        "a new last layer, data that are not the same kind or will look different later",
        lambda model, task: task.similarity < 0.9 or met_elsewhere(model, task),
        "Two stretches of training: the last layer alone, then everything slowly.",
        "Kumar et al. 2022, Fine-tuning can distort pretrained features (abstract)",
        "S",
        "https://arxiv.org/abs/2202.10054",
        always("tune", "linear_probe_then_tune"),
        always("full"),
        ("A18",),
    ),
    Rule(
        "A18",
        "everything, one speed",
        "Large picture models were fine-tuned with all weights at one low rate, for any number of examples.",
        "pictures, a model trained on very many of them",
        pictures,
        "Lets all layers learn at one speed.",
        "Kolesnikov et al. 2020, Big Transfer (BiT), code",
        "R",
        GITHUB + "google-research/big_transfer",
        always("tune", "full"),
        always("freeze", "head_only"),
        ("A3", "A14", "A22"),
    ),
    Rule(
        "A28",
        "freeze nothing",
        "In 2020 and 2021 YOLO's makers advised against keeping any layer still; with few pictures, collect more.",
        "pictures",
        pictures,
        "Speaks against keeping layers still.",
        "Ultralytics, maintainers' answers of 2020 and 2021 (yolov5 #3885, #49)",
        "S",
        GITHUB + "ultralytics/yolov5/issues/3885",
        always("tune", "full"),
        always("freeze", "head_only"),
        ("A2", "A3", "A4", "A5", "A24", "A25", "A29", "V6"),
    ),
    Rule(
        "A29",
        "depth by size",
        "Below 500, up to 5,000 or more pictures: keep most of the blocks, fewer, or only the first ones.",
        "pictures",
        pictures,
        "Draws the lines at 500 and 5,000 examples.",
        "QuPath pixel classifier extension, freeze recommendations",
        "R",
        GITHUB + "uw-loci/qupath-extension-dl-pixel-classifier",
        when(few, "freeze", "head_only"),
        when(few, "full", "from_scratch"),
        ("A2", "A13", "A28", "V4"),
    ),
    Rule(
        "A30",
        "the last layer alone costs accuracy",
        "On ten text tasks, keeping all but the last layer still lost accuracy.",
        "text",
        texts,
        "Speaks against keeping everything but the last layer.",
        "Liu et al. 2021, AutoFreeze (abstract)",
        "S",
        "https://arxiv.org/abs/2102.01386",
        always("tune", "discriminative", "full"),
        always("freeze", "head_only"),
        ("A2",),
    ),
    Rule(
        "G8",
        "new answers, new last layer",
        "A last layer can give only the answers it was built for; other answers need a new one.",
        "another number of answers, or another meaning",
        anywhere,
        "Replaces the last layer and gives it the full speed.",
        "Caffe, fine-tuning on Flickr style; PyTorch transfer learning tutorial",
        "R",
        GITHUB + "BVLC/caffe/tree/master/examples/finetune_flickr_style",
    ),
    Rule(
        "G9",
        "many data, own start",
        "In our miniature, a fresh start won when old and new data had nothing in common.",
        "nothing alike, or asked for",
        lambda model, task: distant(model, task),
        "Speaks for a fresh start with very many, very different data.",
        "Layerwise, measured in a small NumPy simulation",
        "V",
        "",
        when(many, "from_scratch"),
    ),
)
