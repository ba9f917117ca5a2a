"""Missions: each is broken and fails to learn, and a search over single changes finds two that mend it and learn.

Two controls each, but for neurons that start alike: there several recipes mend it, and no other control does.
"""

from dataclasses import replace
from functools import cache

import pytest

from explorer.simulation.look.missions import BUILD, KEPT, MISSIONS, Attempt, moved_controls, told
from explorer.simulation.network.activations import ACTIVATIONS
from explorer.simulation.network.blocks import BLOCKS, BRANCHES
from explorer.simulation.network.normalization import NORMALIZATIONS
from explorer.simulation.signal.outline import run_outline
from explorer.simulation.training.ladder import LEARNED, LadderSpec, run_ladder
from explorer.simulation.verdict.findings import key_of
from explorer.simulation.weights.initializers import INITIALIZERS, carried_scale

ONE_CONTROL = {"alike": "initializer"}
ALL = [pytest.param(mission, id=key) for key, mission in MISSIONS.items()]
STRENGTHS = (0.002, 0.01, 0.05, 0.125, 0.25, 0.5, 1.0, 1.41, 2.0)
RATES = (0.03, 0.1)  # of the seven; what learns at one of them has learned


def healthy(spec):
    return key_of(run_outline(spec)) == "healthy"


def single_changes(start):
    """Every network that one control leads to, by control; strengths and inputs at a few stops."""
    for key in INITIALIZERS:
        scale = carried_scale(start.initializer, key, start.scale, start.width)
        yield "initializer", replace(start, initializer=key, scale=scale)
    for name, values in (
        ("scale", STRENGTHS), ("activation", ACTIVATIONS), ("normalization", NORMALIZATIONS), ("branch", BRANCHES),
        ("bias_std", (0.1, 1.0)), ("input_scale", (0.01, 1.0)), ("input_offset", (1.0,)),
    ):  # fmt: skip
        for value in values:
            yield name, replace(start, **{name: value})
    for key in BLOCKS:
        yield "block", replace(start, block=key)
    yield "block", replace(start, block="plain", residual=True)


@cache
def ways(key):
    """The networks that get through, by the control that was moved."""
    found = {}
    for control, changed in single_changes(MISSIONS[key].start):
        if changed != MISSIONS[key].start and healthy(changed):
            found.setdefault(control, []).append(changed)
    return found


@pytest.mark.parametrize("mission", ALL)
def test_every_mission_is_broken_and_two_controls_can_mend_it(mission):
    assert not healthy(mission.start)
    assert len(ways(mission.key)) >= 2
    for control, networks in ways(mission.key).items():
        for network in networks:
            attempt = Attempt(mission, network, True)
            assert attempt.controls == (control,) and attempt.state == "mended"


@pytest.mark.slow
@pytest.mark.parametrize("mission", ALL)
def test_training_proves_the_fault_and_at_least_two_ways_out(mission):
    broken = run_ladder(LadderSpec((mission.start,)))
    assert not broken.learned[0]
    most = {"initializer": 3}
    only = ONE_CONTROL.get(mission.key)
    controls = {control: networks[: most.get(control, 2)] for control, networks in ways(mission.key).items()}
    tried = [network for networks in controls.values() for network in networks][:10]
    ladder = run_ladder(LadderSpec(tuple(tried), rates=RATES))
    learned = [moved_controls(mission.start, spec) for spec, yes in zip(tried, ladder.learned, strict=True) if yes]
    assert len(learned) >= 2 and (set(learned) == {(only,)} if only else len(set(learned)) >= 2), ladder.best_accuracy


def test_what_a_control_brings_along_is_not_counted_and_what_is_moved_besides_is():
    start = MISSIONS["whisper"].start
    assert moved_controls(start, start) == ()
    assert moved_controls(start, replace(start, initializer="xavier_normal", scale=1.0)) == ("initializer",)
    assert moved_controls(start, replace(start, initializer="xavier_normal", scale=2.0)) == ("initializer", "scale")
    assert moved_controls(start, replace(start, initializer="uniform", scale=0.01)) == ("initializer",)
    assert moved_controls(start, replace(start, initializer="uniform", scale=0.1)) == ("initializer", "scale")
    assert moved_controls(start, replace(start, block="pre_norm")) == ("block",)
    assert moved_controls(start, replace(start, block="pre_norm", normalization="rms")) == ("normalization", "block")
    assert moved_controls(start, replace(start, block="no_norm", branch="zero")) == ("block", "branch")
    assert moved_controls(start, replace(start, residual=True)) == ("block",)


def test_size_data_and_luck_are_not_to_be_moved_and_one_change_is_all():
    mission = MISSIONS["whisper"]
    for name, value in (("depth", 3), ("width", 32), ("seed", 5), ("data", "gaussian"), ("samples", 100)):
        assert name in KEPT and Attempt(mission, replace(mission.start, **{name: value}), True).state == "kept"
    two = replace(mission.start, activation="relu", normalization="batch")
    assert Attempt(mission, two, True).state == "many" and len(BUILD) == 2
    assert Attempt(mission, replace(mission.start, scale=0.02), False).state == "broken"
    assert Attempt(mission, mission.start, False).state == "untouched"


def test_a_proof_trains_the_broken_network_and_the_mended_one_and_says_what_both_reached():
    mission = MISSIONS["alike"]
    mended = replace(mission.start, initializer="xavier_normal", scale=1.0)
    proof = Attempt(mission, mended, True).proof
    assert proof.signals == (mission.start, mended) and len(proof.rates) == 7
    remark = told(run_ladder(replace(proof, rates=(0.1,), seeds=1)))
    assert remark.key.endswith("proven") and remark.values["after"] >= LEARNED > remark.values["before"]
    hollow = replace(mission.start, bias_std=0.1)  # gets through, and learns nothing
    assert healthy(hollow)
    assert told(run_ladder(LadderSpec((mission.start, hollow), rates=(0.1,), seeds=1))).key.endswith("refuted")
