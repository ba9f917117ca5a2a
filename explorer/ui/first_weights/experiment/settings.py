"""Which settings make up an experiment on the page, and how do they travel in the link?"""

from collections.abc import Mapping
from dataclasses import fields, replace

from explorer.simulation import (
    ACTIVATIONS,
    BLOCKS,
    BRANCHES,
    DATASETS,
    GRID_ACTIVATIONS,
    INITIALIZERS,
    INPUT_OFFSET_RANGE,
    INPUT_SCALE_RANGE,
    INPUTS_RANGE,
    MISSIONS,
    NOISE_RANGE,
    NORMALIZATIONS,
    OPTIMIZERS,
    PARTING_MOMENTS,
    RATE_RANGE,
    SCALE_RANGE,
    TASKS,
    WHOLE_RANGES,
    SignalSpec,
    TrainingSpec,
    WiderSpec,
)
from explorer.ui.first_weights.experiment.pins import PINS, pin_field
from explorer.ui.first_weights.experiment.stories import FIRST_STORY, STORIES, story_of
from explorer.ui.links import Field, choice, flag, real, whole
from explorer.ui.state import PageState

LARGEST_SEED = 9999
START = SignalSpec(samples=250)  # the published numbers hold to two digits or better, in a quarter of the time
BIAS_RANGE = (0.0, 2.0)
AS_MANY_AS_NEURONS = 0  # in the link; an experiment leaves the number of inputs open
NOISE = real("tie_noise", 0.0, NOISE_RANGE[1], 0.0)
BIAS = real("bias_std", *BIAS_RANGE, START.bias_std)

SETTINGS = (
    choice("initializer", INITIALIZERS, START.initializer),
    real("scale", *SCALE_RANGE, START.scale),
    choice("activation", ACTIVATIONS, START.activation),
    whole("depth", *WHOLE_RANGES["depth"], START.depth),
    choice("normalization", NORMALIZATIONS, START.normalization),
    flag("residual", START.residual),
    choice("block", BLOCKS, START.block),
    choice("branch", BRANCHES, START.branch),
    whole("width", *WHOLE_RANGES["width"], START.width),
    whole("samples", *WHOLE_RANGES["samples"], START.samples),
    replace(BIAS, read=lambda text: round(BIAS.read(text), 6)),  # an experiment takes 0, or at least a millionth
    choice("data", DATASETS, START.data),
    whole("seed", 0, LARGEST_SEED, START.seed),
    whole("inputs", 0, INPUTS_RANGE[1], AS_MANY_AS_NEURONS),
    real("input_scale", *INPUT_SCALE_RANGE, START.input_scale),
    real("input_offset", *INPUT_OFFSET_RANGE, START.input_offset),
)
SHORTCUT = "shortcut"  # plain layers whose input goes past: an experiment's `residual`
BUILDS = {  # what the page offers under "Block" -> the settings that it stands for
    "plain": {"block": "plain", "residual": False},
    SHORTCUT: {"block": "plain", "residual": True},
} | {key: {"block": key, "residual": False} for key, block in BLOCKS.items() if block.branched}
LENSES = ("layers", "compare", "luck", "map", "sameness", "learning", "depths", "wider", "missions", "recipe")
NO_MISSION, OWN = "none", "mission_own"  # the visitor's own experiment, while a mission is at hand
LESSON = TrainingSpec()  # what the lens "Learning" begins with
WIDER = WiderSpec(START)
LEARNING = (
    choice("task", TASKS, LESSON.task),
    choice("learner", OPTIMIZERS, LESSON.optimizer),
    real("rate", *RATE_RANGE, LESSON.learning_rate),
    whole("batch", 2, 1297, LESSON.batch),
    whole("steps", 1, 2000, LESSON.steps),
    real("dropout", 0.0, 0.9, LESSON.dropout),
    choice("grid", GRID_ACTIVATIONS, "relu"),  # of the lens "How deep?"
    real("wider_rate", *RATE_RANGE, WIDER.rate),  # of the lens "Wider"
    whole("wider_steps", 1, 3, WIDER.steps),
    replace(NOISE, read=lambda text: round(NOISE.read(text), 6)),  # of the lens "Sameness": 0, or at least a millionth
    whole("tie_step", 0, PARTING_MOMENTS[-1], PARTING_MOMENTS[-1]),
    flag("tie_random", True),
)
VIEW = (
    flag("live"),  # the figure follows the thumb
    flag("extreme"),  # the strength slider reaches further
    choice("lens", LENSES, "layers"),
    flag("all_layers"),  # more than ten histograms
    flag("own_scale"),  # each histogram has its own horizontal axis
    flag("formats"),  # where number formats end
    flag("show_size"),  # root mean square instead of standard deviation
    choice("mission", (NO_MISSION, *MISSIONS), NO_MISSION),
)
DEFAULTS = {field.key: field.default for field in SETTINGS}


def page_state() -> PageState:
    """Return this visitor's state; the first visit opens a story that has already run."""
    return PageState("first_weights", FIELDS, STORIES[FIRST_STORY].settings, complete=what_follows)


def what_follows(parameters: Mapping[str, str], values: Mapping[str, object]) -> dict[str, object]:
    """Return the recipe's own strength where a link names none (He by rule, not He at a hundredth), a block's reset."""
    found = own_reset(values)
    if "scale" not in parameters:
        found["scale"] = INITIALIZERS[values["initializer"]].default_scale(values["width"])
    return found


def own_reset(values: Mapping[str, object]) -> dict[str, object]:
    """Return the settings that a block has by itself, as an experiment settles them: its reset, or none."""
    names = "block", "branch", "normalization", "residual"
    spec = SignalSpec(**{name: values[name] for name in names})
    return {name: getattr(spec, name) for name in names}


def build_of(values: Mapping[str, object]) -> str:
    """Return which of BUILDS the settings stand for."""
    return SHORTCUT if values["block"] == "plain" and values["residual"] else values["block"]


def resets_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the resets that can be chosen: all for plain layers, for a block those that it can have."""
    block = BLOCKS[values["block"]]
    if not block.branched:
        return tuple(NORMALIZATIONS)
    return tuple(key for key, rule in NORMALIZATIONS.items() if rule.axis is not None) if block.resets else ()


def spec_of(values: Mapping[str, object]) -> SignalSpec:
    """Return the experiment that the settings describe."""
    names = {field.name for field in fields(SignalSpec)}
    inputs = None if DATASETS[values["data"]].width else values["inputs"] or None  # given data have their own number
    return SignalSpec(**{key: value for key, value in values.items() if key in names} | {"inputs": inputs})


def settings_of(spec: SignalSpec) -> dict[str, object]:
    """Return the settings that describe an experiment."""
    return {field.key: getattr(spec, field.key) for field in SETTINGS} | {"inputs": spec.inputs or AS_MANY_AS_NEURONS}


FIELDS: tuple[Field, ...] = (
    SETTINGS + VIEW + LEARNING + tuple(pin_field(key, SETTINGS, spec_of, settings_of) for key in (*PINS, OWN))
)


def at_mission(values: Mapping[str, object]) -> str | None:
    """Return the key of the mission at hand, None without one: closing its lens lets it rest."""
    return values["mission"] if values["lens"] == "missions" and values["mission"] in MISSIONS else None


def current_story(values: Mapping[str, object]) -> str | None:
    """Return the key of the story on the page; None: the visitor's own experiment."""
    return story_of(values, DEFAULTS)
