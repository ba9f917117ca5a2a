"""Flax tables: collections, containers with parameters of their own, cut columns."""

import pytest

from explorer.planner.reading.flax import linen as flax_linen
from explorer.planner.reading.flax import nnx as flax_nnx


def table(header, rows, total, title="M"):
    """Draw a table as rich does: cells of several lines are joined by newlines."""
    lines = [f"{title:>20} Summary", "┏━━┓", "┃ " + " ┃ ".join(header) + " ┃", "┡━━┩"]
    for row in [*rows, total]:
        cells = [cell.split("\n") for cell in row]
        for part in range(max(map(len, cells))):
            lines.append("│ " + " │ ".join(cell[part] if part < len(cell) else "" for cell in cells) + " │")
        lines.append("├──┤")
    return "\n".join([*lines[:-1], "└──┘", "Total Parameters: 0 (0 B)"])


LINEN = table(
    ["path", "module", "inputs", "outputs", "flops", "batch_stats", "params"],
    [
        ["", "M", "int32[2,5]", "float32[2,3]", "4562", "", ""],
        ["block_0", "Block", "float32[2,8]", "float32[2,8]", "9", "", "gate: float32[8]\n\n8 (32 B)"],
        ["block_0/Dense_0", "Dense", "float32[2,8]", "float32[2,8]", "9", "", "kernel:\nfloat32[8,8]\n\n64 (256 B)"],
        ["block_0/Drop", "Dropout", "float32[2,8]", "float32[2,8]", "9", "", ""],
        ["bn", "BatchNorm", "f", "float32[2,8]", "9", "mean: float32[8]\n\n8 (32\nB)", "scale: float32[8]\n\n8 (32 B)"],
    ],
    ["", "", "", "Total", "", "8 (32 B)", "80 (320 B)"],
)
NNX = table(
    ["path", "type", "inputs", "outputs", "BatchStat", "Param", "RngState"],
    [
        ["", "M2", "f", "float32[2,3]", "8 (32 B)", "59 (236 B)", "4 (24 B)"],
        ["blocks/0", "B2", "f", "float32[2,4]", "8 (32 B)", "g: float32[4]\n\n32 (128 B)", "2 (12 B)"],
        ["blocks/0/l", "Linear", "f", "float32[2,4]", "", "kernel: float32[5…\n\n20 (80 B)", ""],
        [
            "blocks/0/n",
            "BatchNorm",
            "f",
            "float32[2,4]",
            "mean: float32[8]\n\n8 (32 B)",
            "scale: float32[8]\n\n8 (32 B)",
            "",
        ],
        ["blocks/0/d", "Dropout", "f", "float32[2,4]", "", "", "2 (12 B)"],
        ["head", "Linear", "f", "float32[2,3]", "", "kernel: float32[9,3]\n\n27 (108 B)", ""],
    ],
    ["", "", "", "Total", "8 (32 B)", "59 (236 B)", "4 (24 B)"],
)


def test_linen_rows_hold_only_their_own():
    reading = flax_linen.parse(LINEN)
    assert [(row.path, row.parameters) for row in reading.rows] == [
        ("block_0", 8),
        ("block_0/Dense_0", 64),
        ("block_0/Drop", 0),
        ("bn", 16),
    ]
    assert (reading.name, reading.total, reading.trainable) == ("M", 88, 80)
    assert reading.rows[3].trainable_parameters == 8


def test_nnx_containers_repeat_their_children_and_random_state_is_no_weight():
    reading = flax_nnx.parse(NNX)
    assert [(row.path, row.parameters) for row in reading.rows] == [
        ("blocks/0", 4),
        ("blocks/0/l", 20),
        ("blocks/0/n", 16),
        ("blocks/0/d", 0),
        ("head", 27),
    ]
    assert reading.total == 67 == sum(row.parameters for row in reading.rows)
    assert reading.trainable == 59


@pytest.mark.parametrize(("module", "text", "other"), [(flax_linen, LINEN, flax_nnx), (flax_nnx, NNX, flax_linen)])
def test_each_table_is_told_from_the_other(module, text, other):
    assert module.looks_like(text)
    assert not other.looks_like(text)


def test_a_cut_name_is_marked_and_a_cut_count_stays_unknown():
    reading = flax_linen.parse(LINEN.replace("block_0/Dense_0", "block_0/Den…").replace("64 (256 B)", "6…"))
    assert reading.rows[1].name_known == "cut"
    assert reading.rows[1].parameters is None
    assert reading.notes


def test_cut_titles_are_completed():
    reading = flax_linen.parse(LINEN.replace("params ┃", "par… ┃").replace("flops", "fl…").replace("module", "mod…"))
    assert (reading.total, reading.trainable) == (88, 80)


def test_a_block_that_counts_more_than_it_lists_stands_for_its_layers():
    reading = flax_linen.parse(LINEN.replace("8 (32 B)", "96 (384 B)", 1))
    assert any("may stand for a whole block" in note for note in reading.notes)


def test_blocks_that_nnx_leaves_out_are_said():
    lines = [line for line in NNX.split("\n") if "blocks/0" not in line]
    reading = flax_nnx.parse("\n".join(lines))
    assert not reading.exact
    assert "stops at a depth" in " ".join(map(str, reading.notes))
