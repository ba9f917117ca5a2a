"""How is a picture written as SVG text? A few pure functions; every text is escaped."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

FONT = "Source Sans 3, Source Sans Pro, Segoe UI, Helvetica, Arial, sans-serif"


def element(name: str, content: str = "", **attributes: object) -> str:
    """Write one element; `stroke_width` becomes stroke-width, None is left out; `content` is SVG already."""
    pairs = (
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_plain(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(pairs)}>{content}</{name}>" if content else f"<{name}{''.join(pairs)}/>"


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def text(x: float, y: float, words: str, size: float = 14, **attributes: object) -> str:
    """Write one line of text, whatever characters it holds."""
    return element("text", escape(words), x=float(x), y=float(y), font_size=size, **attributes)


def polyline(points: Iterable[tuple[float, float]], **attributes: object) -> str:
    """Write a line through points."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return element("polyline", points=path, fill="none", **attributes)


def group(parts: Iterable[str], x: float = 0, y: float = 0) -> str:
    """Move parts together."""
    return element("g", "".join(parts), transform=f"translate({x:g} {y:g})")


def document(parts: Iterable[str], width: int, height: int, title: str, background: str) -> str:
    """Write a whole picture with its own ground, so that it stands on any page."""
    ground = element("rect", width=width, height=height, fill=background)
    return element(
        "svg", element("title", escape(title)) + ground + "".join(parts),
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", width=width, height=height,
        font_family=FONT,
    )  # fmt: skip


def wrapped(words: str, most: int) -> list[str]:
    """Break a sentence into lines of at most `most` characters, between words."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
