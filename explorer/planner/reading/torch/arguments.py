"""What did a PyTorch module's constructor get? Reads the text between the parentheses of its repr."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from explorer.planner.records.model import Shape

INTEGER = re.compile(r"-?\d+")
# torch 0.2 and older: Linear (784 -> 10), Linear(784 -> 10, bias=False)
ARROW = re.compile(r"^(\d+) ?-> ?(\d+)$")
# kernel_size=(3, 3)    padding_idx=0    LayerNorm's torch.Size([768])
KEYWORD = re.compile(r"^([A-Za-z_]\w*) ?= ?(.*)$", re.DOTALL)
OPENING, CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class Arguments:
    """Constructor arguments as text: by position and by name."""

    positional: tuple[str, ...]
    named: tuple[tuple[str, str], ...]

    def text(self, name: str, position: int | None = None) -> str | None:
        """Return the argument called `name`, else the one at `position`, else None."""
        for key, value in self.named:
            if key == name:
                return value
        return self.positional[position] if position is not None and position < len(self.positional) else None

    def integer(self, name: str, position: int | None = None) -> int | None:
        """Return a whole number, None where it is missing or something else."""
        value = self.text(name, position)
        return int(value) if value is not None and len(value) < 16 and INTEGER.fullmatch(value) else None

    def sizes(self, name: str, position: int | None = None) -> tuple[int, ...] | None:
        """Return the numbers of `(3, 3)`, `[768]`, `torch.Size([768])` or `768`."""
        value = self.text(name, position)
        if value is None or not re.fullmatch(r"(?:torch\.Size\()?[\[(]?[\d, ]+[\])]*", value):
            return None
        return tuple(int(n) for n in re.findall(r"\d{1,15}", value)) or None

    def flag(self, name: str, default: bool | None) -> bool | None:
        """Return True or False as printed, `default` where the text has no such argument."""
        return {"True": True, "False": False}.get(self.text(name) or "", default)


@lru_cache(maxsize=4096)
def read_arguments(text: str) -> Arguments:
    """Split `64, 3, kernel_size=(7, 7), bias=False` at its outer commas."""
    positional: list[str] = []
    named: list[tuple[str, str]] = []
    arrow_seen = False
    for part in outer_parts(text):
        arrow = ARROW.match(part)
        keyword = KEYWORD.match(part)
        if arrow:
            arrow_seen = True
            named += [("in_features", arrow[1]), ("out_features", arrow[2])]
        elif keyword:
            named.append((keyword[1], keyword[2]))
        else:
            positional.append(part)
    if arrow_seen and all(name != "bias" for name, _ in named):
        named.append(("bias", "True"))  # that era printed only a bias that is left out
    return Arguments(tuple(positional), tuple(named))


def outer_parts(text: str) -> Iterator[str]:
    """Yield the parts between commas that stand outside every bracket."""
    depth, start = 0, 0
    for position, letter in enumerate(text):
        if letter in OPENING:
            depth += 1
        elif letter in CLOSING:
            depth -= 1
        elif letter == "," and depth == 0:
            yield from filter(None, [text[start:position].strip()])
            start = position + 1
    yield from filter(None, [text[start:].strip()])


def numel(shape: Shape) -> int | None:
    """Multiply the sizes; None as soon as one is unknown. A scalar has one element."""
    product = 1
    for size in shape:
        if size is None:
            return None
        product *= size
    return product
