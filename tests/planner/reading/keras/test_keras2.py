"""Layouts of Keras 2 and 1 beyond the samples, written as TensorFlow's `layer_utils.print_summary` prints them."""

import pytest

from explorer.planner import Task, make_plan, read_summary
from explorer.planner.records.model import SummaryError


def printed(rows, positions, titles, level_bars=True):
    """Print rows as TensorFlow 2.8 to 2.15 does: cells wrapped, nested rows between bars."""
    lines = ['Model: "m"', "_" * positions[-1], *wrapped(titles, positions, 0), "=" * positions[-1]]
    for level, row in rows:
        lines += [*wrapped(row, positions, level), "|" * level + " " * (positions[-1] - 2 * level) + "|" * level]
    return "\n".join([*lines, "=" * positions[-1]])


def wrapped(fields, positions, level):
    left = list(fields)
    while any(left):
        line = ""
        for column, text in enumerate(left):
            last = column == len(positions) - 1
            space = 0 if last else 2
            cutoff = positions[column] - (positions[column - 1] if column else 0) - space
            cutoff -= 0 if last else 1
            cutoff -= level if column == 0 else 0
            shown = text[:cutoff]
            breaks = [shown.find(sign) + len(sign) for sign in ("),", "},", "],", "',") if sign in shown]
            cutoff = min(breaks) if breaks else cutoff
            shown = shown[:cutoff]
            if column == 0:
                line += "|" * level + " "
            line += shown + " " * space
            left[column] = text[cutoff:]
            if level and last:
                line += " " * (positions[column] - len(line) - level)
            else:
                line += " " * (positions[column] - len(line))
        yield line + "|" * level


TITLES = ("Layer (type)", "Output Shape", "Param #", "Connected to", "Trainable")
NESTED = [
    (0, ("img (InputLayer)", "[(None, 32, 32, 3)]", "0", "[]", "Y")),
    (0, ("backbone_with_a_long_name (Sequential)", "(None, 30, 30, 8)", "256", "['img[0][0]']", "N")),
    (1, ("c1_with_a_name_that_wraps (Conv2D)", "(None, 30, 30, 8)", "224", "[]", "N")),
    (1, ("b1 (BatchNormalization)", "(None, 30, 30, 8)", "32", "[]", "N")),
    (0, ("add (Add)", "(None, 30, 30, 8)", "0", "['backbone_with_a_long_name[0][0]', 'img[0][0]']", "Y")),
    (0, ("head (Dense)", "(None, 3)", "27", "['add[0][0]']", "Y")),
]
FOOTER = "\nTotal params: 283 (1.11 KB)\nTrainable params: 27 (108.00 Byte)\nNon-trainable params: 256 (1.00 KB)\n"
WIDTHS = [
    (33, 57, 68, 98, 108), (26, 47, 58, 80, 92), (50, 80, 95, 140, 150), (29, 58, 67, 97, 108), (24, 48, 56, 80, 91),
    (12, 24, 28, 40, 51),
]  # fmt: skip


@pytest.mark.parametrize("positions", WIDTHS)
def test_nested_rows_between_bars_are_read_at_every_width(positions):
    model = read_summary(printed(NESTED, positions, TITLES) + FOOTER)
    assert model.format == "keras2-table"
    assert [(layer.path, layer.kind, layer.parameters, layer.trainable) for layer in model.layers] == [
        ("img", "InputLayer", 0, True),
        ("backbone_with_a_long_name/c1_with_a_name_that_wraps", "Conv2D", 224, False),
        ("backbone_with_a_long_name/b1", "BatchNormalization", 32, False),
        ("add", "Add", 0, True),
        ("head", "Dense", 27, True),
    ]
    assert (model.parameters, model.trainable_parameters, model.exact) == (283, 27, True)


def test_a_collapsed_web_paste_without_alignment_is_read():
    text = printed(NESTED[:1] + NESTED[4:], WIDTHS[0], TITLES).split("\n")
    text = "\n".join(" ".join(line.split()) for line in text) + "\nTotal params: 27\n"
    model = read_summary(text)
    assert [layer.path for layer in model.layers][-1] == "head"
    assert model.parameters == 27


RULED = """Layer (type)                 Output Shape              Param #   
=================================================================
conv2d_1 (Conv2D)            (None, 26, 26, 32)        320       
_________________________________________________________________
global_average_pooling2d_1 ( (None, 32)                0         
_________________________________________________________________
dense_1 (Dense)              (None, 10)                330       
=================================================================
Total params: 650.0
Trainable params: 650.0
Non-trainable params: 0.0
_________________________________________________________________
"""


def test_totals_with_a_decimal_point_are_read():
    assert read_summary(RULED).parameters == 650


def test_a_lost_header_changes_nothing():
    lines = RULED.split("\n")
    model = read_summary("\n".join(lines[2:]))
    assert [layer.path for layer in model.layers] == ["conv2d_1", "global_average_pooling2d_1", "dense_1"]
    assert model.parameters == 650


def test_a_lost_footer_is_said():
    model = read_summary("\n".join(RULED.split("\n")[:7]))
    assert model.parameters == 650
    assert any("totals" in note for note in model.notes)


def test_a_lost_row_gives_the_exact_difference():
    lines = RULED.split("\n")
    model = read_summary("\n".join(lines[:2] + lines[4:]))
    assert (model.parameters, model.exact) == (650, False)
    assert any("320" in note for note in model.notes)


def test_a_name_that_fills_its_column_is_known_to_be_cut():
    text = RULED.replace("dense_1 (Dense)              ", "a_dense_layer_with_a_long_na ")
    assert [layer.name_known for layer in read_summary(text).layers] == ["full", "full", "cut"]


NARROW = (
    (0, ("img (InputLayer)", "[(None, 32, 32, 3)]", "0", "[]")),
    (0, ("word_embeddings (Embedding)", "(None, 32, 768)", "23040000", "['img[0][0]']")),
    (0, ("merge_of_a_long_name (Add)", "(None, 32, 768)", "0", "['word_embeddings[0][0]', 'img[0][0]']")),
    (0, ("head (Dense)", "(None, 3)", "2307", "['merge_of_a_long_name[0][0]']")),
)


@pytest.mark.parametrize("width", [40, 53, 66, 80, 97, 98])
@pytest.mark.parametrize("blank", [True, False])
def test_counts_that_go_on_in_the_next_line_are_read_whole(width, blank):
    """98 is what Keras 2 prints unasked: eight digits do not fit its column."""
    positions = tuple(int(width * share) for share in (0.3, 0.6, 0.7, 1.0))
    text = printed(NARROW, positions, TITLES[:4]) + "\nTotal params: 23042307 (87.90 MB)\n"
    text = text if blank else "\n".join(line for line in text.split("\n") if line.strip())
    model = read_summary(text)
    assert [(layer.path, layer.kind, layer.parameters) for layer in model.layers] == [
        ("img", "InputLayer", 0),
        ("word_embeddings", "Embedding", 23_040_000),
        ("merge_of_a_long_name", "Add", 0),
        ("head", "Dense", 2_307),
    ]
    assert (model.parameters, model.exact) == (23_042_307, True)


def test_a_broken_row_that_lost_a_line_is_refused_and_told_how_to_print():
    lines = printed(NARROW, (24, 48, 56, 80), TITLES[:4]).split("\n")
    torn = next(number for number, line in enumerate(lines) if "ding)" in line)
    with pytest.raises(SummaryError, match=r"row at line \d+ .* wider.*line_length=160"):
        read_summary("\n".join(lines[:torn] + lines[torn + 1 :]))


def cut(rows, positions):
    """Print rows as Keras 2.0 to TensorFlow 2.6 does: each cell is cut where its column ends."""
    lines = ["_" * positions[-1]]
    for fields in (TITLES[: len(positions)], *rows):
        line = ""
        for field, position in zip(fields, positions, strict=True):
            line = ((line[:-1] + " " if line else "") + field)[:position].ljust(position)
        lines += [line, "_" * positions[-1]]
    return "\n".join(lines)


def test_a_count_or_class_that_its_column_cut_is_not_known():
    rows = [row for _, row in NARROW]
    model = read_summary(cut(rows, (22, 36, 43, 66)))
    assert [layer.parameters for layer in model.layers] == [0, None, 0, 2_307]
    assert not model.exact
    narrower = read_summary(cut([("fc_of_many (Dense)", *row[1:]) for row in rows[-1:] * 3], (14, 30, 40, 66)))
    assert {layer.kind for layer in narrower.layers} == {"D"}  # neither Dense nor DepthwiseConv2D is certain


def test_a_class_that_is_cut_away_is_never_taken_for_the_layer_that_meets_the_input():
    rows = [("backbone_of_a_long_name (Functional)", "(None, 8)", "1465", "")]
    rows += [("head (Dense)", "(None, 3)", "27", "")]
    plan = make_plan(read_summary(cut(rows, (16, 30, 40, 66))), Task(classes=5, input_channels_changed=True))
    assert any(warning.key == "first_layer_hidden" for warning in plan.warnings)
