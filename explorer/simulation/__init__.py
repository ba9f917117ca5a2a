"""What does a network do? NumPy only: signals, gradients, theory, verdicts, transfer in miniature."""

from explorer.simulation.activations import ACTIVATIONS
from explorer.simulation.initializers import INITIALIZERS

__all__ = ["ACTIVATIONS", "INITIALIZERS"]
