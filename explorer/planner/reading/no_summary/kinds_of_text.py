"""What kinds of text are no summary? Records: a pattern, and the key of the sentence that says what was seen."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from explorer.remark import Remark

LONGEST_QUOTE = 60


def nothing(found: re.Match) -> dict[str, object]:
    """Give no values: the sentence needs nothing of what was found."""
    return {}


@dataclass(frozen=True)
class Refusal:
    """A kind of text that people paste and that is no summary."""

    key: str  # of refusals.md: what was seen and what to paste instead, without the line
    pattern: re.Pattern  # searched in the text; where it matches is the line that the sentence names
    values: Callable[[re.Match], dict[str, object]] = nothing
    variant: Callable[[re.Match], str] = lambda found: ""  # an ending of the key, where the sentence depends on it

    def what(self, found: re.Match) -> Remark:
        """Say what was seen and what to paste instead."""
        return Remark(f"refusals.{self.key}{self.variant(found)}", self.values(found))


def by_line(pattern: str) -> re.Pattern:
    """Compile a pattern that looks at each line."""
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def quoted(text: str) -> str:
    """Show a piece of the text, shortened and on one line."""
    flat = " ".join(text.split())
    return f"“{flat[:LONGEST_QUOTE]}{'…' if len(flat) > LONGEST_QUOTE else ''}”"


def named(found: re.Match) -> dict[str, object]:
    """Hand on the name that was found."""
    return {"name": found.group("name")}


def framework_of_class(found: re.Match) -> str:
    """Tell a class of Keras from one of PyTorch."""
    return ".keras" if re.search(r"keras|tf\.", found.group("base"), re.IGNORECASE) else ""


def sort_of_file(found: re.Match) -> str:
    """Tell pictures, files of Keras and files of other frameworks apart."""
    kind = found.group("kind").lower()
    if kind in ("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "pdf"):
        return ".picture"
    if kind in ("h5", "hdf5", "keras", "pb", "tflite"):
        return ".keras"
    return {"gguf": ".gguf", "safetensors": ".safetensors", "onnx": ".onnx"}.get(kind, "")


# "llama_model_loader: - tensor 0: ...", "GGUF.tensor_count = 291", "blk.0.attn_q.weight", which only such files have
GGUF = (
    r"^.{0,40}llama_model_loader:|^.{0,80}\bGGUF\.(?:version|tensor_count)\b|^.{0,120}\bblk\.\d{1,4}\.(?:attn|ffn)_\w"
)
# "trainable params: 3,072 || all params: 66,955,010", "Trainable parameters = 41,943,040 of 8,072,204,288"
PEFT_COUNTS = (
    r"^.{0,40}trainable params:.{1,60}\|\| ?all params:"
    r"|^.{0,40}trainable parameters ?= ?[\d,]{1,20}(?: of [\d,]{1,20}|$)"
)
# Printers whose tables look familiar but mean something else: refused before any format reads them wrongly.
# YOLO's: "  0                -1  1      1760  models.common.Conv            [3, 16, 6, 2, 2]"
OTHER_PRINTERS = (
    Refusal("fvcore", by_line(r"^.{0,40}#parameters or shape")),
    Refusal("gguf", by_line(GGUF)),
    Refusal("flax_values", by_line(r"[\"']?\b(?:kernel|bias|scale|embedding)[\"']?: (?:Array|DeviceArray|array)\(")),
    Refusal("julia_line", by_line(r"^.{0,60}\bChain\((?:[a-z]\w{0,40} = )?[A-Z]\w{0,40}\([^\n]{1,400}\)")),
    Refusal("gluon", by_line(r"^.{0,20}Unique parameters in model:")),
    Refusal("mxnet", by_line(r"^.{0,20}Layer \(type\)\s{1,80}Output Shape\s{1,80}Param #\s{1,80}Previous Layer")),
    Refusal("paddle", by_line(r"^.{0,20}Layer \(type\)\s{1,80}Input Shape\s{1,80}Output Shape\s{1,80}Param #")),
    Refusal("haiku", by_line(r"^\s{0,8}[|│].{0,400}Module params.{0,400}Param (?:count|bytes)")),
    Refusal("yolo", by_line(r"^\s{0,80}from\s{1,20}n\s{1,20}params\s{1,20}module\s{1,80}arguments")),
    Refusal("equinox", by_line(r"^\s{0,40}(?:weight|bias)=(?:f|bf|i|u)\d{1,2}\[[\d, ]{0,40}\]")),
)

NO_SUMMARIES = (
    Refusal("html", by_line(r"<!DOCTYPE html|<html[\s>]|<body[\s>]")),
    Refusal("peft_counts", by_line(PEFT_COUNTS)),
    Refusal("tokenizer", by_line(r"^\s{0,8}(?:\w{1,60}Tokenizer(?:Fast)?\(name_or_path=|\{?\s{0,8}\"added_tokens\")")),
    Refusal("traceback", by_line(r"^.{0,20}Traceback \(most recent call last\)|^\w{1,60}(?:Error|Exception): ")),
    Refusal("uncalled", by_line(r"<bound method [\w.]{0,80}summary of")),
    Refusal("object", by_line(r"^\s{0,8}<[\w.]{1,120}(?: object)? at 0x[0-9a-f]{1,20}>")),
    Refusal(
        "class",
        by_line(
            r"^[ \t]{0,20}class\s{1,8}(?P<name>\w{1,80})\s{0,8}\((?P<base>[\w., ]{0,120}(?:Module|Model"
            r"|Layer)\w{0,20})\s{0,8}\)\s{0,8}:"
        ),
        named,
        framework_of_class,
    ),
    Refusal(
        "config",
        by_line(
            r"^\s{0,20}\{?\s{0,20}\"(?:architectures|model_type|hidden_size|num_hidden_layers|_name_or_path"
            r"|transformers_version)\"\s{0,8}:"
        ),
    ),
    Refusal("keras_config", by_line(r"\"class_name\"\s{0,8}:\s{0,8}\"\w{1,80}\"|'class_name':\s{0,8}'\w{1,80}'")),
    Refusal(
        "onnx",
        by_line(
            r"^\s{0,8}(?:ir_version:|producer_name:|opset_import\s{0,4}\{|graph (?:torch_jit|torch-jit-export"
            r"|main_graph|\w{1,60}) \(|ModelProto)"
            r"|^\s{0,8}%\S{1,120} = \w{1,60}[\[(]"
        ),
    ),
    Refusal("jit", by_line(r"^\s{0,8}graph\(%|^\s{0,8}def forward\(self,\s{0,8}$")),
    Refusal(
        "training",
        by_line(
            r"^.{0,80}(?:Epoch\s{0,4}:?\s{0,4}\[?\d{1,6}(?:\s{0,2}[/:\]]|\s)|\b(?:val_|train_|training "
            r"|validation )?(?:loss|accuracy|acc)\s{0,4}[:=]\s{0,4}\d)"
        ),
    ),
    Refusal("optimizer", by_line(r"^\s{0,8}(?:Adam\w{0,4}|SGD|RMSprop|Adagrad|Lion) \(\s*$")),
    Refusal(
        "keras_code",
        by_line(
            r"^.{0,40}(?:model\.add\(|(?:keras\.|tf\.keras\.|models\.)?Sequential\(\["
            r"|keras\.applications\.\w{1,60}\(|layers\.\w{1,40}\()"
        ),
    ),
    Refusal(
        "torch_code",
        by_line(
            r"^.{0,60}(?:\.from_pretrained\(|torch\.hub\.load\(|models\.\w{1,60}\(|timm\.create_model\("
            r"|self\.\w{1,60}\s{0,4}=\s{0,4}nn\.|def forward\(|"
            r"=\s{0,4}nn\.Sequential\()"
        ),
    ),
    Refusal("code", by_line(r"^(?:import|from)\s{1,4}[\w.]{1,80}(?:\s{1,4}import\b|\s{1,4}as\b|\s{0,8}$)")),
    Refusal("url", by_line(r"\A\s{0,200}(?:https?|hf|s3)://\S{1,500}\s{0,200}\Z")),
    Refusal(
        "file",
        by_line(
            r"\A\s{0,200}(?P<name>[^\n]{1,300}\.(?P<kind>png|jpe?g|gif|svg|webp|bmp|pdf|h5|hdf5|keras|pb"
            r"|tflite|pth?|ckpt|safetensors|onnx|bin|gguf))\s{0,200}\Z"
        ),
        named,
        sort_of_file,
    ),
    Refusal("picture", by_line(r"data:image/|\A\W{0,4}(?:PNG|JFIF|Exif)\b")),
    Refusal("nothing", re.compile(r"\A\s{0,200}(?:None|null)\s{0,200}\Z")),
    Refusal("number", re.compile(r"\A\s{0,200}[\d,. ]{1,40}(?:params|parameters|[KMB])?\s{0,200}\Z")),
)
