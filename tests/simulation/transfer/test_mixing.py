"""Between old and new: the ends are the two networks, a new last layer stays."""

import numpy as np
import pytest

from explorer.simulation.transfer import TransferSpec, run_transfer
from explorer.simulation.transfer.mixing import MIX_SHARES, mix

OLD, NEW = [np.full((2, 3), 1.0), np.full((3, 1), 2.0)], [np.full((2, 3), 3.0), np.full((3, 1), 6.0)]


def test_a_mixture_lies_between_the_two_networks():
    assert MIX_SHARES[0] == 0 and MIX_SHARES[-1] == 1 and 0.5 in MIX_SHARES
    assert mix(OLD, NEW, 1, False) is NEW
    for share in MIX_SHARES:
        body, head = mix(OLD, NEW, share, False)
        np.testing.assert_allclose(body, 1 + 2 * share)
        np.testing.assert_allclose(head, 2 + 4 * share)
        assert mix(OLD, NEW, share, True)[-1] is NEW[-1]


@pytest.mark.parametrize("world", ["digits_parity", "input_shift", "two_layer_linear"])
def test_the_ends_of_the_mixture_are_the_networks_that_were_tested(world):
    spec = TransferSpec(world, 30, 0.8, ("full", "full_mixed", "head_only", "adapters"), seeds=2, steps=12)
    result = run_transfer(spec)
    assert result.mixed.shape == (4, 2, 2, len(MIX_SHARES))
    full = result.mixed[0]
    np.testing.assert_array_equal(full[0, :, -1], result.accuracy[0])
    np.testing.assert_array_equal(full[1, :, -1], result.source_after[0])
    np.testing.assert_allclose(full[1, :, 0], result.source_before, atol=1e-6)
    half = MIX_SHARES.index(0.5)
    np.testing.assert_array_equal(full[0, :, half], result.accuracy[1])
    np.testing.assert_array_equal(full[1, :, half], result.source_after[1])
    if world != "input_shift":  # a new head alone learned: the body is the old one throughout
        assert (result.mixed[2, 0] == result.mixed[2, 0, :, :1]).all()
