"""Is this the name of a model, and not its summary? Then the line to run in its framework is given."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from explorer.remark import Remark

LONGEST = 120
# One name, perhaps in quote marks: "resnet50", "google/vit-base-patch16-224", "ResNet-50", "Llama 3.1 8B"
NAME = re.compile(
    r"\A\s{0,200}(?P<quote>[\"'`]?)(?P<name>[A-Za-z0-9][\w./+-]{1,100}(?: [\w.+-]{1,30}){0,4})(?P="
    r"quote)[.,;]?\s{0,200}\Z"
)


def keras(name: str) -> str:
    """Print a model of keras.applications."""
    return f"import keras; keras.applications.{name}(weights=None).summary()"


def torchvision(name: str) -> str:
    """Print a model of torchvision."""
    return f"import torchvision; print(torchvision.models.{name}())"


def untrained(name: str) -> str:
    """Print a detector or segmenter of torchvision, without fetching weights for its backbone."""
    return f"import torchvision; print(torchvision.models.{name}(weights=None, weights_backbone=None))"


def timm(name: str) -> str:
    """Print a model of timm."""
    return f"import timm; print(timm.create_model({name!r}))"


def transformers(name: str) -> str:
    """Print a model of Hugging Face."""
    return f"from transformers import AutoModel; print(AutoModel.from_pretrained({name!r}))"


def ultralytics(name: str) -> str:
    """Print a model of Ultralytics."""
    stem = name.removesuffix(".pt").removesuffix(".yaml")
    return f"from ultralytics import YOLO; print(YOLO('{stem}.pt').model)"


def sentence_transformers(name: str) -> str:
    """Print the encoder of a Sentence Transformer."""
    return f"from sentence_transformers import SentenceTransformer; print(SentenceTransformer({name!r})[0].auto_model)"


def keras_hub(name: str) -> str:
    """Print a model of KerasHub."""
    return f"import keras_hub; keras_hub.models.Backbone.from_preset({name!r}).summary(expand_nested=True)"


@dataclass(frozen=True)
class Naming:
    """How one library names its models; the first that fits gives the line to run."""

    library: str
    pattern: re.Pattern
    run: Callable[[str], str]


def whole(pattern: str) -> re.Pattern:
    """Compile a pattern of whole names, in any case."""
    return re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)


TORCHVISION = (
    r"resnet(?:18|34|50|101|152)|resnext(?:50_32x4d|101_32x8d|101_64x4d)|wide_resnet(?:50|101)_2"
    r"|vgg(?:11|13|16|19)(?:_bn)?|alexnet|googlenet"
    r"|squeezenet1_[01]|densenet(?:121|161|169|201)|inception_v3|shufflenet_v2_x[\d_]{1,4}"
    r"|mobilenet_v(?:2|3_small|3_large)|mnasnet\d_\d{1,2}"
    r"|efficientnet_b[0-7]|efficientnet_v2_[sml]|regnet_[xy]_\w{3,6}|convnext_(?:tiny|small|base"
    r"|large)|vit_[blh]_(?:14|16|32)|swin(?:_v2)?_[tsb]"
    r"|maxvit_t"
)
DETECTION = r"(?:fasterrcnn|maskrcnn|keypointrcnn|retinanet|fcos)_\w{3,40}|ssd300_vgg16|ssdlite320_mobilenet_v3_large"
SEGMENTATION = r"(?:deeplabv3|fcn|lraspp)_\w{3,40}"
APPLICATIONS = (  # case counts: Keras writes its models with capital letters
    r"ResNet(?:50|101|152)(?:V2)?|VGG(?:16|19)|Xception|InceptionV3|InceptionResNetV2"
    r"|MobileNet(?:V2|V3Small|V3Large)?|DenseNet(?:121|169|201)"
    r"|NASNet(?:Mobile|Large)|EfficientNet(?:V2)?(?:B[0-7]|[SML])|ConvNeXt(?:Tiny|Small|Base|Large|XLarge)"
)
TIMM = (
    r"(?:vit|deit3?|beitv?2?|swin(?:v2)?|convnextv?2?|efficientnetv?2?|tf_efficientnet\w*"
    r"|mobilenetv[1-4]|resnetv2|resnext|res2net|seresnext|regnet[xyz]"
    r"|mixer|cait|coat|pit|levit|maxvit|maxxvit|hrnet|dpn|dla|inception|xception|legacy|ecaresnet"
    r"|eva(?:02)?|mobileone|fastvit|nfnet|dm_nfnet|rexnet"
    r"|ghostnet|vovnet|edgenext|poolformer|crossvit|volo|xcit|focalnet|davit|samvit|hiera"
    r"|tiny_vit|repvit|lcnet|resnest|selecsls|tresnet|twins|visformer"
    r"|gmlp|resmlp|sequencer2d|hardcorenas|fbnet|spnasnet|mnasnet|semnasnet|skresnet|bat_resnext"
    r"|halonet|lambda_resnet|nest|pvt_v2|gcvit|mvitv2|inception_next)"
    r"[\w.]{0,80}|resnet\d{1,3}[a-z]\w{0,10}(?:\.\w{1,30})?"
)
NAMINGS = (
    Naming("Keras", re.compile(rf"(?:{APPLICATIONS})\Z"), keras),
    Naming(
        "Ultralytics",
        whole(
            r"yolo(?:v?\d{1,2})[\w-]{0,12}(?:\.pt|\.yaml)?|rtdetr-\w{1,3}"
            r"|sam2?_\w{1,6}\.pt|FastSAM-\w"
        ),
        ultralytics,
    ),
    Naming(
        "Sentence Transformers",
        whole(
            r"(?:sentence-transformers/|BAAI/bge|intfloat/|thenlper/|nomic-ai/)[\w.-]{0,80}|all-(?:MiniLM"
            r"|mpnet|distilroberta)[\w.-]{1,40}"
            r"|paraphrase-[\w.-]{1,60}|multi-qa-[\w.-]{1,60}"
        ),
        sentence_transformers,
    ),
    Naming("Hugging Face", whole(r"[\w.-]{1,60}/[\w.-]{1,90}"), transformers),
    Naming("PyTorch", whole(TORCHVISION), lambda name: torchvision(name.lower())),
    Naming(
        "PyTorch",
        whole(DETECTION),
        lambda name: untrained(f"detection.{name.lower()}"),
    ),
    Naming(
        "PyTorch",
        whole(SEGMENTATION),
        lambda name: untrained(f"segmentation.{name.lower()}"),
    ),
    Naming("timm", whole(TIMM), timm),
    Naming(
        "KerasHub",
        whole(
            r"(?:bert|roberta|distil_bert|deberta|albert|gemma\d?|gemma_?\d|gpt2|llama\d?|mistral|opt"
            r"|bloom|falcon|phi\d|t5|whisper)(?:_[a-z0-9.]{1,20}){2,6}"
        ),
        keras_hub,
    ),
    Naming(
        "Hugging Face",
        whole(
            r"(?:distil)?(?:bert|roberta|gpt2|gpt|t5|mt5|bart|mbart|electra|albert|deberta|xlnet|xlm"
            r"|camembert|longformer|bigbird|pegasus|marian|opus-mt|llama|gemma|mistral|mixtral|qwen"
            r"|phi|falcon|bloom|opt|whisper|wav2vec2|hubert|vit|deit|beit|swin|clip|siglip|blip|llava"
            r"|segformer|detr|sam|dinov?[23]?|layoutlm|biobert|finbert|starcoder|codellama|deepseek|smollm"
            r"|flan-t5|bge|e5|gte|minilm|mpnet|chinese)(?:[-_.][\w.]{1,40}){0,8}"
        ),
        transformers,
    ),
)
# Names as people write them: "ResNet-50", "Llama 3.1 8B", "BERT base", "MobileNet v2", "YOLOv8"
SPOKEN = (
    (re.compile(r"resnet[ -]?(\d{2,3})", re.I), "PyTorch", lambda f: torchvision(f"resnet{f[1]}")),
    (re.compile(r"vgg[ -]?(11|13|16|19)", re.I), "PyTorch", lambda f: torchvision(f"vgg{f[1]}")),
    (re.compile(r"densenet[ -]?(121|161|169|201)", re.I), "PyTorch", lambda f: torchvision(f"densenet{f[1]}")),
    (re.compile(r"mobile ?net[ -]?v(2)", re.I), "PyTorch", lambda f: torchvision("mobilenet_v2")),
    (re.compile(r"mobile ?net[ -]?v(3)", re.I), "PyTorch", lambda f: torchvision("mobilenet_v3_large")),
    (
        re.compile(r"efficient ?net[ -]?(b[0-7])", re.I),
        "PyTorch",
        lambda f: torchvision(f"efficientnet_{f[1].lower()}"),
    ),
    (re.compile(r"(?:google|inception)[ -_]?(?:net|v3)?", re.I), "PyTorch", lambda f: torchvision("inception_v3")),
    (
        re.compile(r"yolo[ -]?v?(\d{1,2})([nslmx]?)", re.I),
        "Ultralytics",
        lambda f: ultralytics(f"yolo{'v' if int(f[1]) < 11 else ''}{f[1]}{f[2] or 'n'}"),
    ),
    (
        re.compile(
            r"(bert|roberta|distilbert|gpt-?2|t5|whisper|clip|vit|llama"
            r"|gemma|mistral|qwen|phi|falcon)\b",
            re.I,
        ),
        "Hugging Face",
        lambda f: transformers("NAME"),
    ),
)
UNKNOWN = re.compile(r"(?=.{0,90}(?:[\d_]|\w-\w|[a-z][A-Z]))[A-Za-z][\w.-]{1,90}\Z")
FILE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|h5|hdf5|keras|pb|tflite|pth?|ckpt|safetensors|onnx|bin"
    r"|gguf|json|txt|csv|py|ipynb)\Z",
    re.IGNORECASE,
)


def name_remark(text: str) -> Remark | None:
    """Say that a text is a model's name, with the line to run; None where it is none."""
    if len(text) > 600:
        return None
    found = NAME.match(text)
    if not found or len(found["name"]) > LONGEST:
        return None
    name = found["name"]
    for naming in NAMINGS:
        if naming.pattern.match(name) and not (FILE.search(name) and naming.run is not ultralytics):
            return said(naming.library, naming.run(name))
    if FILE.search(name):
        return None
    for pattern, library, run in SPOKEN:
        if (spoken := pattern.match(name)) and reads_as_name(name[spoken.end() :]):
            return said(library, run(spoken))
    return Remark("refusals.name.unknown", {"name": name}) if UNKNOWN.match(name) else None


def reads_as_name(rest: str) -> bool:
    """Whether what follows a known name is a size or a version, not a sentence."""
    return bool(
        re.match(
            r"(?:[ .-](?:v?\d[\w.]{0,8}|tiny|small|base|medium|large|huge|xl|xxl|mini|nano|uncased|cased"
            r"|instruct|chat|it|pretrained|model)){0,4}\Z",
            rest,
            re.I,
        )
    )


def said(library: str, run: str) -> Remark:
    """Give the line to run in a library."""
    if library == "Hugging Face":
        return Remark("refusals.name.spoken" if "'NAME'" in run else "refusals.name.hugging_face", {"run": run})
    return Remark("refusals.name.in", {"framework": library, "run": run})
