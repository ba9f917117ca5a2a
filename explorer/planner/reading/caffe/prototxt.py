"""What does a text in protobuf's text format say? Messages of fields, each with its line.

Not read: extension names in square brackets and `Any` values, which no Caffe network uses.
"""

import re
from dataclasses import dataclass, field

from explorer.planner.records.model import SummaryError
from explorer.remark import Remark

# A comment, "text" or 'text', a bracket or separator, or a word such as lr_mult, -0.5e3, MAX.
TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<sign>[{}<>\[\]:;,])|(?P<word>[^\s{}<>\[\]:;,"'\#]+)|(?P<bad>.)"""
)
DEEPEST = 100  # messages in messages; Caffe's own go to five
OPENING, CLOSING = "{<", "}>"


@dataclass
class Message:
    """One message: its fields in order, each a text value or a further message."""

    name: str
    line: int
    fields: list[tuple[str, "str | Message", int]] = field(default_factory=list)

    def messages(self, *names: str) -> "list[Message]":
        """Return the messages called so, in order."""
        return [value for name, value, _ in self.fields if name in names and isinstance(value, Message)]

    def message(self, name: str) -> "Message":
        """Return the first message called so; an empty one where there is none."""
        return next(iter(self.messages(name)), Message(name, self.line))

    def texts(self, *names: str) -> list[str]:
        """Return the plain values of these fields, in order."""
        return [value for name, value, _ in self.fields if name in names and isinstance(value, str)]

    def text(self, name: str, default: str = "") -> str:
        """Return the last plain value of a field (the last one counts in protobuf)."""
        values = self.texts(name)
        return values[-1] if values else default

    def number(self, name: str, default: int | None = None) -> int | None:
        """Return a whole number; `default` where the field is missing or something else."""
        return whole(self.text(name), default)

    def numbers(self, *names: str) -> list[int | None]:
        """Return the whole numbers of a repeated field, None for anything else."""
        return [whole(value) for value in self.texts(*names)]

    def flag(self, name: str, default: bool) -> bool:
        """Return a true or false field."""
        return {"true": True, "1": True, "t": True, "false": False, "0": False, "f": False}.get(
            self.text(name).lower(), default
        )

    def decimal(self, name: str, default: float) -> float:
        """Return a number with a point."""
        return decimal(self.text(name), default)

    def has(self, name: str) -> bool:
        """Whether a field is given."""
        return any(other == name for other, _, _ in self.fields)


def whole(text: str, default: int | None = None) -> int | None:
    """Read a whole number of at most fifteen digits."""
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else default


def decimal(text: str, default: float) -> float:
    """Read a number with a point or exponent."""
    return (
        float(text.rstrip("fF"))
        if re.fullmatch(r"[-+]?(?:\d{1,30}\.?\d{0,30}|\.\d{1,30})(?:[eE][-+]?\d{1,3})?[fF]?", text)
        else default
    )


def parse_prototxt(text: str) -> Message:
    """Read a whole file into one message; raises SummaryError with the line. Linear in the text."""
    root = Message("", 1)
    stack = [root]
    name, line, in_list, value_due = "", 1, False, False
    for kind, word, line in tokens(text):
        if kind == "sign" and word in OPENING:
            inner = Message(name, line)
            if not name or len(stack) > DEEPEST:
                raise SummaryError(Remark("refusals.caffe.opens", {"line": line}))
            stack[-1].fields.append((name, inner, line))
            stack.append(inner)
            name, value_due = "" if not in_list else name, False
        elif kind == "sign" and word in CLOSING:
            if len(stack) == 1:
                raise SummaryError(Remark("refusals.caffe.closes", {"line": line}))
            closed = stack.pop()
            name = closed.name if in_list else ""
        elif word == "[":
            in_list = True
        elif word == "]":
            in_list, name, value_due = False, "", False
        elif word == ":":
            value_due = True
        elif word in (",", ";"):
            continue
        elif value_due or in_list:
            add_value(stack[-1], name, kind, word, line)
            value_due = in_list
            name = name if in_list else ""
        elif name:
            raise SummaryError(Remark("refusals.caffe.no_value", {"line": line, "name": name[:60]}))
        else:
            name = word
    if len(stack) > 1:
        raise SummaryError(Remark("refusals.caffe.ends", {"name": stack[1].name, "line": stack[1].line}))
    return root


def add_value(message: Message, name: str, kind: str, word: str, line: int) -> None:
    """Add a plain value; texts that follow each other are one, as in C."""
    value = re.sub(r"\\(.)", r"\1", word[1:-1]) if kind == "text" else word
    message.fields.append((name, value, line))


def tokens(text: str):
    """Give (kind, word, line) of each token; spaces and comments are left out."""
    line = 1
    for match in TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "bad":
            raise SummaryError(Remark("refusals.caffe.no_prototxt", {"line": line, "sign": repr(match[0])}))
        if kind != "space":
            yield kind, match[0], line
        if kind in ("space", "text"):
            line += match[0].count("\n")
