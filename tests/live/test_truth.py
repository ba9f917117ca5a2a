from explorer.planner import Task, make_plan, read_summary
from tests.live.truth import truth_of

SWIN = """Net(
  (attn): WindowAttention(
    (qkv): Linear(in_features=8, out_features=24, bias=True)
    (proj): Linear(in_features=8, out_features=8, bias=True)
  )
  (fc): Linear(in_features=8, out_features=10, bias=True)
)"""


def truth(strategy):
    return truth_of(make_plan(read_summary(SWIN), Task(classes=3), strategy=strategy), lambda layer: layer.path)


def test_a_bias_that_no_line_shows_learns_like_the_biases_around_it():
    found = truth("biases")
    assert found.learns_beside("attn.relative_position_bias_table")
    assert found.learns_beside("attn.qkv.bias")
    assert not found.learns_beside("attn.qkv.weight")
    assert not found.learns_beside("fc.bias")  # the new last layer learns as a whole
    assert not truth("full").learns_beside("attn.relative_position_bias_table")
