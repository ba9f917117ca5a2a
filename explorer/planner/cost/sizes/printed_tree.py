"""Which printed layers stand in which modules? The rows of print(model) as a tree, with each module's class."""

from dataclasses import dataclass, field

from explorer.planner.records.model import Model


@dataclass
class Module:
    """A module of the print: its class, its parts in order, and its place among the layers where it is one."""

    name: str
    kind: str
    parts: list["Module"] = field(default_factory=list)
    position: int | None = None  # of the layer in model.layers
    below: dict[str, "Module"] = field(default_factory=dict)


def tree_of(model: Model) -> Module:
    """Hang the layers of a printed model into the tree of their paths."""
    kinds = dict(model.containers)
    root = Module("", kinds.get("", ""))
    for position, layer in enumerate(model.layers):
        node, path = root, ""
        for part in layer.path.split("."):
            path = f"{path}.{part}" if path else part
            child = node.below.get(part)
            if child is None:
                child = node.below[part] = Module(part, kinds.get(path, ""))
                node.parts.append(child)
            node = child
        node.position = position
        node.kind = layer.kind
    return root
