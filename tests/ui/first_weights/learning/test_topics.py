"""What a lesson says about itself is what comes of it."""

import pytest

from explorer.simulation import dropout_growth, run_training
from explorer.ui.first_weights.experiment.settings import FIELDS, spec_of
from explorer.ui.first_weights.learning.lessons import lesson_of
from explorer.ui.first_weights.learning.topics import HALF_STRENGTH, NETWORK, TOPICS, topic_of

VALUES = {field.key: field.default for field in FIELDS}


def trained(key):
    values = VALUES | TOPICS[key].all_settings
    (start,) = lesson_of(spec_of(values), None, values).starts
    return run_training(start)


def test_a_lesson_sets_what_the_page_has_and_is_known_again():
    for topic in TOPICS.values():
        assert set(topic.all_settings) <= set(VALUES)
        assert topic_of(VALUES | topic.all_settings) == topic.key
    assert topic_of(VALUES) is None
    assert set(NETWORK) >= {"rate", "dropout", "learner", "steps", "batch", "task", "scale", "initializer"}


def test_too_small_a_rate_hardly_moves_the_right_one_learns_and_too_large_a_one_leaves_the_number_range():
    small, right, large = (trained(key) for key in ("small_rate", "right_rate", "large_rate"))
    assert small.accuracy[:, -1].mean() < 0.4 and (small.left_at == -1).all()
    assert right.accuracy[:, -1].min() > 0.9
    assert (large.left_at >= 0).all() and large.left_at.max() < 10


def test_half_left_out_hardly_learns_and_matched_strength_helps():
    whole, left_out, matched = (trained(key).accuracy[:, -1].mean() for key in ("right_rate", "left_out", "matched"))
    assert left_out < 0.35 and left_out + 0.1 < matched < whole - 0.1


def test_what_is_left_out_makes_the_signal_grow_and_the_matched_strength_takes_it_back():
    starts = {key: trained(key) for key in ("left_out", "matched")}
    growth = dropout_growth(starts["left_out"].spec)
    assert growth[0] == pytest.approx(2, rel=0.05) and growth[-1] == pytest.approx(2**5, rel=0.4)
    assert pytest.approx(0.5, rel=1e-4) == HALF_STRENGTH**2
