"""Which models can be tried without a paste? Real summaries, as their frameworks print them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """A model of the gallery; its text is read like any paste."""

    key: str
    label: str
    file: str
    domain: str  # of planner.task.DOMAINS
    printed_by: str  # how to print the same at home


_TORCHINFO = 'torchinfo.summary(model, depth=10, row_settings=("var_names",), input_size=…)'

GALLERY: dict[str, Example] = {
    example.key: example
    for example in (
        Example("caffenet", "CaffeNet (Caffe)", "caffenet.txt", "image", "the network's own train_val.prototxt"),
        Example("lenet", "LeNet (Caffe)", "lenet.txt", "image", "the network's own deploy.prototxt"),
        Example("alexnet", "AlexNet (PyTorch)", "alexnet.txt", "image", _TORCHINFO),
        Example("vgg16", "VGG-16 (Keras)", "vgg16.txt", "image", "model.summary()"),
        Example("resnet18", "ResNet-18 (PyTorch)", "resnet18.txt", "image", _TORCHINFO),
        Example("resnet50", "ResNet-50 (Keras)", "resnet50.txt", "image", "model.summary()"),
        Example("mobilenet_v2", "MobileNetV2 (PyTorch)", "mobilenet_v2.txt", "image", _TORCHINFO),
        Example("efficientnet_b0", "EfficientNet-B0 (Keras)", "efficientnet_b0.txt", "image", "model.summary()"),
        Example("vit_b_16", "ViT-B/16 (PyTorch)", "vit_b_16.txt", "image", _TORCHINFO),
        Example("bert", "BERT base (Hugging Face)", "bert.txt", "text", _TORCHINFO),
        Example("gpt2", "GPT-2 (Hugging Face)", "gpt2.txt", "text", _TORCHINFO),
        Example("small_cnn", "A small digit reader (Keras)", "small_cnn.txt", "image", "model.summary()"),
    )
}


@cache
def gallery_text(key: str) -> str:
    """Return the summary of a gallery model exactly as printed."""
    return (FOLDER / GALLERY[key].file).read_text(encoding="utf-8")
