"""Line numbers, container labels and a second paste of the same text leave a summary as it is."""

import pytest

from explorer.planner import read_summary
from explorer.planner.reading.pasted.line_labels import without_labels, without_repeat

MODEL = """Net(
  (conv1): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))
  (block): Sequential(
    (0): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1))
    (1): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  )
  (fc): Linear(in_features=8, out_features=10, bias=True)
)"""
LINES = MODEL.split("\n")


@pytest.mark.parametrize(
    "label",
    ["{:4d}  ", "{}: ", "{}\t", "{:>6}\t", "{} ", "trainer-1  | "],
    ids=["padded", "colon", "tab", "cat", "space", "compose"],
)
@pytest.mark.parametrize("first", [1, 8, 98])
def test_what_stands_before_every_line_is_taken_away(label, first):
    labelled = "\n".join(label.format(number) + line for number, line in enumerate(LINES, first))
    assert read_summary(labelled).layers == read_summary(MODEL).layers


def test_a_list_of_layers_keeps_its_own_numbers():
    rows = [f"{number} conv{number} True" for number in range(9)]
    assert without_labels(rows) == rows


def test_a_table_with_bars_keeps_its_first_column():
    rows = [f"conv{number} | Conv2d | 9" for number in range(9)]
    assert without_labels(rows) == rows


def test_a_summary_pasted_twice_is_read_once_with_a_note():
    text = "name,type,params\nconv,Conv2d,80\nbn,BatchNorm2d,16\nfc,Linear,90\n"
    once, twice = read_summary(text), read_summary(text + "\n\n" + text)
    assert twice.layers == once.layers
    assert twice.parameters == once.parameters == 186
    assert any("twice" in note for note in twice.notes)
    assert not once.notes


@pytest.mark.parametrize("text", ["a\nb\na\nb", "a\nb\nc\nd\na\nb\nc\ne", "a\nb\nc\nd\nx\na\nb\nc\nd"])
def test_only_equal_halves_are_a_repeat(text):
    assert without_repeat(text) == (text, False)
