"""Is this the file of a notebook, or lines out of one? Gives what the cells printed, as it looked."""

import json
import re

# '      "  (stem): Conv2d(3, 16)\\n",': one printed line in the file of a notebook
QUOTED_LINE = re.compile(r'^\s*"((?:[^"\\]|\\.){0,20000})"\s*[,\]]{0,3}\s*$')
MOST = 0.8  # share of the filled lines
FEWEST = 3
PRINTED = ("stream", "execute_result", "display_data", "error")


def from_notebook(text: str) -> str:
    """Give what a notebook's cells printed, or the lines without their quote marks; other text as it is."""
    if '"cells"' in text and '"outputs"' in text and text.lstrip()[:1] == "{":
        printed = printed_cells(text)
        if printed:
            return printed
    return without_quotes(text)


def printed_cells(text: str) -> str | None:
    """Read the whole file; None where it is not whole."""
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    parts = []
    for cell in cells if isinstance(cells, list) else ():
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict) and output.get("output_type") in PRINTED:
                data = output.get("data")
                plain = data.get("text/plain") if isinstance(data, dict) else output.get("text")
                parts.append(joined(plain))
    return "\n".join(part for part in parts if part)


def joined(value: object) -> str:
    """Join a text that a notebook keeps as lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def without_quotes(text: str) -> str:
    """Take the quote marks of a notebook's file off the lines, where nearly all have them; line n stays line n."""
    if '\\n"' not in text:
        return text
    lines = text.split("\n")
    found = [QUOTED_LINE.match(line) for line in lines]
    ended = sum(match is not None and match[1].endswith("\\n") for match in found)
    filled = sum(1 for line in lines if line.strip())
    if ended < FEWEST or sum(match is not None for match in found) < MOST * filled:
        return text
    return "\n".join(line if match is None else unescaped(match[1]) for line, match in zip(lines, found, strict=True))


def unescaped(quoted: str) -> str:
    """Read a string of JSON; what it broke into lines stays on one."""
    try:
        value = json.loads(f'"{quoted}"')
    except ValueError:
        value = quoted.replace("\\n", "").replace('\\"', '"')
    return value.rstrip("\n").replace("\n", " ")
