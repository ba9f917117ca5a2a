"""Where does the page "First weights" find its words?"""

from explorer.simulation import BLOCKS, SignalSpec
from explorer.ui.language import speaker

say = speaker("weight_initialization")


def layer_word(spec: SignalSpec) -> str:
    """Return what one step of the figures is called: a layer, or a block."""
    return say("axis.block") if BLOCKS[spec.block].branched else say("axis.layer")
