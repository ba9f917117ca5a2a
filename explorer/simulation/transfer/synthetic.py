"""The made-up worlds: where do their examples and answers come from?"""

import numpy as np

from explorer.simulation.transfer.sample import Sample, Source, Target, stream

SOURCE_EXAMPLES, TEST_EXAMPLES, VALIDATION_EXAMPLES, REFERENCE_EXAMPLES = 4000, 500, 500, 2000

# Shared hidden features: 64 inputs, a few tanh features, answers by a linear reading of them.
HIDDEN_INPUTS, HIDDEN_FEATURES, HIDDEN_ANSWERS = 64, 5, 10

# The three shifts: 20 inputs, two layers of ReLU features, 6 answers.
TEACHER_INPUTS, TEACHER_FEATURES, TEACHER_ANSWERS = 20, 16, 6
INPUT_SHIFT = 0.7  # at similarity 0.5: x (I + 0.35 N), N standard normal

# Two linear layers (Kumar et al. 2022): 40 inputs, 5 features, target examples inside 20 directions.
LINEAR_INPUTS, LINEAR_FEATURES, LINEAR_SEEN = 40, 5, 20
LINEAR_FEATURE_NOISE = 0.25  # at similarity 0.8 the pretrained features are the true ones + 0.05 N


def hidden_source(seed: int) -> Source:
    """Draw the old task: ten answers read from the source features."""
    features, readout, *_ = _hidden_teacher(seed)
    return _source(seed, HIDDEN_INPUTS, lambda x: _best(np.tanh(x @ features) @ readout))


def hidden_target(seed: int, similarity: float, examples: int) -> Target:
    """Draw the new task: two answers read from ρ · (source features) + √(1 − ρ²) · (new ones), ρ = similarity."""
    features, _, new_features, new_readout = _hidden_teacher(seed)
    old_share, new_share = similarity, np.sqrt(1 - similarity**2)

    def answer(x: np.ndarray) -> np.ndarray:
        mixed = old_share * np.tanh(x @ features) + new_share * np.tanh(x @ new_features)
        return (mixed @ new_readout > 0).astype(np.int64)

    return _target(seed, HIDDEN_INPUTS, examples, answer)


def teacher_source(seed: int) -> Source:
    """Draw the old task of the three shifts: six answers of a teacher with two layers of ReLU features."""
    first, second, readout, *_ = _teacher(seed)
    return _source(seed, TEACHER_INPUTS, _teacher_answers(seed, first, second, readout))


def input_shift_target(seed: int, similarity: float, examples: int) -> Target:
    """Draw the new task: the answers as before, the input seen through x (I + s N), s = 0.7 (1 − similarity)."""
    first, second, readout, *_ = _teacher(seed)
    mixing = stream(seed, "shift").standard_normal((TEACHER_INPUTS, TEACHER_INPUTS))
    distort = np.eye(TEACHER_INPUTS) + INPUT_SHIFT * (1 - similarity) * mixing
    answer = _teacher_answers(seed, first, second, readout)
    return _target(seed, TEACHER_INPUTS, examples, answer, see=lambda x: x @ distort)


def feature_shift_target(seed: int, similarity: float, examples: int) -> Target:
    """Draw the new task: the teacher's second layer becomes ρ · (old) + √(1 − ρ²) · (new)."""
    first, second, readout, new_second = _teacher(seed)
    mixed = similarity * second + np.sqrt(1 - similarity**2) * new_second
    return _target(seed, TEACHER_INPUTS, examples, _teacher_answers(seed, first, mixed, readout))


def label_shift_target(seed: int, similarity: float, examples: int) -> Target:
    """Draw the new task: a share 1 − similarity of the answers, two at least, pass their names round."""
    first, second, readout, *_ = _teacher(seed)
    renamed = np.arange(TEACHER_ANSWERS)
    count = max(
        round((1 - similarity) * TEACHER_ANSWERS), 2 if similarity < 1 else 0
    )  # one alone has no one to swap with
    moved = stream(seed, "shift").permutation(TEACHER_ANSWERS)[:count]
    renamed[moved] = np.roll(moved, 1)
    answer = _teacher_answers(seed, first, second, readout)
    return _target(seed, TEACHER_INPUTS, examples, lambda x: renamed[answer(x)])


def linear_start(seed: int, similarity: float) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return the given pretrained network: nearly the true features, and the old task's last layer."""
    features, old_head, _, noise, _ = _linear_truth(seed)
    pretrained = np.linalg.qr(features + LINEAR_FEATURE_NOISE * (1 - similarity) * noise)[0]
    pretrained *= np.sign(np.sum(pretrained * features, axis=0))  # QR is free in its signs
    zeros = np.zeros(LINEAR_FEATURES), np.zeros(1)
    return (pretrained, zeros[0]), (old_head[:, None], zeros[1])


def linear_source(seed: int) -> Source:
    """Draw the old task: a number read from the true features."""
    features, old_head, *_ = _linear_truth(seed)
    return _source(seed, LINEAR_INPUTS, lambda x: x @ features @ old_head)


def linear_target(seed: int, similarity: float, examples: int) -> Target:
    """Draw the new task: another number; training and test inside 20 directions, the shifted test in all 40."""
    features, _, new_head, _, seen = _linear_truth(seed)

    def answer(x: np.ndarray) -> np.ndarray:
        return x @ features @ new_head

    inside = _target(seed, LINEAR_INPUTS, examples, answer, restrict=lambda x: x @ seen @ seen.T)
    everywhere = stream(seed, "shift").standard_normal((TEST_EXAMPLES, LINEAR_INPUTS))
    return Target(inside.train, inside.validation, inside.test, _sample(everywhere, answer(everywhere)))


def _hidden_teacher(seed: int) -> tuple[np.ndarray, ...]:
    """Draw features (64, 5), readout (5, 10), new features (64, 5) and the new readout (5,)."""
    rng = stream(seed, "teacher")
    features, new_features = rng.standard_normal((2, HIDDEN_INPUTS, HIDDEN_FEATURES)) / np.sqrt(HIDDEN_INPUTS)
    return features, rng.standard_normal((HIDDEN_FEATURES, HIDDEN_ANSWERS)), new_features, rng.standard_normal(5)


def _teacher(seed: int) -> tuple[np.ndarray, ...]:
    """Draw first layer (20, 16), second (16, 16), readout (16, 6) and a new second layer, He's spread."""
    rng = stream(seed, "teacher")
    first = rng.standard_normal((TEACHER_INPUTS, TEACHER_FEATURES)) * np.sqrt(2 / TEACHER_INPUTS)
    second, new_second = rng.standard_normal((2, TEACHER_FEATURES, TEACHER_FEATURES)) * np.sqrt(2 / TEACHER_FEATURES)
    return first, second, rng.standard_normal((TEACHER_FEATURES, TEACHER_ANSWERS)), new_second


def _teacher_answers(seed: int, first: np.ndarray, second: np.ndarray, readout: np.ndarray):
    """Build the teacher's answer; each class's score is standardised, so that all six are met."""

    def scores(x: np.ndarray) -> np.ndarray:
        return np.maximum(np.maximum(x @ first, 0) @ second, 0) @ readout  # (examples, 6)

    reference = scores(stream(seed, "order").standard_normal((REFERENCE_EXAMPLES, TEACHER_INPUTS)))
    centre, spread = reference.mean(axis=0), reference.std(axis=0)
    return lambda x: _best((scores(x) - centre) / spread)


def _linear_truth(seed: int) -> tuple[np.ndarray, ...]:
    """Draw the true features (40, 5), both heads (5,), the features' noise (40, 5) and the directions seen (40, 20)."""
    rng = stream(seed, "teacher")
    features = np.linalg.qr(rng.standard_normal((LINEAR_INPUTS, LINEAR_FEATURES)))[0]
    heads = rng.standard_normal((2, LINEAR_FEATURES))
    noise = rng.standard_normal((LINEAR_INPUTS, LINEAR_FEATURES))
    seen = np.linalg.qr(rng.standard_normal((LINEAR_INPUTS, LINEAR_SEEN)))[0]
    return features, heads[0], heads[1], noise, seen


def _best(scores: np.ndarray) -> np.ndarray:
    return scores.argmax(axis=1)


def _sample(x: np.ndarray, y: np.ndarray) -> Sample:
    return Sample(x.astype(np.float32), y if y.dtype.kind == "i" else y.astype(np.float32))


def _source(seed: int, inputs: int, answer) -> Source:
    x = stream(seed, "source").standard_normal((SOURCE_EXAMPLES + TEST_EXAMPLES, inputs))
    every = _sample(x, answer(x))
    return Source(every.first(SOURCE_EXAMPLES), Sample(every.x[SOURCE_EXAMPLES:], every.y[SOURCE_EXAMPLES:]))


def _target(seed: int, inputs: int, examples: int, answer, see=lambda x: x, restrict=lambda x: x) -> Target:
    """Draw the three parts from streams of their own; `see` distorts what is shown, `restrict` what exists."""
    parts = []
    for kind, count in (("target", examples), ("validation", VALIDATION_EXAMPLES), ("test", TEST_EXAMPLES)):
        x = restrict(stream(seed, kind).standard_normal((count, inputs)))
        parts.append(_sample(see(x), answer(x)))
    return Target(*parts)
