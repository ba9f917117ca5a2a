"""Lightning: rounding, drawn tables, depths."""

import pytest

from explorer.planner.reading.torch_tables import lightning

SMALL = """  | Name   | Type       | Params | Mode
----------------------------------------------
0 | net    | Sequential | 62     | train
1 | net.0  | Linear     | 40     | train
2 | net.1  | Linear     | 18     | train
3 | loss   | MSELoss    | 0      | train
----------------------------------------------
{trainable}        Trainable params
{frozen}         Non-trainable params
62        Total params
"""


@pytest.mark.parametrize(
    ("text", "value", "exact"),
    [("530", 530, True), ("11.2 M", 11_200_000, False), ("1.1 B", 1_100_000_000, False), ("x", None, False)],
)  # fmt: skip
def test_rounded_counts_are_marked(text, value, exact):
    assert lightning.read_count(text) == lightning.Count(value, exact)


def test_children_and_what_the_container_holds_itself_add_up():
    reading = lightning.parse(SMALL.format(trainable=62, frozen=0))
    assert [(row.path, row.parameters) for row in reading.rows] == [
        ("net", 4),
        ("net.0", 40),
        ("net.1", 18),
        ("loss", 0),
    ]
    assert reading.total == 62 == sum(row.parameters for row in reading.rows)
    assert reading.exact


def test_flags_follow_from_the_totals_alone():
    assert lightning.parse(SMALL.format(trainable=62, frozen=0)).rows[1].trainable is True
    assert lightning.parse(SMALL.format(trainable=0, frozen=62)).rows[1].trainable is False
    assert lightning.parse(SMALL.format(trainable=18, frozen=44)).rows[1].trainable is None


HELD = """  | Name            | Type          | Params | Mode
-----------------------------------------------------
0 | net             | Net           | 688    | train
1 | net.patches     | Conv2d        | 392    | train
2 | net.block       | ConvNextLayer | 276    | train
3 | net.block.dense | Linear        | 268    | train
4 | net.head        | Linear        | 20     | train
-----------------------------------------------------
688       Trainable params
0         Non-trainable params
688       Total params
"""


def test_what_a_container_holds_itself_stands_where_the_container_is_printed():
    rows = lightning.parse(HELD).rows
    assert [(row.path, row.parameters, row.holder) for row in rows] == [
        ("net.patches", 392, False), ("net.block", 8, True), ("net.block.dense", 268, False), ("net.head", 20, False),
    ]  # fmt: skip
