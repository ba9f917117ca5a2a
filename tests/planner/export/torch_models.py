"""Small PyTorch models that have what real ones have: batch norm, raw weights, tied weights, wrappers, odd heads."""

import torch
from torch import nn


class Block(nn.Module):
    """A residual block as in ResNet."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):  # (batch, inputs, side, side)
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNetLike(nn.Module):
    """Stem, three stages of blocks, head."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.relu = nn.ReLU(inplace=True)
        self.layer1 = nn.Sequential(Block(8, 8), Block(8, 8))
        self.layer2 = nn.Sequential(Block(8, 16, 2), Block(16, 16))
        self.layer3 = nn.Sequential(Block(16, 32, 2), Block(32, 32))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(32, classes)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        return self.fc(torch.flatten(self.avgpool(self.layer3(self.layer2(self.layer1(x)))), 1))


class PlainCNN(nn.Module):
    """A flat Sequential with batch norm, one of them without weights of its own."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, 3, padding=1),
            nn.BatchNorm2d(6, affine=False),
            nn.ReLU(),
            nn.Conv2d(6, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.BatchNorm2d(8, affine=False),
            nn.AdaptiveAvgPool2d(2),
        )
        self.classifier = nn.Sequential(nn.Linear(32, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class ConvHead(nn.Module):
    """As SqueezeNet: the head is a 1 by 1 convolution inside a Sequential."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 12, 3), nn.ReLU())
        self.classifier = nn.Sequential(nn.Dropout(0.1), nn.Conv2d(12, classes, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


class ViTLike(nn.Module):
    """Raw weights that print(model) hides: class token, positions, the attention's in_proj_weight, a layer scale."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, 16))
        self.pos_embed = nn.Parameter(torch.randn(1, 17, 16) * 0.02)
        self.patch_embed = nn.Conv2d(3, 16, 4, 4)
        self.blocks = nn.ModuleList([ViTBlock() for _ in range(4)])
        self.norm = nn.LayerNorm(16)
        self.head = nn.Linear(16, classes)

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


class ViTBlock(nn.Module):
    """Attention and perceptron, each with a norm before and a raw scale after."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(16)
        self.attn = nn.MultiheadAttention(16, 2, batch_first=True)
        self.norm2 = nn.LayerNorm(16)
        self.mlp = nn.Sequential(nn.Linear(16, 32), nn.GELU(), nn.Linear(32, 16))
        self.gamma = nn.Parameter(torch.ones(16))

    def forward(self, x):  # (batch, tokens, 16)
        y = self.norm1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        return x + self.gamma * self.mlp(self.norm2(x))


class TiedLanguageModel(nn.Module):
    """Input words and output words share one weight."""

    def __init__(self) -> None:
        super().__init__()
        self.wte = nn.Embedding(30, 16)
        self.blocks = nn.ModuleList([ViTBlock() for _ in range(2)])
        self.ln_f = nn.LayerNorm(16)
        self.lm_head = nn.Linear(16, 30, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, x):
        x = self.wte(x)
        for block in self.blocks:
            x = block(x)
        return self.lm_head(self.ln_f(x))[:, 0]


class GRUClassifier(nn.Module):
    """Word list, recurrent layers, head."""

    def __init__(self, classes: int = 5) -> None:
        super().__init__()
        self.embedding = nn.Embedding(30, 12)
        self.gru = nn.GRU(12, 8, num_layers=2, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(16, classes)

    def forward(self, x):
        return self.fc(self.gru(self.embedding(x))[0][:, -1])


def pictures(channels: int = 3) -> torch.Tensor:
    return torch.randn(6, channels, 16, 16)


def words() -> torch.Tensor:
    return torch.randint(0, 30, (6, 7))


MODELS = {
    "plain_cnn": (PlainCNN, pictures),
    "resnet_like": (ResNetLike, pictures),
    "conv_head": (ConvHead, pictures),
    "vit_like": (ViTLike, pictures),
    "tied": (TiedLanguageModel, words),
    "gru": (GRUClassifier, words),
}
