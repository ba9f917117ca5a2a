"""Which texts does a run of a page send to the browser? All that a visitor may come to read, hidden tooltips included.

Read from Streamlit's own messages, so that nothing has to be hovered or opened: labels, helps, options, table heads and
cells, the words inside charts and components, alternative texts. Code and what a visitor typed are left out.
"""

import json
import re
from collections.abc import Container, Iterator

import pyarrow as pa
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

NO_WORDS = {  # fields that a visitor never reads, and those that hold code or the visitor's own text
    "id", "form_id", "element_id", "icon", "content_icon", "url", "type", "file_type", "raw_value", "raw_values",
    "query_param_key", "default", "value", "theme", "anchor", "tag", "divider", "format", "column_order", "name",
    "selection_mode", "selection_state", "selection_default", "component_name", "js_content", "js_source_path",
    "html_content", "css_content", "css_source_path", "page", "page_script_hash", "query_string", "language",
    "code_text", "autocomplete", "validate_regex", "uuid", "styles", "gap", "link", "shortcut", "deferred_file_id",
    "stack_trace", "source_id", "display_values", "key", "active_script_hash", "scope", "avatar",
}  # fmt: skip
KEYS = {"view", "sweep", "icon", "tone"}  # by which the script of a component tells its states apart
CHANNELS = ("text", "tooltip", "x", "y", "color")  # of a chart; the last three unless their axis or legend is off
LITERAL = re.compile(r"'([^']*)'")  # inside an expression of Vega
NO_TEXT = re.compile(r"#[0-9A-Fa-f]{6}|[A-Za-z0-9+/=]{60,}")  # colours and bytes


def sent_words(message: Message) -> Iterator[str]:
    """Yield every text of a message that a visitor may come to read."""
    kind = message.DESCRIPTOR.name
    if kind == "VegaLiteChart":
        yield message.alt
        yield from _chart(message)
    elif kind == "Dataframe":
        yield from (message.alt, message.placeholder)
        yield from _table(message.arrow_data.data, message.columns)
    elif kind == "BidiComponent":
        yield from _strings(json.loads(message.json or message.mixed.json or "null"), KEYS)
    else:
        yield from _fields(message)


def _fields(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in NO_WORDS:
            continue
        values = list(value) if field.is_repeated else [value]
        if field.type == FieldDescriptor.TYPE_STRING:
            yield from values
        elif field.type == FieldDescriptor.TYPE_MESSAGE and not field.message_type.GetOptions().map_entry:
            for one in values:
                yield from sent_words(one)


def _table(data: bytes, columns: str) -> Iterator[str]:
    frame = _frame(data)
    configured = json.loads(columns or "{}")
    hidden = {name for name, one in configured.items() if one and one.get("hidden")}
    for name in frame:
        if name not in hidden:
            yield (configured.get(name) or {}).get("label") or str(name)
            yield from (str(cell) for cell in frame[name] if isinstance(cell, str))
    for one in configured.values():
        yield from _strings([one.get("help"), (one.get("type_config") or {}).get("options")] if one else [])


def _chart(message: Message) -> Iterator[str]:
    spec = json.loads(message.spec)
    datasets = [one.data.data for one in message.datasets] + [message.data.data] * message.HasField("data")
    frames = [_frame(data) for data in datasets]
    yield from _drawn_words(spec)
    for name in _fields_shown(spec):
        for frame in frames:
            if name in frame:
                yield from (str(cell) for cell in frame[name].unique() if isinstance(cell, str))


def _drawn_words(spec: object) -> Iterator[str]:
    """Yield what a specification itself writes: titles, texts, labels, and the values of its parameters."""
    if isinstance(spec, list):
        for one in spec:
            yield from _drawn_words(one)
    elif isinstance(spec, dict):
        for key, value in spec.items():
            if key in ("title", "text", "description") and isinstance(value, str):
                yield value
            elif key == "labelExpr":
                yield from LITERAL.findall(value)
            elif key == "params":
                yield from (text for one in value for text in _strings(one.get("value")))
            else:
                yield from _drawn_words(value)


def _fields_shown(spec: object) -> set[str]:
    """Return the columns of a chart's data whose texts are written somewhere."""
    if isinstance(spec, list):
        return set().union(*map(_fields_shown, spec))
    if not isinstance(spec, dict):
        return set()
    found = set()
    for key, value in spec.items():
        if key in CHANNELS:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and "field" in one and _written(key, one):
                    found.add(one["field"])
        found |= _fields_shown(value)
    return found


def _written(channel: str, encoding: dict) -> bool:
    off = {"x": "axis", "y": "axis", "color": "legend"}.get(channel)
    return off is None or off not in encoding or encoding[off] is not None


def _strings(value: object, keys: Container[str] = ()) -> Iterator[str]:
    """Yield every text in nested lists and mappings; of a picture in SVG what is written in it, no colours.

    What stands under one of `keys` is no text.
    """
    if isinstance(value, str):
        if value.startswith("<svg"):
            yield from re.findall(r">([^<]+)<", value)
        elif not NO_TEXT.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from () if name in keys else _strings(one, keys)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one, keys)


def _frame(data: bytes):
    return pa.ipc.open_stream(data).read_all().to_pandas() if data else {}
