"""How does a value of a remark read in English? One form a name, as templates use it: `{weights:count}`.

Every figure that a person sees is written here.
"""

import math
from collections.abc import Callable

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SIGNS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]}  # for numbers on a chart's axis
SMALLEST_PLAIN, LARGEST_PLAIN = -10, 12  # powers of ten between which a sentence writes a number out
SPEED_NAMES = ((1.0, "1×"), (1 / 3, "1/3×"), (0.1, "1/10×"), (1 / 30, "1/30×"), (0.01, "1/100×"), (0.001, "1/1000×"))


def number(value: float, digits: int = 3) -> str:
    """Write a measured value: plain from 0.001 to 9,999, as 3.00 × 10⁻⁷ outside, never NaN."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("past every format" if value > 0 else "−past every format")
    if value == 0:
        return "0"
    sign = "−" if value < 0 else ""
    size = float(f"{abs(value):.{digits - 1}e}")  # round first, so that 0.00099996 and 9999.6 choose the right form
    if 0.001 <= size < 10_000:
        decimals = max(0, digits - 1 - math.floor(math.log10(size)))
        text = f"{size:,.{decimals}f}"
        return sign + (text.rstrip("0").rstrip(".") if "." in text else text)
    return sign + scientific(math.log10(abs(value)), digits)


def scientific(log10_value: float, digits: int = 3) -> str:
    """Write 10**log10_value as 3.02 × 10⁻⁷; takes the logarithm, so it cannot overflow."""
    exponent = math.floor(log10_value)
    mantissa = f"{10 ** (log10_value - exponent):.{digits - 1}f}"
    if mantissa.startswith("10"):  # 9.996 rounds up into the next power
        mantissa, exponent = f"{1:.{digits - 1}f}", exponent + 1
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa} × 10{str(exponent).translate(SUPERSCRIPTS)}"


def number_from_log10(log10_value: float, digits: int = 3) -> str:
    """Write a value known by its logarithm, in the same form as `number`; −inf is 0."""
    if log10_value == -math.inf:
        return "0"
    if not math.isfinite(log10_value):
        return number(log10_value)
    return number(10**log10_value, digits) if -300 < log10_value < 300 else scientific(log10_value, digits)


def plain(log10_value: float, digits: int = 2) -> str:
    """Write 10**log10_value out as everybody reads it: 0.0000003, 76,000, 1.2 billion; beyond, in words."""
    if log10_value == -math.inf or not math.isfinite(log10_value):
        return number_from_log10(log10_value)
    if log10_value < SMALLEST_PLAIN:
        return f"almost 0 ({number_from_log10(log10_value, digits)})"
    if log10_value >= LARGEST_PLAIN:
        return number_from_log10(log10_value, digits)
    value = float(f"{10**log10_value:.{digits - 1}e}")
    if value >= 1_000_000:
        return count(round(value))
    decimals = max(0, digits - 1 - math.floor(math.log10(value)))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(value: int) -> str:
    """Write a count: 8,194 below a million, then 61 million, 1.5 billion."""
    for size, name in ((1_000_000_000, "billion"), (1_000_000, "million")):
        if abs(value) >= size:
            scaled = value / size
            return f"{scaled:,.0f} {name}" if scaled >= 99.5 else f"{scaled:.3g} {name}"
    return f"{value:,}"


def share(value: float) -> str:
    """Write a fraction from 0 to 1 as a percentage: 92 %, 0.4 %, and never 0 % for something or 100 % for not all."""
    percent = 100 * value
    if percent in (0, 100):
        return f"{percent:.0f} %"
    if percent < 0.1:
        return "under 0.1 %"
    if percent > 99.9:
        return "over 99.9 %"
    return f"{percent:.1f} %" if percent < 1 or percent > 99 else f"{percent:.0f} %"


def percent(value: float) -> str:
    """Write a share that was chosen, not measured, to its last digit: 12.5 %."""
    return f"{100 * value:.3g} %"


def speed(multiplier: float | tuple[float, float]) -> str:
    """Write a learning-rate multiplier as people say it: 0, 1/100×, 1/10×, 1×; a pair as 1/10× to 1×."""
    if isinstance(multiplier, tuple):
        return " to ".join(speed(end) for end in multiplier)
    if multiplier == 0:
        return "0"
    for value, name in SPEED_NAMES:
        if math.isclose(multiplier, value, rel_tol=0.02):
            return name
    return f"{number(multiplier, 2)}×" if multiplier >= 0.5 else f"1/{number(1 / multiplier, 2)}×"


def rate(value: float) -> str:
    """Write a learning rate with two digits that count, in full down to a ten-millionth: 0.001, 0.000033."""
    if value == 0 or not 1e-7 <= abs(value) < 1:
        return number(value, 2)
    return f"{value:.{1 - math.floor(math.log10(abs(value)))}f}".rstrip("0").rstrip(".")


def bytes_size(value: float) -> str:
    """Write a memory size in decimal units: 850 kB, 1.6 GB."""
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if value >= size:
            scaled = value / size
            return f"{scaled:,.0f} {unit}" if scaled >= 99.5 else f"{scaled:.2g} {unit}"
    return f"{value:,.0f} bytes"


def plural(value: int, singular: str, plural_form: str | None = None) -> str:
    """Write a count with its noun: 1 layer, 3 layers."""
    return f"{count(value)} {singular if value == 1 else plural_form or singular + 's'}"


def power_of_ten(exponent: int) -> str:
    """Write a power of ten: 10⁻⁴, 0.1, 1, 10."""
    if exponent in (-1, 0, 1):
        return {-1: "0.1", 0: "1", 1: "10"}[exponent]
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def fixed(value: float, digits: str) -> str:
    """Write a value from −1 to 1 with a fixed number of decimals, `{cosine:fixed 2}`: 0.99, −0.02."""
    text = f"{abs(value):.{digits}f}"
    return f"−{text}" if value < 0 and float(text) else text


def whole(value: int) -> str:
    """Write a whole number in full: 4,097,000."""
    return f"{value:,}".replace("-", "−")


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


def signed(value: float, digits: str = "3") -> str:
    """Write a difference with its sign, +1.5 or −1.9; 0 has none."""
    return f"{'+' if value > 0 else ''}{number(value, int(digits))}"


def some(values: tuple, most: str = "4") -> str:
    """Write the first names of a list, and how many more there are: a, b, c, d and 3 more."""
    shown = [str(value) for value in values[: int(most)]]
    if len(values) > len(shown):
        return f"{', '.join(shown)} and {len(values) - len(shown)} more"
    return listed(tuple(shown))


FORMS: dict[str, Callable[..., str]] = {
    "number": lambda value, digits="3": number(value, int(digits)),
    "signed": signed,
    "log10": lambda value, digits="3": number_from_log10(value, int(digits)),
    "plain": lambda value, digits="2": plain(value, int(digits)),
    "fixed": fixed,
    "count": count,
    "power": power_of_ten,
    "whole": whole,
    "share": share,
    "percent": percent,
    "speed": speed,
    "rate": rate,
    "bytes": bytes_size,
    "plural": counted,
    "noun": noun,
    "list": listed,
    "some": some,
    "commas": lambda values: ", ".join(str(value) for value in values),
    "sentences": lambda values: " ".join(part for part in values if part),
    "text": str,
    "short": "{:g}".format,
    "small_first": lambda words: words[:1].lower() + words[1:],
}
