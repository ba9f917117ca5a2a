"""What the page offers under "Block" stands for settings of an experiment, and comes back from every link."""

import pytest

from explorer.simulation import BLOCKS, SignalSpec, run_signal
from explorer.ui.first_weights.experiment.settings import (
    BUILDS,
    DEFAULTS,
    FIELDS,
    build_of,
    own_reset,
    resets_of,
    settings_of,
    spec_of,
    what_follows,
)
from explorer.ui.first_weights.experiment.stories import STORIES
from explorer.ui.links import read_link, write_link


@pytest.mark.parametrize("key", BUILDS)
def test_a_build_is_recognised_by_the_settings_that_it_stands_for(key):
    values = {**DEFAULTS, **BUILDS[key]}
    assert build_of(values) == key
    settled = {**values, **own_reset(values)}
    assert settled["normalization"] in (resets_of(settled) or ("none",))
    assert {**settled, **settings_of(spec_of(settled))} == settled  # nothing that the page shows differs from what runs


def test_links_from_before_blocks_mean_what_they_meant():
    values = read_link(FIELDS, {"v": "1", "residual": "1", "normalization": "batch"}).values
    assert (values["block"], values["branch"], build_of(values)) == ("plain", "as_others", "shortcut")
    assert spec_of(values) == SignalSpec(samples=250, residual=True, normalization="batch", scale=values["scale"])


@pytest.mark.parametrize("block", [key for key, one in BLOCKS.items() if one.branched])
def test_a_block_and_its_branch_travel_in_the_link(block):
    values = {**read_link(FIELDS, {}).values, "block": block, "branch": "zero"}
    values |= own_reset(values)
    assert read_link(FIELDS, write_link(FIELDS, values)).values == values


def test_a_link_with_a_block_and_no_reset_gets_the_blocks_own():
    parameters = {"block": "pre_norm", "normalization": "none", "scale": "1.0"}
    values = read_link(FIELDS, parameters).values
    assert what_follows(parameters, values)["normalization"] == "layer"


def test_fifty_blocks_grow_to_the_root_of_fifty_one_and_zero_branches_change_nothing():
    fifty, zero = (run_signal(spec_of({**DEFAULTS, **STORIES[key].settings})) for key in ("fifty", "zero"))
    assert fifty.activation_std[-1] == pytest.approx(51**0.5, rel=0.05)
    assert (zero.activation_std == zero.activation_std[0]).all() and (zero.weight_gradient_std > 0).all()
