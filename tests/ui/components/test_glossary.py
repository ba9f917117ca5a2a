"""The words of the pages are all explained."""

from explorer.text import catalogue
from explorer.ui.first_weights.figure.footer import WORDS


def test_every_word_of_the_page_has_its_standard_term_and_one_line():
    written = catalogue("glossary")
    for word in WORDS:
        name, standard, meaning = written[word].split("\n")
        assert name.lower() == word
        assert standard
        assert not meaning.endswith(".")
