"""What goes into a table comes out of it, and words travel once."""

import io

import numpy as np
import pyarrow as pa

from explorer.charts.arrow import arrow_table, words_column


def test_numbers_and_words_read_back_as_they_were():
    table = arrow_table({"layer": np.arange(3), "size": np.array([0.1, np.nan, 1e300]), "told": ["a", None, "a"]})
    read = pa.ipc.open_stream(io.BytesIO(_sent(table))).read_all()
    assert read["layer"].to_pylist() == [0, 1, 2]
    assert read["size"].to_pylist()[::2] == [0.1, 1e300]
    assert read["told"].to_pylist() == ["a", None, "a"]


def test_a_word_travels_once_however_often_it_stands():
    assert len(words_column(["−0.5 to −0.4"] * 500).dictionary) == 1


def test_many_words_are_told_apart():
    words = [str(number) for number in range(400)]
    assert words_column(words).to_pylist() == words


def _sent(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()
