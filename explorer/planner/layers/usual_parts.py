"""Which parts does everybody keep, or train alone, in a model of this family? Told by the names of its layers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.planner.records.model import Model

# Speech models of the wav2vec 2.0 kind: "wav2vec2.feature_extractor.conv_layers.0.conv"
EAR = re.compile(r"(^|[._/])feature_extractor[._/]conv_layers([._/]|$)")
ASKED = re.compile(r"(^|[._/])(prompt_encoder|shared_image_embedding)([._/]|$)")  # SAM: where points and boxes come in
MASKS = re.compile(r"(^|[._/])mask_decoder([._/]|$)")


@dataclass(frozen=True)
class UsualPart:
    """A part that is kept under every strategy that does not ask for it by name."""

    rule: str
    kept: re.Pattern
    alone: re.Pattern | None = None  # what learns where only the end is asked for, in a model without a last layer

    def holds(self, model: Model) -> bool:
        """Whether the model has such parts."""
        wanted = [self.kept] if self.alone is None else [self.kept, self.alone]
        return all(any(part.search(layer.path) for layer in model.layers) for part in wanted)


USUAL_PARTS = (UsualPart("S3", EAR), UsualPart("V9", ASKED, MASKS))


def usual_parts(model: Model) -> Iterator[UsualPart]:
    """Yield the records that speak of this model."""
    return (part for part in USUAL_PARTS if part.holds(model))
