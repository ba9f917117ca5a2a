"""A list cut in the middle is noticed by the numbers that it skips."""

import pytest

from explorer.planner import read_summary

BLOCK = "encoder.layer.{}.attention.weight torch.Size([8, 8])\nencoder.layer.{}.dense.weight torch.Size([8, 8])\n"


def listing(numbers):
    return "".join(BLOCK.format(number, number) for number in numbers) + "classifier.weight torch.Size([2, 8])\n"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([0, 1, 2, 4, 5], "Block 3 of encoder.layer is not in the text: without weights, or cut out of it."),
        ([0, 1, 2, 3, 4, 5, 6, 12], "Blocks 7, 8, 9 and 2 more of encoder.layer are not in the text"),
    ],
)
def test_a_skipped_block_is_named(numbers, said):
    assert any(note.startswith(said) for note in read_summary(listing(numbers)).notes)


def test_a_whole_list_has_no_such_note():
    assert not any("not in the text" in note for note in read_summary(listing(range(6))).notes)


def test_plain_layers_may_skip_numbers_since_activations_hold_no_weights():
    text = "".join(f"features.{number}.weight torch.Size([8, 8])\n" for number in (0, 2, 4, 6))
    assert not any("not in the text" in note for note in read_summary(text).notes)
