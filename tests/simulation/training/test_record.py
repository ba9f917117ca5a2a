"""What can be seen of networks that learn follows the laws of what is done to them."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.simulation.network.spec import SignalSpec
from explorer.simulation.training.record import dropout_growth
from explorer.simulation.training.spec import TrainingSpec


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_what_is_left_out_multiplies_the_mean_square_once_a_layer_where_nothing_resets_it(share):
    """1/keep a layer for sums without biases; with a reset before the activation, once in all."""
    signal = SignalSpec(depth=4, width=256, activation="relu", initializer="he_normal")
    growth = dropout_growth(TrainingSpec(signal, dropout=share, seeds=8))
    np.testing.assert_allclose(growth, (1 - share) ** -np.arange(1.0, 5.0), rtol=0.08)
    reset = dropout_growth(TrainingSpec(replace(signal, normalization="layer"), dropout=share, seeds=2))
    np.testing.assert_allclose(reset, 1 / (1 - share), rtol=0.08)


def test_nothing_left_out_changes_nothing():
    signal = SignalSpec(depth=3, width=16, initializer="xavier_normal")
    np.testing.assert_allclose(dropout_growth(TrainingSpec(signal)), 1, rtol=1e-12)
