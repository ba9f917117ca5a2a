"""Which PyTorch models are run? Small ones of every family, with random weights: nothing is downloaded."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import timm
import torch
import torchvision
import transformers
from torch import nn

from tests.planner.export import torch_models

BATCH = 4


@dataclass(frozen=True)
class Entry:
    """One model to run."""

    key: str
    family: str  # own, torchvision, timm, transformers
    build: Callable[[], nn.Module]
    inputs: Callable[[int], dict[str, torch.Tensor]]  # by the number of channels of a picture
    domain: str = "image"
    sees_channels: bool = True  # whether INPUT_CHANNELS can be changed
    examples_axis: int = 0


def pictures(side: int = 32, frames: int = 0) -> Callable[[int], dict[str, torch.Tensor]]:
    """Random pictures, or films where `frames` is given."""
    between = (frames,) if frames else ()
    return lambda channels: {"x": torch.randn(BATCH, channels, *between, side, side)}


def words(length: int = 7, limit: int = 30, name: str = "x") -> Callable[[int], dict[str, torch.Tensor]]:
    """Random tokens; none is 0, which pads."""
    return lambda channels: {name: torch.randint(2, limit, (BATCH, length))}


def pixels(side: int = 32) -> Callable[[int], dict[str, torch.Tensor]]:
    """Pictures under the name that Hugging Face gives them."""
    return lambda channels: {"pixel_values": torch.randn(BATCH, channels, side, side)}


def sound(length: int = 1600) -> Callable[[int], dict[str, torch.Tensor]]:
    """A tenth of a second at 16 kHz."""
    return lambda channels: {"input_values": torch.randn(BATCH, length)}


class Discriminator(nn.Module):
    """DCGAN's: its answer is a 4 × 4 convolution over the last 4 × 4 picture (Radford et al. 2015)."""

    def __init__(self, sigmoid: bool = False) -> None:
        super().__init__()
        layers = []
        for inputs, outputs in ((3, 8), (8, 16), (16, 32)):
            layers += [nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]
        layers += [nn.Conv2d(32, 1, 4, 1, 0, bias=False), *([nn.Sigmoid()] if sigmoid else []), nn.Flatten()]
        self.main = nn.Sequential(*layers)

    def forward(self, x):  # (batch, 3, 32, 32)
        return self.main(x)


class UNet(nn.Module):
    """Two steps down and up, with transposed convolutions; the answer is one picture a class."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.down1, self.down2, self.middle = self.two(3, 8), self.two(8, 16), self.two(16, 32)
        self.pool = nn.MaxPool2d(2)
        self.rise2, self.up2 = nn.ConvTranspose2d(32, 16, 2, 2), self.two(32, 16)
        self.rise1, self.up1 = nn.ConvTranspose2d(16, 8, 2, 2), self.two(16, 8)
        self.outc = nn.Conv2d(8, classes, 1)

    @staticmethod
    def two(inputs: int, outputs: int) -> nn.Sequential:
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
        )  # fmt: skip

    def forward(self, x):
        one = self.down1(x)
        two = self.down2(self.pool(one))
        up = self.up2(torch.cat([two, self.rise2(self.middle(self.pool(two)))], 1))
        return self.outc(self.up1(torch.cat([one, self.rise1(up)], 1)))


class SpectralNet(nn.Module):
    """Spectral normalization keeps a vector that training moves, also where nothing learns."""

    def __init__(self) -> None:
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.first, self.second = norm(nn.Conv2d(3, 8, 3)), norm(nn.Conv2d(8, 12, 3))
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        return self.fc(self.second(self.first(x).relu()).relu().mean((2, 3)))


class Speech(nn.Module):
    """One-dimensional convolutions, batch norm and an LSTM, as small speech models have."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Sequential(nn.Conv1d(3, 8, 5), nn.BatchNorm1d(8), nn.ReLU())
        self.lstm = nn.LSTM(8, 12, num_layers=2, batch_first=True, bidirectional=True)
        self.out = nn.Linear(24, 10)

    def forward(self, x):  # (batch, 3, side, side), read as a sequence of all its places
        return self.out(self.lstm(self.conv(x.flatten(2)[..., :40]).transpose(1, 2))[0][:, -1])


def own() -> list[Entry]:
    """Small models with what real ones have."""
    zoo = [
        Entry(key, "own", build, pictures(16) if inputs is torch_models.pictures else words(), domain=domain)
        for key, (build, inputs) in torch_models.MODELS.items()
        for domain in ["image" if inputs is torch_models.pictures else "text"]
    ]
    return [
        *zoo,
        Entry("discriminator", "own", Discriminator, pictures()),
        Entry("discriminator_sigmoid", "own", lambda: Discriminator(True), pictures()),
        Entry("unet", "own", UNet, pictures(16)),
        Entry("spectral_norm", "own", SpectralNet, pictures(16)),
        Entry("speech", "own", Speech, pictures(16), domain="audio"),
    ]


def from_torchvision() -> list[Entry]:
    """Torchvision's families, the smallest of each."""
    made = torchvision.models
    small = {"num_layers": 2, "num_heads": 2, "hidden_dim": 32, "mlp_dim": 64, "num_classes": 10}
    swin = {"patch_size": [4, 4], "embed_dim": 16, "depths": [1, 1], "num_heads": [1, 2], "window_size": [4, 4]}
    plain = (
        "resnet18", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0", "shufflenet_v2_x0_5", "mnasnet0_5",
        "regnet_y_400mf", "squeezenet1_1", "densenet121", "convnext_tiny",
    )  # fmt: skip
    sides = {"squeezenet1_1": 64, "densenet121": 64}
    zoo = [
        Entry(name, "torchvision", lambda name=name: getattr(made, name)(num_classes=10), pictures(sides.get(name, 32)))
        for name in plain
    ]
    return [
        *zoo,
        Entry("vit", "torchvision", lambda: made.VisionTransformer(32, 8, **small), pictures()),
        Entry("swin", "torchvision", lambda: made.SwinTransformer(**swin, num_classes=10), pictures()),
        Entry(
            "googlenet",
            "torchvision",
            lambda: made.googlenet(num_classes=10, aux_logits=True, init_weights=False),
            pictures(64),
        ),
        Entry(
            "lraspp",
            "torchvision",
            lambda: made.segmentation.lraspp_mobilenet_v3_large(num_classes=10, weights_backbone=None),
            pictures(64),
        ),
        Entry("r3d_18", "torchvision", lambda: made.video.r3d_18(num_classes=10), pictures(24, frames=4)),
    ]


def from_timm() -> list[Entry]:
    """Families that only timm has, or has otherwise."""
    small = {"img_size": 32, "num_classes": 10}
    made = {
        "test_resnet": {"num_classes": 10}, "test_efficientnet": {"num_classes": 10},
        "test_convnext": {"num_classes": 10},
        "test_vit": {"num_classes": 10}, "test_byobnet": {"num_classes": 10}, "resnet10t": {"num_classes": 10},
        "mobilenetv3_small_050": {"num_classes": 10}, "regnetx_002": {"num_classes": 10},
        "vit_tiny_patch16_224": small | {"depth": 3, "patch_size": 8},
        "deit_tiny_distilled_patch16_224": small | {"depth": 3, "patch_size": 8}, "levit_128s": {"num_classes": 10},
        "swin_tiny_patch4_window7_224": {"img_size": 64, "window_size": 4, "num_classes": 10, "embed_dim": 24,
                                         "depths": (1, 1), "num_heads": (2, 3)},
        "mixer_s32_224": {"img_size": 64, "num_classes": 10},
    }  # fmt: skip
    sides = {"test_vit": 160, "levit_128s": 224, "mixer_s32_224": 64, "swin_tiny_patch4_window7_224": 64}
    return [
        Entry(
            f"timm {name}",
            "timm",
            lambda name=name, made=made[name]: timm.create_model(name, **made),
            pictures(sides.get(name, 32)),
        )
        for name in made
    ]


def from_transformers() -> list[Entry]:
    """Hugging Face models with tiny configurations."""
    t = transformers
    core = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    text = {**core, "vocab_size": 50, "num_labels": 10, "pad_token_id": 0}
    image = {**core, "image_size": 32, "patch_size": 8, "num_labels": 10}
    gpt2 = {
        "vocab_size": 50,
        "n_embd": 16,
        "n_layer": 2,
        "n_head": 2,
        "n_positions": 32,
        "num_labels": 10,
        "pad_token_id": 0,
    }
    swin = {"image_size": 32, "patch_size": 4, "embed_dim": 16, "depths": [1, 1], "num_heads": [1, 2], "window_size": 4}
    wave = {**core, "conv_dim": (8, 8), "conv_kernel": (10, 3), "conv_stride": (5, 2), "num_feat_extract_layers": 2,
            "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2, "num_labels": 10,
            "classifier_proj_size": 8, "mask_time_prob": 0.0, "layerdrop": 0.0, "vocab_size": 20}  # fmt: skip
    tokens = words(name="input_ids")
    made = [
        ("bert", lambda: t.BertForSequenceClassification(t.BertConfig(**text)), tokens, "text"),
        ("roberta", lambda: t.RobertaForSequenceClassification(t.RobertaConfig(**text)), tokens, "text"),
        ("distilbert", lambda: t.DistilBertForSequenceClassification(t.DistilBertConfig(
            vocab_size=50, dim=16, n_layers=2, n_heads=2, hidden_dim=32, num_labels=10)), tokens, "text"),
        ("albert", lambda: t.AlbertForSequenceClassification(t.AlbertConfig(**text, embedding_size=8)), tokens, "text"),
        ("electra", lambda: t.ElectraForSequenceClassification(t.ElectraConfig(
            **text, embedding_size=8)), tokens, "text"),
        ("deberta", lambda: t.DebertaV2ForSequenceClassification(t.DebertaV2Config(**text)), tokens, "text"),
        ("bert tokens", lambda: t.BertForTokenClassification(t.BertConfig(**text)), tokens, "text"),
        ("bert bare", lambda: t.BertModel(t.BertConfig(**text)), tokens, "text"),
        ("gpt2", lambda: t.GPT2ForSequenceClassification(t.GPT2Config(**gpt2)), tokens, "text"),
        ("gpt2 language", lambda: t.GPT2LMHeadModel(t.GPT2Config(**gpt2)), tokens, "text"),
        ("llama", lambda: t.LlamaForSequenceClassification(t.LlamaConfig(
            **text, num_key_value_heads=1)), tokens, "text"),
        ("hf vit", lambda: t.ViTForImageClassification(t.ViTConfig(**image)), pixels(), "image"),
        ("hf deit", lambda: t.DeiTForImageClassification(t.DeiTConfig(**image)), pixels(), "image"),
        ("hf beit", lambda: t.BeitForImageClassification(t.BeitConfig(**image)), pixels(), "image"),
        ("hf resnet", lambda: t.ResNetForImageClassification(t.ResNetConfig(
            embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], num_labels=10)), pixels(), "image"),
        ("hf regnet", lambda: t.RegNetForImageClassification(t.RegNetConfig(
            embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], groups_width=8, num_labels=10)), pixels(), "image"),
        ("hf convnext", lambda: t.ConvNextForImageClassification(t.ConvNextConfig(
            hidden_sizes=[8, 16], depths=[1, 1], num_stages=2, num_labels=10)), pixels(), "image"),
        ("hf swin", lambda: t.SwinForImageClassification(t.SwinConfig(**swin, num_labels=10)), pixels(), "image"),
        ("hf mobilenet", lambda: t.MobileNetV2ForImageClassification(t.MobileNetV2Config(
            num_labels=10)), pixels(), "image"),
        ("hf segformer", lambda: t.SegformerForImageClassification(t.SegformerConfig(
            num_encoder_blocks=2, depths=[1, 1], sr_ratios=[2, 1], hidden_sizes=[8, 16], patch_sizes=[7, 3],
            strides=[4, 2], num_attention_heads=[1, 2], mlp_ratios=[2, 2], num_labels=10)), pixels(), "image"),
        ("wav2vec2", lambda: t.Wav2Vec2ForSequenceClassification(t.Wav2Vec2Config(**wave)), sound(), "audio"),
        ("hubert", lambda: t.HubertForSequenceClassification(t.HubertConfig(**wave)), sound(), "audio"),
    ]  # fmt: skip
    return [Entry(key, "transformers", build, inputs, domain, domain == "image") for key, build, inputs, domain in made]


def zoo() -> list[Entry]:
    """All models, in a fixed order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [*own(), *from_torchvision(), *from_timm(), *from_transformers()]
