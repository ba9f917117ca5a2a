"""Which modules does `print(model)` show? The indented text as a tree of nodes, with its line numbers."""

import re
from dataclasses import dataclass, field

from explorer.planner.records.model import SummaryError
from explorer.remark import Remark

# "  (conv1): Conv2d(1, 10, kernel_size=(5, 5), stride=(1, 1))", "(0-11): 12 x BertLayer(", "(fc): Linear (784 -> 10)"
CHILD = re.compile(r"^(\s*)\(([^()\n]{0,300})\): (?:(\d{1,9}) x )?([A-Za-z_][\w.\[\]<>]*) ?\((.*)$")
# "ResNet(", "Out: ResNet(", "model = DataParallel("
ROOT = re.compile(r"^(?:.{0,80}[\s:=>])?([A-Za-z_][\w.]*) ?\($")
# "Linear(in_features=10, out_features=2, bias=True)" as the whole model
LONE = re.compile(r"^\s*([A-Za-z_][\w.]*)\((.*)\)$")
# "(0): Parameter containing: [torch.float32 of size 3x4]", inside a ParameterList or ParameterDict
PARAMETER = re.compile(r"\(([^()\s]{1,200})\): (?:\([^()]*\) )?Parameter containing: \[[\w.]+ of size ([\dx]+)")
ELISION = re.compile(r"^\s*[\[(]?(?:\.{2,}|…|\. \. \.)[\])]?\s*$")


DEEPEST = 300  # modules in modules; paths would grow without end


@dataclass
class Node:
    """One printed module. `children` is empty for a leaf; `repeat` counts `(0-11): 12 x Block(` as 12."""

    name: str
    kind: str
    arguments: str
    line: int
    indent: int
    repeat: int = 1
    first: int | None = None  # the first index of a repeat, where the name is a range
    children: list["Node"] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)  # lines between the parentheses that are no child

    @property
    def text(self) -> str:
        """The arguments, on the opening line or the lines below it."""
        return ", ".join(filter(None, [self.arguments.strip(), *self.extra]))


@dataclass
class Tree:
    """A printed model, and what is odd about the print."""

    root: Node
    unclosed: int = 0  # brackets still open at the end
    headless: bool = False  # the first line is missing
    elided: list[int] = field(default_factory=list)  # lines that stand for left-out lines
    further: list[str] = field(default_factory=list)  # classes of other models in the same text


def read_tree(text: str) -> Tree | None:
    """Read the first printed model of a text; None where there is none. Linear in the text."""
    reader = Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        reader.take(number, line)
    return reader.finish()


class Reader:
    """Takes the lines one by one; the stack holds the modules whose bracket is open."""

    def __init__(self) -> None:
        """Start before the first line."""
        self.tree: Tree | None = None
        self.stack: list[Node] = []
        self.lone: Node | None = None

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        stripped = line.strip()
        if not stripped:
            return
        child = CHILD.match(line)
        if self.tree is None:
            self.begin(number, line, child)
        elif not self.stack:
            self.after(line)
        elif child:
            self.open_child(number, child)
        elif stripped.rstrip(",;'\"") == ")":
            self.close(len(line) - len(line.lstrip()))
        elif ELISION.match(line):
            self.tree.elided.append(number)
        else:
            self.take_extra(stripped)

    def begin(self, number: int, line: str, child: re.Match | None) -> None:
        """Look for the line that opens the model."""
        root = ROOT.match(line)
        if child:
            self.start(Node("", "", "", number, len(child[1]) - 1), headless=True)
            self.open_child(number, child)
        elif root:
            self.start(Node("", root[1], "", number, -1))
        elif self.lone is None and (lone := LONE.match(line)):
            self.lone = Node("", lone[1], lone[2], number, -1)

    def start(self, root: Node, headless: bool = False) -> None:
        """Open the model."""
        self.tree = Tree(root, headless=headless)
        self.stack = [root]

    def after(self, line: str) -> None:
        """Note further models behind the first one."""
        root = ROOT.match(line)
        if root and not line[:1].isspace():
            self.tree.further.append(root[1])

    def open_child(self, number: int, match: re.Match) -> None:
        """Hang a module under the innermost open one."""
        indent, name, repeat, kind, rest = match.groups()
        while len(self.stack) > 1 and indent and len(indent) <= self.stack[-1].indent:
            self.stack.pop()  # a closing line went missing
            self.tree.unclosed += 1
        node = Node(name, kind, "", number, len(indent), *span(name, repeat))
        self.stack[-1].children.append(node)
        closing = closing_bracket(rest)
        if closing is None and len(self.stack) > DEEPEST:
            raise SummaryError(Remark("refusals.torch.deep", {"line": number, "most": DEEPEST}))
        if closing is None:
            node.arguments = rest
            self.stack.append(node)
        else:
            node.arguments = rest[:closing]

    def close(self, indent: int) -> None:
        """Close the innermost module, or the one whose closing line this is by its indentation."""
        for position in range(len(self.stack) - 1, -1, -1):
            if self.stack[position].indent == indent and indent > 0:
                self.tree.unclosed += len(self.stack) - 1 - position
                del self.stack[position:]
                return
        self.stack.pop()

    def take_extra(self, stripped: str) -> None:
        """Keep a line of arguments that stands below its class."""
        if len(self.stack) == 1 and self.tree.headless:
            return
        top = self.stack[-1]
        if len(top.extra) < 100:
            top.extra.append(stripped.removesuffix(")") if stripped.count(")") > stripped.count("(") else stripped)

    def finish(self) -> Tree | None:
        """Return the tree, also of a model that is a single line."""
        if self.tree is None:
            return Tree(self.lone) if self.lone else None
        if self.tree.headless:
            self.tree.unclosed += max(0, len(self.stack) - 1)
        else:
            self.tree.unclosed += len(self.stack)
        return self.tree


def span(name: str, repeat: str | None) -> tuple[int, int | None]:
    """Return how often a module is repeated and its first index: `0-11`, `12` is (12, 0)."""
    if repeat is None:
        return 1, None
    first = re.match(r"(\d{1,9})", name)
    return int(repeat), int(first[1]) if first else 0


def closing_bracket(rest: str) -> int | None:
    """Find where the bracket that is open at the start closes; None where it stays open."""
    depth = 1
    for position, letter in enumerate(rest):
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                return position
    return None


def parameter_sizes(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Read the tensors that a ParameterList or ParameterDict prints."""
    return [(name, tuple(int(n) for n in size.split("x") if n)) for name, size in PARAMETER.findall(text)]
