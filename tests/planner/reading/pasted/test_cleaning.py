"""Clutter goes, the layers and their line numbers stay."""

from pathlib import Path

import pytest

from explorer.planner import read_summary
from explorer.planner.reading.pasted.cleaning import clean

DATA = Path(__file__).resolve().parents[3] / "data" / "summaries"
NAMES = ["k3_mnist_cnn", "k2_imdb_bilstm", "k224_mnist_cnn", "csv_resnet18", "markdown_alexnet", "prettytable_smallcnn"]


def colours(text):
    return "\n".join(f"\x1b[1m{line}\x1b[0m" if line else line for line in text.split("\n"))


def bare_colours(text):
    return text.replace("(", "[38;5;34m(").replace(")", ")[0m")


def quoted(text):
    return "\n".join(f"> {line}" for line in text.split("\n"))


CLUTTER = {
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "colours": colours,
    "colours without the escape sign": bare_colours,
    "quote marks": quoted,
    "quoted twice": lambda text: quoted(quoted(text)),
    "comment signs": lambda text: "\n".join(f"# {line}" for line in text.split("\n")),
    "an indent": lambda text: "\n".join(f"        {line}" if line else line for line in text.split("\n")),
    "a tab before each line": lambda text: "\n".join(f"\t{line}" if line else line for line in text.split("\n")),
    "non-breaking spaces": lambda text: text.replace(" ", "\u00a0"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "zero-width spaces": lambda text: text.replace("o", "o\u200b"),
    "a prompt": lambda text: ">>> model.summary()\n" + text + ">>> \n",
    "a notebook": lambda text: "In [3]: model.summary()\n" + text + "\nIn [4]: ",
    "a fence": lambda text: "```text\n" + text + "\n```\n",
    "a log prefix": lambda text: "\n".join(f"2024-05-01 12:00:00,123 - INFO - {line}" for line in text.split("\n")),
    "prose around": lambda text: "Here is my model, what should I do?\n\n" + text + "\n\nThanks!\n",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("clutter", CLUTTER)
def test_a_cluttered_summary_reads_like_the_clean_one(name, clutter):
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    plain, cluttered = read_summary(text), read_summary(CLUTTER[clutter](text))
    assert [layer.path for layer in cluttered.layers] == [layer.path for layer in plain.layers]
    assert [layer.parameters for layer in cluttered.layers] == [layer.parameters for layer in plain.layers]
    assert [layer.output_shape for layer in cluttered.layers] == [layer.output_shape for layer in plain.layers]
    assert (cluttered.parameters, cluttered.format) == (plain.parameters, plain.format)


@pytest.mark.parametrize("clutter", CLUTTER)
def test_line_numbers_are_those_of_the_paste(clutter):
    text = CLUTTER[clutter]((DATA / "csv_resnet18.txt").read_text(encoding="utf-8"))
    lines = text.replace("\r\n", "\n").replace("\u200b", "").split("\n")
    for layer in read_summary(text).layers:
        assert layer.path in lines[layer.line - 1]


def test_every_line_stays_in_its_place():
    text = "a\r\n>>> b\r\n\x1b[31mc\x1b[0m\n```\nd"
    assert clean(text) == "a\n\nc\n\nd"


def test_tabs_between_columns_stay():
    assert clean("name\ttype\nfc\tLinear") == "name\ttype\nfc\tLinear"


def test_a_greater_than_sign_in_one_line_stays():
    assert clean("a\n> b\nc") == "a\n> b\nc"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_box_signs_in_the_wrong_encoding_are_mended(encoding):
    text = (DATA / "k3_mnist_cnn.txt").read_text(encoding="utf-8")
    broken = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode("utf-8"))
    assert broken != text
    assert read_summary(broken).parameters == 34_826
