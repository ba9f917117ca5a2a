"""Which settings make up an experiment on the page, and how do they travel in the link?"""

from collections.abc import Mapping
from dataclasses import fields, replace

from explorer.simulation import ACTIVATIONS, INITIALIZERS, SignalSpec
from explorer.simulation.network.data import DATASETS
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.ui.first_weights.experiment.stories import FIRST_STORY, STORIES, story_of
from explorer.ui.links import Field, choice, flag, real, whole
from explorer.ui.state import PageState

GROUPS = ("broken on purpose", "by hand", "by rule", "from data")  # in the order offered
LARGEST_SEED = 9999
START_SAMPLES = 250  # the published numbers hold to two digits or better, in a quarter of the time

BIAS = real("bias_std", 0.0, 2.0, 0.0)

SETTINGS = (
    choice("initializer", INITIALIZERS, "normal"),
    real("scale", 1e-6, 1e3, 0.01),
    choice("activation", ACTIVATIONS, "tanh"),
    whole("depth", 1, 100, 10),
    choice("normalization", NORMALIZATIONS, "none"),
    flag("residual"),
    whole("width", 2, 1024, 500),
    whole("samples", 1, 5000, START_SAMPLES),
    replace(BIAS, read=lambda text: round(BIAS.read(text), 6)),  # an experiment takes 0, or at least a millionth
    choice("data", DATASETS, "gaussian"),
    whole("seed", 0, LARGEST_SEED, 0),
)
LENSES = ("layers", "recipe")
VIEW = (
    flag("live"),  # the figure follows the thumb
    flag("extreme"),  # the strength slider reaches further
    choice("lens", LENSES, "layers"),
    flag("all_layers"),  # more than ten histograms
    flag("own_scale"),  # each histogram has its own horizontal axis
    flag("show_size"),  # root mean square instead of standard deviation
)
FIELDS: tuple[Field, ...] = SETTINGS + VIEW
DEFAULTS = {field.key: field.default for field in SETTINGS}


def page_state() -> PageState:
    """Return this visitor's state; the first visit opens a story that has already run."""
    return PageState("first_weights", FIELDS, STORIES[FIRST_STORY].settings)


def spec_of(values: Mapping[str, object]) -> SignalSpec:
    """Return the experiment that the settings describe."""
    names = {field.name for field in fields(SignalSpec)}
    return SignalSpec(**{key: value for key, value in values.items() if key in names})


def settings_of(spec: SignalSpec) -> dict[str, object]:
    """Return the settings that describe an experiment."""
    return {field.key: getattr(spec, field.key) for field in SETTINGS}


def current_story(values: Mapping[str, object]) -> str | None:
    """Return the key of the story on the page; None: the visitor's own experiment."""
    return story_of(values, DEFAULTS)
