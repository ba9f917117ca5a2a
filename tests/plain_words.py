"""Which words and numbers on a page did no translator reach? And which stay English by their nature, with the reason.

In the generated language every letter of ours has an accent and every decimal point is a raised one: what is plain
came past `explorer/text`.
"""

import re
from collections.abc import Iterable, Iterator

STAYS_ENGLISH = {  # reason: words
    "frameworks, libraries, formats and services are called so everywhere": """
        PyTorch Lightning torchvision torchaudio timm fastai Hugging Face transformers PEFT Keras KerasHub TensorFlow
        JAX Flax Caffe NumPy Ultralytics libtorch PaddlePaddle MindSpore MLX Apple MXNet Gluon Chainer Torch JSON CSV
        PNG SVG""",
    "published networks and data sets keep their names": """
        ResNet VGG AlexNet CaffeNet BERT GPT EfficientNet MobileNet ViT LoRA""",
    "recipes are named after people": "Xavier Glorot He Kaiming LeCun",
    "functions and number formats are written as in code": "tanh ReLU float bfloat Var fan in out",
    "a language calls itself by its own name": "English",
    "a file is called the same for everybody": "layerwise first weights",
}
STREAMLIT = {  # what Streamlit's own widgets say, and no page can change
    "Link to heading", "Choose an option", "Open", "Help for", "Show data", "Download as PNG", "Download as SVG",
    "Copy Vega-Lite spec", "Copy to clipboard", "Copied", "Fullscreen", "Close fullscreen", "Show/hide columns",
    "Search", "Download as CSV", "Decrement", "Increment", "Sidebar", "App pages", "Clear value", "Upload",
    "Browse files",
    "Press Ctrl+Enter to apply", "Main menu", "Close", "0.00", "Title text",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")
NUMBER = re.compile(r"\d[.,]\d+")
# No words: code, the key of a place, the target and parameters of a link, an address, an icon, a colour, markup.
NO_WORDS = re.compile(
    r"\S*=\S*&\S*|\bplanner-[a-z_]+\b|<style>.*?</style>|<script>.*?</script>"
    r"|`[^`]*`|\]\([^)]*\)|https?://\S+|:material/\w+:|:\w+(?=\[)|&\w+;|<[^>]+>",
    re.DOTALL,
)
ALLOWED = frozenset(word for words in STAYS_ENGLISH.values() for word in words.split())


def plain_words(texts: Iterable[str], names: Iterable[str] = ()) -> dict[str, str]:
    """Return every plain word and number in `texts` with the text it stands in.

    `names` came from outside: of layers, classes and models, published sources, or what a visitor typed. They may
    stand anywhere, whole.
    """
    sent = {text: NO_WORDS.sub(" ", text) for text in texts}
    together = "\n".join(sent.values())  # what stands nowhere need not be looked for at every letter
    own = sorted({name for name in names if name and name in together}, key=len, reverse=True)
    outside = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in own) or r"(?!)")
    found = {}
    for text, words in sent.items():
        for word in _plain(outside.sub(" ", words)):
            found.setdefault(word, text[:200])
    return found


def _plain(text: str) -> Iterator[str]:
    yield from (word for word in WORD.findall(text) if word not in ALLOWED)
    yield from NUMBER.findall(text)
