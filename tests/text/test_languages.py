"""A language has every text of the first one, with the same places; a generated one proves that a folder is enough."""

import re

import pytest

from explorer import text
from explorer.planner import RULES
from explorer.remark import of_record
from explorer.text import DEFAULT_LANGUAGE, FOLDER, catalogue, languages, say, write
from explorer.ui.records import record_words

PAGES = sorted(path.stem for path in (FOLDER / DEFAULT_LANGUAGE).glob("*.md"))
PLACE = re.compile(r"{(\w+)")


def hold_against_english(key):
    """Every text is there, none besides, and each has the places of the English one."""
    for page in PAGES:
        english, other = catalogue(page), catalogue(page, key)
        assert other.keys() == english.keys(), page
        for name, body in english.items():
            assert sorted(PLACE.findall(other[name])) == sorted(PLACE.findall(body)), f"{key}/{page}.md: {name}"
    assert catalogue("records", key).keys() == {name for name, _ in record_words()}
    assert text.forms(key).keys() == text.forms().keys()
    assert text.number_signs(key).keys() == text.number_signs().keys()


@pytest.mark.parametrize("key", [key for key in languages() if key != DEFAULT_LANGUAGE])
def test_every_language_has_every_text_with_the_same_places(key):
    hold_against_english(key)


def test_a_folder_that_the_environment_names_is_a_language(generated):
    assert list(languages()) == [DEFAULT_LANGUAGE, generated]
    hold_against_english(generated)


def test_another_language_says_no_plain_letter_in_a_record_or_a_number(generated):
    rule = RULES["A1"]
    told = say(of_record("rules", rule.key, "sentence", rule.sentence), generated)
    assert told != rule.sentence
    assert not re.search("[a-zA-Z]{2}", told)
    assert not re.search("[a-zA-Z]{2}", write(61_000_000, "count", generated))
    assert say(of_record("rules", rule.key, "sentence", rule.sentence)) == rule.sentence
