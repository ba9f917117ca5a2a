"""Where in a prototxt stands what? Fields with their places, so that a file can be edited and kept otherwise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

# A token: comment, "text" or 'text', a bracket or separator, or a word such as lr_mult or -0.5e3.
TOKEN = re.compile(
    r"""\s*(?:(?P<comment>\#[^\n]*)|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<sign>[{}<>\[\]:;,])|(?P<word>[^\s{}<>\[\]:;,"'#]+))"""
)
OPENING, CLOSING = "{<", "}>"


class PrototxtError(ValueError):
    """The text is not a prototxt; caught by the export, which then explains instead of editing."""


@dataclass
class Field:
    """One field: its name and either a plain value or a message of further fields."""

    name: str
    start: int  # of the name
    value: str = ""  # as written, quotes included; "" for a message
    value_start: int = 0
    end: int = 0  # one past the last character
    body_end: int = 0  # of a message: where its closing bracket stands
    fields: "list[Field]" = field(default_factory=list)
    is_message: bool = False

    def all(self, name: str) -> "list[Field]":
        """The fields of this name, in order."""
        return [inner for inner in self.fields if inner.name == name]

    def first(self, name: str) -> "Field | None":
        """The first field of this name, None where there is none."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """The value of the first field of this name without its quotes, "" where there is none."""
        found = self.first(name)
        return unquoted(found.value) if found else ""


@dataclass(frozen=True)
class Replacement:
    """New text for the characters from `start` to `end`."""

    start: int
    end: int
    text: str


def parse(text: str) -> Field:
    """Read a prototxt into one message with all top fields. Linear in the text; raises PrototxtError."""
    root = Field("", 0, is_message=True, end=len(text), body_end=len(text))
    stack, name, waiting, in_list = [root], None, False, False
    for kind, word, start, end in _tokens(text):
        if in_list or word == "[":
            in_list = word != "]"
            name, waiting = None, False
        elif kind == "sign" and word in OPENING:
            if name is None:
                raise PrototxtError("bracket without name")
            name.is_message, name.value_start = True, start
            stack[-1].fields.append(name)
            stack.append(name)
            name, waiting = None, False
        elif kind == "sign" and word in CLOSING:
            if len(stack) == 1 or name is not None:
                raise PrototxtError("bracket closed twice")
            closed = stack.pop()
            closed.body_end, closed.end = start, end
        elif word == ":":
            waiting = name is not None
        elif kind == "sign":
            continue  # ; and , may stand between fields
        elif waiting and name is not None:
            name.value, name.value_start, name.end = word, start, end
            stack[-1].fields.append(name)
            name, waiting = None, False
        elif kind == "word" and name is None:
            name = Field(word, start)
        else:
            raise PrototxtError("value without name")
    if len(stack) > 1 or name is not None:
        raise PrototxtError("bracket left open")
    return root


def _tokens(text: str) -> Iterable[tuple[str, str, int, int]]:
    place = 0
    while True:
        match = TOKEN.match(text, place)
        if match is None:
            if text[place:].strip():
                raise PrototxtError("unknown sign")
            return
        place, kind = match.end(), match.lastgroup or ""
        if kind != "comment":
            yield kind, match.group(kind), match.start(kind), match.end(kind)


def unquoted(value: str) -> str:
    """A value without its quotes and escapes."""
    if value[:1] not in ('"', "'"):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:-1])


def quoted(text: str) -> str:
    """A text as a prototxt value; nothing in it can end the value early."""
    plain = "".join(c if c.isprintable() else "?" for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def apply(text: str, edits: Iterable[Replacement]) -> str:
    """Make all replacements; of two that overlap the one that begins first (and is longer) holds."""
    pieces, place = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if edit.start < place:
            continue
        pieces += [text[place : edit.start], edit.text]
        place = edit.end
    return "".join([*pieces, text[place:]])
