"""Whatever is pasted, the answer is a model that obeys the law or a sentence for the reader; nothing else."""

import random
from pathlib import Path

import pytest

from explorer.planner import Model, SummaryError, read_summary
from explorer.planner.records.model import ROLES
from tests.planner.reading.test_further_texts import CASES as FURTHER
from tests.planner.reading.test_other_guises import CASES as OTHER

DATA = Path(__file__).resolve().parents[2] / "data"
LARGEST = 6_000  # bytes: many small inputs say more than few large ones
SAMPLES = {
    path.stem: path.read_bytes()
    for folder in ("summaries", "pasted_today")
    for path in sorted((DATA / folder).glob("*.txt"))
    if path.stat().st_size <= LARGEST
} | {name: case.text.encode() for name, case in {**FURTHER, **OTHER}.items() if not case.refused}
ROUNDS, EACH = 40, 64  # 2,560 inputs
HOSTILE = [
    "=cmd()",
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "![](http://x)",
    "[a](javascript:b)",
    "'; DROP TABLE layers; --",
    '"quoted"',
    "back\\slash\\n",
    "\x1b[31mred\x1b[0m",
    "\u202eright to left",
    "层_卷积",
    "naïve…",
    "a" * 300,
    "{0.__class__}",
    "%s%n",
    "__import__('os')",
    "│┃|",
    "(((((",
    ")))))",
    "9" * 60,
    "-1",
    "1e308",
    "None",
    "NaN",
    "\x00",
    "\r",
    "\t",
    "┏━┳━┓",
    "_" * 70,
    "Total params: 12",
    "(0-99999999): 99999999 x Block(",
    "(0-11): 12 x Block(",
]


def cut(rng, data):
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[start:end] if rng.random() < 0.5 else data[:start] + data[end:]


def flip(rng, data):
    changed = bytearray(data)
    for _ in range(rng.randint(1, 20)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def splice(rng, data):
    other = SAMPLES[rng.choice(sorted(SAMPLES))]
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def shuffle_lines(rng, data):
    lines = data.split(b"\n")
    first, last = sorted(rng.randrange(len(lines) + 1) for _ in range(2))
    part = lines[first:last]
    rng.shuffle(part)
    return b"\n".join(lines[:first] + part + lines[last:])


def repeat_lines(rng, data):
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join(lines[:at] + lines[at : at + 3] * rng.randint(2, 5) + lines[at:])


def rename(rng, data):
    words = [word for word in data.decode("utf-8", "replace").split() if len(word) > 2]
    word = rng.choice(words) if words else "x"
    return data.replace(word.encode(), rng.choice(HOSTILE).encode("utf-8", "replace"), rng.choice([1, -1]))


def insert(rng, data):
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(HOSTILE).encode("utf-8", "replace") + data[at:]


def change_number(rng, data):
    text = data.decode("utf-8", "replace")
    places = [index for index, sign in enumerate(text) if sign.isdigit()]
    for place in rng.sample(places, min(len(places), 3)):
        text = text[:place] + rng.choice("0123456789,.-") + text[place + 1 :]
    return text.encode("utf-8", "replace")


CHANGES = [cut, flip, splice, shuffle_lines, repeat_lines, rename, insert, change_number]


def damaged(rng):
    data = SAMPLES[rng.choice(sorted(SAMPLES))]
    for _ in range(rng.choice([1, 1, 2, 3])):
        data = rng.choice(CHANGES)(rng, data) or b" "
    return data.decode("utf-8", rng.choice(["replace", "ignore"]))


def obeys_the_law(model: Model) -> None:
    """Leaf layers add up to the total, or a note says that they do not; nothing is negative, nothing undecided."""
    assert model.layers
    counts = [layer.parameters for layer in model.layers]
    assert all(count is None or count >= 0 for count in counts)
    if model.exact:
        assert None not in counts
        assert sum(counts) == model.parameters
    else:
        assert model.notes
    for layer in model.layers:
        assert layer.path
        assert layer.role in ROLES
        assert 0 <= layer.stage < len(model.stage_names)
        assert layer.name_known in ("full", "cut", "position")
        part = layer.trainable_parameters
        assert part is None or part >= 0
        assert part is None or layer.parameters is None or part <= layer.parameters
    assert model.trainable_parameters is None or model.trainable_parameters >= 0
    assert {layer.stage for layer in model.layers} == set(range(len(model.stage_names)))
    assert model.classes is None or model.classes >= 0
    assert all(isinstance(note, str) and note.endswith((".", "?", ")")) for note in model.notes)  # or a line of code
    if model.parameters is not None and model.parameters_at_least is not None:
        assert model.parameters_at_least <= model.parameters


@pytest.mark.thinned(8)
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_damaged_summaries_give_a_lawful_model_or_a_sentence(round_number):
    rng = random.Random(round_number)
    for _ in range(EACH):
        text = damaged(rng)
        try:
            model = read_summary(text)
        except SummaryError as error:
            sentence = str(error)
            assert 20 < len(sentence) < 1_500, sentence
            continue
        obeys_the_law(model)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_a_name(name):
    table = f'name,type,params\n"{name.replace(chr(34), "")}",Linear,10\nfc,Linear,5\n'
    try:
        obeys_the_law(read_summary(table))
    except SummaryError as error:
        assert str(error)


NO_MODEL = {"load_error_as_model"}  # refused with a sentence, see test_pasted_today


@pytest.mark.parametrize("name", sorted({*SAMPLES} - NO_MODEL))
def test_every_untouched_sample_is_lawful(name):
    obeys_the_law(read_summary(SAMPLES[name].decode("utf-8")))
