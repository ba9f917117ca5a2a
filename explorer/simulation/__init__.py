"""What does a network do? NumPy only: signals, gradients, theory, verdicts, transfer in miniature."""
