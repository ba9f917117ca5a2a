"""state_dict: buffers are no parameters, keys alone have no sizes, shared tensors come twice."""

import pytest

from explorer.planner.reading.tensors import state_dict

SHAPES = """Model's state_dict:
conv.weight \t torch.Size([8, 3, 3, 3])
bn.weight \t torch.Size([8])
bn.bias \t torch.Size([8])
bn.running_mean \t torch.Size([8])
bn.running_var \t torch.Size([8])
bn.num_batches_tracked \t torch.Size([])
fc.weight \t torch.Size([2, 8])
fc.bias \t torch.Size([2])"""
KEYS = ["0.weight", "0.bias", "1.weight", "1.running_mean", "1.num_batches_tracked"]


def test_running_statistics_are_kept_apart():
    reading = state_dict.parse(SHAPES)
    assert [(row.path, row.parameters) for row in reading.rows] == [("conv", 216), ("bn", 16), ("fc", 18)]
    assert [name for name, _ in reading.rows[1].buffers] == ["running_mean", "running_var", "num_batches_tracked"]


@pytest.mark.parametrize("text", [f"odict_keys({KEYS})", str(KEYS), "\n".join(KEYS), f"dict_keys({KEYS})"])
def test_keys_alone_are_read_without_numbers(text):
    assert state_dict.looks_like(text)
    reading = state_dict.parse(text)
    assert [(row.path, row.parameters) for row in reading.rows] == [("0", None), ("1", None)]
    assert not reading.exact


def test_printed_values_are_left_out():
    text = "OrderedDict([('fc.weight', tensor([[ 0.1, -0.2],\n        [ 0.3,  0.4]])), ('fc.bias', tensor([0., 1.]))])"
    assert state_dict.looks_like(text)
    assert [name for row in state_dict.parse(text).rows for name, _ in row.tensors] == ["weight", "bias"]


def test_the_causal_mask_of_gpt2_is_no_bias():
    reading = state_dict.parse(
        "h.0.attn.bias torch.Size([1, 1, 1024, 1024])\nh.0.attn.masked_bias torch.Size([])\n"
        "h.0.attn.c_attn.weight torch.Size([8, 24])\nh.0.attn.c_attn.bias torch.Size([24])"
    )
    assert [(row.path, row.parameters) for row in reading.rows] == [("h.0.attn.c_attn", 8 * 24 + 24)]


def test_a_weight_listed_twice_is_said():
    reading = state_dict.parse(
        "transformer.wte.weight torch.Size([50257, 768])\nlm_head.weight torch.Size([50257, 768])"
    )
    assert not reading.exact
    assert "38.6 million lower" in reading.notes[0]
