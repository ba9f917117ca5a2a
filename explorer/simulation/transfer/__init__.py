"""Does a fine-tuning strategy hold for a case like this? Transfer learning in miniature, in seconds."""

from explorer.simulation.transfer.claims import CLAIMS, Claim
from explorer.simulation.transfer.outcomes import Comparison, Outcome, load_outcomes, measure_claim, outcome_sentence
from explorer.simulation.transfer.run import Progress, TransferRun, run_transfer
from explorer.simulation.transfer.spec import Transfer, TransferSpec, resolve_strategy
from explorer.simulation.transfer.strategies import STRATEGIES, Recipe, Strategy, StrategyPhase, settle_strategy
from explorer.simulation.transfer.verdict import RuleCheck, TransferVerdict, check_rule, clearly_better, judge_transfer
from explorer.simulation.transfer.winner_map import WinnerCell, WinnerMap, compute_cell, load_winner_maps
from explorer.simulation.transfer.worlds import RATE_GRID, WORLDS, World

__all__ = [
    "CLAIMS",
    "RATE_GRID",
    "STRATEGIES",
    "WORLDS",
    "Claim",
    "Comparison",
    "Outcome",
    "Progress",
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
    "check_rule",
    "clearly_better",
    "compute_cell",
    "judge_transfer",
    "load_outcomes",
    "load_winner_maps",
    "measure_claim",
    "outcome_sentence",
    "resolve_strategy",
    "run_transfer",
    "settle_strategy",
]
