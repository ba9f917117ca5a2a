"""torchinfo: columns, row settings, depths, frozen counts, verbose rows."""

import pytest

from explorer.planner.reading.torch_tables import torchinfo
from explorer.planner.records.model import SummaryError

RULE = "=" * 60
FOOTER = f"{RULE}\nTotal params: 479\nTrainable params: 430\nNon-trainable params: 49\n{RULE}"


def table(header, rows, footer=FOOTER):
    return f"{RULE}\n{header}\n{RULE}\n{rows}\n{footer}"


PLAIN = table(
    "Layer (type:depth-idx)                   Output Shape              Param #",
    """Net                                      [3, 2]                    7
├─Linear: 1-1                            [3, 7]                    56
├─ReLU: 1-2                              [3, 7]                    --
├─Linear: 1-3                            [3, 7]                    (recursive)
├─Sequential: 1-6                        [3, 4]                    --
│    └─Linear: 2-1                       [3, 5]                    40
│    └─Sequential: 2-3                   [3, 4]                    --
│    │    └─Linear: 3-1                  [3, 5]                    30
│    │    └─LSTM: 3-2                    [3, 4]                    336
├─Linear: 1-7                            [3, 2]                    10""",
)
NAMED = table(
    "Layer (type (var_name):depth-idx)        Param #                   Param %                   Trainable",
    """Net (Net)                                --                             --                   Partial
+ Linear (a): 1-1                        (56)                       11.69%                   False
+ ReLU (act): 1-2                        --                             --                   --
+ ReLU (act): 1-3                        --                        (recursive)               --
+ Sequential (seq): 1-4                  --                             --                   True
|    + Linear (0): 2-1                   40                          8.35%                   True""",
    f"{RULE}\nTotal params: 96\nTrainable params: 40\nNon-trainable params: 56\n{RULE}",
)


def test_rows_add_up_and_a_module_used_again_counts_once():
    reading = torchinfo.parse(PLAIN)
    assert reading.total == 479 == sum(row.parameters for row in reading.rows)
    assert [row.path for row in reading.rows][:3] == ["Net", "Linear: 1-1", "ReLU: 1-2"]
    assert all(row.name_known == "position" for row in reading.rows)


def test_nameless_layers_keep_the_blocks_around_them():
    lstm = next(row for row in torchinfo.parse(PLAIN).rows if row.kind == "LSTM")
    assert lstm.block == "Sequential:1-6.Sequential:2-3"
    assert lstm.output_shape == (3, 4)


def test_names_make_paths_and_brackets_mean_frozen():
    reading = torchinfo.parse(NAMED)
    assert [(row.path, row.parameters, row.trainable) for row in reading.rows] == [
        ("a", 56, False),
        ("act", 0, None),
        ("seq.0", 40, True),
    ]
    assert [row.trainable_parameters for row in reading.rows] == [0, 0, 40]


def test_a_partly_frozen_layer_is_not_given_a_trainable_count():
    frozen_bias = PLAIN.replace("Trainable params: 430", "Trainable params: 423")
    linear = torchinfo.parse(frozen_bias).rows[1]
    assert linear.trainable_parameters is None


def test_verbose_rows_are_weights_and_give_tensors():
    text = table(
        "Layer (type (var_name))                  Kernel Shape              Param #",
        """Net (Net)                                --                        --
├─Conv2d (conv)                          [3, 3]                    224
│    └─weight                            [3, 8, 3, 3]              ├─216
│    └─bias                              [8]                       └─8""",
        f"{RULE}\nTotal params: 224\nTrainable params: 224\nNon-trainable params: 0",
    )
    reading = torchinfo.parse(text)
    assert [row.path for row in reading.rows] == ["conv"]
    assert reading.rows[0].tensors == (("weight", (8, 3, 3, 3)), ("bias", (8,)))


def test_a_block_at_the_last_depth_is_one_layer_with_a_note():
    text = table(
        "Layer (type (var_name))                  Param #",
        "Net (Net)                   --\n├─Sequential (body)         1,024\n├─Linear (fc)               10",
        f"{RULE}\nTotal params: 1,034\nTrainable params: 1,034\nNon-trainable params: 0",
    )
    reading = torchinfo.parse(text)
    assert [(row.path, row.parameters) for row in reading.rows] == [("body", 1024), ("fc", 10)]
    assert "may stand for a whole block" in reading.notes[0]


def test_torch_summary_prints_the_same_with_a_batch_of_minus_one():
    text = PLAIN.replace("[3, ", "[-1, ").replace("│", "|")
    reading = torchinfo.parse(text)
    assert reading.rows[1].output_shape == (None, 7)
    assert sum(row.parameters for row in reading.rows) == 479


def test_without_a_count_column_no_number_is_made_up():
    text = table(
        "Layer (type:depth-idx)                   Output Shape",
        "Net                [3, 2]\n├─Linear: 1-1      [3, 7]",
        RULE,
    )
    reading = torchinfo.parse(text)
    assert reading.rows[0].parameters is None
    assert not reading.exact


def test_a_header_alone_is_refused():
    with pytest.raises(SummaryError, match="no layer below it"):
        torchinfo.parse(f"{RULE}\nLayer (type:depth-idx)      Param #\n{RULE}\n")


def test_parts_that_did_not_run_are_mentioned():
    header = "Layer (type:depth-idx)    Output Shape    Param #"
    footer = f"{RULE}\nTotal params: 1,000\n{RULE}"
    rows = "GoogLeNet    [1, 10]    {}\n├─Conv2d: 1-1    [1, 8, 4, 4]    {}\n├─Linear: 1-2    [1, 10]    100"
    for own, noted in ((600, True), (20, False)):
        reading = torchinfo.parse(table(header, rows.format(own, 900 - own), footer))
        assert any("to GoogLeNet itself" in note for note in reading.notes) is noted
        assert [row.holder for row in reading.rows] == [True, False, False]
