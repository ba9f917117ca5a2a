"""How does a table reach the browser? As Arrow, Streamlit's own way, straight from arrays: no frame in between."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa  # one of Streamlit's own requirements

MOST_BYTE_KEYS = 127  # words that a key of one byte tells apart

Column = np.ndarray | pa.Array


def arrow_table(columns: Mapping[str, Column | Sequence]) -> pa.Table:
    """Return a table of columns of one length; numbers as they are, words by `words_column`."""
    return pa.table({name: _column(values) for name, values in columns.items()})


def _column(values: Column | Sequence) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        return pa.array(values)
    return words_column(list(values))


def words_column(words: Sequence[str]) -> pa.Array:
    """Return a column that holds every word once; None stays empty."""
    known: dict[str, int] = {}
    keys = [None if word is None else known.setdefault(word, len(known)) for word in words]
    return keyed_words(keys, list(known))


def keyed_words(keys: Sequence[int | None] | np.ndarray, words: Sequence[str]) -> pa.Array:
    """Return a column of words that are told by their place in `words`."""
    size = pa.int8() if len(words) <= MOST_BYTE_KEYS else pa.int16()
    return pa.DictionaryArray.from_arrays(pa.array(keys, size), pa.array(words, pa.string()))
