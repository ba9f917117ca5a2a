"""Where do the words come from? Markdown files by language, cut at their `## key` lines."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
DEFAULT_LANGUAGE = "en"


@cache
def catalogue(page: str, language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """Read all texts of a page: key -> Markdown, without the `## key` lines."""
    source = (FOLDER / language / f"{page}.md").read_text(encoding="utf-8")
    texts: dict[str, str] = {}
    for block in ("\n" + source).split("\n## ")[1:]:
        key, _, body = block.partition("\n")
        if key.strip() in texts:
            raise KeyError(f"{page}.md defines the key {key.strip()!r} twice")
        texts[key.strip()] = body.strip()
    return texts


def words(page: str, key: str, language: str = DEFAULT_LANGUAGE, **values: str) -> str:
    """Return the text of `key`, with `{name}` places filled from `values`.

    Values come from our own formatting functions, never from a visitor: text from outside is shown
    with `st.text`, `st.code` or in tables only.
    """
    text = catalogue(page, language)[key]
    return text.format(**values) if values else text
