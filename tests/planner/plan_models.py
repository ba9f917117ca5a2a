"""Models for the planner's tests, built from the truth files and by hand, and as they are read."""

import json
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path

from explorer.planner import REQUESTS, Layer, Model, gallery_text, read_summary

DATA = Path(__file__).resolve().parents[1] / "data" / "summaries"
FRAMEWORKS = {"torch": "pytorch", "tf.keras": "keras"}
WEIGHTLESS = "activation"

SAMPLES = (  # convolutional, with and without batch norm; text, tied; without a head; frozen; nested in one stage
    "caffe_caffenet_deploy",
    "k2_vgg16",
    "k3_mobilenetv2",
    "k3_transfer_mobilenetv2",
    "k3_imdb_bilstm",
    "k3_loop_vgg16_trainable",
    "repr_bert",
    "repr_gpt2",
    "repr_vit_b_16",
    "repr_mlp",
    "repr_mobilenet_v3_small",
    "params_resnet18_frozen",
    "torchinfo112_resnet50",
    "torchinfo_smallcnn",
    "linen_bnmlp",
)


def crossed(models: Iterable[str]) -> list[tuple[str, str]]:
    """Each model with every third strategy, each strategy with every third model."""
    return [
        (name, strategy)
        for at, name in enumerate(models)
        for step, strategy in enumerate(REQUESTS)
        if (at + step) % 3 == 0
    ]


CROSSED = crossed(SAMPLES)


@cache
def truth(name: str) -> Model:
    """The live model as its truth file describes it."""
    record = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    stages = [stage["stage"] for stage in record["stages"]]
    owners = {
        also.rsplit(".", 1)[0]: shared["param"].rsplit(".", 1)[0]
        for shared in record["shared_params"]
        for also in shared["also"]
    }
    layers, stage = [], 0
    for row in record["layers"]:
        stage = stages.index(row["stage"]) if row["stage"] in stages else stage
        layers.append(_layer(row, stage, owners.get(row["path"]), record["framework"]["name"]))
    framework = record["framework"]["name"]
    return Model(
        name=name,
        framework=FRAMEWORKS.get(framework, framework),
        format="truth",
        layers=tuple(layers),
        parameters=record["totals"]["params"],
        stage_names=tuple(stages) or ("all",),
        classes=_classes(layers),
    )


@cache
def read(name: str) -> Model:
    """The model as its printed summary is read."""
    return read_summary((DATA / f"{name}.txt").read_bytes().decode("utf-8"))


@cache
def gallery_model(key: str) -> Model:
    """A model of the gallery, as its text is read."""
    return read_summary(gallery_text(key))


def two_of_each_printer() -> list[Path]:
    """The first and the last sample of each way of printing, for laws that hold whatever a model holds."""
    samples = sorted(DATA.glob("*.txt"))
    printed = [list(paths) for _, paths in groupby(samples, lambda path: path.stem.partition("_")[0])]
    return [path for paths in printed for path in dict.fromkeys((paths[0], paths[-1]))]


def _layer(row: dict, stage: int, owner: str | None, framework: str) -> Layer:
    role = "head" if row["head"] else "norm" if row["norm"] else "embedding" if row["embedding"] else "body"
    return Layer(
        path=row["path"],
        kind=row["type"],
        parameters=row["params"],
        trainable_parameters=row["trainable_params"],
        trainable=row["trainable_params"] > 0 if row["params"] else None,
        output_shape=tuple(row["output_shape"]) if row["output_shape"] else None,
        role=WEIGHTLESS if role == "body" and not row["params"] else role,
        stage=stage,
        norm=row["norm"],
        tensors=tuple((name, tuple(shape)) for name, shape in row.get("tensors", {}).items()),
        shares_with=owner,
    )


def _classes(layers: list[Layer]) -> int | None:
    heads = [layer for layer in layers if layer.role == "head"]
    if not heads:
        return None
    shape = heads[0].output_shape
    return shape[-1] if shape else next((size[0] for name, size in heads[0].tensors if "bias" not in name), None)


def linear(path: str, inputs: int, outputs: int, **known) -> Layer:
    """A PyTorch linear layer with its tensors."""
    tensors = (("weight", (outputs, inputs)), ("bias", (outputs,)))
    return (
        Layer(path, "Linear", inputs * outputs + outputs, role="body", tensors=tensors)
        if not known
        else Layer(
            path, "Linear", **{"parameters": inputs * outputs + outputs, "role": "body", "tensors": tensors, **known}
        )
    )


def stack(*layers: Layer, **known) -> Model:
    """A PyTorch model of these layers."""
    counts = [layer.parameters for layer in layers]
    total = None if None in counts else sum(counts)
    names = tuple(f"block{i}" for i in range(max(layer.stage for layer in layers) + 1))
    return Model(
        **{
            "name": "hand",
            "framework": "pytorch",
            "format": "hand",
            "layers": layers,
            "parameters": total,
            "stage_names": names,
            **known,
        }
    )


def two_layer() -> Model:
    """8 → 4 → 3: 36 and 15 weights."""
    return stack(linear("body", 8, 4), linear("head", 4, 3, role="head", stage=1), classes=3)
