"""Which text does a visitor's file hold? Decoded as it was written; what is no text is told by its first bytes."""

import re
from dataclasses import dataclass

BOMS = (  # the longer one first: UTF-32's begins with UTF-16's
    (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"),
)  # fmt: skip
MANY_ZEROS = 0.2  # share of zero bytes at every second place from which text is two bytes a letter, without a mark
LETTERS = "\t\n\r" + "".join(map(chr, range(0x20, 0x7F)))
# Signs whose two bytes are two plain letters, a run of them: what another program appended to a file of UTF-16.
TWO_IN_ONE = re.compile(
    "[{}]{{6,}}".format(
        "".join(
            rf"\u{high:02x}09\u{high:02x}0a\u{high:02x}0d\u{high:02x}20-\u{high:02x}7e" for high in map(ord, LETTERS)
        )
    )
)
FIRST_SIGN = "\u3000"  # of the eastern scripts; what tables are drawn with stands before it
CONTROLS = re.compile(r"[\x00-\x06\x10-\x19\x1c-\x1f]")  # what no terminal prints between the lines of a text


class NoText(ValueError):
    """The file holds no text; `kind` is a key of `KINDS`, or "unknown"."""

    def __init__(self, kind: str):
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Kind:
    """A kind of file that people choose instead of a text, told by how it begins."""

    key: str
    begins: re.Pattern[bytes]


KINDS = (
    Kind("picture", re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\x00{4}|RIFF.{4}WEBP|II\*\x00|MM\x00\*", re.DOTALL)),
    Kind("picture", re.compile(rb".{4}ftyp(heic|heix|mif1|avif)", re.DOTALL)),  # what phones take
    Kind("pdf", re.compile(rb"%PDF-")),
    Kind("weights", re.compile(rb"\x89HDF|GGUF|\x80[\x02-\x05]")),  # .h5, .gguf, .pt
    Kind("weights", re.compile(rb"[^\x00].{1,3}\x00{4,6}\{\"", re.DOTALL)),  # .safetensors
    Kind("archive", re.compile(rb"PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!")),  # .zip, .keras, .pt, .docx, .xlsx, .gz
)


def text_of(content: bytes) -> str:
    """Decode a file's bytes: UTF-8, UTF-16 or UTF-32, marked or not; raise NoText where they are no text."""
    for kind in KINDS:
        if kind.begins.match(content):
            raise NoText(kind.key)
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _checked(_decoded(content[len(mark) :], encoding))
    return _checked(_decoded(content, _unmarked(content)))


def _unmarked(content: bytes) -> str:
    """Tell two bytes a letter from one by where the zero bytes stand."""
    places = max(1, len(content) // 2)
    first, second = content[0::2].count(0), content[1::2].count(0)  # the sign ─ of a drawn table has a zero byte, too
    if max(first, second) <= MANY_ZEROS * places:
        return "utf-8"
    return "utf-16-le" if second > first else "utf-16-be"


def _decoded(content: bytes, encoding: str) -> str:
    if not encoding.startswith("utf-16"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            raise NoText("unknown") from None
    whole = len(content) // 2 * 2
    text = content[:whole].decode(encoding, errors="replace") + content[whole:].decode("ascii", errors="replace")
    return TWO_IN_ONE.sub(lambda run: _taken_apart(run[0], encoding), text)


def _taken_apart(signs: str, encoding: str) -> str:
    """Return the letters that a run of signs is made of; the signs themselves where they draw a table."""
    eastern = sum(sign >= FIRST_SIGN for sign in signs)
    return signs.encode(encoding).decode("ascii") if 2 * eastern > len(signs) else signs


def _checked(text: str) -> str:
    if CONTROLS.search(text):
        raise NoText("unknown")
    return text
