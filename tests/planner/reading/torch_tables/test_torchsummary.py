"""torchsummary: flat rows, blocks printed behind their parts, weights that it does not count."""

from explorer.planner.reading.torch_tables import torchsummary

HEAD = "        Layer (type)               Output Shape         Param #\n" + "=" * 64
FOOT = "=" * 64 + "\nTotal params: {total}\nTrainable params: {trainable}\nNon-trainable params: {frozen}\n"


def text(rows, total="0", trainable="0", frozen="0"):
    lines = [f"{kind + '-' + str(i):>20}  {shape:>25} {count:>15}" for i, (kind, shape, count) in enumerate(rows, 1)]
    return "\n".join([HEAD, *lines, FOOT.format(total=total, trainable=trainable, frozen=frozen)])


BLOCKS = [
    ("Conv2d", "[-1, 8, 8, 8]", "216"),
    ("MaxPool2d", "[-1, 8, 4, 4]", "0"),
    ("Conv2d", "[-1, 8, 4, 4]", "576"),
    ("ReLU", "[-1, 8, 4, 4]", "0"),
    ("BasicBlock", "[-1, 8, 4, 4]", "0"),
    ("Conv2d", "[-1, 8, 4, 4]", "576"),
    ("BasicBlock", "[-1, 8, 4, 4]", "0"),
    ("Linear", "[-1, 10]", "1,290"),
]


def test_blocks_are_no_layers_but_hold_those_before_them():
    reading = torchsummary.parse(text(BLOCKS, "2,658", "2,658"))
    assert [row.path for row in reading.rows] == [
        "Conv2d-1",
        "MaxPool2d-2",
        "Conv2d-3",
        "ReLU-4",
        "Conv2d-6",
        "Linear-8",
    ]
    assert [row.block for row in reading.rows] == ["", "", "BasicBlock-5", "BasicBlock-5", "BasicBlock-7", ""]
    assert reading.total == 2658 == sum(row.parameters for row in reading.rows)
    assert reading.rows[0].output_shape == (None, 8, 8, 8)


def test_flags_are_told_only_where_all_or_nothing_is_frozen():
    assert torchsummary.parse(text(BLOCKS, "2,658", "2,658")).rows[0].trainable is True
    assert torchsummary.parse(text(BLOCKS, "2,658", "0", "2,658")).rows[0].trainable is False
    assert torchsummary.parse(text(BLOCKS, "2,658", "1,290", "1,368")).rows[0].trainable is None


def test_weights_that_it_does_not_count_are_unknown():
    reading = torchsummary.parse(
        text([("LSTM", "[[-1, 5, 8], [-1, 2, 8]]", "0"), ("Linear", "[-1, 2]", "18")], "18", "18")
    )
    assert reading.rows[0].parameters is None
    assert not reading.exact
    assert "LSTM" in reading.notes[0]


def test_missing_rows_show_in_the_numbers():
    lines = text(BLOCKS, "2,658", "2,658").split("\n")
    reading = torchsummary.parse("\n".join(lines[:4] + lines[6:]))
    assert not reading.exact
    assert "numbered" in reading.notes[0]


def test_blocks_that_differ_by_their_last_letter_are_one_family():
    rows = [("Conv2d", "[-1, 8, 4, 4]", "16")]
    for letter in "ABC":
        rows += [("Conv2d", "[-1, 8, 4, 4]", "576"), (f"Inception{letter}", "[-1, 8, 4, 4]", "0")]
    blocks = [row.block for row in torchsummary.parse(text([*rows, ("Linear", "[-1, 10]", "90")])).rows]
    assert blocks[1:] == ["InceptionA-3", "InceptionB-5", "InceptionC-7", ""]
