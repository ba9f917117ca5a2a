"""Which answers does the planner keep, and which of them travel in the link?"""

import math
from collections.abc import Mapping

from explorer.planner import (
    ADAPTER_LAYERS,
    BUDGETS,
    DOMAINS,
    GALLERY,
    LOSSES,
    MOST_CLASSES,
    MOST_EXAMPLES,
    NUMBER_FORMATS,
    OPTIMIZERS,
    PRETRAININGS,
    REQUESTS,
    SHIFTS,
    Plan,
    Task,
    likeness_of,
)
from explorer.ui.links import choice, flag, whole
from explorer.ui.planner.answers.changes import EDITS
from explorer.ui.state import PageState

PAGE = "planner"
SOURCES = ("gallery", "paste", "file")
ANSWERS = {"several": "one", "labels": "several", "number": "number", "text": "text", "boxes": "boxes"}  # of Task
FIRST_ANSWER = "several"
LENSES = ("table", "reasons", "cost", "try", "code")
FIRST_MODEL = "resnet18"
FIRST_EXAMPLES = 5_000  # rules, measurements and miniature agree there
MOST_SIZE = 1_000_000  # pixels or pieces
MOST_BATCH = 1_000_000
MOST_MEMORY = 100_000  # gigabytes
MOST_RANK = 65_536

FIELDS = (
    choice("source", SOURCES, "gallery"),
    choice("model", GALLERY, FIRST_MODEL),
    choice("answer", ANSWERS, FIRST_ANSWER),
    whole("classes", 1, MOST_CLASSES, 2),
    whole("examples", 1, MOST_EXAMPLES, 500),
    whole("similarity", 0, 100, 80),
    choice("shift", SHIFTS, "same"),
    choice("domain", DOMAINS, "image"),
    choice("budget", BUDGETS, "laptop"),
    choice("pretraining", PRETRAININGS, "unknown"),
    whole("memory", 0, MOST_MEMORY, 0),
    choice("numbers", NUMBER_FORMATS, "float32"),
    flag("checkpointing"),
    choice("loss", LOSSES, "unknown"),
    choice("beside", ADAPTER_LAYERS, "all"),
    whole("rank", 0, MOST_RANK, 0),
    flag("channels"),
    flag("augmented", True),
    whole("size", 0, MOST_SIZE, 0),
    whole("rarest", 0, MOST_EXAMPLES, 0),
    choice("optimizer", OPTIMIZERS, "adamw"),
    whole("batch", 1, MOST_BATCH, 32),
    choice("strategy", REQUESTS, "auto"),
    flag("classics"),
    flag("layers"),
    choice("lens", LENSES, "table"),
    EDITS,
)


def page_state() -> PageState:
    """Return this visitor's settings of the planner."""
    return PageState(PAGE, FIELDS, start={"examples": FIRST_EXAMPLES}, complete=kind_of_data)


def kind_of_data(parameters: Mapping[str, str], values: Mapping[str, object]) -> dict[str, object]:
    """Take the kind of data from the gallery model where a link names the model alone."""
    return {} if "domain" in parameters else {"domain": GALLERY[values["model"]].domain}


def similarity_word(hundredths: int) -> str:
    """Return the key of the everyday word for a similarity from 0 to 100."""
    return likeness_of(hundredths / 100).key


def task_of(values: dict, head: str | None = None) -> Task:
    """Turn the answers into a task; `head` is the last layer where the visitor had to name it."""
    return Task(
        classes=None if values["answer"] == "number" else values["classes"],
        examples=values["examples"],
        similarity=values["similarity"] / 100,
        shift=values["shift"],
        domain=values["domain"],
        budget=values["budget"],
        answer=ANSWERS[values["answer"]],
        smallest_class=min(values["rarest"], values["examples"]) or None,
        input_channels_changed=values["channels"],
        input_size=values["size"] or None,
        batch=values["batch"],
        optimizer=values["optimizer"],
        augmented=values["augmented"],
        head=head,
        pretraining=values["pretraining"],
        memory_gb=float(values["memory"]) or None,
        number_format=values["numbers"],
        checkpointing=values["checkpointing"],
        loss=values["loss"],
        adapter_layers=values["beside"],
        adapter_rank=values["rank"] or None,
    )


def answers_of(plan: Plan) -> dict[str, object]:
    """Turn a plan's task and strategy back into the page's answers; its edits are not among them.

    A similarity is kept in whole hundredths, which read back from a link to the last bit; it is cut to them, so that
    it stays on its side of every line of the rules.
    """
    task = plan.task
    return {
        "answer": next(kept for kept, answer in ANSWERS.items() if answer == task.answer),
        "classes": 2 if task.classes is None else task.classes,
        "examples": min(task.examples, MOST_EXAMPLES),
        "similarity": math.floor(round(100 * task.similarity, 4)),
        "shift": task.shift,
        "domain": task.domain,
        "budget": task.budget,
        "channels": task.input_channels_changed,
        "augmented": task.augmented,
        "pretraining": task.pretraining,
        "memory": min(math.ceil(task.memory_gb or 0), MOST_MEMORY),
        "numbers": task.number_format,
        "checkpointing": task.checkpointing,
        "loss": task.loss,
        "beside": task.adapter_layers,
        "rank": min(task.adapter_rank or 0, MOST_RANK),
        "size": task.tokens or 0,
        "rarest": task.smallest_class or 0,
        "optimizer": task.optimizer,
        "batch": task.batch,
        "strategy": plan.requested,
    }
