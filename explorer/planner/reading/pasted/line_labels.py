"""What stands before every line of a listing? Line numbers of an editor, or the label of a container's log."""

import re

# "  12  ├─Conv2d: 1-1", "12: ResNet(", "12| ..."
NUMBERED = re.compile(r"^[ \t]{0,8}(?P<number>\d{1,6})(?:[:|.\t]|(?=[ ]|$))(?P<rest>.*)$")
# What a list of layers that is numbered by itself cannot hold: rules, brackets and empty lines
NO_LAYER = re.compile(r"^[\s=\-_━─┏┌╭┗└╰+|)}\]]*$")
# "trainer-1  | Model: ...", "wandb: Net(", "0: Net(" (a rank), "[1,0]<stdout>:Net("
LABEL = re.compile(r"^(?:[\w.-]{1,60} {1,30}\||[\w.-]{1,40}:(?= )|\[\d{1,6},\d{1,6}\]<std(?:out|err)>:) ?")
# What a list of layers itself writes before each of them
OWN = re.compile(r"^(?:layer|param(?:eter)?|tensor|key|name|weight|variable|module|type|tensor_name)s?:", re.IGNORECASE)
MOST = 0.9  # share of the filled lines
FEWEST = 4


def without_labels(lines: list[str]) -> list[str]:
    """Take line numbers or one label away where nearly every filled line starts with them. Linear in the text."""
    filled = [line for line in lines if line and not line.isspace()]
    if len(filled) < FEWEST:
        return lines
    if NUMBERED.match(filled[0]) and NUMBERED.match(filled[-1]):
        lines = _without_numbers(lines, len(filled))
    return _without_label(lines, filled)


def _without_numbers(lines: list[str], filled: int) -> list[str]:
    found = [NUMBERED.match(line) for line in lines]
    offsets: dict[int, int] = {}
    for place, match in enumerate(found):
        if match:
            offset = int(match["number"]) - place
            offsets[offset] = offsets.get(offset, 0) + 1
    drawn = any(match and NO_LAYER.match(match["rest"]) for match in found)
    if not drawn or max(offsets.values()) < MOST * filled:
        return lines
    rests = [match["rest"] if match else line for match, line in zip(found, lines, strict=True)]
    gap = min((len(rest) - len(rest.lstrip(" ")) for rest in rests if rest.strip()), default=0)
    return [rest[gap:] for rest in rests]


def _without_label(lines: list[str], filled: list[str]) -> list[str]:
    found = LABEL.match(filled[0])
    if not found or OWN.match(found[0]):
        return lines
    label = found[0].rstrip()
    if sum(line.startswith(label) for line in filled) < MOST * len(filled):
        return lines
    cut = re.compile(re.escape(label) + " ?")
    return [cut.sub("", line, count=1) if line.startswith(label) else line for line in lines]


def without_repeat(text: str) -> tuple[str, bool]:
    """Empty the second of two equal halves, and say whether there was one: a summary that was pasted twice."""
    lines = text.split("\n")
    filled = [place for place, line in enumerate(lines) if line and not line.isspace()]
    half = len(filled) // 2
    if len(filled) % 2 or half < FEWEST:
        return text, False
    if any(lines[a].strip() != lines[b].strip() for a, b in zip(filled[:half], filled[half:], strict=True)):
        return text, False
    return "\n".join(lines[: filled[half - 1] + 1]), True
