"""What are the numbers behind the figure? One row a layer, for the eye and as CSV."""

import csv
import io
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from explorer.simulation import Signal
from explorer.ui.first_weights.wording import layer_word, say
from explorer.ui.language import written

COLUMNS = (  # column of the CSV, field of the result, how the page writes it
    ("average", "activation_mean", partial(written, form="number")),
    ("spread", "activation_std", partial(written, form="number")),
    ("size", "activation_rms", partial(written, form="number")),
    ("correction", "gradient_std", partial(written, form="number")),
    ("weight_correction", "weight_gradient_std", partial(written, form="number")),
    ("limit", "saturated_fraction", partial(written, form="share")),
    ("silent", "dead_fraction", partial(written, form="share")),
    ("distinct", "distinct_units", lambda value: written(int(value), "count")),
    ("alike", "sample_cosine", partial(written, form="number")),
    ("outside", "outside_fraction", partial(written, form="share")),
)


def numbers_frame(result: Signal) -> pd.DataFrame:
    """Return the table as the page shows it, every number written out."""
    columns = {layer_word(result.spec): np.arange(1, result.spec.depth + 1)}
    for key, name, write in COLUMNS:
        columns[say(f"numbers.{key}")] = [write(float(value)) for value in getattr(result, name)]
    return pd.DataFrame(columns)


def show_numbers(result: Signal) -> None:
    """Show the numbers as a table."""
    st.dataframe(numbers_frame(result), hide_index=True, width="stretch", alt=say("numbers.title"))


def csv_text(result: Signal) -> str:
    """Return the numbers as CSV with full precision; logarithms beside sizes that floats cannot hold."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [name for _, name, _ in COLUMNS] + ["activation_log10_rms", "gradient_log10_rms"]
    writer.writerow(["layer", *names])
    for layer in range(result.spec.depth):
        writer.writerow([layer + 1, *(repr(getattr(result, name)[layer].item()) for name in names)])
    return out.getvalue()
