"""The forms of English numbers, for the floors that still write sentences; they lie in `text/en/numerals.py`."""

from explorer.text.en.numerals import (
    SUPERSCRIPTS,
    bytes_size,
    count,
    number,
    number_from_log10,
    plural,
    scientific,
    share,
    speed,
)

__all__ = [
    "SUPERSCRIPTS",
    "bytes_size",
    "count",
    "number",
    "number_from_log10",
    "plural",
    "scientific",
    "share",
    "speed",
]
