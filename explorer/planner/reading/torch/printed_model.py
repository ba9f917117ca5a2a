"""What does `print(model)` tell? Every module of a PyTorch model, with counts from the constructor arguments.

Not read, because the text does not hold it: which weights are frozen, output shapes, tied weights (they are printed
twice), and parameters that a module owns beside its children (class tokens, position tables, the input projection of
`MultiheadAttention`). Each of these is named in the notes, never guessed.
"""

import re
from collections.abc import Iterator

from explorer.planner.reading.torch.arguments import Arguments, numel, read_arguments
from explorer.planner.reading.torch.classes import Weights, labels_of, weights_of
from explorer.planner.reading.torch.dialects import PYTORCH, Dialect, as_brackets, dialect_of
from explorer.planner.reading.torch.names import HIDING, HIDING_ENDINGS
from explorer.planner.reading.torch.notes import bias_notes, hiding_notes, own_class_note, tied_notes, tree_notes
from explorer.planner.reading.torch.packed import bits_of, plain_kind
from explorer.planner.reading.torch.sentence_transformer import (
    ENCODERS,
    WEIGHTLESS,
    is_settings,
    names_encoder,
    settings_of,
)
from explorer.planner.reading.torch.stated_counts import Stated, stated_counts
from explorer.planner.reading.torch.tree import Node, Tree, parameter_sizes, read_tree
from explorer.planner.records.model import SummaryError
from explorer.planner.records.row import Format, Reading, Row
from explorer.remark import Remark

MOST_LAYERS = 200_000  # "(0-999999999): 1000000000 x Block(" must not fill the memory
# "  (conv1): Conv2d(1, 10, kernel_size=(5, 5), stride=(1, 1))", "    (0-11): 12 x BertLayer("
CHILD_LINE = re.compile(r"^[ \t]{0,300}\([^()\n]{1,300}\): (?:\d{1,9} x )?[A-Za-z_][\w.\[\]<>]* ?\(", re.MULTILINE)
# "Linear(in_features=10, out_features=2, bias=True)": a whole model in one line
LONE_LINE = re.compile(r"^\s*(?:Linear|Conv[123]d|Embedding|LSTM|GRU|RNN)\([\w=., ()]{3,300}\)\s*$")
CONTAINERS_OF_TENSORS = ("ParameterList", "ParameterDict")
ELIDED = ("...", "…", "[...]")  # someone shortened the print by hand
Place = tuple[str, Node]


def looks_like(text: str) -> bool:
    """Whether a line names a module in brackets with its class."""
    if CHILD_LINE.search(text) or LONE_LINE.match(text):
        return True
    dialect = dialect_of(text)
    return bool(CHILD_LINE.search(as_brackets(text, dialect)))


def parse(text: str) -> Reading:
    """Read the printed modules; raises SummaryError where none stands in the text."""
    dialect = dialect_of(text)
    plain = as_brackets(text, dialect)
    tree = read_tree(plain)
    if tree is None:
        raise SummaryError(Remark("refusals.torch.none"))
    places = list(expanded(tree.root))
    cut = tree.headless and tree.root.indent > 2
    rows = tuple(row for place in places for row in rows_of(*place, cut, dialect))
    if not rows:
        raise SummaryError(Remark("refusals.torch.empty", {"line": tree.root.line, "model": tree.root.kind}))
    return reading_of(tree, rows, places, dialect, stated_counts(text))


def reading_of(tree: Tree, rows: tuple[Row, ...], places: list[Place], dialect: Dialect, stated: Stated) -> Reading:
    """Put what was read together, with what the print leaves open."""
    hiding = tuple(hiding_notes(hidden_in(tree), rows, assumed_in(places, dialect)))
    tied, twice = tied_notes(rows)
    silent, biases = bias_notes(rows, dialect.silent_bias)
    counted = sum(row.parameters or 0 for row in rows)
    slack = twice + biases
    if stated.total is not None and not hiding and slack and stated.total in (counted, counted - twice):
        tied, slack = (), 0  # the stated total settles it
    open_questions = (*tree_notes(tree), *hiding, *tied, *silent)
    notes = open_questions or tuple(own_class_note(tree))
    if dialect is not PYTORCH:
        notes = (Remark("reading.dialect", {"framework": dialect.label}), *notes)
    inside = next((ENCODERS[node.kind] for _, node in places if names_encoder(tree.root, node)), None)
    if inside:
        notes = (Remark("reading.sentence_transformer", {"inside": inside}), *notes)
    return Reading(
        dialect.framework,
        rows,
        name=tree.root.kind,
        total=stated.total,
        trainable=stated.trainable,
        exact=not open_questions,
        notes=notes,
        slack=slack,
        more=bool(hiding) or tree.headless or bool(tree.unclosed or tree.elided),
        classes=classes_in(tree),
        containers=tuple((path, node.kind) for path, node in places if node.children and node.kind),
    )


def classes_in(tree: Tree) -> tuple[str, ...]:
    """Return the classes of the modules that hold others, outermost first, each once."""
    stack, found = [tree.root], {}
    while stack:
        node = stack.pop()
        stack += reversed(node.children)
        if node.children and node.kind:
            found[node.kind] = None
    return tuple(found)


def expanded(root: Node) -> Iterator[Place]:
    """Walk the tree in printed order with full paths, `(0-2): 3 x Block(` as three blocks."""
    stack: list[Place] = [("", root)]
    count = 0
    while stack:
        path, node = stack.pop()
        yield path, node
        for child in reversed(node.children):
            count += child.repeat
            if count > MOST_LAYERS:
                raise SummaryError(Remark("refusals.torch.repeats", {"line": child.line, "most": MOST_LAYERS}))
            stack += [(join(path, name), child) for name in reversed(names_of(child))]


def names_of(node: Node) -> list[str]:
    """Return the names that one printed line stands for."""
    if node.first is None:
        return [node.name]
    return [str(node.first + offset) for offset in range(node.repeat)]


def join(path: str, name: str) -> str:
    """Return the dotted path of a child."""
    return f"{path}.{name}" if path and name else path or name


def rows_of(path: str, node: Node, cut: bool, dialect: Dialect = PYTORCH) -> Iterator[Row]:
    """Give the row of a leaf, or of a container that owns weights beside its children."""
    arguments = settings_of(node) if is_settings(node) else read_arguments(node.text)
    printed = arguments.text("original_name") or node.kind if node.kind.endswith("ScriptModule") else node.kind
    kind, arguments = dialect.translate(printed, arguments)
    weights = listed_tensors(node) or own_weights(kind, node, arguments)
    if weights is None:
        return
    yield Row(
        path=path or kind,
        kind=printed,
        parameters=weights.parameters,
        name_known="cut" if cut else "full" if path else "position",
        tensors=weights.tensors,
        arguments=labelled(kind, arguments),
        line=node.line,
        packed=weights.packed,
        still="packed" if weights.packed is not None else "",
    )


def own_weights(kind: str, node: Node, arguments: Arguments) -> Weights | None:
    """Return the weights of a module itself; None for a container that has none of its own."""
    if node.text in ELIDED:
        return Weights((), None)
    if is_settings(node):
        return settled_weights(kind, arguments)
    if not node.children:
        return None if node.kind == "" else sized(kind, arguments)
    if kind == "MultiheadAttention":
        return attention_weights(node)
    if not node.extra:
        return None
    weights = sized(kind, arguments)
    return weights if weights.tensors else None


def sized(kind: str, arguments: Arguments) -> Weights:
    """Return a module's weights; a packed one stands for those of the layer that it replaced."""
    bits = bits_of(kind, arguments)
    if bits is None:
        return weights_of(kind.removeprefix("lora."), arguments)
    weights = weights_of(plain_kind(kind), unpacked(arguments))
    return Weights(weights.tensors, weights.parameters, packed=bits)


def unpacked(arguments: Arguments) -> Arguments:
    """Give the sizes of a packed layer the names that PyTorch uses."""
    names = {"infeatures": "in_features", "outfeatures": "out_features"}
    return Arguments(arguments.positional, tuple((names.get(name, name), value) for name, value in arguments.named))


def settled_weights(kind: str, arguments: Arguments) -> Weights:
    """Return the weights of a module that prints its settings, as Sentence Transformers does."""
    if kind in WEIGHTLESS:
        return Weights((), 0)
    return weights_of("Linear", arguments) if kind == "Dense" else Weights((), None)


def attention_weights(node: Node) -> Weights | None:
    """MultiheadAttention owns its input projection (3·width rows); how wide keys and values are is not printed."""
    output = next((child for child in node.children if child.name == "out_proj"), None)
    if output is None:
        return None
    arguments = read_arguments(output.text)
    width = arguments.integer("in_features", 0)
    weight = (("in_proj_weight", (3 * width if width else None, None)),)
    bias = (("in_proj_bias", (3 * width,)),) if width and arguments.flag("bias", False) else ()
    return Weights((*weight, *bias), None)


def listed_tensors(node: Node) -> Weights | None:
    """Return the tensors of a ParameterList or ParameterDict, which print their sizes."""
    if node.kind not in CONTAINERS_OF_TENSORS:
        return None
    lines = [node.text, *(f"({child.name}): {child.kind} {child.arguments}" for child in node.children)]
    tensors = tuple(item for line in lines for item in parameter_sizes(line))
    return Weights(tensors, sum(numel(shape) or 0 for _, shape in tensors))


def labelled(kind: str, arguments: Arguments) -> tuple[tuple[str, str], ...]:
    """Return the arguments with a name each; where a class is unknown, its positions count from 0."""
    labels = labels_of(kind)
    named = (
        (labels[position] if position < len(labels) else str(position), value)
        for position, value in enumerate(arguments.positional)
    )
    return (*named, *arguments.named)


def hidden_in(tree: Tree) -> tuple[str, ...]:
    """Return the container classes that own parameters which the print does not show, each once."""
    stack, found = [tree.root], {}
    while stack:
        node = stack.pop()
        stack += node.children
        if node.children and (node.kind in HIDING or node.kind.endswith(HIDING_ENDINGS)):
            found[node.kind] = None
    return tuple(found)


def assumed_in(places: list[Place], dialect: Dialect) -> tuple[str, ...]:
    """Return the classes that were read as a kind of a class that we know, each once."""
    kinds = {}
    for _, node in places:
        known = node.children or node.kind in kinds
        if not known and sized(*dialect.translate(node.kind, read_arguments(node.text))).assumed:
            kinds[node.kind] = None
    return tuple(kinds)


FORMAT = Format(
    key="torch-repr",
    label="PyTorch print(model)",
    framework="pytorch",
    looks_like=looks_like,
    parse=parse,
    how_to_print="print(model)",
)
