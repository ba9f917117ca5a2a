"""Does the model have several chains? A part for pictures beside a part for text, an encoder beside a decoder."""

import re
from collections.abc import Sequence

from explorer.planner.layers.model_kinds import ModelKind
from explorer.planner.records.row import Row

# Ordered: the first whose name stands in a path decides.
TOWERS = (
    (
        "joint",
        re.compile(
            r"(?:^|[._/])(?:\w{0,20}projector|mm_projector|connector|\w{0,10}adapter|qformer|resampler"
            r"|aligner|multi_modal_projector|embed_vision|visual_projection|text_projection"
            r"|merger)(?:[._/]|$)"
        ),
    ),
    (
        "vision",
        re.compile(
            r"(?:^|[._/])(?:vision_tower|vision_model|vision_encoder|visual|image_encoder|vision_backbone"
            r"|vision|vit|image_tower|visual_encoder|pixel_\w{1,20})(?:[._/]|$)"
        ),
    ),
    ("audio", re.compile(r"(?:^|[._/])(?:audio_tower|audio_model|audio_encoder|speech_encoder|audio)(?:[._/]|$)")),
    (
        "text",
        re.compile(
            r"(?:^|[._/])(?:language_model|text_model|text_encoder|text_decoder|llm|transformer"
            r"|token_embedding|bert|lm_head|decoder)(?:[._/]|$)"
        ),
    ),
)
KINDS = ("picture_text",)


def towers_of(rows: Sequence[Row], kind: ModelKind) -> list[str]:
    """Give each row its chain; "" everywhere where the model is one chain."""
    if kind.key not in KINDS:
        return [""] * len(rows)
    towers = [next((name for name, pattern in TOWERS if pattern.search(row.path)), "") for row in rows]
    return towers if {"vision", "text"} <= set(towers) else [""] * len(rows)
