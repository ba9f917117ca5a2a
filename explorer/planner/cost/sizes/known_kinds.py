"""Which classes of printed networks are told by name? Families that are understood, parts that are not, and gates."""

import re

# Parts that weigh channels: they look at the whole picture at once and give back one of the old size
GATE = re.compile(
    r"^(?:\w*SqueezeExcit\w*|\w{1,20}SELayer|SE(?:Module|Layer|Block)?|EffectiveSEModule|Eca\w*|CecaModule"
    r"|GlobalContext|SELayer|SqueezeExcite\w*|SEUnit|ECALayer)$"
)
GATE_NAME = re.compile(r"^(?:se|se_module|squeeze_excite|eca)$")
# The end of a classifier: from here on there is one vector
END = re.compile(r"^(?:fc\d?|classifier|head|heads|last_linear|head_fc|pre_logits|linear|logits)$")
AUXILIARY = re.compile(r"^(?:aux\d?|AuxLogits|aux_\w{1,20})$")
# Families whose joins and splits the rules here tell, as the test with measured work shows
FAMILIES = frozenset(
    {
        "ResNet",
        "ResNetV2",
        "DenseNet",
        "GoogLeNet",
        "Inception3",
        "InceptionV3",
        "SqueezeNet",
        "VGG",
        "AlexNet",
        "MobileNetV2",
        "MobileNetV3",
        "MNASNet",
        "EfficientNet",
        "RegNet",
        "ConvNeXt",
        "VisionTransformer",
        "ViTModel",
        "DeiTModel",
        "BeitModel",
        "PoolingVisionTransformer",
        "Visformer",
        "SwinTransformer",
        "MlpMixer",
        "Beit",
        "RexNet",
        "MetaFormer",
        "Xception",
        "XceptionAligned",
        "CspNet",
    }
)
# Parts that work side by side and are added, or cut the picture up, in ways that the print does not show
ODD = re.compile(
    r"SelectiveKernel|Rep(?:Vgg|VGG|Mixer|Conv)|MobileOne|Ghost|SplitTranspose|MobileVit|MaxVit"
    r"|Partition|Halo|Lambda|Involution"
    r"|NonLocal|Res2Net|Bottle2neck|SplitAttn|HighResolution|Fpn|FeaturePyramid|RoI|Deform|Stem4"
    r"|TransposeAttention|Unet|UNet|ByobNet|AttentionV2"
)
