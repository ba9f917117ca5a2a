"""The worlds: what a seed draws, what similarity changes, and what no one may peek at."""

import numpy as np
import pytest

from explorer.simulation.transfer import WORLDS
from explorer.simulation.transfer.digits import moved_pixels
from explorer.simulation.transfer.sample import stream
from explorer.simulation.transfer.synthetic import _hidden_teacher, _teacher
from explorer.simulation.transfer.worlds import MAP_SEEDS, TUNING_SEEDS

PARTS = ("train", "validation", "test")


def same(one, other):
    return np.array_equal(one.x, other.x) and np.array_equal(one.y, other.y)


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_fewer_examples_are_the_first_of_more(world):
    few, many = world.draw_target(3, 0.6, 20), world.draw_target(3, 0.6, 60)
    assert same(few.train, many.train.first(20))
    assert same(few.test, many.test) and same(few.validation, many.validation)


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_shapes_and_answers_are_as_the_record_says(world):
    source, target = world.draw_source(5), world.draw_target(5, 0.3, world.max_examples)
    assert len(target.train.y) == world.max_examples
    samples = [(sample, world.source_answers) for sample in (source.train, source.test)]
    samples += [(getattr(target, part), world.target_answers) for part in PARTS]
    for sample, answers in samples:
        assert sample.x.dtype == np.float32 and sample.x.shape == (len(sample.y), world.widths[0])
        if world.measure == "accuracy":
            met = set(np.unique(sample.y).tolist())
            assert met <= set(range(answers)) and len(met) > answers / 2  # a weak reading may never be the largest


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_another_seed_draws_another_world_and_the_same_seed_the_same(world):
    assert same(world.draw_target(1, 0.5, 30).train, world.draw_target(1, 0.5, 30).train)
    assert not same(world.draw_target(1, 0.5, 30).train, world.draw_target(2, 0.5, 30).train)
    assert not same(world.draw_source(1).train, world.draw_source(2).train)


@pytest.mark.parametrize("key", ["input_shift", "feature_shift", "label_shift"])
def test_at_similarity_one_the_new_task_is_the_old_one(key):
    world = WORLDS[key]
    here, far = world.draw_target(4, 1.0, 200), world.draw_target(4, 0.0, 200)
    feature = WORLDS["feature_shift"].draw_target(4, 1.0, 200)
    assert same(here.train, feature.train)  # the three shifts share their teacher, and nothing has shifted
    assert not same(here.train, far.train)


def test_input_shift_changes_the_look_alone_and_label_shift_the_names_alone():
    seen, renamed = WORLDS["input_shift"].draw_target(4, 0.5, 200), WORLDS["label_shift"].draw_target(4, 0.5, 200)
    plain = WORLDS["label_shift"].draw_target(4, 1.0, 200)
    np.testing.assert_array_equal(seen.train.y, plain.train.y)
    np.testing.assert_array_equal(renamed.train.x, plain.train.x)
    pairs = set(zip(plain.train.y.tolist(), renamed.train.y.tolist(), strict=True))
    assert len(pairs) == 6  # each old name has one new name
    assert sum(old != new for old, new in pairs) == 3  # half of six moved


@pytest.mark.parametrize(("similarity", "moved"), [(1.0, 0), (0.99, 2), (0.8, 2), (0.5, 3), (0.0, 6)])
def test_a_share_of_the_answers_changes_names_and_one_never_swaps_alone(similarity, moved):
    world = WORLDS["label_shift"]
    plain, renamed = world.draw_target(8, 1.0, 500).train.y, world.draw_target(8, similarity, 500).train.y
    pairs = set(zip(plain.tolist(), renamed.tolist(), strict=True))
    assert len(pairs) == 6 and sum(old != new for old, new in pairs) == moved


@pytest.mark.parametrize(("similarity", "moved"), [(1.0, 0), (0.99, 2), (0.8, 13), (0.5, 32), (0.0, 64)])
def test_a_share_of_the_pixels_changes_places(similarity, moved):
    places = moved_pixels(9, similarity, 64)
    assert sorted(places) == list(range(64))
    assert int((places != np.arange(64)).sum()) == moved


def test_more_similar_pictures_move_a_part_of_the_same_pixels():
    few, many = moved_pixels(9, 0.8, 64) != np.arange(64), moved_pixels(9, 0.3, 64) != np.arange(64)
    assert (many | ~few).all()


def test_no_picture_is_both_learned_and_tested_and_validation_is_apart():
    world = WORLDS["digits_parity"]
    validation = {row.tobytes() for row in world.draw_target(0, 1.0, 500).validation.x}
    for seed in (0, 1, 10_003):
        source, target = world.draw_source(seed), world.draw_target(seed, 1.0, 500)
        parts = [{row.tobytes() for row in sample.x} for sample in (source.train, target.train, target.test)]
        assert [len(part) for part in parts] == [600, 500, 497]  # no picture of the set occurs twice
        for part in (*parts[1:], validation):
            assert not part & parts[0]
        assert not parts[1] & parts[2]
        assert not validation & (parts[1] | parts[2])


def test_parity_is_the_digits_own():
    world = WORLDS["digits_parity"]
    source, target = world.draw_source(2), world.draw_target(2, 1.0, 500)
    np.testing.assert_array_equal(source.test.x, target.test.x)
    np.testing.assert_array_equal(source.test.y % 2, target.test.y)


def test_shared_features_are_mixed_as_the_formula_says():
    """Similarity 0.6: 0.6 of the old features and 0.8 of the new ones."""
    old, _, new, readout = _hidden_teacher(6)
    target = WORLDS["hidden_features"].draw_target(6, 0.6, 500).train
    x = target.x.astype(float)
    scores = (0.6 * np.tanh(x @ old) + 0.8 * np.tanh(x @ new)) @ readout
    sure = np.abs(scores) > 1e-5  # the examples are kept in single precision
    np.testing.assert_array_equal(target.y[sure], scores[sure] > 0)


def test_changed_features_are_mixed_as_the_formula_says():
    first, second, readout, new_second = _teacher(6)
    target = WORLDS["feature_shift"].draw_target(6, 0.6, 500).train

    def scores(x):
        return np.maximum(np.maximum(x @ first, 0) @ (0.6 * second + 0.8 * new_second), 0) @ readout

    reference = scores(stream(6, "order").standard_normal((2000, 20)))
    standard = (scores(target.x.astype(float)) - reference.mean(axis=0)) / reference.std(axis=0)
    assert np.mean(standard.argmax(axis=1) == target.y) > 0.99


def test_inputs_are_seen_through_the_stated_distortion():
    plain, seen = (WORLDS["input_shift"].draw_target(6, similarity, 200).train.x for similarity in (1.0, 0.5))
    distortion = np.linalg.lstsq(plain, seen, rcond=None)[0] - np.eye(20)
    assert distortion.std() == pytest.approx(0.35, rel=0.1)  # 400 entries: standard error 3.5 %


def test_the_linear_world_learns_inside_twenty_directions_and_is_asked_everywhere():
    world = WORLDS["two_layer_linear"]
    target = world.draw_target(1, 0.8, 100)
    assert np.linalg.matrix_rank(target.train.x, tol=1e-3) == 20
    assert np.linalg.matrix_rank(np.vstack([target.train.x, target.test.x]), tol=1e-3) == 20
    assert np.linalg.matrix_rank(target.shifted.x, tol=1e-3) == 40


@pytest.mark.parametrize(("similarity", "cosine"), [(1.0, 1.0), (0.8, 0.953)])
def test_the_linear_worlds_pretrained_features_are_nearly_the_true_ones(similarity, cosine):
    """Noise of 0.05 an entry on unit columns of 40: cosine 1 / sqrt(1 + 40 · 0.05²) = 0.953, sampled."""
    world = WORLDS["two_layer_linear"]
    cosines = []
    for seed in range(40):
        true, found = world.start(seed, 1.0)[0][0], world.start(seed, similarity)[0][0]
        np.testing.assert_allclose(found.T @ found, np.eye(5), atol=1e-12)
        cosines.append(np.linalg.svd(true.T @ found)[1].mean())
    assert np.mean(cosines) == pytest.approx(cosine, abs=0.01)


def test_tuning_seeds_give_no_result():
    assert min(TUNING_SEEDS) > 9999 and MAP_SEEDS < 9999  # a spec's first seed is at most 9,999, 64 seeds at most


def test_every_stream_is_its_own():
    assert stream(0, "target").random() != stream(0, "test").random() != stream(1, "test").random()


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_every_record_is_complete(world):
    assert world.label and world.sentence.endswith(".") and world.source and world.contenders
    assert max(world.tuning_examples + world.map_examples) <= world.max_examples
