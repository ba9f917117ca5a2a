"""What is left of a paste when prompts, colours and quote marks are gone? Lines that a format can read."""

import html
import re
from itertools import islice

from explorer.planner.reading.pasted.html_table import from_html_table
from explorer.planner.reading.pasted.left_out import is_left_out
from explorer.planner.reading.pasted.line_labels import without_labels
from explorer.planner.reading.pasted.log_prefix import without_log_prefix
from explorer.planner.reading.pasted.notebook import from_notebook

# "\x1b[1m", "\x1b[38;5;34m", and the same with the escape sign lost on the way: "[38;5;34m"
ANSI = re.compile(r"\x1b\[[0-?]{0,40}[ -/]{0,4}[@-~]|\x1b\][^\x07\x1b\n]{0,300}(?:\x07|\x1b\\)|\x1b[@-Z\\^_]")
BARE_ANSI = re.compile(r"\[\d{1,3}(?:;\d{1,3}){0,6}m|\[m\b")
# "<pre style=...>", "</span>": a notebook cell copied with its markup
TAG = re.compile(r"</?(?:pre|span|font|b|code|div|a)(?:\s[^<>\n]{0,400})?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# ">>> model.summary()", "... print(name)", "In [3]: print(model)", "   ...: print(name)", "!python train.py"
PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.(?=\s|$|:)|In \[\s*\d*\s*\]:|\.\.\.:)")
# "Out[3]: ResNet(": the output follows on the same line
OUT_PROMPT = re.compile(r"^\s{0,8}Out\[\s*\d*\s*\]:[ \t]?")
FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})\s*[\w+.-]*\s*$")
QUOTE = re.compile(r"^\s{0,3}>(?!>>) ?")
COMMENT = re.compile(r"^\s*#+ ?")
# "2024-05-01 12:00:00,123 - root - INFO - ", "INFO:root:", "[INFO] ", "I0816 12:34:56.789012 1234 net.cpp:49] "
LEVEL = r"\[?(?:DEBUG|INFO|WARNING|ERROR)\]?"
LOG_PREFIX = re.compile(
    r"^(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?\]? ?"
    rf"(?:(?:[-|:] ?)?(?:[\w.]{{1,60}} [-|:] )?{LEVEL}(?: ?[-|:])? ?|[-|:] )?"
    rf"|{LEVEL}:[\w.]{{1,60}}: ?"
    rf"|\[(?:DEBUG|INFO|WARNING|ERROR)\] ?"
    r"|[IWE]\d{4} \d\d:\d\d:\d\d\.\d{1,9} +\d{1,9} [\w.]{1,60}:\d{1,6}\] ?)"
)
# Spaces of all widths, and signs that show as nothing.
SPACES = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\x00\x07\x08"))
BREAKS = dict.fromkeys(
    map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " "
)  # str.splitlines would count these as lines
# The signs of Windows-1252 that Latin-1 lacks, as the bytes they stand for
WINDOWS = {ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte for byte in range(0x80, 0xA0)}
SAMPLED = 60  # lines looked at before all of them are counted
MOST = 0.9  # share of the lines that must carry a prefix before it is taken for one


def clean(text: str) -> str:
    """Take prompts, colours, quote marks and the like out of a paste; line n stays line n.

    Lines that are only clutter become empty, so a format can name the line of the original text.
    Tabs stay, since they may separate columns. Linear in the text.
    """
    text = from_notebook(reread(text).replace("\r\n", "\n").replace("\r", "\n"))
    text = text.translate(SPACES | INVISIBLE | BREAKS) if not text.isascii() or _has_control(text) else text
    lines = without_markup(from_html_table(ANSI.sub("", text))).split("\n")
    lines = [BARE_ANSI.sub("", line) if "m" in line and "[" in line else line for line in lines]
    for prefix in (LOG_PREFIX, QUOTE, QUOTE, QUOTE, COMMENT):
        lines = without_prefix(lines, prefix)
    lines = without_prompts(without_labels(without_log_prefix(lines)))
    return "\n".join(without_indentation(lines))


def reread(text: str) -> str:
    """Mend box signs that were read in the wrong encoding: "â”‚" was "│"."""
    if "â”" not in text and "â\x94" not in text:
        return text
    return text.translate(WINDOWS).encode("latin-1", "replace").decode("utf-8", "replace")


def _has_control(text: str) -> bool:
    return any(sign in text for sign in "\x00\x07\x08\x0b\x0c\x1c\x1d\x1e")


def without_markup(text: str) -> str:
    """Turn a table copied with its HTML into plain text; leave text without such tags alone."""
    if "</span>" not in text and "</pre>" not in text:
        return text
    return html.unescape(TAG.sub("", BREAK.sub(" ", text)))


def without_prefix(lines: list[str], prefix: re.Pattern) -> list[str]:
    """Take a prefix away where nearly every line that is not empty carries it."""
    first = list(islice((line for line in lines if line and not line.isspace()), SAMPLED))
    if not first or sum(1 for line in first if prefix.match(line)) < MOST * len(first):
        return lines
    filled = sum(1 for line in lines if line and not line.isspace())
    marked = sum(1 for line in lines if line and prefix.match(line))
    return [prefix.sub("", line, count=1) for line in lines] if marked >= MOST * filled else lines


def without_prompts(lines: list[str]) -> list[str]:
    """Empty typed lines; a line with `...` that follows none of them stands for lines left out, and stays."""
    kept, typed = [], False
    for line in lines:
        left_out = not typed and line.lstrip().startswith("...") and is_left_out(line)
        kept.append(line.strip() if left_out else without_prompt(line).rstrip() if line else line)
        typed = bool(line) and not left_out and PROMPT.match(line) is not None
    return kept


def without_prompt(line: str) -> str:
    """Empty a line that is what someone typed, keep what was answered on it."""
    if PROMPT.match(line) or FENCE.match(line):
        return ""
    return OUT_PROMPT.sub("", line)


def without_indentation(lines: list[str]) -> list[str]:
    """Take away the spaces or tabs that every filled line starts with."""
    margin = None
    for line in lines:
        if line:
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            margin = indent if margin is None else _common(margin, indent)
            if not margin:
                return lines
    return [line[len(margin) :] for line in lines] if margin else lines


def _common(first: str, second: str) -> str:
    length = 0
    while length < min(len(first), len(second)) and first[length] == second[length]:
        length += 1
    return first[:length]
