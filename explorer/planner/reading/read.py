"""What does a pasted text describe? Finds the format that printed it, reads it, and makes a model of it."""

from dataclasses import replace

from explorer.planner.reading import caffe, julia
from explorer.planner.reading.flax import linen as flax_linen
from explorer.planner.reading.flax import nnx as flax_nnx
from explorer.planner.reading.flax import params_tree as flax_params
from explorer.planner.reading.keras import keras2, keras3
from explorer.planner.reading.keras import loop as keras_loop
from explorer.planner.reading.no_summary.messages import set_apart
from explorer.planner.reading.no_summary.refuse import first_of, refuse, refuse_other_printer
from explorer.planner.reading.pasted.arrows import after_arrows
from explorer.planner.reading.pasted.cleaning import clean
from explorer.planner.reading.pasted.left_out import with_left_out
from explorer.planner.reading.pasted.line_labels import without_repeat
from explorer.planner.reading.pasted.spaced_numbers import with_whole_sizes
from explorer.planner.reading.pasted.tab_columns import with_columns
from explorer.planner.reading.tables import csv_table, prettytable
from explorer.planner.reading.tables import markdown as markdown_table
from explorer.planner.reading.tensors import file_header, index_file, named_parameters, state_dict
from explorer.planner.reading.torch import printed_model as torch_repr
from explorer.planner.reading.torch_tables import lightning, torchinfo, torchsummary
from explorer.planner.records.model import Model, SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.planner.structure.build import build_model
from explorer.remark import Remark

LONGEST = 6_000_000  # characters: five megabytes and some room; a summary of thousands of layers has one

# In the order in which they are tried: the most telling first.
FORMATS: dict[str, Format] = {
    format.key: format
    for format in (
        keras3.FORMAT,
        torchinfo.FORMAT,
        torchsummary.FORMAT,
        *keras2.FORMATS,
        lightning.FORMAT,
        flax_linen.FORMAT,
        flax_nnx.FORMAT,
        flax_params.FORMAT,
        julia.FORMAT,
        caffe.FORMAT,
        torch_repr.FORMAT,
        prettytable.FORMAT,
        markdown_table.FORMAT,
        csv_table.FORMAT,
        file_header.FORMAT,
        index_file.FORMAT,
        state_dict.FORMAT,
        named_parameters.FORMAT,
        keras_loop.FORMAT,
    )
}
FREE = (
    "prettytable",
    "markdown-table",
    "csv",
    "safetensors-header",
    "checkpoint-index",
    "state-dict",
    "named-parameters",
    "keras-layer-loop",
)


def tidy(text: str) -> tuple[str, bool]:
    """Return a pasted text as it was printed, and whether it stood there twice. Raises SummaryError if too long."""
    if not isinstance(text, str):
        raise SummaryError(Remark("refusals.not_text", {"kind": type(text).__name__}))
    if len(text) > LONGEST:
        raise SummaryError(Remark("refusals.too_long", {"characters": len(text), "most": LONGEST}))
    return without_repeat(with_columns(with_whole_sizes(clean(text))))


def read_printed(cleaned: str, twice: bool = False) -> Model:
    """Read a tidy summary of any format that a framework prints.

    Raises SummaryError, a sentence for the reader: what was seen, where, and what to paste instead.
    """
    if not cleaned.strip():
        raise refuse(cleaned)
    if error := refuse_other_printer(cleaned):
        raise error
    return read_tidy(cleaned, twice)


def read_tidy(text: str, twice: bool) -> Model:
    """Try the formats in their order; those that take any list or table see the text without its messages."""
    now = after_arrows(text)
    apart = set_apart(now)
    first_error = None
    for format in FORMATS.values():
        shown = apart.rest if format.key in FREE else now
        if not format.looks_like(shown):
            continue
        try:
            found = format.parse(shown)
            found = with_left_out(found, shown) if isinstance(found, Reading) else found
            model = build_model(found, format.key)
        except SummaryError as error:
            first_error = first_error or error
            continue
        said = [Remark("reading.twice")] if twice else []
        if now != text:
            said.append(Remark("reading.arrows"))
        if shown != now:
            said.append(Remark("reading.message"))
        return replace(model, remarks=(*model.remarks, *said))
    if apart.refusal is not None:
        raise first_of((apart.refusal,), text)
    raise first_error or refuse(text)
