"""print(model): layouts of every PyTorch era, repeats, hidden and unknown weights."""

import pytest

from explorer.planner import read_summary
from explorer.planner.reading.torch import printed_model as torch_repr
from explorer.planner.reading.torch.arguments import numel, read_arguments
from explorer.planner.reading.torch.classes import DERIVATIONS, is_weightless, weights_of
from explorer.planner.records.model import SummaryError

NET = """Net(
  (conv1): Conv2d(1, 10, kernel_size=(5, 5), stride=(1, 1))
  (blocks): ModuleList(
    (0-2): 3 x Block(
      (fc): Linear(in_features=4, out_features=4, bias=False)
      (inner): Sequential(
        (0-1): 2 x BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
      )
    )
  )
  (fc): Linear(in_features=4, out_features=2, bias=True)
)"""

# (class, arguments, parameters) worked by hand from the constructors' documentation
COUNTS = [
    ("Linear", "in_features=320, out_features=50, bias=True", 320 * 50 + 50),
    ("Linear", "784 -> 10", 784 * 10 + 10),
    ("Conv2d", "64, 128, kernel_size=(3, 3), stride=(1, 1), groups=4, bias=False", 128 * 16 * 9),
    ("Conv1d", "3, 9, kernel_size=(3,), stride=(1,), groups=3, padding_mode=circular", 9 * 3 + 9),
    ("ConvTranspose2d", "8, 12, kernel_size=(3, 3), stride=(1, 1), groups=2", 8 * 6 * 9 + 12),
    (
        "LSTM",
        "28, 64, num_layers=2, batch_first=True, bidirectional=True",
        2 * (256 * 92 + 512) + 2 * (256 * 192 + 512),
    ),
    ("LSTM", "8, 16, proj_size=5", 64 * 8 + 64 * 5 + 128 + 5 * 16),
    ("GRU", "10, 20, bias=False", 60 * 10 + 60 * 20),
    ("RNNCell", "3, 4", 4 * 3 + 4 * 4 + 8),
    ("BatchNorm2d", "64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True", 128),
    ("BatchNorm2d", "64, eps=1e-05, affine=False", 0),
    ("InstanceNorm2d", "8, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False", 0),
    ("GroupNorm", "4, 8, eps=1e-05, affine=True", 16),
    ("LayerNorm", "torch.Size([768]), eps=1e-12, elementwise_affine=True", 1536),
    ("LayerNorm", "(3, 4), eps=1e-05, elementwise_affine=True", 24),
    ("LayerNorm", "(7,), eps=1e-05, elementwise_affine=True, bias=False", 7),
    ("LlamaRMSNorm", "(4096,), eps=1e-06", 4096),
    ("Embedding", "30522, 768, padding_idx=0", 30522 * 768),
    ("BartScaledWordEmbedding", "50265, 1024, padding_idx=1", 50265 * 1024),
    ("EmbeddingBag", "100, 7, mode='sum'", 700),
    ("PReLU", "num_parameters=8", 8),
    ("Bilinear", "in1_features=3, in2_features=4, out_features=5, bias=True", 65),
    ("Conv1D", "nf=2304, nx=768", 768 * 2304 + 2304),
    ("NonDynamicallyQuantizableLinear", "in_features=8, out_features=8, bias=True", 72),
    ("ScaledStdConv2dSame", "3, 16, kernel_size=(3, 3), stride=(2, 2)", 16 * 27 + 16 + 16),
    ("FrozenBatchNorm2d", "64, eps=1e-05", 0),
    ("LlamaRotaryEmbedding", "", 0),
]


def read(text):
    return torch_repr.parse(text)


@pytest.mark.parametrize(("kind", "arguments", "parameters"), COUNTS)
def test_a_class_has_as_many_weights_as_its_arguments_say(kind, arguments, parameters):
    weights = weights_of(kind, read_arguments(arguments))
    assert weights.parameters == parameters
    assert sum(numel(shape) for _, shape in weights.tensors) == parameters


@pytest.mark.parametrize("kind", sorted(DERIVATIONS))
def test_a_known_class_without_arguments_is_never_given_a_count(kind):
    assert weights_of(kind, read_arguments("")).parameters is None
    assert not is_weightless(kind)


@pytest.mark.parametrize("kind", ["LazyLinear", "LazyConv2d", "MyLayer", "LayerScale", "RmsNorm", "ParametrizedConv1d"])
def test_a_class_whose_arguments_do_not_tell_has_no_count(kind):
    assert weights_of(kind, read_arguments("in_features=0, out_features=4, bias=True")).parameters is None


def test_repeats_are_expanded_also_inside_each_other():
    reading = read(NET)
    paths = [row.path for row in reading.rows]
    assert paths[1:4] == ["blocks.0.fc", "blocks.0.inner.0", "blocks.0.inner.1"]
    assert len(paths) == 1 + 3 * 3 + 1
    assert sum(row.parameters for row in reading.rows) == 260 + 3 * (16 + 2 * 8) + 10


def test_arguments_carry_their_names():
    conv = read(NET).rows[0]
    assert dict(conv.arguments)["out_channels"] == "10"
    assert conv.tensors == (("weight", (10, 1, 5, 5)), ("bias", (10,)))


def test_lost_indentation_does_no_harm():
    flat = "\n".join(line.strip() for line in NET.split("\n"))
    assert [row.path for row in read(flat).rows] == [row.path for row in read(NET).rows]


@pytest.mark.parametrize("first", [">>> x\nNet(", "Out: Net(", "model = Net(", "Using cuda\nNet("])
def test_text_before_the_model_is_left_out(first):
    assert [row.path for row in read(NET.replace("Net(", first, 1)).rows] == [row.path for row in read(NET).rows]
    assert read(NET.replace("Net(", first, 1)).name == "Net"


def test_text_after_the_model_is_left_out_and_a_second_model_named():
    assert read(NET + "\n\n\ndef forward(self, x):\n    return x").rows == read(NET).rows
    two = read(NET + "\nOther(\n  (a): Linear(in_features=1, out_features=1, bias=True)\n)")
    assert two.rows == read(NET).rows
    assert not two.exact
    assert "Other" in two.notes[0]


def test_a_print_that_ends_early_is_read_with_a_note():
    reading = read("\n".join(NET.split("\n")[:5]))
    assert [row.path for row in reading.rows] == ["conv1", "blocks.0.fc", "blocks.1.fc", "blocks.2.fc"]
    assert not reading.exact
    assert "ends or breaks before the model does" in reading.notes[0]


def test_a_missing_first_line_is_said():
    reading = read("\n".join(NET.split("\n")[1:]))
    assert [row.path for row in reading.rows] == [row.path for row in read(NET).rows]
    assert not reading.exact


def test_arguments_on_their_own_lines_belong_to_their_class():
    reading = read(
        "Net(\n  (bn1): BatchNormAct2d(\n    32, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True\n"
        "    (drop): Identity()\n    (act): SiLU(inplace=True)\n  )\n)"
    )
    assert [(row.path, row.parameters) for row in reading.rows] == [("bn1", 64), ("bn1.drop", 0), ("bn1.act", 0)]


def test_attention_hides_its_input_projection_and_says_so():
    reading = read(
        "Net(\n  (attn): MultiheadAttention(\n"
        "    (out_proj): NonDynamicallyQuantizableLinear(in_features=8, out_features=8, bias=True)\n  )\n)"
    )
    attention = reading.rows[0]
    assert (attention.path, attention.parameters) == ("attn", None)
    assert attention.tensors == (("in_proj_weight", (24, None)), ("in_proj_bias", (24,)))
    assert not reading.exact
    assert "216 more" in reading.notes[0]  # 24 × 8 + 24


def test_parameter_lists_print_their_sizes():
    reading = read(
        "Net(\n  (w): ParameterList(\n      (0): Parameter containing: [torch.float32 of size 3x4]\n"
        "      (1): Parameter containing: [torch.FloatTensor of size 5]\n  )\n)"
    )
    assert reading.rows[0].tensors == (("0", (3, 4)), ("1", (5,)))
    assert reading.rows[0].parameters == 17


def test_an_output_layer_as_large_as_the_word_table_may_be_tied():
    tied = "LM(\n  (wte): Embedding(65, 384)\n  (lm_head): Linear(in_features=384, out_features=65, bias=False)\n)"
    assert not read(tied).exact
    assert "share one weight" in read(tied).notes[0]
    types = tied.replace("wte): Embedding(65", "token_type_embeddings): Embedding(2").replace("=65", "=2")
    types = types.replace("LM(", "BertModel(", 1)
    assert read(types).exact


def test_a_class_of_ones_own_may_hide_weights_and_a_known_one_not():
    assert "nn.Parameter" in read(NET).notes[0]
    assert read(NET.replace("Net(", "ResNet(", 1)).notes == ()


def test_a_library_class_that_hides_weights_is_named():
    reading = read("VisionTransformer(\n  (head): Linear(in_features=4, out_features=2, bias=True)\n)")
    assert not reading.exact
    assert "VisionTransformer" in reading.notes[0]


def test_an_endless_repeat_is_refused():
    with pytest.raises(SummaryError, match="Line 2 repeats a block"):
        read("Net(\n  (0-999999998): 999999999 x Linear(in_features=1, out_features=1, bias=True)\n)")


def test_names_of_a_wrapped_model_stay_as_printed():
    reading = read(
        "DataParallel(\n  (module): Sequential(\n    (0): Linear(in_features=2, out_features=1, bias=True)\n  )\n)"
    )
    assert [row.path for row in reading.rows] == ["module.0"]


def test_a_line_of_dots_stands_for_layers_that_were_left_out():
    lines = NET.split("\n")
    model = read_summary("\n".join([*lines[:2], "  ...", *lines[2:]]))
    assert not model.exact
    assert "Line 3 stands for lines that were left out" in model.notes[0]


def test_the_dots_of_a_prompt_are_no_gap():
    text = ">>> with torch.device('meta'):\n...     model = Net()\n...\n>>> print(model)\n" + NET
    assert read_summary(text).exact


def test_an_attention_layer_without_its_parts_is_read_too():
    reading = read("Net(\n  (attn): MultiheadAttention(\n  (fc): Linear(in_features=8, out_features=8, bias=True)\n)")
    assert reading.rows[0].parameters is None
    assert not reading.exact


def test_a_block_shortened_by_hand_has_no_count():
    reading = read("Net(\n  (body): Sequential(...)\n  (fc): Linear(in_features=8, out_features=2, bias=True)\n)")
    assert [row.parameters for row in reading.rows] == [None, 18]
    assert not reading.exact


def test_pytorch_03_prints_no_bias_so_it_is_said():
    reading = read("Net(\n  (fc1): Linear(in_features=320, out_features=50)\n)")
    assert reading.rows[0].parameters == 320 * 50 + 50
    assert "has a bias; one is counted" in reading.notes[0]
    assert read("Net (\n  (fc1): Linear (320 -> 50)\n)").exact


def test_endless_nesting_is_refused():
    with pytest.raises(SummaryError, match="more than 300 deep"):
        read("Net(\n" + "(a): Sequential(\n" * 1000)
