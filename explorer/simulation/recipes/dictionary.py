"""What is a recipe called elsewhere, and what does it draw for this layer? The dictionary of first weights."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from explorer.errors import ReaderError
from explorer.remark import Remark, in_a_row
from explorer.simulation.recipes.layer_shapes import LayerShape, read_layer
from explorer.simulation.weights.draws import TRUNCATED_STD
from explorer.simulation.weights.initializers import INITIALIZERS, Initializer

CALLS_FOR_MATRICES = ("diagonal", "sparse")  # laws that only a fully connected layer can have


@dataclass(frozen=True)
class LayerRecipe:
    """What one recipe draws for one layer."""

    layer: LayerShape
    initializer: str
    scale: float
    mean: float
    std: float | None  # None where the data decide (LSUV)
    largest: float | None  # no weight is larger in size; None: a bell curve has no end
    bias_half_range: float | None  # of the recipe's own bias; None: the bias starts at 0

    @property
    def range(self) -> tuple[float, float] | None:
        """Return the smallest and largest possible weight; None where the law has no end."""
        return None if self.largest is None else (-self.largest, self.largest)


@dataclass(frozen=True)
class Wording:
    """This recipe in the words of one author or framework."""

    who: str
    call: str  # what to write, or the author's own rule
    std: float | None  # of the author's own rule for this layer
    ratio: float | None  # this recipe's spread over it
    remark: Remark | None = None


@dataclass(frozen=True)
class Default:
    """What a framework draws when nobody chooses."""

    key: str
    who: str
    law: str
    std: Callable[[int, int], float]  # of fan_in, fan_out
    bias: str
    source: str
    branch: Callable[[int], float] | None = None  # blocks -> by what the spread in a branch is multiplied


def spread_of(text: str, initializer: str, scale: float | None = None, inputs: int | None = None) -> LayerRecipe:
    """Return what a recipe draws for a layer written as "Linear(784, 256)"; raises ReaderError for what it cannot read.

    `scale` None takes the recipe's default; `inputs` is what comes in, for layers that do not say.
    """
    return recipe_for(read_layer(text, inputs), initializer, scale)


def recipe_for(layer: LayerShape, initializer: str, scale: float | None = None) -> LayerRecipe:
    """Return what a recipe draws for a layer that was read."""
    record = record_of(initializer)
    if record.law.key in CALLS_FOR_MATRICES and not layer.dense:
        raise ReaderError(Remark("recipes.needs_dense", {"recipe": record.name, "layer": layer.name}))
    scale = record.default_scale(layer.fan_in) if scale is None else scale
    rows, columns = law_sides(record, layer)
    factor = scale * record.factor(rows, columns)
    return LayerRecipe(
        layer, initializer, scale,
        mean=record.mean(rows, columns, scale),
        std=record.std(rows, columns, scale),
        largest=None if record.law.largest is None or record.fits_data else abs(factor) * record.law.largest,
        bias_half_range=record.bias_half_range(layer.fan_in) if record.bias_half_range and layer.bias else None,
    )  # fmt: skip


def record_of(initializer: str) -> Initializer:
    """Return the record of a key; raise ReaderError for an unknown one."""
    if initializer not in INITIALIZERS:
        raise ReaderError(Remark("recipes.unknown", {"recipes": tuple(INITIALIZERS), "came": repr(initializer)}))
    return INITIALIZERS[initializer]


def law_sides(record: Initializer, layer: LayerShape) -> tuple[int, int]:
    """Return the two sizes that the recipe counts: an orthogonal draw sees a matrix, every other the fans."""
    return layer.matrix if record.law.key == "orthogonal" else layer.fans


AUTHORS: tuple[tuple[str, str, Callable[[int, int], float]], ...] = (
    ("Glorot (Xavier)", "Var W = 2 / (fan_in + fan_out)", lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out))),
    ("LeCun", "Var W = 1 / fan_in", lambda fan_in, fan_out: math.sqrt(1 / fan_in)),
    ("He (Kaiming)", "Var W = 2 / fan_in", lambda fan_in, fan_out: math.sqrt(2 / fan_in)),
)

FRAMEWORK_DEFAULTS = (
    Default(
        "pytorch", "PyTorch: Linear, Conv",
        "even, U(±1/√fan_in); its source says kaiming_uniform_(a=√5)",
        lambda fan_in, fan_out: math.sqrt(1 / (3 * fan_in)), "even, U(±1/√fan_in)", "PyTorch, torch.nn.Linear",
    ),
    Default(
        "keras", "Keras: Dense, Conv2D",
        "even, Glorot uniform", lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)),
        "0", "Keras, keras.layers.Dense",
    ),
    Default(
        "flax", "Flax: Dense, Conv",
        "bell curve with its ends cut off, LeCun normal",
        lambda fan_in, fan_out: math.sqrt(1 / fan_in),
        "0", "Flax, flax.linen.Dense",
    ),
    Default(
        "caffe", "Caffe: InnerProduct, Convolution",
        "constant 0, unless a weight_filler is given", lambda fan_in, fan_out: 0.0,
        "0", "Caffe, caffe.proto: FillerParameter",
    ),
    Default(
        "torchvision", "torchvision: convolutions of ResNet",
        "bell curve, kaiming_normal_(mode='fan_out')",
        lambda fan_in, fan_out: math.sqrt(2 / fan_out), "none", "torchvision, models/resnet.py",
    ),
    Default(
        "bert", "BERT as published",
        "bell curve of width 0.02 cut at twice that, whatever the size: 0.0176 is drawn",
        lambda fan_in, fan_out: 0.02 * TRUNCATED_STD, "0", "Devlin et al. 2019; google-research/bert, modeling.py",
    ),
    Default(
        "bert_hugging_face", "BERT in Hugging Face",
        "bell curve of width 0.02, whatever the size", lambda fan_in, fan_out: 0.02, "0",
        "Hugging Face transformers, initializer_range",
    ),
    Default(
        "gpt2", "GPT-2",
        "bell curve of width 0.02; in the last matrix of each branch 0.02/√(2 · blocks)",
        lambda fan_in, fan_out: 0.02, "0", "Radford et al. 2019; nanoGPT, model.py, c_proj",
        branch=lambda blocks: (2 * blocks) ** -0.5,
    ),
    Default(
        "deepnorm_decoder", "DeepNorm, decoder alone",
        "bell curve, Xavier; in branches (value, output, both matrices of a block) divided by (8 · blocks)^¼; "
        "what goes past times (2 · blocks)^¼, reset after",
        lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)), "0",
        "Wang et al. 2022 (DeepNet); torchscale, decoder.py", branch=lambda blocks: (8 * blocks) ** -0.25,
    ),
    Default(
        "deepnorm_with_encoder", "DeepNorm, decoder with an encoder",
        "bell curve, Xavier; in the decoder's branches divided by (12 · blocks)^¼; what goes past times "
        "(3 · blocks)^¼, reset after",
        lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)), "0",
        "Wang et al. 2022 (DeepNet); torchscale, decoder.py", branch=lambda blocks: (12 * blocks) ** -0.25,
    ),
)  # fmt: skip


def in_everybodys_words(recipe: LayerRecipe) -> tuple[Wording, ...]:
    """Return this recipe for this layer in the words of Glorot, LeCun, He, PyTorch, Keras, JAX and Caffe."""
    layer = recipe.layer
    authors = [
        Wording(who, rule, std(*layer.fans), ratio(recipe.std, std(*layer.fans)), times(recipe.std, std(*layer.fans)))
        for who, rule, std in AUTHORS
    ]
    frameworks = [framework_wording(who, framework_call(recipe, who), recipe) for who in ("PyTorch", "Keras", "JAX")]
    return (*authors, *frameworks, framework_wording("Caffe", caffe_filler(recipe), recipe))


def framework_call(recipe: LayerRecipe, who: str) -> str | None:
    """Return the framework's call with this recipe's scale, without factors of 1; None where it has none."""
    call = INITIALIZERS[recipe.initializer].framework_calls(recipe.scale).get(who)
    return None if call is None else call.replace(".mul_(1.0)", "").replace(" * 1.0**2", "").replace(" * 1.0,", ",")


def framework_wording(who: str, call: str | None, recipe: LayerRecipe) -> Wording:
    """Return the call that draws this recipe, or that the framework has none."""
    if call is None:
        return Wording(who, "", None, None, Remark("recipes.no_call", {"framework": who}))
    return Wording(who, call, recipe.std, None if recipe.std is None else 1.0)


def ratio(ours: float | None, theirs: float) -> float | None:
    return None if ours is None else ours / theirs


def times(ours: float | None, theirs: float) -> Remark:
    """Say how a spread compares with an author's: "the same spread", "1.41 times as wide"."""
    if ours is None:
        return Remark("recipes.beside.fitted")
    if ours == 0:
        return Remark("recipes.beside.alike")
    if math.isclose(ours, theirs, rel_tol=1e-9):
        return Remark("recipes.beside.same")
    return Remark("recipes.beside.times", {"ratio": ours / theirs})


CAFFE_NORMS: tuple[tuple[str, Callable[[int, int], float]], ...] = (
    ("", lambda fan_in, fan_out: fan_in),  # FAN_IN is the default
    (" variance_norm: AVERAGE", lambda fan_in, fan_out: (fan_in + fan_out) / 2),
    (" variance_norm: FAN_OUT", lambda fan_in, fan_out: fan_out),
)
CAFFE_RULES = {"uniform": ("xavier", 3.0), "normal": ("msra", 2.0)}  # law -> filler, and its size squared times the fan
PROBES = ((3, 7), (11, 5))  # a rule is the same rule only if it agrees on other layers as well


def caffe_filler(recipe: LayerRecipe) -> str | None:
    """Return Caffe's weight_filler: a named one where it draws the same, else the plain law, None for neither."""
    record = INITIALIZERS[recipe.initializer]
    if record.law.key in ("zeros", "ones"):
        return filler(f'type: "constant" value: {recipe.mean!r}')
    if record.law.key not in CAFFE_RULES:
        return None
    named, square = CAFFE_RULES[record.law.key]
    for norm, fan in CAFFE_NORMS:
        sizes = [(record.factor(*fans) * recipe.scale, math.sqrt(square / fan(*fans))) for fans in PROBES]
        if all(math.isclose(ours, theirs, rel_tol=1e-9) for ours, theirs in sizes):
            return filler(f'type: "{named}"{norm}')
    if record.law.key == "uniform":
        return filler(f'type: "uniform" min: {-recipe.largest!r} max: {recipe.largest!r}')
    return filler(f'type: "gaussian" std: {recipe.std!r}')


def filler(inside: str) -> str:
    return f"weight_filler {{ {inside} }}"


def describe_recipe(recipe: LayerRecipe) -> Remark:
    """Say what the layer gets: its fans, its spread and its range."""
    layer = recipe.layer
    fans = {"layer": layer.name, "fan_in": layer.fan_in, "fan_out": layer.fan_out}
    return in_a_row(Remark("recipes.fans", fans), describe_spread(recipe))


def describe_spread(recipe: LayerRecipe) -> Remark:
    """Say how wide the weights of a layer are spread, and how large they get."""
    if recipe.std is None:
        return Remark("recipes.fitted")
    if recipe.std == 0:
        return Remark("recipes.alike", {"mean": recipe.mean})
    if recipe.largest is None:
        return Remark("recipes.spread", {"std": recipe.std})
    return Remark("recipes.spread.bounded", {"std": recipe.std, "largest": recipe.largest})


def square_root_of_five(layer: LayerShape) -> Remark:
    """Say what PyTorch's default draws for this layer, whose source reads like He and is not."""
    default, he = math.sqrt(1 / (3 * layer.fan_in)), math.sqrt(2 / layer.fan_in)
    return Remark("recipes.square_root_of_five", {"default": default, "he": he})
