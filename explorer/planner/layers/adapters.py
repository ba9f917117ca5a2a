"""Which weights are small additions (LoRA and the like), and which stand still under them? Told by their names.

PEFT, torchtune, diffusers and AdapterHub name the parts they add; what such a name stands in is the kept base.
Not told: biases that PEFT was asked to train along, which no print shows.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from explorer.planner.records.row import Row
from explorer.remark import Remark

# "q_proj.lora_A.default", "lora_embedding_B", "to_q.lora_layer.down", "hada_w1_a", "ia3_l",
# "prompt_encoder.default.embedding"
SMALL = re.compile(
    r"(?:^|[._/])(?:lora_(?:[ABEabe]|down|up|embedding_[AB]|magnitude_vector|magnitude|mid|layer"
    r"|linear_layer)|hada_w\d_?[ab]?|hada_t\d"
    r"|lokr_\w{1,8}|ia3_l|oft_[rR]|oft_blocks|boft_[RS]|vera_(?:A|B|lambda_[bd])"
    r"|fourierft_spectrum|hra_u|randlora_\w{1,12}"
    r"|adapter_(?:down|up)|adalora_\w{1,8}|prefix_encoder|prompt_embeddings"
    r"|prompt_encoder[./][^./]{1,40}[./](?:embedding|transform|mlp_head)"  # not SAM's, which belongs to the model
    r"|soft_prompt|bone_\w{1,6}|road_\w{1,8}"
    r"|lora_[ab]_\w{1,20}|shira_weight|miss_block|waveft_\w{1,10}|dora_\w{1,12})(?=[._/]|$)"
)
# "classifier.modules_to_save.default", "norm.ln_tuning_layers.default"
COPY = re.compile(r"(?:^|[._/])(?:modules_to_save|ln_tuning_layers|trainable_tokens_delta)(?=[._/]|$)")
# "Trainable parameters = 41,943,040 of 8,072,204,288 (0.52% trained)"
TRAINED_OF = re.compile(
    r"trainable parameters ?= ?(?P<trainable>\d[\d,]{0,24}) ?(?:of|/) ?(?P<all>\d[\d,]{0,24})(?= |$)",
    re.MULTILINE | re.IGNORECASE,
)
# "trainable params: 4,194,304 || all params: 6,742,609,920 || trainable%: 0.0622"
COUNTS = re.compile(
    r"trainable params:\s{0,4}(?P<trainable>\d[\d,_. ]{0,24}?)\s{0,4}\|"
    r"\|\s{0,4}all params:\s{0,4}(?P<all>\d[\d,_. ]{0,24}?)"
    r"\s{0,4}(?:\|\||$)",
    re.MULTILINE | re.IGNORECASE,
)


def adapter_of(path: str) -> str:
    """Return "small" for added weights, "copy" for a layer that is trained whole beside its old self, else ""."""
    if SMALL.search(path):
        return "small"
    return "copy" if COPY.search(path) else ""


def with_adapters(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Mark the adapters and, where there are any, the base that stands still under them."""
    kinds = [adapter_of(row.path) if row.parameters != 0 or row.tensors else "" for row in rows]
    if not any(kinds):
        return tuple(rows)
    return tuple(marked(row, kind) for row, kind in zip(rows, kinds, strict=True))


def marked(row: Row, kind: str) -> Row:
    """Give the row with what it is among adapters; a flag that the text prints is believed."""
    if kind:
        learns = row.trainable is not False
        count = row.trainable_parameters if row.trainable_parameters is not None else row.parameters
        return replace(row, adapter=kind, trainable=learns, trainable_parameters=count if learns else 0)
    if row.trainable:  # unfrozen beside the adapters by hand
        return row
    return replace(row, still=row.still or "base", trainable=False, trainable_parameters=0)


def adapter_remarks(rows: Sequence[Row], stated: int | None = None) -> tuple[Remark, ...]:
    """Say that only the added weights learn, and how many: as the text states, else as they add up."""
    small = [row for row in rows if row.adapter == "small"]
    copies = [row for row in rows if row.adapter == "copy"]
    if not small and not copies:
        return ()
    counts = [row.parameters for row in (*small, *copies)]
    remarks = [
        Remark("reading.adapters", {"layers": len(small), "first": small[0].path})
        if small
        else Remark("reading.adapters.copies_only", {})
    ]
    if stated is not None or None not in counts:
        learning = sum(counts) if stated is None else stated
        remarks.append(Remark("reading.adapters.counted", {"weights": learning}))
    if copies:
        remarks.append(Remark("reading.adapters.copies", {"layers": len(copies), "first": copies[0].path}))
    if small and all(row.adapter for row in rows if row.parameters != 0):
        remarks.append(Remark("reading.adapters.alone", {}))
    return tuple(remarks)


def printed_counts(text: str) -> tuple[int, int] | None:
    """Read PEFT's line of counts: (trainable, all); None where there is none."""
    found = COUNTS.search(text) or TRAINED_OF.search(text)
    if not found:
        return None
    trainable, everything = (re.sub(r"\D", "", found[name]) for name in ("trainable", "all"))
    return (int(trainable), int(everything)) if trainable and everything else None
