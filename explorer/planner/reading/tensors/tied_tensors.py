"""Which listed tensors may be one? A state_dict lists a shared tensor at each of its places."""

import re

from explorer.numerals import count
from explorer.planner.records.row import Row

# "transformer.wte.weight", "shared.weight", "encoder.embed_tokens.weight", "word_embeddings.weight"
VOCABULARY = re.compile(r"(?:^|\.)(?:wte|shared|embed_tokens|word_embeddings?|tok\w*emb\w*|token_embedding|embedding)$")
OUTPUT = re.compile(r"(?:^|\.)(?:lm_head|decoder|embed_tokens|output|fc_out|generator|proj)$")


def tied_notes(rows: tuple[Row, ...]) -> tuple[str, ...]:
    """Say which tensors may be one; a list with requires_grad flags is of parameters, where each tensor comes once."""
    tables = [row for row in rows if VOCABULARY.search(row.path) and row.tensors and len(row.tensors[0][1]) == 2]
    notes = []
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
            notes.append(
                f"“{table.path}” and {' and '.join(f'“{row.path}”' for row in twins[:4])} have weights of "
                "the same size. Language models often share one weight there, which a state_dict cannot show: "
                f"if so, the total is {count(table.parameters * len(twins))} lower."
            )
    return tuple(notes)
