"""What does a network do? NumPy only: signals, gradients, theory, verdicts, transfer in miniature."""

from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.signal.signal import Signal, SignalSpec, run_signal, signal_steps
from explorer.simulation.theory.theory import Prediction, predict_signal
from explorer.simulation.transfer import (
    CLAIMS,
    WORLDS,
    RuleCheck,
    Strategy,
    StrategyPhase,
    Transfer,
    TransferRun,
    TransferSpec,
    TransferVerdict,
    check_rule,
    judge_transfer,
    load_outcomes,
    load_winner_maps,
    run_transfer,
)
from explorer.simulation.verdict.verdict import Evidence, Verdict, judge
from explorer.simulation.weights.initializers import INITIALIZERS

__all__ = [
    "ACTIVATIONS",
    "CLAIMS",
    "INITIALIZERS",
    "WORLDS",
    "Evidence",
    "Prediction",
    "RuleCheck",
    "Signal",
    "SignalSpec",
    "Strategy",
    "StrategyPhase",
    "Transfer",
    "TransferRun",
    "TransferSpec",
    "TransferVerdict",
    "Verdict",
    "check_rule",
    "judge",
    "judge_transfer",
    "load_outcomes",
    "load_winner_maps",
    "predict_signal",
    "run_signal",
    "run_transfer",
    "signal_steps",
]
