"""What does a network do? NumPy only. This is the face of the floor: whoever stands above it imports from here alone.

Its rooms stand in the order in which they use each other; `recipes` and `transfer` stand beside.

- `numerics`: What does NumPy lack?
- `weights`: How are first weights drawn?
- `network`: What is one experiment?
- `signal`: What came through?
- `theory`: What should come through?
- `training`: Will it learn?
- `evidence`: What did networks like this one do when they were trained?
- `verdict`: What is wrong, and what mends it?
- `look`: What does a closer look show?
- `recipes`: What are the recipes called elsewhere?
- `transfer`: Does a fine-tuning strategy hold for a case like this?
"""

from explorer.simulation.evidence.twin import twin_of
from explorer.simulation.look.contrast import Contrast, common_bars
from explorer.simulation.look.luck import Luck, leaves_luck, luck_spec, luck_steps, luck_widths, narrowing, width_steps
from explorer.simulation.look.missions import MISSIONS, TRIES_BEFORE_A_HINT, Attempt
from explorer.simulation.look.missions import told as mission_told
from explorer.simulation.look.parting import MOMENTS as PARTING_MOMENTS
from explorer.simulation.look.parting import NOISE_RANGE, Parting, PartingSpec, parting_steps
from explorer.simulation.look.phases import PhaseMap, phase_map, phase_place, phase_told, spec_at
from explorer.simulation.look.wider import SEEDS as WIDER_SEEDS
from explorer.simulation.look.wider import WAYS as WIDER_WAYS
from explorer.simulation.look.wider import WIDTHS as WIDER_WIDTHS
from explorer.simulation.look.wider import Wider, WiderSpec, run_wider, wider_steps
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.blocks import BLOCKS, BRANCHES
from explorer.simulation.network.data import DATASETS
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.network.spec import (
    INPUT_OFFSET_RANGE,
    INPUT_SCALE_RANGE,
    INPUTS_RANGE,
    SCALE_RANGE,
    WHOLE_RANGES,
    WORK_LIMIT,
    SignalSpec,
    changed_settings,
)
from explorer.simulation.numerics.float_formats import FLOAT_FORMATS, FormatExit
from explorer.simulation.recipes.code import RECIPE_CODE
from explorer.simulation.recipes.dictionary import (
    FRAMEWORK_DEFAULTS,
    Default,
    LayerRecipe,
    describe_recipe,
    in_everybodys_words,
    recipe_for,
    square_root_of_five,
)
from explorer.simulation.recipes.layer_shapes import LayerShape, read_layer
from explorer.simulation.signal.signal import Signal, run_signal, signal_steps
from explorer.simulation.theory.theory import Prediction, predict_signal
from explorer.simulation.training import (
    LEARNED,
    OPTIMIZERS,
    RATE_RANGE,
    TASKS,
    Ladder,
    LadderRun,
    LadderSpec,
    Training,
    TrainingRun,
    TrainingSpec,
    run_ladder,
    run_training,
)
from explorer.simulation.training.record import answer_map, dropout_growth
from explorer.simulation.transfer import (
    ADDED_RANK,
    CLAIMS,
    MIX_SHARES,
    STRATEGIES,
    WORLDS,
    BestMix,
    Outcome,
    RankStudy,
    RuleCheck,
    Strategy,
    StrategyPhase,
    Transfer,
    TransferRun,
    TransferSpec,
    TransferVerdict,
    WinnerMap,
    World,
    best_mix,
    check_rule,
    judge_transfer,
    load_outcomes,
    load_rank_studies,
    load_winner_maps,
    outcome_sentence,
    resolve_strategy,
    run_transfer,
    settle_strategy,
)
from explorer.simulation.verdict.depth_map import GRID_ACTIVATIONS, MapCell, depth_map
from explorer.simulation.verdict.findings import AHEAD, BACK, CHECKS, Finding, decades_back
from explorer.simulation.verdict.measurements import Evidence
from explorer.simulation.verdict.verdict import VERDICT_KEYS, Verdict, judge
from explorer.simulation.weights.initializers import GROUPS, INITIALIZERS, carried_scale

__all__ = [
    "ACTIVATIONS",
    "ADDED_RANK",
    "AHEAD",
    "BACK",
    "BLOCKS",
    "BRANCHES",
    "CHECKS",
    "CLAIMS",
    "DATASETS",
    "FLOAT_FORMATS",
    "FRAMEWORK_DEFAULTS",
    "GRID_ACTIVATIONS",
    "GROUPS",
    "INITIALIZERS",
    "INPUTS_RANGE",
    "INPUT_OFFSET_RANGE",
    "INPUT_SCALE_RANGE",
    "LEARNED",
    "MISSIONS",
    "MIX_SHARES",
    "NOISE_RANGE",
    "NORMALIZATIONS",
    "OPTIMIZERS",
    "PARTING_MOMENTS",
    "RATE_RANGE",
    "RECIPE_CODE",
    "SCALE_RANGE",
    "STRATEGIES",
    "TASKS",
    "TRIES_BEFORE_A_HINT",
    "VERDICT_KEYS",
    "WHOLE_RANGES",
    "WIDER_SEEDS",
    "WIDER_WAYS",
    "WIDER_WIDTHS",
    "WORK_LIMIT",
    "WORLDS",
    "Attempt",
    "BestMix",
    "Contrast",
    "Default",
    "Evidence",
    "Finding",
    "FormatExit",
    "Ladder",
    "LadderRun",
    "LadderSpec",
    "LayerRecipe",
    "LayerShape",
    "Luck",
    "MapCell",
    "Outcome",
    "Parting",
    "PartingSpec",
    "PhaseMap",
    "Prediction",
    "RankStudy",
    "RuleCheck",
    "Signal",
    "SignalSpec",
    "Strategy",
    "StrategyPhase",
    "Training",
    "TrainingRun",
    "TrainingSpec",
    "Transfer",
    "TransferRun",
    "TransferSpec",
    "TransferVerdict",
    "Verdict",
    "Wider",
    "WiderSpec",
    "WinnerMap",
    "World",
    "answer_map",
    "best_mix",
    "carried_scale",
    "changed_settings",
    "check_rule",
    "common_bars",
    "decades_back",
    "depth_map",
    "describe_recipe",
    "dropout_growth",
    "in_everybodys_words",
    "judge",
    "judge_transfer",
    "leaves_luck",
    "load_outcomes",
    "load_rank_studies",
    "load_winner_maps",
    "luck_spec",
    "luck_steps",
    "luck_widths",
    "mission_told",
    "narrowing",
    "outcome_sentence",
    "parting_steps",
    "phase_map",
    "phase_place",
    "phase_told",
    "predict_signal",
    "read_layer",
    "recipe_for",
    "resolve_strategy",
    "run_ladder",
    "run_signal",
    "run_training",
    "run_transfer",
    "run_wider",
    "settle_strategy",
    "signal_steps",
    "spec_at",
    "square_root_of_five",
    "twin_of",
    "wider_steps",
    "width_steps",
]
