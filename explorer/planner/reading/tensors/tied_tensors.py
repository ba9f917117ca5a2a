"""Which listed tensors may be one? A state_dict lists a shared tensor at each of its places."""

import re

from explorer.planner.records.row import Row
from explorer.remark import Remark

# "transformer.wte.weight", "shared.weight", "encoder.embed_tokens.weight", "word_embeddings.weight"
VOCABULARY = re.compile(r"(?:^|\.)(?:wte|shared|embed_tokens|word_embeddings?|tok\w*emb\w*|token_embedding|embedding)$")
OUTPUT = re.compile(r"(?:^|\.)(?:lm_head|decoder|embed_tokens|output|fc_out|generator|proj)$")


def tied_notes(rows: tuple[Row, ...]) -> tuple[tuple[Remark, ...], int]:
    """Say which tensors may be one, and how many weights that is.

    A list with requires_grad flags is of parameters, where each tensor comes once.
    """
    tables = [row for row in rows if VOCABULARY.search(row.path) and row.tensors and len(row.tensors[0][1]) == 2]
    notes, slack = [], 0
    for table in tables[:1]:
        twins = [
            row
            for row in rows
            if row is not table
            and row.tensors
            and row.tensors[0] == table.tensors[0]
            and (OUTPUT.search(row.path) or VOCABULARY.search(row.path))
        ]
        if twins and table.parameters:
            slack += table.parameters * len(twins)
            others = tuple(f"“{row.path}”" for row in twins[:4])
            notes.append(Remark("reading.tensors.tied", {"first": table.path, "others": others, "weights": slack}))
    return tuple(notes), slack
