"""No computing module holds a sentence: results are remarks, and `explorer/text` says them.

Records keep their English, so that a new entry stays one edit; programs that are written for people are English too.
"""

import ast
import builtins
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "explorer"
MOST_WORDS = 4  # in one string
RECORDS = {  # floor -> modules whose records hold label, sentence and source
    "simulation": {
        "network/activations.py", "network/blocks.py", "network/data.py", "network/normalization.py",
        "weights/initializers.py",
        "recipes/dictionary.py", "verdict/findings.py", "training/optimizers.py", "training/tasks.py",
        "transfer/claims.py", "transfer/strategies.py", "transfer/worlds.py",
    },
    "planner": {
        "advice/strategies.py", "gallery/__init__.py", "layers/model_kinds.py", "records/likeness.py",
        "rules/added.py", "rules/caution.py", "rules/conflicts.py", "rules/keep.py", "rules/newer.py",
        "rules/speed.py", "rules/strategy.py", "rules/trap.py", "saved/plan_json.py",
    },
}  # fmt: skip
WRITERS = {  # floor -> modules that write programs to take away, or the tables of docs/
    "planner": {
        "rules/book.py", "export/beside.py", "export/csv_table.py", "export/python_header.py", "export/task_code.py",
        "export/caffe/layers.py", "export/caffe/network.py", "export/keras/code.py", "export/keras/compiled.py",
        "export/keras/layers.py", "export/torch/fastai.py", "export/torch/huggingface.py", "export/torch/lightning.py",
        "export/torch/peft.py", "export/torch/pytorch.py", "export/torch/timm.py", "export/torch/torch_code.py",
        "export/torch/ultralytics.py",
    },
    "simulation": {"recipes/code.py", "evidence/precompute.py", "transfer/precompute/outcomes.py",
                   "transfer/precompute/winner_map.py"},
}  # fmt: skip
ENGLISH = {floor: RECORDS[floor] | WRITERS[floor] for floor in RECORDS}
MODULES = [
    (path, name)
    for floor, english in ENGLISH.items()
    for path in sorted((ROOT / floor).rglob("*.py"))
    if (name := path.relative_to(ROOT / floor).as_posix()) not in english
]
PATTERN = re.compile(r"\\[A-Za-z(.]|\(\?[:P]")  # signs that stand in a pattern and in no sentence


def docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            yield node.body[0].value


def messages_of_bugs(tree):
    """What Python's own errors say: they are for us, a reader never meets them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and hasattr(builtins, node.exc.func.id):
            yield from ast.walk(node.exc)


def patterns(tree):
    """What is searched for in a text is no sentence of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "compile":
            yield from ast.walk(node)


def lists_of_names(tree):
    """Names that a text is cut into: what stands in a row, and is taken apart by its spaces."""
    assigned = {t.id: n.value for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if hasattr(t, "id")}
    for node in ast.walk(tree):
        cut = list(_cut(node))
        if isinstance(node, ast.DictComp):  # {name: base for base, names in BASES.items() for name in names.split()}
            first, *further = node.generators
            cut += [first.iter] * any(list(_cut(one.iter)) for one in further)
        parts = [part for one in cut for part in ast.walk(one)]
        parts += [part for one in parts if isinstance(one, ast.Name) for part in ast.walk(assigned.get(one.id, one))]
        yield from parts


def _cut(node):
    """What `split()` is called on."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "split" and not node.args:
        yield node.func.value


def labels(tree):
    """What the formats are called: their records stand each in its reader's module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Format":
            yield from (one.value for one in node.keywords if one.arg == "label")


def is_sentence(text):
    words = sum(any(letter.isalpha() for letter in word) for word in text.split())
    return words > MOST_WORDS and not PATTERN.search(text) and not is_program(text)


def is_program(text):
    """Tell a line to run from a sentence: Python reads it."""
    try:
        return bool(ast.parse(text))
    except SyntaxError:
        return False


def text_of(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "value" for part in node.values)
    return ""


def sentences(tree):
    """Yield (line, text) of every string of more than MOST_WORDS words that a reader might meet."""
    passed = {*docstrings(tree), *messages_of_bugs(tree), *patterns(tree), *lists_of_names(tree), *labels(tree)}
    passed |= {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = "" if node in passed else text_of(node)
        if is_sentence(text):
            yield node.lineno, text


@pytest.mark.parametrize(("floor", "name"), [(floor, name) for floor in ENGLISH for name in sorted(ENGLISH[floor])])
def test_whoever_may_hold_sentences_is_there_and_does(floor, name):
    assert list(sentences(ast.parse((ROOT / floor / name).read_text(encoding="utf-8"))))


def test_sentences_are_found_wherever_they_hide():
    source = r'''
"""A docstring of more than four words."""
def told(n):
    """Another docstring of more than four words."""
    if n < 0:
        raise ArithmeticError(f"a message for us, not for readers: {n}")
    if n > 9:
        raise ReaderError(f"Only {n} of the layers learn.")
    names = "one name after another name".split()
    if re.search(r"^a pattern with many words \d", names):
        return Format(label="the label of a record's format")
    return {"key": "Nothing of this gets through."} if n else f"{n} and {n}, of {n} or {n}"
'''
    found = {text for _, text in sentences(ast.parse(source))}
    assert found == {
        "Only value of the layers learn.",
        "Nothing of this gets through.",
        "value and value, of value or value",
    }


@pytest.mark.parametrize(("path", "name"), MODULES, ids=[name for _, name in MODULES])
def test_a_computing_module_holds_no_sentence(path, name):
    found = list(sentences(ast.parse(path.read_text(encoding="utf-8"))))
    assert not found, f"{name} holds sentences: say them in explorer/text/en and return a Remark: {found}"


@pytest.mark.parametrize("path", [path for path, _ in MODULES], ids=[name for _, name in MODULES])
def test_numbers_become_words_above_the_computing_floors(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            assert not names & {"explorer.text"}, f"{path} writes numbers itself"
