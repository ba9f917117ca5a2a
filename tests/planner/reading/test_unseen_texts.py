"""Texts of kinds that no reader was made for are read right, counted as far as they tell, or refused with a way on."""

import json
from dataclasses import dataclass

import pytest

from explorer.planner import SummaryError, Task, make_plan, read_summary


@dataclass(frozen=True)
class Case:
    """A text, and what is true of it."""

    text: str
    refused: str = ""  # part of the refusal; "" where the text is read
    parameters: int | None = None  # None where the text does not tell
    at_least: int | None = None
    exact: bool = False
    learn: int | None = None  # checked where given
    said: str = ""  # part of a note
    framework: str = "pytorch"
    layers: int | None = None


HEADER = {
    "__metadata__": {"format": "pt"},
    "bert.encoder.layer.10.output.dense.weight": {"dtype": "F32", "shape": [8, 32], "data_offsets": [0, 1024]},
    "bert.encoder.layer.2.output.dense.weight": {"dtype": "F32", "shape": [8, 32], "data_offsets": [1024, 2048]},
    "classifier.weight": {"dtype": "F32", "shape": [3, 8], "data_offsets": [2048, 2144]},
    "classifier.bias": {"dtype": "F32", "shape": [3], "data_offsets": [2144, 2156]},
}
TREE = (
    "{'params': {'Conv_0': {'bias': (32,), 'kernel': (3, 3, 1, 32)}, 'BatchNorm_0': {'scale': (32,), 'bias': (32,)}, "
    "'Dense_0': {'bias': (10,), 'kernel': (64, 10)}}, 'batch_stats': {'BatchNorm_0': {'mean': (32,), 'var': (32,)}}}"
)
FROZEN = """FrozenDict({
    params: {
        Dense_0: {
            kernel: ShapeDtypeStruct(shape=(4, 8), dtype=float32),
            bias: ShapeDtypeStruct(shape=(8,), dtype=float32),
        },
    },
})"""
SUMME = "Name\tType\tParams\tShare\nstem\tConv2d\t9.408\t0,8 %\nbn\tBatchNorm2d\t128\t0,0 %\n" + (
    "body\tLinear\t1.180.672\t98,2 %\nhead\tLinear\t10.250\t0,9 %\nSumme\t\t1.200.458\t100 %"
)
HTML = (
    '<table border="1" class="dataframe">\n<tr><th></th><th>name</th><th>shape</th><th>numel</th></tr>\n'
    "<tr><th>0</th>\n<td>conv1.weight</td><td>(16, 3, 3, 3)</td><td>432</td></tr>\n"
    "<tr><th>1</th>\n<td>fc.weight</td><td>(10, 16)</td><td>160</td></tr>\n</table>"
)
RULE = "=" * 60
INFO = f"{RULE}\nLayer (type:depth-idx)                   Param #\n{RULE}\n"
TWO_INFOS = (
    f"{INFO}Net                                      --\n├─Linear: 1-1                            110\n"
    f"├─Linear: 1-2                            22\n{RULE}\nTotal params: 132\nTrainable params: 132\n"
    f"Non-trainable params: 0\n{RULE}\n"
    f"{INFO}Other                                    --\n├─Linear: 1-1                            55\n{RULE}\n"
    f"Total params: 55\nTrainable params: 55\nNon-trainable params: 0\n{RULE}"
)
SUMMARY = "        Layer (type)               Output Shape         Param #\n" + "=" * 64 + "\n"
TWO_SUMMARIES = (
    f"{SUMMARY}            Linear-1                   [-1, 10]             110\n"
    "            Linear-2                    [-1, 2]              22\n"
    f"{RULE}\nTotal params: 132\nTrainable params: 132\nNon-trainable params: 0\n"
    f"{SUMMARY}            Linear-1                    [-1, 5]              55\n"
    f"{RULE}\nTotal params: 55\nTrainable params: 55\nNon-trainable params: 0"
)
CUT_INFO = (
    f"{INFO}Deep                                     --\n├─Linear: 1-1                            110\nDOTS"
    "├─Linear: 1-12                           110\n├─Linear: 1-13                           22"
)
PEFT = """==((====))==  Num GPUs used = 1
 "-____-"     Trainable parameters = 41,943,040 of 8,072,204,288 (0.52% trained)
PeftModelForCausalLM(
  (base_model): LoraModel(
    (model): LlamaForCausalLM(
      (proj): lora.Linear4bit(
        (base_layer): Linear4bit(in_features=4096, out_features=14336, bias=False)
        (lora_A): ModuleDict(
          (default): Linear(in_features=4096, out_features=16, bias=False)
        )
        (lora_B): ModuleDict(
          (default): Linear(in_features=16, out_features=14336, bias=False)
        )
      )
    )
  )
)"""
CASES = {
    "the header of a safetensors file": Case(json.dumps(HEADER), parameters=539, exact=True, layers=3, said="order"),
    "the same header on many lines": Case(json.dumps(HEADER, indent=2), parameters=539, exact=True, layers=3),
    "a tree of Flax shapes": Case(TREE, parameters=1_098, exact=True, learn=1_034, framework="flax", layers=3),
    "a FrozenDict of shapes to come": Case(FROZEN, parameters=40, exact=True, framework="flax"),
    "a tree of Flax values": Case("{'Dense_0': {'kernel': Array([[0.1]], dtype=float32)}}", refused="tree_map"),
    "a German spreadsheet's sum": Case(SUMME, parameters=1_200_458, exact=True, layers=4),
    "an HTML table of pandas": Case(HTML, parameters=592, exact=True, layers=2),
    "two torchinfo tables": Case(TWO_INFOS, parameters=132, exact=True, learn=132, said="more than one", layers=2),
    "two torchsummary tables": Case(
        TWO_SUMMARIES, parameters=132, exact=True, learn=132, said="more than one", layers=2
    ),
    "a torchinfo table with dots": Case(CUT_INFO.replace("DOTS", "...\n"), at_least=242, said="left out"),
    "a torchinfo table whose numbers skip": Case(CUT_INFO.replace("DOTS", ""), at_least=242, said="left out"),
    "a Markdown table with dots": Case(
        "| Layer | Type | Params |\n|---|---|---|\n| conv1 | Conv2d | 320 |\n| ... | ... | ... |\n"
        "| fc | Linear | 100 |",
        at_least=420,
        said="left out",
    ),
    "a comma table with dots": Case(
        "layer,type,params\nconv1,Conv2d,320\n...,...,...\nfc,Linear,100", at_least=420, said="left out"
    ),
    "a list with a count of what is left out": Case(
        "conv1.weight (4, 3, 7, 7)\n... (155 more)\nfc.weight (10, 5)", at_least=638, said="left out"
    ),
    "DeepSpeed's empty pieces": Case(
        "model.embed.weight torch.Size([0]) True\nmodel.q_proj.weight torch.Size([0]) True\nnorm.weight (8,) True",
        at_least=8,
        said="split over several",
    ),
    "FSDP's flat pieces": Case(
        "_fsdp_wrapped_module._flat_param torch.Size([193])\n_fsdp_wrapped_module.head.weight torch.Size([5, 4])",
        at_least=20,
        said="split over several",
    ),
    "a French total with narrow spaces": Case(
        "a.weight (512, 512)\nb.weight (10, 512)\nTotal : 267\u202f264", parameters=267_264, exact=True
    ),
    "a total that was cut off": Case(
        "a.weight (512, 512)\nb.weight (10, 512)\nTotal : 267 ...", parameters=267_264, exact=True
    ),
    "sizes in megabytes": Case("name,size_mb,dtype\nemb.weight,90,float32\nfc.weight,1,float32", said="sizes"),
    "sizes in megabytes beside shapes": Case(
        "Name | Shape | Size (MB)\na.weight | (4, 3) | 90\nb.weight | (2, 4) | 70", parameters=20, exact=True
    ),
    "a class above the list": Case("<class 'a.b.BertModel'>\na.weight (4, 3)", parameters=12, exact=True, layers=1),
    "records as JSON": Case(
        '[{"name": "a.weight", "shape": [3, 4], "numel": 12, "grad": true, "device": "cpu"}]', refused="No layers"
    ),
    "counts of a training log beside a model": Case(
        PEFT, parameters=8_072_204_288, learn=41_943_040, said="41.9 million weights learn"
    ),
    "counts of a training log alone": Case("  Number of trainable parameters = 66,955,010", refused="print(model)"),
    "a report of loading": Case(
        "DebertaV2Model LOAD REPORT from: a/b\nKey             | Status  |\n-----------+---+-\n"
        "classifier.bias | MISSING |",
        refused="names, not a model",
    ),
    "measurements as JSON": Case(
        '{"_step": {"runtime": 3}, "fc.norm": 3.2, "epoch": 4, "conv.weight": {"_type": "histogram", "bins": [1, 2]}}',
        refused="No layers",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_text_of_a_further_kind_is_read_right_or_refused_helpfully(name):
    case = CASES[name]
    if case.refused:
        with pytest.raises(SummaryError) as refusal:
            read_summary(case.text)
        assert case.refused in str(refusal.value)
        return
    model = read_summary(case.text)
    assert (model.parameters, model.exact, model.framework) == (case.parameters, case.exact, case.framework)
    if case.at_least is not None:
        assert model.parameters_at_least == case.at_least
    if case.learn is not None:
        assert model.trainable_parameters == case.learn
    if case.layers is not None:
        assert len(model.layers) == case.layers
    assert case.said in " ".join(map(str, model.notes))


def test_a_hidden_encoder_leaves_the_last_layer_its_printed_count():
    text = """Model: "tf_bert"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 bert (TFBertMainLayer)      multiple                  109482240
 dropout_37 (Dropout)        multiple                  0
 classifier (Dense)          multiple                  3845
=================================================================
Total params: 109486085 (417.66 MB)
Trainable params: 109486085 (417.66 MB)
Non-trainable params: 0 (0.00 Byte)
"""
    model = read_summary(text)
    assert [(layer.path, layer.parameters) for layer in model.layers if layer.parameters] == [
        ("bert", 109_482_240),
        ("classifier", 3_845),
    ]
    assert model.exact and not any("no parameter count" in str(note) for note in model.notes)
    said = " ".join(map(str, make_plan(model, Task(classes=2, domain="text")).cost.notes))
    assert "classifier holds 3,845 weights now" in said and "109 million" in said  # its answers stand nowhere
    assert "gives no count" not in said
