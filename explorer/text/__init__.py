"""Where do the words come from? Markdown files by language, cut at their `## key` lines.

A language is a folder: the files of `en/` under the same names with the same keys, `records.md` with the words of the
records, and `numerals.py` with the forms of its numbers. Folders beside this file are offered, and those in the folder
that the environment variable LAYERWISE_TEXT names.
"""

import os
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Protocol, runtime_checkable

FOLDER = Path(__file__).parent
DEFAULT_LANGUAGE = "en"
MOST_KEPT = 20_000  # numbers that are kept as words: a page writes some five hundred, most of them again and again
PLAIN = (str, int, float)  # most values by far: asking whether one is a `Telling` takes a thousand times as long
RECORDS = "records"  # the file of words that lie over the records; English has none, its words are in the records


@runtime_checkable
class Telling(Protocol):
    """What can be said: a key, and the values of its template. `explorer.remark.Remark` is one."""

    key: str
    values: Mapping[str, object]


@cache
def languages() -> dict[str, Path]:
    """Return the folder of every language that is offered, English first."""
    places = [FOLDER, *(Path(place) for place in [os.environ.get("LAYERWISE_TEXT")] if place)]
    found = {path.parent.name: path.parent for place in places for path in sorted(place.glob("*/numerals.py"))}
    return {DEFAULT_LANGUAGE: found.pop(DEFAULT_LANGUAGE), **found}


@cache
def _numerals(language: str) -> ModuleType:
    spec = spec_from_file_location(f"{__name__}.{language}.numerals", languages()[language] / "numerals.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def forms(language: str = DEFAULT_LANGUAGE) -> Mapping[str, Callable[..., str]]:
    """Return how a language writes values, by the name of the form."""
    return _numerals(language).FORMS


def number_signs(language: str = DEFAULT_LANGUAGE) -> Mapping[str, object]:
    """Return the signs of a language's numbers as d3 names them: decimal, thousands, grouping, currency."""
    return _numerals(language).SIGNS


@cache
def catalogue(page: str, language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """Read all texts of a page: key -> Markdown, without the `## key` lines."""
    source = (languages()[language] / f"{page}.md").read_text(encoding="utf-8")
    texts: dict[str, str] = {}
    for block in ("\n" + source).split("\n## ")[1:]:
        key, _, body = block.partition("\n")
        if key.strip() in texts:
            raise KeyError(f"{page}.md defines the key {key.strip()!r} twice")
        texts[key.strip()] = body.strip()
    return texts


def words(page: str, key: str, language: str = DEFAULT_LANGUAGE, **values: object) -> str:
    """Return the text of `key`, with `{name}` places filled from `values`; numbers by the form that the place names.

    Values are our own, never a visitor's: text from outside is shown with `st.text`, `st.code` or in tables only.
    """
    text = catalogue(page, language)[key]
    return _Sayer(language).vformat(text, (), values) if values else text


@lru_cache(MOST_KEPT, typed=True)  # 1, 1.0 and True are written differently
def write(value: object, form: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Write one value that stands alone, on an axis or in a table; `form` as a template names it, "number 2"."""
    name, _, argument = form.partition(" ")
    return forms(language)[name](value, *([argument] if argument else []))


def say(remark: Telling | str, language: str = DEFAULT_LANGUAGE) -> str:
    """Say a remark in a language: the only place where its numbers become words.

    A place in a template names its form, `{weights:count}`; forms are in `<language>/numerals.py`. Raises KeyError for
    a key or form that the language lacks. Text that is no remark is returned as it is.
    """
    if isinstance(remark, str):
        return remark
    page, _, key = remark.key.partition(".")
    own = page == RECORDS and language == DEFAULT_LANGUAGE
    template = remark.values["english"] if own else catalogue(page, language)[key]
    plain = page == RECORDS and len(remark.values) == 1  # no places: a brace is a brace
    return template if plain else _Sayer(language).vformat(template, (), remark.values)


class _Sayer(Formatter):
    """Fills the places of a template: numbers by their form, remarks by their own template, names as they are."""

    def __init__(self, language: str):
        self.language = language
        self.forms = forms(language)

    def format_field(self, value: object, format_spec: str) -> str:
        form, _, argument = format_spec.partition(" ")
        value = self._told(value)
        if form:
            write = self.forms[form]
            return write(value, argument) if argument else write(value)
        if not isinstance(value, str):
            raise TypeError(f"A place for {type(value).__name__} must name its form; {value!r} came without one.")
        return value

    def _told(self, value: object) -> object:
        """Say a remark, or the remarks among several values; leave anything else as it is."""
        if isinstance(value, PLAIN):
            return value
        if isinstance(value, tuple):
            return tuple(self._told(part) for part in value)
        return say(value, self.language) if isinstance(value, Telling) else value
