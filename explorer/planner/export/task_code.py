"""What does the new head give, and which loss fits? The task's answers as constants of the exported code."""

from dataclasses import dataclass

from explorer.planner.records.task import Task


@dataclass(frozen=True)
class Answer:
    """The kind of answer a task asks for, in each framework's words."""

    outputs: int | None  # None where nothing is made new
    sentence: str
    torch_loss: str
    keras_loss: str
    keras_activation: str
    keras_metric: str
    huggingface_problem: str
    caffe_loss: str
    caffe_output: str | None  # layer type that turns scores into answers; None: the scores are the answers


def answer_of(task: Task) -> Answer:
    """Choose outputs and loss: a number, several labels at once, or one of several classes."""
    if task.keeps_its_end:
        words = "text, piece by piece, as before" if task.answer == "text" else "boxes or masks, as before"
        loss = "nn.CrossEntropyLoss()" if task.answer == "text" else "None"  # a detector brings its own loss
        return Answer(
            None, f"nothing is made new: {words}", loss, "sparse_categorical_crossentropy", "linear", "accuracy",
            "", "SoftmaxWithLoss", None,
        )  # fmt: skip
    if task.classes is None:
        return Answer(
            1, "one number", "nn.MSELoss()", "mean_squared_error", "linear", "mean_absolute_error",
            "regression", "EuclideanLoss", None,
        )  # fmt: skip
    if task.several_labels or task.classes < 2:
        outputs = max(1, task.classes)
        return Answer(
            outputs, "yes or no for each label; several may be right", "nn.BCEWithLogitsLoss()",
            "binary_crossentropy", "sigmoid", "binary_accuracy",
            "multi_label_classification", "SigmoidCrossEntropyLoss", "Sigmoid",
        )  # fmt: skip
    return Answer(
        task.classes, f"one of {task.classes} classes, numbered from 0", "nn.CrossEntropyLoss()",
        "sparse_categorical_crossentropy", "softmax", "accuracy",
        "single_label_classification", "SoftmaxWithLoss", "Softmax",
    )  # fmt: skip


@dataclass(frozen=True)
class Optimizer:
    """An optimizer as each framework calls it, with the settings the sources use."""

    torch: str
    torch_arguments: str
    keras: str
    keras_arguments: str
    fastai: str
    fastai_arguments: str  # PyTorch's settings, where fastai's own are others
    weight_decay: float
    source: str


FASTAI_ADAM = "mom=0.9, sqr_mom=0.999, eps=1e-8"

OPTIMIZERS = {
    "adamw": Optimizer(
        "AdamW", "", "AdamW", "", "Adam", f"{FASTAI_ADAM}, decouple_wd=True", 0.01, "AdamW's default in PyTorch"
    ),
    "adam": Optimizer("Adam", "", "Adam", "", "Adam", f"{FASTAI_ADAM}, decouple_wd=False", 0.0, "plain Adam has none"),
    "sgd": Optimizer(
        "SGD", ", momentum=0.9", "SGD", ", momentum=0.9", "SGD", "mom=0.9, decouple_wd=False",
        1e-4, "the usual starting point, rule A20",
    ),
}  # fmt: skip


def optimizer_of(task: Task) -> Optimizer:
    """The task's optimizer; AdamW where the name is not known."""
    return OPTIMIZERS.get(task.optimizer, OPTIMIZERS["adamw"])
