"""Where do the words come from? Markdown files by language, cut at their `## key` lines."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Protocol, runtime_checkable

FOLDER = Path(__file__).parent
DEFAULT_LANGUAGE = "en"


@runtime_checkable
class Telling(Protocol):
    """What can be said: a key, and the values of its template. `explorer.remark.Remark` is one."""

    key: str
    values: Mapping[str, object]


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


def say(remark: Telling | str, language: str = DEFAULT_LANGUAGE) -> str:
    """Say a remark in a language: the only place where its numbers become words.

    A place in a template names its form, `{weights:count}`; forms are in `<language>/numerals.py`. Raises KeyError for
    a key or form that the language lacks. Text that is no remark is returned as it is.
    """
    if isinstance(remark, str):
        return remark
    page, _, key = remark.key.partition(".")
    return _Sayer(language).vformat(catalogue(page, language)[key], (), remark.values)


class _Sayer(Formatter):
    """Fills the places of a template: numbers by their form, remarks by their own template, names as they are."""

    def __init__(self, language: str):
        self.language = language
        self.forms = import_module(f"explorer.text.{language}.numerals").FORMS

    def format_field(self, value: object, format_spec: str) -> str:
        form, _, argument = format_spec.partition(" ")
        if isinstance(value, Telling):
            value = say(value, self.language)
        if isinstance(value, tuple):
            value = tuple(say(part, self.language) if isinstance(part, Telling) else part for part in value)
        if form:
            write = self.forms[form]
            return write(value, argument) if argument else write(value)
        if not isinstance(value, str):
            raise TypeError(f"A place for {type(value).__name__} must name its form; {value!r} came without one.")
        return value
