"""What would the pages look like in another language? A generated one: English with other letters, 40 % longer.

Every letter of ours becomes an accented twin: a plain letter on the page is then a word that no translator can reach,
and a plain decimal point a number that no language has written.
Written by `write_language` into a folder that the environment variable LAYERWISE_TEXT names.
"""

import re
from pathlib import Path
from string import Formatter

from explorer.text import FOLDER
from explorer.ui.records import record_words

KEY = "xx"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
TWINS = "äƀćđëƒğĥïĵķłɱñöƥɋřşţüṽŵẋÿžÄƁĆĐËƑĞĤÏĴĶŁṀÑÖƤɊŘŞŢÜṼŴẊŸŽ"
ACCENTS = str.maketrans(PLAIN, TWINS)
# What Markdown, Streamlit or a browser reads, and code: these letters are no words.
KEPT = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+|:material/\w+:|:\w+(?=\[)|&\w+;|<[^>]+>|\\n")
LONGER = 0.4
DECIMAL, THOUSANDS = "·", "’"  # its numbers are told apart from numbers that no language has written
SEPARATORS = {".": DECIMAL, ",": THOUSANDS}
NUMERALS = '''"""How does a value read in the generated language? As in English, with other letters."""

from explorer.text.en import numerals as english
from tests.pseudo_language import DECIMAL, THOUSANDS, accented

OF_WORDS = {"plural", "noun", "list", "some", "commas", "sentences", "text", "small_first"}  # no figure of their own
SIGNS = {**english.SIGNS, "decimal": DECIMAL, "thousands": THOUSANDS}
FORMS = {
    name: (lambda *parts, form=form: accented(form(*parts))) if name not in OF_WORDS else form
    for name, form in english.FORMS.items()
}
FORMS["plural"] = lambda value, nouns: f"{FORMS['count'](value)} {english.noun(value, nouns)}"
FORMS["list"] = lambda values, last=accented("and"): english.listed(values, last)
'''


def accented(text: str) -> str:
    """Replace every letter by its twin and the signs within numbers, what is no word apart."""
    kept = [match.span() for match in KEPT.finditer(text)]
    letters = re.sub(r"(?<=\d)[.,](?=\d)", lambda sign: SEPARATORS[sign[0]], text.translate(ACCENTS))
    for start, end in kept:
        letters = letters[:start] + text[start:end] + letters[end:]
    return letters


def longer(text: str) -> str:
    """Add words at the end, four letters for every ten."""
    letters = sum(letter.isalpha() for letter in text)
    words, rest = divmod(round(LONGER * letters), 6)
    tail = " ".join(["öẋöẋöẋ"] * words + ["öẋöẋöẋ"[:rest]] * bool(rest))
    return f"{text} {tail}".rstrip() if tail else text


def template(text: str) -> str:
    """Turn an English template into one of the generated language, its places as they are."""
    parts = []
    for literal, name, form, _ in Formatter().parse(text):
        parts.append(accented(literal).replace("{", "{{").replace("}", "}}"))
        if name is not None:
            word, _, argument = (form or "").partition(" ")
            argument = accented(argument) if word in ("plural", "noun", "list") else argument
            if word in ("plural", "noun") and "|" not in argument:
                argument = f"{argument}|{argument}ş"
            parts.append("{" + name + (f":{word}" if word else "") + (f" {argument}" if argument else "") + "}")
    return "".join(parts)


def write_language(folder: Path) -> None:
    """Write the generated language into `folder`, as a translator would."""
    place = folder / KEY
    place.mkdir(parents=True)
    (place / "numerals.py").write_text(NUMERALS, encoding="utf-8")
    for source in FOLDER.glob("en/*.md"):
        (place / source.name).write_text(_translated(source), encoding="utf-8")
    records = [f"## {key}\n{longer(_record(english))}\n" for key, english in record_words()]
    (place / "records.md").write_text("\n".join(records), encoding="utf-8")


def _record(english: str) -> str:
    return template(english) if re.search(r"{\w+:", english) else accented(english)


def _translated(source: Path) -> str:
    blocks = ("\n" + source.read_text(encoding="utf-8")).split("\n## ")[1:]
    written = []
    for block in blocks:
        key, _, body = block.partition("\n")
        lines = [template(line) for line in body.strip().splitlines()]
        if lines and not key.startswith(("axis", "numbers.", "limit")) and source.stem != "glossary":
            lines[-1] = longer(lines[-1])
        written.append(f"## {key}\n" + "\n".join(lines) + "\n")
    return "\n".join(written)
