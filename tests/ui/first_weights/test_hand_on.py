"""What is handed on names every setting as its control does."""

from explorer.simulation import BLOCKS
from explorer.ui.first_weights.experiment.settings import DEFAULTS
from explorer.ui.first_weights.hand_on import settings_sentence


def test_the_scale_is_named_for_what_it_is():
    assert "Starting strength of the weights: 0.01" in settings_sentence(DEFAULTS)
    gain = settings_sentence(DEFAULTS | {"initializer": "xavier_normal", "scale": 1.0})
    assert "Extra gain: 1" in gain and "strength" not in gain.lower()
    zeros = settings_sentence(DEFAULTS | {"initializer": "zeros"})
    assert "gain" not in zeros.lower() and "strength" not in zeros.lower()


def test_the_number_of_inputs_is_said_only_where_it_can_be_chosen():
    assert "as many as neurons" in settings_sentence(DEFAULTS)
    assert "784" in settings_sentence(DEFAULTS | {"inputs": 784})
    assert "Numbers in one example" not in settings_sentence(DEFAULTS | {"data": "digits"})


def test_the_last_matrix_of_a_block_is_named_only_where_there_are_blocks():
    branched = next(key for key, block in BLOCKS.items() if block.branched)
    assert "Last matrix" not in settings_sentence(DEFAULTS)
    assert "Last matrix" in settings_sentence(DEFAULTS | {"block": branched})
