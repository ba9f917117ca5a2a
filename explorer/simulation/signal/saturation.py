"""From where on is a neuron at its limit? Where the bend has lost all but a seventeenth of its slope."""

from functools import lru_cache

import numpy as np

from explorer.simulation.network.activations import Activation
from explorer.simulation.numerics.roots import bracketed_root
from explorer.simulation.signal.measures import SATURATED_SLOPE


@lru_cache(maxsize=16)
def edge_of_saturation(activation: Activation) -> float:
    """Return the x > 0 beyond which a saturating activation is at its limit: 2.09 for tanh, 4.18 for the sigmoid."""
    least = SATURATED_SLOPE * activation.largest_slope
    return bracketed_root(lambda x: float(activation.derivative(np.array([x]))[0]) - least, 0.0, 20.0)
