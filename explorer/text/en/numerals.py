"""How does a value of a remark read in English? One form a name, as templates use it: `{weights:count}`."""

from collections.abc import Callable

from explorer.numerals import bytes_size, count, number, number_from_log10, plural, share, speed


def whole(value: int) -> str:
    """Write a whole number in full: 4,097,000."""
    return f"{value:,}"


def counted(value: int, nouns: str) -> str:
    """Write a count with its noun, `{layers:plural layer|layers}`: 1 layer, 3 layers."""
    singular, _, many = nouns.partition("|")
    return plural(value, singular, many or None)


def noun(value: int, nouns: str) -> str:
    """Write the noun alone in the number that fits a count, `{layers:noun layer|layers}`."""
    singular, _, many = nouns.partition("|")
    return singular if value == 1 else many or singular + "s"


def listed(values: tuple, last: str = "and") -> str:
    """Write names as a list: a, b and c."""
    *before, end = (str(value) for value in values)
    return f"{', '.join(before)} {last} {end}" if before else end


FORMS: dict[str, Callable[..., str]] = {
    "number": lambda value, digits="3": number(value, int(digits)),
    "log10": lambda value, digits="3": number_from_log10(value, int(digits)),
    "count": count,
    "whole": whole,
    "share": share,
    "speed": speed,
    "bytes": bytes_size,
    "plural": counted,
    "noun": noun,
    "list": listed,
    "commas": lambda values: ", ".join(str(value) for value in values),
    "sentences": lambda values: " ".join(part for part in values if part),
    "text": str,
}
