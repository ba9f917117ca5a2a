"""Every story shows what the literature publishes: CS231n's tables at the page's starting size, 250 examples.

Published standard deviations are of one run with 1,000 examples. Tolerances are 4 standard deviations of one run,
as measured over 100 seeds, widened by √2 because the published run is one as well.
"""

import math

import numpy as np
import pytest

from explorer.simulation import INITIALIZERS, SignalSpec, judge, run_signal
from explorer.ui.first_weights.experiment.settings import DEFAULTS, current_story, spec_of
from explorer.ui.first_weights.experiment.stories import FIRST_STORY, ORDER, STORIES, next_story, number_of, story_of

PUBLISHED = {  # story: layer: published, and the standard deviation of one run (small: where its print rounding allows)
    "small": {1: (0.213081, 0.00045), 5: (0.000532, 3.1e-6), 6: (0.000119, 7.7e-7)},
    "large": {1: (0.981879, 0.00011), 5: (0.981614, 0.00012), 10: (0.981736, 0.00012)},
    "xavier": {1: (0.627953, 0.0007), 5: (0.320917, 0.0011), 10: (0.228008, 0.0018)},
    "xavier_relu": {1: (0.582273, 0.0015), 5: (0.140299, 0.0094), 10: (0.026076, 0.0032)},
    "he": {1: (0.825232, 0.0022), 5: (0.834092, 0.053), 10: (0.844523, 0.1)},
}
VERDICTS = {
    "zeros": "identical", "alike": "identical", "small": "fading", "large": "saturated", "xavier": "healthy",
    "xavier_relu": "fading", "he": "healthy", "rescue": "healthy", "fifty": "healthy", "zero": "healthy",
}  # fmt: skip


def shown(key):
    return run_signal(spec_of({**DEFAULTS, **STORIES[key].settings}))


@pytest.mark.parametrize("key", PUBLISHED)
def test_the_spread_is_the_published_one(key):
    result = shown(key)
    assert (result.spec.depth, result.spec.width, result.spec.samples) == (10, 500, 250)
    for layer, (published, sd) in PUBLISHED[key].items():
        assert result.activation_std[layer - 1] == pytest.approx(published, abs=4 * math.sqrt(2) * sd)


@pytest.mark.parametrize("key", ORDER)
def test_the_verdict_is_the_one_that_the_story_tells(key):
    assert judge(shown(key)).key == VERDICTS[key]


def test_with_zero_weights_no_weight_is_ever_corrected():
    result = shown("zeros")
    assert not result.weight_gradient_std.any()
    assert not result.activation_std.any()


def test_equal_weights_keep_a_steady_spread_with_one_neuron():
    result = shown("alike")
    assert result.activation_std == pytest.approx(np.full(10, 0.0447), rel=0.15)  # 1/√500, and the luck of 250 examples
    assert set(result.distinct_units) == {1}


def test_large_weights_pin_neurons_and_yet_the_correction_explodes():
    result = shown("large")
    assert result.saturated_fraction.mean() == pytest.approx(0.92, abs=0.01)
    assert 3e4 < result.gradient_std[0] < 2e5


def test_small_weights_leave_less_than_a_millionth_and_500_different_neurons():
    result = shown("small")
    assert result.activation_std[-1] < 1e-6
    assert result.distinct_units[-1] == 500


def test_he_is_xavier_times_the_root_of_two_at_each_layer():
    ratio = shown("he").activation_std / shown("xavier_relu").activation_std
    assert ratio == pytest.approx(2 ** (np.arange(1, 11) / 2), rel=1e-5)


def test_normalization_makes_the_strength_irrelevant():
    rescued = shown("rescue")
    stronger = run_signal(SignalSpec(samples=250, normalization="batch", scale=1.0))
    assert rescued.activation_std == pytest.approx(np.full(10, 0.628), abs=0.004)
    assert rescued.activation_std == pytest.approx(stronger.activation_std, rel=0.01)
    assert (rescued.gradient_std[0] / rescued.gradient_std[-1]) ** (1 / 9) == pytest.approx(1.09, abs=0.015)


def test_the_right_answers_are_among_those_offered():
    for story in STORIES.values():
        assert story.right in story.answers


@pytest.mark.parametrize("first", ORDER)
def test_next_goes_through_every_story_from_wherever_one_begins(first):
    told = [first]
    while following := next_story(told[-1], told):
        told.append(following.key)
    assert sorted(told) == sorted(ORDER)
    start = ORDER.index(first)
    assert told == [*ORDER[start:], *ORDER[:start]]


def test_the_page_opens_with_the_story_that_has_the_number_one():
    assert number_of(FIRST_STORY) == 1
    assert next_story(None).key == FIRST_STORY
    assert [number_of(key) for key in ORDER] == list(range(1, len(ORDER) + 1))
    assert INITIALIZERS[{**DEFAULTS, **STORIES[FIRST_STORY].settings}["initializer"]].scale_is != "none"


@pytest.mark.parametrize("key", ORDER)
def test_settings_are_recognised_as_their_story_and_any_other_as_ones_own(key):
    values = {**DEFAULTS, **STORIES[key].settings}
    assert current_story(values) == key
    assert story_of({**values, "seed": 1}, DEFAULTS) is None
