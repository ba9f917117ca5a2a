"""What is this text, if it is no summary? A sentence that says what was seen and what to paste instead."""

from explorer.planner.model import SummaryError


def refuse(text: str) -> SummaryError:
    """Give the error for a text that no format reads."""
    if not text.strip():
        return SummaryError(
            "The box is empty. Paste what your framework prints: model.summary() in Keras, print(model) in PyTorch."
        )
    return SummaryError(
        "This does not look like a model summary. Paste what your framework prints: "
        "model.summary() in Keras, print(model) in PyTorch, or a Caffe prototxt."
    )
