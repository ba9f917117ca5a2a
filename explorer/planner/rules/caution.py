"""What do the sources warn of? Traps that spoil a plan although each layer's treatment is right."""

from explorer.planner.parts import carries_weights
from explorer.planner.records.model import Model
from explorer.planner.records.task import Task
from explorer.planner.rules.rule import Rule, always, anywhere, has_batch_norm, kind_is, reads_words

GITHUB = "https://github.com/"
SMALLEST_NORM_BATCH = 12  # A23: batch norm is trained only above this


def tied(model: Model, task: Task) -> bool:
    """Apply where layers share weights."""
    return any(layer.shares_with is not None for layer in model.layers)


def already_frozen(model: Model, task: Task) -> bool:
    """Apply where the text marks layers with weights as not trainable."""
    return any(layer.trainable is False and carries_weights(layer) for layer in model.layers)


CAUTION_RULES = (
    Rule(
        "A23",
        "small batches and normalization",
        "Let batch normalization learn only with more than 12 examples a step, 16 or more is better.",
        "batch normalization that learns",
        has_batch_norm,
        "Warns when batch normalization would learn from too few examples a step.",
        "DeepLab, train.py",
        "R",
        GITHUB + "tensorflow/models/tree/master/research/deeplab",
    ),
    Rule(
        "G1",
        "speed 0 is not kept",
        "Outside Caffe, a speed of 0 still costs the work and memory of learning; kept layers must be switched off.",
        "kept layers",
        anywhere,
        "The code switches kept layers off instead of giving them the rate 0.",
        "Caffe net.cpp; measured in PyTorch",
        "V",
        GITHUB + "BVLC/caffe/blob/master/src/caffe/net.cpp",
    ),
    Rule(
        "G2",
        "kept normalization drifts",
        "Kept batch normalization still moves its averages in training mode: 0.22 in one batch when we tried.",
        "kept layers with batch normalization",
        has_batch_norm,
        "The code holds kept batch normalization in its evaluation mode.",
        "Layerwise, measured in PyTorch and Keras; Keras guide",
        "V",
        "https://keras.io/guides/transfer_learning/",
        always("freeze"),
        always(),
        ("A7", "A26"),
    ),
    Rule(
        "G3",
        "one tensor, two names",
        "Layers that share one set of weights cannot be treated differently: keeping one keeps the other.",
        "tied weights",
        tied,
        "Gives tied layers one treatment.",
        "Layerwise, measured in PyTorch",
        "V",
    ),
    Rule(
        "G4",
        "never keep a new first layer",
        "A first layer made new for another number of channels starts at random; kept still, it stays random.",
        "the input changed its channels",
        lambda model, task: task.input_channels_changed,
        "The first layer is drawn anew and learns at full speed.",
        "QuPath pixel classifier extension, freeze recommendations",
        "R",
        GITHUB + "uw-loci/qupath-extension-dl-pixel-classifier",
    ),
    Rule(
        "G5",
        "blocks move together",
        "Each block is kept or adjusted as a whole; half a block harms the result.",
        "any model",
        anywhere,
        "All layers of a stage get one treatment.",
        "Keras example, EfficientNet fine-tuning",
        "R",
        "https://keras.io/examples/vision/image_classification_efficientnet_fine_tuning/",
    ),
    Rule(
        "G7",
        "cost follows the earliest learner",
        "The work of a step depends on the earliest layer that learns, more than on how many learn.",
        "any plan",
        anywhere,
        "Counts the way back only down to the earliest layer that learns.",
        "PyTorch, autograd notes",
        "R",
        "https://pytorch.org/docs/stable/notes/autograd.html",
        always("freeze"),
    ),
    Rule(
        "G11",
        "freeze first, then build",
        "An optimizer built before layers wake never moves them.",
        "PyTorch models",
        kind_is("pytorch"),
        "The code builds the optimizer after keeping and waking layers.",
        "Layerwise, measured in PyTorch",
        "V",
    ),
    Rule(
        "G12",
        "compile again",
        "After keeping or waking layers a Keras model must be compiled again, or nothing changes.",
        "Keras models",
        kind_is("keras"),
        "The code compiles after each change.",
        "Layerwise, measured in Keras 2 and 3",
        "V",
    ),
    Rule(
        "G13",
        "word lists move slowest",
        "The published falls of speed give the word list the lowest speed of all.",
        "models that read words",
        reads_words,
        "Embeddings stand in the first group.",
        "ELECTRA, model/optimization.py; MAE, util/lr_decay.py",
        "R",
        GITHUB + "google-research/electra",
        always("freeze"),
    ),
    Rule(
        "G14",
        "a check for the first minutes",
        "If the first loss lies far above the logarithm of the number of answers, the rate is too high.",
        "choosing one of several answers",
        lambda model, task: task.classes is not None,
        "A check for the person who trains.",
        "Keras example, EfficientNet fine-tuning",
        "R",
        "https://keras.io/examples/vision/image_classification_efficientnet_fine_tuning/",
    ),
)
