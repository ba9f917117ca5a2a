"""What sort of model is this? Detector, segmenter, language model ...: as records, with what a plan can and cannot say.

Told from class names, else from the names of layers. A kind that nothing tells is "".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.planner.records.row import Row
from explorer.remark import Remark

DOT = r"(?:^|[._/])"
END = r"(?:[._/]|\d|$)"


@dataclass(frozen=True)
class ModelKind:
    """A sort of model. The first record whose class or layer names are found decides."""

    key: str
    label: str  # "an object detector"
    classes: re.Pattern | None  # searched in the class names of the model and its modules, one a line
    layers: tuple[re.Pattern, ...] = ()  # all of them must be found among the layers' names, one a line
    reads: tuple[str, ...] = ()  # domains of Task that its input can be; () where it may be any
    gives: str = ""  # answer of Task that it gives, whatever is asked of it; empty where a new end decides
    answers: bool = True  # gives one answer, several or a number for each example, as a plan for classes assumes
    replaces_head: bool = True  # a new last layer is how it gets other answers
    invents_head: bool = True  # the last layer may be taken for the head where no name says so


def lines(pattern: str) -> re.Pattern:
    """Compile a pattern that looks at each line."""
    return re.compile(pattern, re.MULTILINE)


DETECTOR = lines(
    r"^(?:\w{0,60}(?:ForObjectDetection|Detector)|(?:Faster|Mask|Keypoint|Cascade"
    r"|Fast)_?RCNN\w{0,30}|GeneralizedRCNN|RetinaNet\w{0,30}"
    r"|SSD\w{0,30}|FCOS\w{0,30}|YOLO\w{0,30}|Yolo\w{0,30}|\w{0,20}DETR|\w{0,30}Detr\w{0,30}"
    r"|DetectionModel|DetectMultiBackend|Detect|IDetect"
    r"|v\d{1,2}Detect|WorldDetect|RTDETRDecoder|RegionProposalNetwork|RPN\w{0,20}|\w{0,20}RPN"
    r"|RoIHeads|StandardROIHeads|Cascade\w{0,10}ROIHeads"
    r"|EfficientDet\w{0,20}|DetBench\w{0,20}|CenterNet\w{0,20}|\w{0,20}BBoxHead"
    r"|\w{0,20}BoxPredictor|Darknet|OwlViTFor\w{0,40}|DFL)$"
)
SEGMENTER = lines(
    r"^(?:\w{0,60}For(?:Semantic|Instance|Universal|Image|Panoptic)Segmentation|DeepLab\w{0,30}"
    r"|FCN\w{0,20}|U_?Net(?!2D)\w{0,20}|\w{0,20}U_?Net(?:PlusPlus)?|LRASPP"
    r"|PSPNet\w{0,10}|SegNet\w{0,10}|Linknet|MAnet|UperNet\w{0,30}|SegformerDecodeHead"
    r"|Mask(?:2)?Former\w{0,30}|SegmentationModel"
    r"|SegmentationHead|Sam\w{0,4}Model|Sam|SAM2\w{0,10}|MaskDecoder\w{0,20}"
    r"|\w{0,10}SamMaskDecoder|BiSeNet\w{0,10}|Segmenter|DPTFor\w{0,40})$"
)
PICTURE_TEXT = lines(
    r"^(?:Llava\w{0,50}|\w{0,20}(?:VL|Vl|VLM|Vlm)(?:Model|ForConditionalGeneration|Chat\w{0,30}"
    r"|ForCausalLM|\w{0,20}Transformer\w{0,20})?|Idefics\d?\w{0,40}|PaliGemma\w{0,40}"
    r"|(?:Instruct)?Blip\w{0,40}|\w{0,20}CLIP(?:Model\w{0,30})?|(?:Alt|Chinese|X|Meta|Open"
    r"|Custom)\w{0,10}CLIP\w{0,20}|CLIP|Siglip2?Model|Florence2?\w{0,40}|Kosmos\w{0,40}"
    r"|InternVL\w{0,40}|Pixtral\w{0,40}|Mllama\w{0,40}|Gemma3ForConditionalGeneration|Gemma3Model"
    r"|Gemma3nModel|Gemma4ForConditionalGeneration|Pix2Struct\w{0,40}|Git(?:Model|ForCausalLM)"
    r"|Flava\w{0,30}|Vilt\w{0,40}|Lxmert\w{0,40}|VisualBert\w{0,40}|CoCa|MultimodalTransformer"
    r"|VisionEncoderDecoderModel|Donut\w{0,30}"
    r"|TrOCR\w{0,30}|Fuyu\w{0,30}|Molmo\d?\w{0,30}|Moondream\w{0,10}|Phi\d?V\w{0,30}"
    r"|Phi4Multimodal\w{0,30}|Aria\w{0,30}|Emu\d?\w{0,30}|SmolVLM\w{0,30}"
    r"|VisionTextDualEncoderModel|Aya\w{0,5}Vision\w{0,30}|Mistral3\w{0,40}|Llama4For\w{0,40}"
    r"|GotOcr2\w{0,40}|Ovis\w{0,30}|MiniCPMV\w{0,10})$"
)
SPEECH = lines(
    r"^(?:Whisper\w{0,40}|Wav2Vec2\w{0,40}|Hubert\w{0,40}|WavLM\w{0,40}|Speech2Text\w{0,40}"
    r"|SpeechT5\w{0,40}|SeamlessM4T\w{0,40}|UniSpeech\w{0,40}"
    r"|SEWD?\w{0,40}|Moonshine\w{0,40}|Parakeet\w{0,40}|ASTModel|ASTFor\w{0,40}|Clap\w{0,40}"
    r"|EncDec(?:CTC|RNNT)\w{0,30}|Conformer\w{0,20}"
    r"|Wav2Letter|DeepSpeech\w{0,10}|Data2VecAudio\w{0,40}|MCTCT\w{0,40}|Encodec\w{0,20}"
    r"|Bark\w{0,20}|MusicGen\w{0,30}|VitsModel|AudioEncoder)$"
)
GENERATOR = lines(
    r"^(?:UNet2D\w{0,30}|UNet3D\w{0,30}|\w{0,30}Transformer2DModel|AutoencoderKL\w{0,20}"
    r"|ControlNet\w{0,20}|LatentDiffusion|UNetModel|FluxTransformer\w{0,20}"
    r"|DiTTransformer\w{0,20}|Generator|StyleGAN\w{0,20}|VQModel|DiffusionWrapper)$"
)
ENCODER_DECODER = lines(
    r"^(?:\w{0,6}(?:T5|MT5|UMT5|LongT5)(?:ForConditionalGeneration|Model)"
    r"|M?Bart(?:ForConditionalGeneration|Model)|Marian\w{0,20}|Pegasus\w{0,30}|LED\w{0,30}"
    r"|M2M100\w{0,30}|NllbMoe\w{0,30}|Blenderbot\w{0,40}|ProphetNet\w{0,30}|XLMProphetNet\w{0,30}"
    r"|BigBirdPegasus\w{0,40}|FSMT\w{0,30}|PLBart\w{0,30}|EncoderDecoderModel|Seq2Seq\w{0,20}"
    r"|TF(?:T5|Bart|MBart|Marian|Pegasus|LED)\w{0,40}|SwitchTransformers\w{0,40}|T5Gemma\w{0,30})$"
)
LANGUAGE = lines(
    r"^(?:\w{0,60}(?:ForCausalLM|LMHeadModel|LMHead|DoubleHeadsModel)|GPT\w{0,20}"
    r"|\w{0,30}CausalLM|\w{0,60}_causal_lm|\w{0,30}ForMaskedLM|\w{0,30}ForPreTraining)$"
)
EMBEDDING = lines(
    r"^(?:SentenceTransformer|SparseEncoder|ColBERT\w{0,10}|SimCSE\w{0,10}|\w{0,30}EmbeddingModel"
    r"|NVEmbedModel|Siamese\w{0,20}|DPR\w{0,30}Encoder)$"
)

WAYS: tuple[ModelKind, ...] = (  # every way to tell a kind, in the order in which they are tried
    ModelKind(
        "embedding",
        "a model that turns a text or a picture into numbers to compare",
        EMBEDDING,
        answers=False,
        replaces_head=False,
        invents_head=False,
    ),
    ModelKind(
        "detector",
        "an object detector",
        DETECTOR,
        reads=("image",),
        gives="boxes",
        answers=False,
        replaces_head=False,
        invents_head=False,
    ),
    ModelKind(
        "picture_text",
        "a model for pictures and text",
        PICTURE_TEXT,
        reads=("image", "text"),
        answers=False,
        invents_head=False,
    ),
    ModelKind("speech", "a model for speech and sound", SPEECH, reads=("audio",)),
    ModelKind(
        "picture_text",
        "a model for pictures and text",
        None,
        (
            lines(DOT + r"(?:vision_tower|vision_model|visual|vision_encoder|image_encoder|vision_backbone)[._/]"),
            lines(
                DOT + r"(?:language_model|text_model|text_encoder|llm|text_decoder|lm_head"
                r"|transformer[._/]resblocks|token_embedding)" + END
            ),
        ),
        reads=("image", "text"),
        answers=False,
        invents_head=False,
    ),
    ModelKind(
        "generator", "a model that makes pictures", GENERATOR, answers=False, replaces_head=False, invents_head=False
    ),
    ModelKind(
        "segmenter",
        "a model that gives an answer for every place of a picture",
        SEGMENTER,
        reads=("image",),
        answers=False,
    ),
    ModelKind(
        "encoder_decoder",
        "a model that reads one text and writes another",
        ENCODER_DECODER,
        reads=("text",),
        answers=False,
    ),
    ModelKind("language", "a language model", LANGUAGE, reads=("text",), answers=False),
    ModelKind(
        "detector",
        "an object detector",
        None,
        (
            lines(
                DOT + r"(?:bbox_pred|bbox_embed|regression_head|bbox_head|box_predictor|bbox_predictor|dfl|box_net"
                r"|loc_layers|bbox_reg)" + END
            ),
        ),
        reads=("image",),
        gives="boxes",
        answers=False,
        replaces_head=False,
        invents_head=False,
    ),
    ModelKind(
        "detector",
        "an object detector",
        None,
        (lines(DOT + r"cv2[._/]\d{1,2}[._/]\d"), lines(DOT + r"cv3[._/]\d{1,2}[._/]\d")),
        reads=("image",),
        gives="boxes",
        answers=False,
        replaces_head=False,
        invents_head=False,
    ),
    ModelKind(
        "segmenter",
        "a model that gives an answer for every place of a picture",
        None,
        (
            lines(
                DOT + r"(?:segmentation_head|decode_head|mask_decoder|mask_head"
                r"|auxlayer)" + END
            ),
        ),
        reads=("image",),
        answers=False,
    ),
    ModelKind(
        "encoder_decoder",
        "a model that reads one text and writes another",
        None,
        (
            lines(r"(?:^|[._/])encoder[._/](?:block|layers?)[._/]0"),
            lines(r"(?:^|[._/])decoder[._/](?:block|layers?)[._/]0"),
            lines(
                r"(?:^|[._/])(?:shared|embed_tokens|token_embedding)(?:[._/]"
                r"|$)"
            ),
        ),
        reads=("text",),
        answers=False,
    ),
    ModelKind(
        "language", "a language model", None, (lines(DOT + r"lm_head(?:[._/]|$)"),), reads=("text",), answers=False
    ),
)
MODEL_KINDS: dict[str, ModelKind] = {way.key: way for way in reversed(WAYS)}
NONE = ModelKind("", "", None)
MOST_NAMES = 20_000  # names looked at
HEADED = re.compile(
    r"For(?:Sequence|Token|Image|Audio\w{0,10}|Video)\w{0,10}(?:Classification|QuestionAnswering)"
    r"|ForMultipleChoice|ForQuestionAnswering"
)


def kind_of(classes: Sequence[str], rows: Sequence[Row], name: str = "") -> ModelKind:
    """Tell the sort of a model from the classes of its modules, outermost first, and from its layers' names."""
    outer = next((kind for kind in (name, *classes[:6]) if HEADED.search(kind)), "")
    if outer:  # a classifier on top of whatever is inside
        inside = kind_of((), rows)
        return inside if inside.key == "picture_text" else (MODEL_KINDS["speech"] if SPEECH.search(outer) else NONE)
    outermost = "\n".join((name, *classes[:2]))
    shown = "\n".join((name, *classes, *dict.fromkeys(row.kind for row in rows[:MOST_NAMES])))
    paths = "\n".join(row.path for row in rows[:MOST_NAMES])
    named = next((way for way in WAYS if way.classes is not None and way.classes.search(outermost)), None)
    if named is not None:  # a segmenter may hold a detector's decoder inside
        return named
    for way in WAYS:
        if way.classes is not None and way.classes.search(shown):
            return way
        if way.classes is None and all(pattern.search(paths) for pattern in way.layers):
            return way
    return NONE


def kind_remarks(kind: ModelKind, adapted: bool, has_head: bool) -> tuple[Remark, ...]:
    """Say what sort of model it is and what this plan can and cannot say about it."""
    if not kind.key:
        return ()
    if kind.key == "language" and adapted:
        return ()
    key = f"reading.kind.{kind.key}"
    return (Remark(key if has_head or kind.key not in ("speech",) else f"{key}.headless"),)
