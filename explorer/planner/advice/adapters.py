"""Where do small added weights (LoRA) go, at which rank, and how many are they?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.planner.layers.linear import Matrix, hides_linear, is_linear, matrices
from explorer.planner.parts import Parts
from explorer.planner.records.model import Layer, Model
from explorer.planner.records.task import Task
from explorer.planner.structure.further_heads import AUXILIARY

# What models call the part that asks and the one that is carried on: q_proj, query, to_q; c_attn and qkv hold both
ASKS_AND_CARRIES = re.compile(
    r"(^|[._/])(q|v|q_proj|v_proj|query|value|q_lin|v_lin|to_q|to_v|wq|wv|qkv|qkv_proj|wqkv|c_attn|query_key_value"
    r"|query_dense|value_dense|q_a_proj|in_proj)$",
    re.I,
)
READ_PAST = ("x_proj", "dt_proj", "out_proj")  # of a block with a "conv1d"
ATTENDS = re.compile(r"attn|attention", re.I)
ALPHA_OVER_RANK = 2.0  # as in PEFT's measured runs: alpha 64 at rank 32, 128 at rank 64
SMALLEST_RANK, LARGEST_RANK = 8, 256  # L4: rank matters little; L5: 256 after much text
PIECES_OF_AN_ANSWER = 1  # a label is one piece
PIECES_OF_A_TEXT = 256  # our line where the length of a text was not told


@dataclass(frozen=True)
class Added:
    """The weights added beside one linear layer: A of rank × inputs and B of outputs × rank, B starting at zero."""

    position: int  # of the layer in the model
    rank: int
    matrix: Matrix | None  # None where the text does not tell the sizes

    @property
    def parameters(self) -> int | None:
        """How many weights are added, as PEFT counts them; None where the text does not tell the layer's sizes."""
        return None if self.matrix is None else self.rank * (self.matrix.inputs + self.matrix.outputs)


def candidates(model: Model, where: str = "all") -> tuple[int, ...]:
    """Return the linear layers below the head that get added weights; `where` is one of ADAPTER_LAYERS.

    A backbone of one row is among them: its linear layers are not in the text.
    """
    linear = [i for i, layer in enumerate(model.layers) if takes_added(model, layer)]
    if where == "attention":
        return tuple(i for i in linear if ASKS_AND_CARRIES.search(model.layers[i].path))
    if where == "mlp":
        return tuple(i for i in linear if not ATTENDS.search(model.layers[i].path))
    return tuple(linear)


def takes_added(model: Model, layer: Layer) -> bool:
    """Whether weights can be added beside a layer: it is linear (or hides such), below the head, on the main way."""
    linear = is_linear(model, layer) or hides_linear(model, layer)
    return layer.role != "head" and linear and not AUXILIARY.search(layer.path) and not read_past(model, layer)


def read_past(model: Model, layer: Layer) -> bool:
    """Whether the weight is read without calling the layer, as in a Mamba block: what is added would never be asked.

    transformers hands three of them to one fast function; PEFT refuses out_proj, and what it adds beside dt_proj did
    not move when we tried. The block is told by its convolution.
    """
    block, _, last = layer.path.rpartition(".")
    return last in READ_PAST and any(other.path == f"{block}.conv1d" for other in model.layers)


def can_add(model: Model) -> bool:
    """Whether there is a linear layer below the head beside which weights can be added."""
    return any(takes_added(model, layer) for layer in model.layers)


def add_beside(model: Model, positions: Iterable[int], rank: int) -> tuple[Added, ...]:
    """Return what is added at these positions, each shared layer once."""
    sizes = matrices(model)
    return tuple(Added(position, rank, sizes.get(position)) for position in positions)


def planned_adapters(model: Model, task: Task, parts: Parts) -> tuple[Added, ...]:
    """Return what the plan adds: beside the layers asked for, at the rank asked for or advised."""
    if model.adapted:
        return ()  # weights were added before; they are what learns
    heads = {parts.head, *parts.second_heads, *parts.beside}
    positions = [i for i in candidates(model, task.adapter_layers) if i not in heads]
    if not positions:  # a model without the names of attention
        positions = [i for i in candidates(model) if i not in heads]
    rank = task.adapter_rank or advised_rank(model, task, positions)
    return add_beside(model, positions, rank)


def advised_rank(model: Model, task: Task, positions: Iterable[int]) -> int:
    """Return the smallest power of two with as many added weights as pieces of answers (L5), between 8 and 256."""
    each = task.tokens or PIECES_OF_A_TEXT if task.answer == "text" else PIECES_OF_AN_ANSWER
    wanted = task.examples * each
    rank = SMALLEST_RANK
    while rank < LARGEST_RANK and (total := total_added(add_beside(model, positions, rank))) and total < wanted:
        rank *= 2
    return rank


def total_added(added: Iterable[Added]) -> int | None:
    """Add up the added weights; None as soon as one is not known."""
    counts = [one.parameters for one in added]
    return None if any(count is None for count in counts) else sum(counts)
