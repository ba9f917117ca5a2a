"""What does a network know whose weights lie between the old and the new ones? (WiSE-FT, Wortsman et al. 2022)"""

import numpy as np

from explorer.simulation.training.stack import Layers

MIX_SHARES = tuple(round(0.1 * tenth, 1) for tenth in range(11))  # of the new weights; 0 is the old network


def mix(old: Layers, new: Layers, share: float, new_head: bool) -> Layers:
    """Return (1 − share) · old + share · new, layer by layer; a head that is new has no old weights and stays.

    Layers that started anew are mixed with the weights that they were drawn with: nothing old is left of them.
    """
    if share == 1:
        return new
    weight = np.float32(share)
    mixed = [before + weight * (after - before) for before, after in zip(old, new, strict=True)]
    return [*mixed[:-1], new[-1]] if new_head else mixed
