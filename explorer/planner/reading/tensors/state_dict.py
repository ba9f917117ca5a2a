"""What does a `state_dict` tell? Tensors by name, running statistics among them.

Read: a loop that prints names with shapes, `odict_keys([...])`, a list of names, a dictionary of shapes, and the names
in a printed dictionary of values.
Not read: which layers are frozen and which tensors are tied (each is listed at every place); the notes say so.
"""

import re

from explorer.planner.reading.tensors.named_parameters import has_buffers, reading_of
from explorer.planner.reading.tensors.tensor_lines import TensorList, beginning, looks_like_tensors, read_tensors
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading
from explorer.remark import Remark

# "Model's state_dict:", "odict_keys([", "dict_keys([", "OrderedDict([('conv1.weight', tensor(", "<All keys matched>"
SIGNS = re.compile(r"state_?dict|odict_keys|dict_keys|OrderedDict\(", re.IGNORECASE)


def looks_like(text: str) -> bool:
    """Whether the text lists the tensors of a state_dict: with buffers, as keys, or under such a title."""
    if not looks_like_tensors(text):
        return False
    if SIGNS.search(text[:2000]):
        return True
    found = read_tensors(beginning(text))
    return has_buffers(found) or names_only(found)


def names_only(found: TensorList) -> bool:
    """Whether the list has neither shapes nor counts nor flags."""
    return all(tensor.elements is None and tensor.trainable is None for tensor in found.tensors)


def parse(text: str) -> Reading:
    """Read the listed tensors; raises SummaryError where none is found."""
    found = read_tensors(text)
    if not found.tensors:
        raise SummaryError(Remark("refusals.tensors.none"))
    return reading_of(found)


FORMAT = Format(
    key="state-dict",
    label="the names of a state_dict",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="for name, t in model.state_dict().items(): print(name, tuple(t.shape))",
)
