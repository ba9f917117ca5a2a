"""A pinned experiment travels in the link to the last setting, and nothing else does."""

from dataclasses import replace

import pytest

from explorer.simulation import SignalSpec
from explorer.ui.first_weights.experiment.pins import PINS, pinned, pins_of
from explorer.ui.first_weights.experiment.settings import FIELDS, START
from explorer.ui.links import Unusable

PIN = {field.key: field for field in FIELDS}[PINS[0]]
FULL = SignalSpec(
    depth=37, width=129, samples=1234, activation="leaky_relu", initializer="normal", scale=0.0123456789012345,
    bias_std=0.123456, normalization="layer", residual=True, seed=9876, inputs=777, input_scale=123.456789,
    input_offset=-12.3456789,
)  # fmt: skip


@pytest.mark.parametrize("spec", [START, FULL, replace(START, data="digits"), replace(START, block="pre_norm"), None])
def test_it_comes_back_as_it_was(spec):
    if spec is not None and spec.block != "plain":
        spec = replace(spec, initializer="he_normal", scale=1.0, activation="relu")
    text = PIN.write(spec)
    assert len(text) <= PIN.longest
    assert PIN.read(text) == spec


@pytest.mark.parametrize("text", ["depth:0", "nonsense:3", "depth", "activation:swoosh", "scale:nan", "seed:1,x:1"])
def test_what_cannot_be_used_is_refused(text):
    with pytest.raises(Unusable):
        PIN.read(text)


def test_pins_move_up_when_one_goes():
    values = pins_of((START, FULL, START))
    assert pinned(values) == (START, FULL, START)
    assert pinned(pins_of((FULL,))) == (FULL,)
