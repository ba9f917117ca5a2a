"""The words of the pages are all explained."""

import pytest

from explorer.text import catalogue
from explorer.ui.first_weights.figure import footer
from explorer.ui.planner import frame


@pytest.mark.parametrize("words", [footer.WORDS, frame.WORDS], ids=["first weights", "planner"])
def test_every_word_of_a_page_has_its_standard_term_and_one_line(words):
    written = catalogue("glossary")
    for word in words:
        name, standard, meaning = written[word].split("\n")
        assert name.lower() == word
        assert standard
        assert not meaning.endswith(".")
