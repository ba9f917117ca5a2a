"""Further texts of the kinds that people paste today, with other models and noise, are read right or refused."""

from dataclasses import dataclass

import pytest

from explorer.planner import SummaryError, Task, make_plan, read_summary


@dataclass(frozen=True)
class Case:
    """A text and what is true of it; None where it is not asked."""

    text: str
    refused: str = ""  # part of the refusal; "" where the text is read
    parameters: int | None = None
    exact: bool | None = None
    framework: str = ""
    head: tuple[str, ...] | None = None
    trainable: int | None = None
    said: str = ""  # part of a note
    kind: str | None = None
    awake: str = ""  # only layers with this in their names may learn, whatever is planned


def lora(base: str, kind: str = "lora.Linear") -> str:
    return f"""PeftModel(
  (base_model): LoraModel(
    (model): MossForSequenceClassification(
      (embed): Embedding(50, 16)
      (query): {kind}(
        (base_layer): {base}
        (lora_A): ModuleDict(
          (default): Linear(in_features=16, out_features=4, bias=False)
        )
        (lora_B): ModuleDict(
          (default): Linear(in_features=4, out_features=16, bias=False)
        )
      )
      (score): ModulesToSaveWrapper(
        (original_module): Linear(in_features=16, out_features=3, bias=True)
        (modules_to_save): ModuleDict(
          (default): Linear(in_features=16, out_features=3, bias=True)
        )
      )
    )
  )
)"""


PLAIN = """Fern(
  (conv): Conv2d(3, 4, kernel_size=(3, 3))
  (fc): Linear(in_features=4, out_features=2, bias=True)
)"""  # 112 + 10
LOG = "\n".join(f"2026-03-01 10:00:0{i} INFO train.py:{30 + i}] {line}" for i, line in enumerate(PLAIN.split("\n")))
DATED = "\n".join(f"[03/01 10:00:0{i} d2.engine]: {line}" for i, line in enumerate(PLAIN.split("\n")))
RANKED = "\n".join(f"[rank0]: {line}" for line in PLAIN.split("\n"))
RAY = "\n".join(f"(RayTrainWorker pid=23{i}, ip=10.0.0.1) {line}" for i, line in enumerate(PLAIN.split("\n")))
NOTEBOOK = "\n".join(f'      "{line}\\n",' for line in PLAIN.split("\n"))
CELLS = (
    '{"cells": [{"cell_type": "code", "source": ["print(model)"], "outputs": [{"output_type": "stream", "text": ['
    + ", ".join(f'"{line}\\n"' for line in PLAIN.split("\n"))
    + ']}]}], "nbformat": 4}'
)

CASES = {
    "LoRA with a copied head": Case(
        lora("Linear(in_features=16, out_features=16, bias=True)"),
        parameters=1_302,
        trainable=179,
        said="LoRA",
        awake="default",
    ),
    "QLoRA": Case(
        lora("Linear4bit(in_features=16, out_features=16, bias=True)", "lora.Linear4bit"),
        parameters=1_302,
        trainable=179,
        said="4 bits",
        awake="default",
    ),
    "DoRA's named parameters": Case(
        "m.q.base_layer.weight (8, 8) False\nm.q.lora_A.default.weight (2, 8) True\n"
        "m.q.lora_B.default.weight (8, 2) True\n"
        "m.q.lora_magnitude_vector.default.weight (8,) True\nm.out.weight (3, 8) False",
        parameters=128,
        trainable=40,
        awake="lora_",
    ),
    "PEFT's counts alone": Case(
        "trainable params: 4,194,304 || all params: 6,742,609,920 || trainable%: 0.0622", refused="print(model)"
    ),
    "AWQ layers": Case(
        "M(\n  (q): WQLinear_GEMM(in_features=64, out_features=32, bias=False, w_bit=4, group_size=128)\n"
        "  (head): Linear(in_features=32, out_features=2, bias=True)\n)",
        parameters=2_114,
        head=("head",),
        said="4 bits",
        awake="head",
    ),
    "8-bit layers": Case(
        "M(\n  (q): Linear8bitLt(in_features=64, out_features=32, bias=True)\n"
        "  (head): Linear(in_features=32, out_features=2, bias=True)\n)",
        parameters=2_146,
        said="8 bits",
        awake="head",
    ),
    "GPTQ layers without sizes": Case(
        "M(\n  (q): TritonV2QuantLinear()\n  (head): Linear(in_features=32, out_features=2, bias=True)\n)",
        exact=False,
        said="no sizes",
        awake="head",
    ),
    "HQQ layers": Case(
        "M(\n  (q): HQQLinear(in_features=64, out_features=32, bias=False)\n"
        "  (head): Linear(in_features=32, out_features=2, bias=True)\n)",
        parameters=2_114,
        awake="head",
    ),
    "a GPTQ checkpoint": Case(
        "l.0.q.qweight (8, 32)\nl.0.q.qzeros (1, 4)\nl.0.q.scales (1, 32)\nl.0.q.g_idx (64,)\nscore.weight (2, 32)",
        parameters=64 * 32 + 64,
        said="packed",
    ),
    "an AWQ checkpoint": Case(
        "l.0.q.qweight (64, 4)\nl.0.q.qzeros (1, 4)\nl.0.q.scales (1, 32)\nscore.weight (2, 32)",
        parameters=64 * 32 + 64,
        said="packed",
    ),
    "an 8-bit checkpoint": Case(
        "l.0.q.weight torch.Size([32, 64])\nl.0.q.SCB torch.Size([32])\nl.0.q.weight_format torch.Size([])\n"
        "score.weight torch.Size([2, 32])",
        parameters=64 * 32 + 64,
        said="8 bits",
    ),
    "a compressed checkpoint of unknown bits": Case(
        "l.0.q.weight_packed (32, 7)\nl.0.q.weight_scale (32, 3)\nl.0.q.weight_shape (2,)\nscore.weight (2, 32)",
        exact=False,
        said="not in the text",
    ),
    "an index with its count": Case(
        '{"metadata": {"total_parameters": 1234, "total_size": 2468}, "weight_map": {\n'
        + ",\n".join(f'"h.{n}.mlp.weight": "pytorch_model-0000{1 + n % 2}-of-00002.bin"' for n in (0, 1, 10, 11, 2, 3))
        + "\n}}",
        parameters=1_234,
        exact=False,
        said="order of their numbers",
    ),
    "keys out of a set": Case(
        "\n".join(f"blocks.{n}.fc.weight" for n in (3, 0, 4, 1, 2)) + "\nhead.weight\npatch_embed.proj.weight",
        exact=False,
        said="order of their numbers",
    ),
    "the tokenizer's table alone": Case(
        'Preprocessor: "fern_preprocessor"\n┏━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓\n'
        "┃ Layer (type)      ┃            Config ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩\n│ fern (FernTok)    │   Vocab size: 100 │\n"
        "└───────────────────┴───────────────────┘",
        refused="tokenizer",
    ),
    "YOLOv5's list of heads": Case(
        "DetectionModel(\n  (model): Sequential(\n    (0): Conv2d(3, 8, kernel_size=(3, 3))\n"
        "    (1): Detect(\n      (m): ModuleList(\n"
        "        (0): Conv2d(8, 255, kernel_size=(1, 1))\n"
        "        (1): Conv2d(8, 255, kernel_size=(1, 1))\n      )\n    )\n  )\n"
        ")",
        kind="detector",
        head=("model.1.m.0", "model.1.m.1"),
        said="object detector",
    ),
    "DETR, its backbone printed last": Case(
        "DETR(\n  (transformer): T(\n    (lin): Linear(in_features=8, out_features=8, bias=True)\n  )\n"
        "  (class_embed): Linear(in_features=8, out_features=5, bias=True)\n  (bbox_embed): MLP(\n"
        "    (layers): ModuleList(\n      (0): Linear(in_features=8, out_features=4, bias=True)\n    )\n  )\n"
        "  (backbone): Joiner(\n    (body): B(\n      (conv1): Conv2d(3, 8, kernel_size=(7, 7))\n    )\n  )\n)",
        kind="detector",
        said="order",
    ),
    "a segmenter": Case(
        "UNet(\n  (down): Conv2d(3, 8, kernel_size=(3, 3))\n  (outc): Conv2d(8, 4, kernel_size=(1, 1))\n)",
        kind="segmenter",
        head=("outc",),
        said="every place",
    ),
    "an encoder and a decoder": Case(
        "MarianMTModel(\n  (model): MarianModel(\n    (shared): Embedding(90, 8)\n"
        "    (encoder): E(\n      (fc): Linear(in_features=8, out_features=8, bias=True)\n    )\n"
        ""
        "  )\n  (lm_head): Linear(in_features=8, out_features=90, bias=False)\n)",
        kind="encoder_decoder",
        parameters=1_512,
        exact=False,
        said="writes another",
    ),
    "a speech model": Case(
        "Wav2Vec2ForCTC(\n  (conv): Conv1d(1, 8, kernel_size=(10,), stride=(5,))\n"
        "  (lm_head): Linear(in_features=8, out_features=32, bias=True)\n)",
        kind="speech",
        said="sound",
    ),
    "an error while loading": Case(
        "Error(s) in loading state_dict for Fern:\n"
        "\tsize mismatch for fc.weight: copying a param with shape torch.Size([10, 4]) from "
        ""
        "checkpoint, the shape in current model is torch.Size([2, 4]).",
        refused="did not fit",
    ),
    "a warning of new weights": Case(
        "Some weights of FernForSequenceClassification were not initialized from the model "
        "checkpoint at fern and are newly "
        "initialized: ['classifier.bias', 'classifier.weight']\n"
        "You should probably TRAIN this model on a down-stream task.",
        refused="warning",
    ),
    "a warning above a model": Case(
        "Some weights of Fern were not initialized from the model checkpoint at fern: ['fc.bias', "
        "'fc.weight']\n" + PLAIN,
        parameters=122,
        head=("fc",),
    ),
    "a log with dates": Case(LOG, parameters=122, head=("fc",)),
    "detectron2's log": Case(DATED, parameters=122, head=("fc",)),
    "the ranks of torchrun": Case(RANKED, parameters=122, head=("fc",)),
    "the workers of Ray": Case(RAY, parameters=122, head=("fc",)),
    "lines of a notebook": Case(NOTEBOOK, parameters=122, head=("fc",)),
    "a whole notebook": Case(CELLS, parameters=122, head=("fc",)),
    "points between thousands": Case(
        "layer;type;params\nconv1;Conv2d;9.408\nconv2;Conv2d;36.864\nfc;Linear;513.000\n", parameters=559_272
    ),
    "a lone point": Case("layer;type;params\nconv1;Conv2d;9.408\nfc;Linear;513\n", exact=False, said="decimals"),
    "apostrophes between thousands": Case(
        "layer,type,params\nconv1,Conv2d,9'408\nfc,Linear,513'000\n", parameters=522_408
    ),
    "narrow spaces between thousands": Case(
        "layer;type;params\nconv1;Conv2d;9\u202f408\nfc;Linear;513\u202f000\n", parameters=522_408
    ),
    "NumPy's shapes": Case("conv.weight (8 3 3 3)\nconv.bias (8)\nfc.weight (2 8)", parameters=240),
    "MindSpore": Case(
        "Fern<\n  (conv): Conv2d<input_channels=3, output_channels=4, kernel_size=(3, 3), "
        "stride=(1, 1), has_bias=False>\n"
        "  (fc): Dense<input_channels=4, output_channels=2, has_bias=True>\n  >",
        framework="mindspore",
        parameters=118,
        said="MindSpore",
    ),
    "MLX": Case(
        "Fern(\n  (layers.0): Linear(input_dims=4, output_dims=8, bias=True)\n"
        "  (layers.1): Linear(input_dims=8, output_dims=2, bias=True)\n)",
        framework="mlx",
        parameters=58,
    ),
    "Gluon": Case(
        "HybridSequential(\n  (0): Conv2D(3 -> 8, kernel_size=(3, 3), stride=(1, 1))\n  (1): Dense(8 -> 2, linear)\n)",
        framework="mxnet",
        parameters=242,
    ),
    "the C++ library": Case(
        "Fern(\n  (fc1): torch::nn::Linear(in_features=8, out_features=4, bias=true)\n"
        "  (fc2): torch::nn::Linear(in_features=4, out_features=2, bias=false)\n"
        ")",
        framework="libtorch",
        parameters=44,
    ),
    "Torch 7": Case(
        "nn.Sequential {\n  [input -> (1) -> (2) -> output]\n"
        "  (1): nn.SpatialConvolution(3 -> 8, 3x3)\n  (2): nn.Linear(8 -> 2)\n}",
        framework="torch7",
        parameters=242,
    ),
    "TensorFlow 1's variables": Case(
        "<tf.Variable 'net/conv1/kernel:0' shape=(3, 3, 3, 8) dtype=float32_ref>\n"
        "<tf.Variable 'net/conv1/bias:0' shape=(8,) dtype=float32_ref>\n"
        "<tf.Variable 'net/logits/kernel:0' shape=(8, 2) dtype=float32_ref>",
        parameters=240,
    ),
    "names with brackets": Case("layers[0].weight (4, 4)\nlayers[0].bias (4,)\nlayers[1].weight (2, 4)", parameters=28),
    "the same name twice": Case(
        "fc.weight (2, 8)\nfc.weight (2, 8)\nout.bias (2,)", parameters=18, said="more than once"
    ),
    "two shapes for one name": Case(
        "fc.weight (2, 8)\nfc.weight (3, 8)\nout.bias (2,)", exact=False, said="two different sizes"
    ),
    "a price list": Case("name,type,size\nApples,fruit,3\nBread,bakery,2\nMilk,dairy,1\n", refused="something else"),
    "a name of torchvision": Case("resnet50", refused="torchvision.models.resnet50()"),
    "a name of timm": Case("convnext_tiny.fb_in22k", refused="timm.create_model('convnext_tiny.fb_in22k')"),
    "a name of Hugging Face": Case("bert-base-uncased", refused="AutoModel.from_pretrained('bert-base-uncased')"),
    "a name of Ultralytics": Case("yolov8n.pt", refused="YOLO('yolov8n.pt')"),
    "a name as people write it": Case("VGG-16", refused="torchvision.models.vgg16()"),
    "a sentence transformer's name": Case("all-MiniLM-L6-v2", refused="auto_model"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_text_is_read_right_or_refused_helpfully(name):
    hold(CASES[name])


def hold(case: Case) -> None:
    """Hold what is read of a text, or its refusal, against what is true of it."""
    if case.refused:
        with pytest.raises(SummaryError) as error:
            read_summary(case.text)
        assert case.refused in str(error.value)
        return
    model = read_summary(case.text)
    notes = " ".join(model.notes)
    if case.parameters is not None:
        assert model.parameters == case.parameters
    if case.exact is not None:
        assert model.exact is case.exact and notes
    assert not case.framework or model.framework == case.framework
    assert case.head is None or tuple(layer.path for layer in model.heads) == case.head
    assert case.trainable is None or model.trainable_parameters == case.trainable
    assert case.said in notes
    assert case.kind is None or model.kind == case.kind
    plan = make_plan(model, Task(classes=7, domain="text"))
    if case.awake:
        learning = [layer.layer.path for layer in plan.layers if layer.multiplier > 0 and layer.layer.weighted]
        assert learning and all(case.awake in path for path in learning)


def test_there_are_enough_of_them():
    assert len(CASES) >= 40
