"""What kind of model is this? What it reads and what it is made of, told from its layers."""

import re

from explorer.planner.layers.model_kinds import MODEL_KINDS
from explorer.planner.records.model import Layer, Model

# A whole transformer in one row: TFBertMainLayer, WillowBackbone says nothing, GemmaBackbone does
HIDDEN_TRANSFORMER = re.compile(
    r"bert|gpt|t5(?![a-z])|electra|xlnet|xlm|llama|gemma|mistral|qwen|bloom|falcon|longformer"
    r"|bart|whisper|opt(?=Backbone|Main)"
    r"|transformer(?!s?Norm)|MainLayer|^(?:TF)?ViT(?=[A-Z]|$)",
    re.IGNORECASE,
)
# A closed PatchEmbed or ViTPatchEmbeddings slides its filters too, and so does what is only called patch_embed
FILTERS = re.compile(r"conv|patch_?(?:merging_?)?embed", re.IGNORECASE)
PICTURE_KIND = re.compile(r"conv\w*2d|convolution(?!\w*[13]d)", re.IGNORECASE)  # Caffe's Convolution is one of pictures


# "model.layers.0.mlp.experts.act_fn" and "block_sparse_moe.experts.0.w1"; "shared_experts" are plain layers
EXPERTS = re.compile(r"(^|[./])experts([./]|$)")
EXPERT_KIND = re.compile(r"(?<!Shared)Experts$")
LISTED_EXPERT = re.compile(r"^(.*(?:^|[./])experts)[./](\d+)(?=[./]|$)")
MOST_ACTIVE, ALSO_ACTIVE = 0.25, 2  # of its experts a token passes a quarter at most, as 2 of 8 do in Mixtral, or two


def has_filters(layer: Layer) -> bool:
    """Whether the layer slides filters over its input: a patch embedding does, a word list does not."""
    if any(len(shape) > 2 for _, shape in layer.tensors):
        return True
    return bool(FILTERS.search(layer.kind or (layer.path if _sizes_unknown(layer) else "")))


def _sizes_unknown(layer: Layer) -> bool:
    return all(len(shape) < 2 for _, shape in layer.tensors)


def has_batch_norm(model: Model) -> bool:
    """Whether the model has batch normalization."""
    return any(layer.norm == "batch" for layer in model.layers)


def has_token_embedding(model: Model) -> bool:
    """Whether the model reads words or pieces of words; a picture's patches are no words."""
    return any(layer.role == "embedding" and not has_filters(layer) for layer in model.layers)


def expert(layer: Layer) -> bool:
    """Whether the layer is an expert of a mixture, or lies in one; the router beside them is none."""
    return bool(EXPERTS.search(layer.path) or EXPERT_KIND.search(layer.kind))


def expert_counts(model: Model) -> dict[int, int]:
    """How many experts stand side by side where a layer is in one of them, by the layer's position."""
    found = {i: match for i, layer in enumerate(model.layers) if (match := LISTED_EXPERT.match(layer.path))}
    beside: dict[str, set[str]] = {}
    for match in found.values():
        beside.setdefault(match[1], set()).add(match[2])
    return {i: len(beside[match[1]]) for i, match in found.items()}


def active_share(experts: int) -> tuple[float, float]:
    """Which share of the tokens passes one of so many experts, if all are used alike: at least, at most."""
    return 1 / experts, min(1.0, max(MOST_ACTIVE, ALSO_ACTIVE / experts))


def hides_experts(model: Model) -> bool:
    """Whether it mixes experts whose weights the text shows nowhere: print(model) of transformers 5 gives a name."""
    inside = [layer for layer in model.layers if expert(layer)]
    return bool(inside) and not any(layer.parameters for layer in inside)


def vocabularies(model: Model) -> tuple[int | None, ...]:
    """How many words each word list holds; None where the text does not tell."""
    lists = [layer for layer in model.layers if layer.role == "embedding" and not has_filters(layer)]
    return tuple(next((shape[0] for _, shape in layer.tensors), None) for layer in lists)


def is_transformer(model: Model) -> bool:
    """Whether the model is made of attention blocks: layer or RMS norms without batch norms, or its class says so."""
    norms = {layer.norm for layer in model.layers}
    if "batch" in norms:
        return False
    return bool(norms & {"layer", "rms"}) or any(HIDDEN_TRANSFORMER.search(layer.kind) for layer in model.layers)


def domain_of(model: Model) -> str | None:
    """Guess what a model reads from its kind and layers: "image", "text", "audio"; None where it may be several."""
    reads = MODEL_KINDS[model.kind].reads if model.kind in MODEL_KINDS else ()
    if reads:
        return reads[0] if len(reads) == 1 else None
    if any(_is_picture_filter(layer) for layer in model.layers):
        return "image"
    return "text" if has_token_embedding(model) else None


def answer_of(model: Model) -> str | None:
    """Tell which answer a model gives whatever is asked of it: "boxes"; None where a new last layer decides."""
    return (MODEL_KINDS[model.kind].gives or None) if model.kind in MODEL_KINDS else None


def _is_picture_filter(layer: Layer) -> bool:
    return bool(PICTURE_KIND.search(layer.kind)) or any(len(shape) == 4 for _, shape in layer.tensors)
