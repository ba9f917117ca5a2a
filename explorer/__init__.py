"""Layerwise: what happens to a neural network, layer by layer."""

__version__ = "0.1.0"
