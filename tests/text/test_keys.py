"""Every text that the pages ask for is written, and every text that is written is asked for."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from explorer.text import catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "explorer").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]
PAGES = sorted(path.stem for path in (ROOT / "explorer" / "text" / "en").glob("*.md"))


def pattern(node):
    """Turn a string in the source into the pattern of keys it may name; None where it is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    if isinstance(node, ast.IfExp):
        options = [pattern(node.body), pattern(node.orelse)]
        return None if None in options else "|".join(options)
    return None


@cache
def nodes():
    """Every node of the package's sources with its file, parsed once."""
    return [(path, node) for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]


@cache
def strings():
    """Every string and f-string of the package, as a pattern."""
    return list(_strings())


def _strings():
    for path, node in nodes():
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            yield path, pattern(node)


def calls(page):
    """Yield the key pattern of every call that asks for a text of this page, with its place."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            name, place = node.func.id, f"{path.relative_to(ROOT)}:{node.lineno}"
            if name == "Remark" and (key := pattern(node.args[0])) and key.startswith(re.escape(f"{page}.")):
                yield place, key.removeprefix(re.escape(f"{page}."))
            elif name == "words" and isinstance(node.args[0], ast.Constant) and node.args[0].value == page:
                yield place, pattern(node.args[1])
            elif name == "say" and page == SPEAKERS.get(path.relative_to(ROOT).parts[2:3]):
                yield place, pattern(node.args[0])


SPEAKERS = {("first_weights",): "weight_initialization", ("planner",): "fine_tuning_planner"}


@pytest.mark.parametrize("page", PAGES)
def test_every_key_asked_for_by_name_is_written(page):
    written = catalogue(page)
    for place, key in calls(page):
        if key is not None:
            assert any(re.fullmatch(key, name) for name in written), f"{place} asks for {key}, which is not written"


@pytest.mark.parametrize("page", PAGES)
def test_every_key_written_is_asked_for_somewhere(page):
    if page == "glossary":
        return  # its keys are everyday words; tests/ui/test_glossary.py holds them against the pages' lists
    wanted = {key.replace(r"\{\}", ".+") for _, key in strings() if key and len(key) < 120}
    families = {key for key in wanted if ".+" in key and re.match(r"[a-z_]+\\\.", key)}  # begin with a literal word
    literal = {key.replace("\\", "") for key in wanted}
    for name in catalogue(page):
        names = (name, f"{page}.{name}")  # as a page asks for it, and as a remark names it
        used = any(one in literal or any(re.fullmatch(key, one) for key in families) for one in names)
        assert used, f"{page}.md writes {name}, which nothing asks for"


@pytest.mark.parametrize("page", PAGES)
def test_texts_keep_the_tone(page):
    for key, body in catalogue(page).items():
        assert not re.search(r"\b(simply|just|obviously|of course|invalid)\b|!(?!\[)", body, re.I), f"{page}.md: {key}"
