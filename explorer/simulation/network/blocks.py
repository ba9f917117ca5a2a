"""What is a network made of? Plain layers, or blocks of two matrices with a shortcut around them, as today.

A block adds its branch φ(h W₁ + b₁) W₂ + b₂ to what came in. Left out: attention, which is a branch of its own beside
this one, and convolutions; what is said here of sizes holds for the branch that is here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One way to build a network; a two-matrix block is counted as one layer."""

    key: str
    label: str
    sentence: str
    source: str
    matrices: int = 2
    reset_before: bool = False  # what enters the branch is normalized
    reset_after: bool = False  # what leaves the sum is normalized

    @property
    def branched(self) -> bool:
        """Tell whether it is a block with a branch of two matrices."""
        return self.matrices == 2

    @property
    def resets(self) -> bool:
        """Tell whether the block has a reset of its own place."""
        return self.reset_before or self.reset_after


@dataclass(frozen=True)
class Branch:
    """What the last matrix of a branch starts with: the recipe's draws, and its bias, times `factor(blocks)`."""

    key: str
    label: str
    sentence: str
    source: str
    factor: Callable[[int], float]


_BLOCKS = (
    Block(
        "plain", "Plain layers", "Each layer hears only the layer before it.",
        "Rumelhart, Hinton and Williams 1986", matrices=1,
    ),
    Block(
        "no_norm", "Two matrices, no reset", "Each block adds two matrices with a bend between them to what came in.",
        "He, Zhang, Ren and Sun 2016; Zhang, Dauphin and Ma 2019 (Fixup)",
    ),
    Block(
        "pre_norm", "Two matrices, reset before (GPT)",
        "Each block resets the volume of what it hears, and adds its answer to what came in as it was.",
        "Radford et al. 2019 (GPT-2); Xiong et al. 2020", reset_before=True,
    ),
    Block(
        "post_norm", "Two matrices, reset after (first transformers)",
        "Each block adds its answer to what came in, then resets the volume of the sum.",
        "Vaswani et al. 2017; Xiong et al. 2020", reset_after=True,
    ),
)  # fmt: skip

_BRANCHES = (
    Branch(
        "as_others", "As the others", "The last matrix of each block starts like every other.",
        "He, Zhang, Ren and Sun 2016", lambda blocks: 1.0,
    ),
    Branch(
        "scaled", "Divided by √blocks (GPT-2)",
        "The last matrix of each block is divided by the root of the number of blocks, so that all blocks together add "
        "little more than came in.",
        "Radford et al. 2019 (GPT-2); nanoGPT, model.py, c_proj", lambda blocks: 1.0 / math.sqrt(blocks),
    ),
    Branch(
        "zero", "Zero (Fixup, ReZero, zero-γ)",
        "The last matrix of each block starts at 0: the block passes on what came in, until it has learned something.",
        "Zhang, Dauphin and Ma 2019 (Fixup); Bachlechner et al. 2021 (ReZero); Goyal et al. 2017 (zero-γ)",
        lambda blocks: 0.0,
    ),
)  # fmt: skip

BLOCKS: dict[str, Block] = {block.key: block for block in _BLOCKS}
BRANCHES: dict[str, Branch] = {branch.key: branch for branch in _BRANCHES}
