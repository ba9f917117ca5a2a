"""The input is what its record says."""

import numpy as np
import pytest

from explorer.simulation.network.data import DATASETS, read_digits, standardised_digits


def test_digits_are_the_published_ones():
    """1,797 images of 8 × 8 pixels from 0 to 16; counts by digit as UCI documents its test part."""
    pixels, labels = read_digits()
    assert pixels.shape == (1797, 64) and pixels.min() == 0 and pixels.max() == 16
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert labels[:10].tolist() == list(range(10))


def test_each_pixel_is_standardised_and_constant_pixels_stay_zero():
    rows = standardised_digits().astype(np.float64)
    spread = rows.std(axis=0)
    constant = read_digits()[0].std(axis=0) == 0
    np.testing.assert_allclose(rows.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(spread[~constant], 1, atol=1e-6)
    assert constant.sum() == 3 and not rows[:, constant].any()


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_fewer_rows_are_the_first_rows_of_more(dataset):
    width = dataset.input_width(30)
    np.testing.assert_array_equal(dataset.rows(1, 1000, width)[:10], dataset.rows(1, 10, width))


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_rows_have_the_stated_shape_size_and_words(dataset):
    rows = dataset.rows(0, 5000, dataset.input_width(100))
    assert rows.shape == (dataset.samples(5000), dataset.input_width(100))
    assert rows.dtype == np.float32 and not rows.flags.writeable
    assert rows.std() == pytest.approx(1, abs=0.03)
    assert dataset.label and dataset.source and dataset.sentence.endswith(".")


def test_digits_do_not_change_with_the_seed():
    np.testing.assert_array_equal(DATASETS["digits"].rows(0, 9, 64), DATASETS["digits"].rows(1, 9, 64))
