"""What is this text, if it is no summary? A sentence says what was seen, in which line, and what to paste."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from explorer.planner.records.model import SummaryError

KERAS, TORCH = "model.summary()", "print(model)"
BOTH = f"{KERAS} in Keras or {TORCH} in PyTorch"
LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Refusal:
    """A kind of text that people paste and that is no summary."""

    key: str
    pattern: re.Pattern  # searched in the text; where it matches is the line that the sentence names
    sentence: Callable[[re.Match], str]  # what was seen and what to paste instead, without the line


def sentence(text: str) -> Callable[[re.Match], str]:
    """Make a sentence that needs nothing of what was found."""
    return lambda found: text


def quoted(text: str) -> str:
    """Show a piece of the text, shortened and on one line."""
    flat = " ".join(text.split())
    return f"“{flat[:LONGEST_QUOTE]}{'…' if len(flat) > LONGEST_QUOTE else ''}”"


def load_by_name(found: re.Match) -> str:
    """Give the one line to run for a model that is named only."""
    name = found.group("name")
    if "/" in name or "-" in name:
        run = f"from transformers import AutoModel; print(AutoModel.from_pretrained({name!r}))"
        return f"is a model's name on Hugging Face, not its summary. Run this line and paste what it prints: {run}"
    if name[:1].isupper():
        run = f"import keras; keras.applications.{name}(weights=None).summary()"
        return f"is a model's name, not its summary. In Keras, run this line and paste what it prints: {run}"
    run = f"import torchvision; print(torchvision.models.{name}())"
    return f"is a model's name, not its summary. In PyTorch, run this line and paste what it prints: {run}"


def load_file(found: re.Match) -> str:
    """Give the line to run for a model file that is named only."""
    kind = found.group("kind").lower()
    if kind in ("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "pdf"):
        return f"names a picture, and a picture can't be read. Paste text instead: {BOTH}."
    if kind in ("h5", "hdf5", "keras", "pb", "tflite"):
        return (
            "names a model file, and only text can be read. In Keras, run this and paste what it prints: "
            f"import keras; keras.models.load_model({found.group('name')!r}).summary()"
        )
    return f"names a model file, and only text can be read. Load it in its framework and paste {BOTH}."


def of_config(found: re.Match) -> str:
    """Give the line to run for a configuration of Hugging Face."""
    return (
        "belongs to a configuration (config.json), not to a summary: it holds settings, but no layers. Run this line "
        "beside the file and paste what it prints: from transformers import AutoConfig, AutoModel; "
        "print(AutoModel.from_config(AutoConfig.from_pretrained('.')))"
    )


def of_class(found: re.Match) -> str:
    """Ask for what the class prints, in its framework."""
    name = found.group("name")
    keras = re.search(r"keras|tf\.", found.group("base"), re.IGNORECASE)
    run = f"model = {name}(...), call it on one batch, then {KERAS}" if keras else f"print({name}())"
    framework = "Keras" if keras else "PyTorch"
    return (
        f"defines the class {name}. Code can't be read, only what the finished model prints. In {framework}, run "
        f"{run} and paste the result."
    )


def compile_pattern(pattern: str) -> re.Pattern:
    """Compile a pattern that looks at each line."""
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


# Printers whose tables look familiar but mean something else: refused before any format reads them wrongly.
OTHER_PRINTERS = (
    Refusal(
        "fvcore",
        compile_pattern(r"^.{0,40}#parameters or shape"),
        sentence(f"belongs to fvcore's table, whose counts are rounded. Paste {TORCH} instead."),
    ),
    Refusal(
        "gluon",
        compile_pattern(r"^.{0,20}Unique parameters in model:"),
        sentence(
            "belongs to MXNet Gluon, which lists blocks beside their layers. "
            "Paste a table instead, one layer a line: name,type,params."
        ),
    ),
    Refusal(
        "mxnet",
        compile_pattern(r"^.{0,20}Layer \(type\)\s{1,80}Output Shape\s{1,80}Param #\s{1,80}Previous Layer"),
        sentence(
            "belongs to MXNet, which cuts names and repeats layers. "
            "Paste a table instead, one layer a line: name,type,params."
        ),
    ),
    Refusal(
        "paddle",
        compile_pattern(r"^.{0,20}Layer \(type\)\s{1,80}Input Shape\s{1,80}Output Shape\s{1,80}Param #"),
        sentence(
            "belongs to PaddlePaddle, which lists blocks beside their layers. Paste the parameters instead: "
            "for name, p in model.named_parameters(): print(name, tuple(p.shape))"
        ),
    ),
    Refusal(
        "haiku",
        compile_pattern(r"^\s{0,8}[|│].{0,400}Module params.{0,400}Param (?:count|bytes)"),
        sentence(
            "belongs to Haiku's table, which counts modules inside modules. Paste a table instead, one layer a line: "
            "name,params."
        ),
    ),
)

# A row of YOLO's own table: "  0                -1  1      1760  models.common.Conv            [3, 16, 6, 2, 2]"
OTHER_PRINTERS += (
    Refusal(
        "yolo",
        compile_pattern(r"^\s{0,80}from\s{1,20}n\s{1,20}params\s{1,20}module\s{1,80}arguments"),
        sentence(f"belongs to YOLO's list of blocks, which does not name layers. Paste {TORCH} instead."),
    ),
)

NO_SUMMARIES = (
    Refusal(
        "html",
        compile_pattern(r"<!DOCTYPE html|<html[\s>]|<body[\s>]"),
        sentence(f"is a web page's code. Copy the summary as it shows on the page, or paste {BOTH}."),
    ),
    Refusal(
        "traceback",
        compile_pattern(r"^.{0,20}Traceback \(most recent call last\)|^\w{1,60}(?:Error|Exception): "),
        sentence(f"is an error message of Python, so nothing was printed. Fix the error first, then paste {BOTH}."),
    ),
    Refusal(
        "uncalled",
        compile_pattern(r"<bound method [\w.]{0,80}summary of"),
        sentence(
            "shows that summary was named but not called. Add the brackets, model.summary(), and paste what it prints."
        ),
    ),
    Refusal(
        "object",
        compile_pattern(r"^\s{0,8}<[\w.]{1,120}(?: object)? at 0x[0-9a-f]{1,20}>"),
        sentence(f"names an object in memory, not its layers. Paste {BOTH}."),
    ),
    Refusal(
        "class",
        compile_pattern(
            r"^[ \t]{0,20}class\s{1,8}(?P<name>\w{1,80})\s{0,8}\((?P<base>[\w., ]{0,120}(?:Module|Model"
            r"|Layer)\w{0,20})\s{0,8}\)\s{0,8}:"
        ),
        of_class,
    ),
    Refusal(
        "config",
        compile_pattern(
            r"^\s{0,20}\{?\s{0,20}\"(?:architectures|model_type|hidden_size|num_hidden_layers|_name_or_path"
            r"|transformers_version)\"\s{0,8}:"
        ),
        of_config,
    ),
    Refusal(
        "keras_config",
        compile_pattern(r"\"class_name\"\s{0,8}:\s{0,8}\"\w{1,80}\"|'class_name':\s{0,8}'\w{1,80}'"),
        sentence(
            f"belongs to a configuration of Keras, not to a summary. Paste {KERAS} instead: "
            "import keras; keras.models.model_from_json(text).summary()"
        ),
    ),
    Refusal(
        "onnx",
        compile_pattern(
            r"^\s{0,8}(?:ir_version:|producer_name:|opset_import\s{0,4}\{|graph (?:torch_jit|torch-jit-export"
            r"|main_graph|\w{1,60}) \(|ModelProto)"
            r"|^\s{0,8}%\S{1,120} = \w{1,60}[\[(]"
        ),
        sentence(
            "belongs to ONNX, which lists operations and not layers. "
            f"Paste what the model printed before it was exported: {BOTH}."
        ),
    ),
    Refusal(
        "jit",
        compile_pattern(r"^\s{0,8}graph\(%|^\s{0,8}def forward\(self,\s{0,8}$"),
        sentence(
            "belongs to TorchScript, which lists operations and not layers. "
            f"Paste {TORCH} of the model before it was traced."
        ),
    ),
    Refusal(
        "training",
        compile_pattern(
            r"^.{0,80}(?:Epoch\s{0,4}:?\s{0,4}\[?\d{1,6}(?:\s{0,2}[/:\]]|\s)|\b(?:val_|train_|training "
            r"|validation )?(?:loss|accuracy|acc)\s{0,4}[:=]\s{0,4}\d)"
        ),
        sentence(f"belongs to the log of a training run. Paste the model instead: {BOTH}."),
    ),
    Refusal(
        "keras_code",
        compile_pattern(
            r"^.{0,40}(?:model\.add\(|(?:keras\.|tf\.keras\.|models\.)?Sequential\(\["
            r"|keras\.applications\.\w{1,60}\(|layers\.\w{1,40}\()"
        ),
        sentence(f"is code that builds a model. Run it in Keras, then {KERAS}, and paste what that prints."),
    ),
    Refusal(
        "torch_code",
        compile_pattern(
            r"^.{0,60}(?:\.from_pretrained\(|torch\.hub\.load\(|models\.\w{1,60}\(|timm\.create_model\("
            r"|self\.\w{1,60}\s{0,4}=\s{0,4}nn\.|def forward\(|"
            r"=\s{0,4}nn\.Sequential\()"
        ),
        sentence(f"is code that makes a model. Run it in PyTorch, then {TORCH}, and paste what that prints."),
    ),
    Refusal(
        "code",
        compile_pattern(r"^(?:import|from)\s{1,4}[\w.]{1,80}(?:\s{1,4}import\b|\s{1,4}as\b|\s{0,8}$)"),
        sentence(f"is Python code. Run it and paste what the model prints: {BOTH}."),
    ),
    Refusal(
        "url",
        compile_pattern(r"\A\s{0,200}(?:https?|hf|s3)://\S{1,500}\s{0,200}\Z"),
        sentence(f"is a link, and links are not opened. Paste the text itself: {BOTH}."),
    ),
    Refusal(
        "file",
        compile_pattern(
            r"\A\s{0,200}(?P<name>[^\n]{1,300}\.(?P<kind>png|jpe?g|gif|svg|webp|bmp|pdf|h5|hdf5|keras|pb"
            r"|tflite|pth?|ckpt|safetensors|onnx|bin))\s{0,200}\Z"
        ),
        load_file,
    ),
    Refusal(
        "picture",
        compile_pattern(r"data:image/|\A\W{0,4}(?:PNG|JFIF|Exif)\b"),
        sentence(f"is the code of a picture, and a picture can't be read. Paste text instead: {BOTH}."),
    ),
    Refusal(
        "nothing",
        re.compile(r"\A\s{0,200}(?:None|null)\s{0,200}\Z"),
        sentence(
            f"says None: that is what print(model.summary()) adds below the table. Paste the table above it: {BOTH}."
        ),
    ),
    Refusal(
        "number",
        re.compile(r"\A\s{0,200}[\d,. ]{1,40}(?:params|parameters|[KMB])?\s{0,200}\Z"),
        sentence(f"is a number. The plan needs every layer: paste {BOTH}."),
    ),
    Refusal(
        "name",
        re.compile(
            r"\A\s{0,200}[\"'`]?(?P<name>(?=[^\n]{0,90}(?:[\d/_]|\w-\w|[a-z][A-Z]))[A-Za-z][\w.-]{1,90}(?:/[\w.-]{1,90})?)[\"'`]?\s{0,200}\Z"
        ),
        load_by_name,
    ),
)


def refuse_other_printer(text: str) -> SummaryError | None:
    """Give the error for a table of a printer that would be read wrongly; None for every other text."""
    return first_of(OTHER_PRINTERS, text)


def refuse(text: str) -> SummaryError:
    """Give the error for a text that no format reads."""
    if not text.strip():
        return SummaryError(f"There is nothing to read yet. Paste what your framework prints: {BOTH}.")
    return first_of(NO_SUMMARIES, text) or plain_text(text)


def first_of(refusals: tuple[Refusal, ...], text: str) -> SummaryError | None:
    """Give the error of the first kind that the text is."""
    for refusal in refusals:
        if found := refusal.pattern.search(text):
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            line = text.count("\n", 0, start) + 1
            shown = quoted(text[start : start + 200].split("\n", 1)[0])
            return SummaryError(f"Line {line}, {shown}, {refusal.sentence(found)}")
    return None


def plain_text(text: str) -> SummaryError:
    """Give the error for a text of no known kind."""
    lines = text.split("\n")
    number, first = next((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    return SummaryError(
        f"No layers were found. Line {number}, {quoted(first)}, looks like no summary that is known here. "
        f"Paste what your framework prints: {BOTH}; a Caffe prototxt and tables with layer names are read too."
    )
