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
    learned: str  # what a model like this usually learned from
    source: str  # of that


_TORCHINFO = 'torchinfo.summary(model, depth=10, row_settings=("var_names",), input_size=…)'
_PHOTOS = ("Learned from 1.28 million photos of 1,000 kinds of things.", "ImageNet, Russakovsky and others 2015")
_DIGITS = ("Learned from 60,000 handwritten digits.", "MNIST, LeCun and others 1998")
_BOOKS = ("Learned from books and English Wikipedia, 3.3 billion words.", "Devlin and others 2019")
_WEB = ("Learned from 8 million web pages.", "Radford and others 2019")

GALLERY: dict[str, Example] = {
    example.key: example
    for example in (
        Example("resnet18", "ResNet-18 (PyTorch)", "resnet18.txt", "image", _TORCHINFO, *_PHOTOS),
        Example("resnet50", "ResNet-50 (Keras)", "resnet50.txt", "image", "model.summary()", *_PHOTOS),
        Example("vgg16", "VGG-16 (Keras)", "vgg16.txt", "image", "model.summary()", *_PHOTOS),
        Example("mobilenet_v2", "MobileNetV2 (PyTorch)", "mobilenet_v2.txt", "image", _TORCHINFO, *_PHOTOS),
        Example(
            "efficientnet_b0", "EfficientNet-B0 (Keras)", "efficientnet_b0.txt", "image", "model.summary()", *_PHOTOS
        ),
        Example("vit_b_16", "ViT-B/16 (PyTorch)", "vit_b_16.txt", "image", _TORCHINFO, *_PHOTOS),
        Example("bert", "BERT base (Hugging Face)", "bert.txt", "text", _TORCHINFO, *_BOOKS),
        Example("gpt2", "GPT-2 (Hugging Face)", "gpt2.txt", "text", _TORCHINFO, *_WEB),
        Example("alexnet", "AlexNet (PyTorch)", "alexnet.txt", "image", _TORCHINFO, *_PHOTOS),
        Example(
            "caffenet", "CaffeNet (Caffe)", "caffenet.txt", "image", "the network's own train_val.prototxt", *_PHOTOS
        ),
        Example("lenet", "LeNet (Caffe)", "lenet.txt", "image", "the network's own deploy.prototxt", *_DIGITS),
        Example("small_cnn", "A small digit reader (Keras)", "small_cnn.txt", "image", "model.summary()", *_DIGITS),
    )
}


@cache
def gallery_text(key: str) -> str:
    """Return the summary of a gallery model exactly as printed."""
    return (FOLDER / GALLERY[key].file).read_text(encoding="utf-8")
