"""Does a fine-tuning strategy hold for a case like this? Transfer learning in miniature, in seconds."""

from explorer.simulation.transfer.claims import CLAIMS, Claim
from explorer.simulation.transfer.mixing import MIX_SHARES
from explorer.simulation.transfer.outcomes import Comparison, Outcome, load_outcomes, measure_claim, outcome_sentence
from explorer.simulation.transfer.ranks import RankStudy, load_rank_studies
from explorer.simulation.transfer.run import Progress, TransferRun, run_transfer
from explorer.simulation.transfer.spec import Transfer, TransferSpec, resolve_strategy
from explorer.simulation.transfer.strategies import (
    ADDED_RANK,
    STRATEGIES,
    Recipe,
    Strategy,
    StrategyPhase,
    settle_strategy,
)
from explorer.simulation.transfer.verdict import (
    BestMix,
    RuleCheck,
    TransferVerdict,
    best_mix,
    check_rule,
    clearly_better,
    judge_transfer,
)
from explorer.simulation.transfer.winner_map import WinnerCell, WinnerMap, compute_cell, load_winner_maps
from explorer.simulation.transfer.worlds import RATE_GRID, WORLDS, World

__all__ = [
    "ADDED_RANK",
    "CLAIMS",
    "MIX_SHARES",
    "RATE_GRID",
    "STRATEGIES",
    "WORLDS",
    "BestMix",
    "Claim",
    "Comparison",
    "Outcome",
    "Progress",
    "RankStudy",
    "Recipe",
    "RuleCheck",
    "Strategy",
    "StrategyPhase",
    "Transfer",
    "TransferRun",
    "TransferSpec",
    "TransferVerdict",
    "WinnerCell",
    "WinnerMap",
    "World",
    "best_mix",
    "check_rule",
    "clearly_better",
    "compute_cell",
    "judge_transfer",
    "load_outcomes",
    "load_rank_studies",
    "load_winner_maps",
    "measure_claim",
    "outcome_sentence",
    "resolve_strategy",
    "run_transfer",
    "settle_strategy",
]
