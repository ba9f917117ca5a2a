"""The tables of an export hold the whole plan: each listed layer once, with its own speed in every phase."""

from dataclasses import replace

import pytest

from explorer.planner import REQUESTS, Task, make_plan, read_summary
from explorer.planner.export.tables import live_name, make_tables
from explorer.planner.export.torch.torch_code import renaming
from explorer.planner.parts import carries_weights
from explorer.planner.records.model import Layer
from explorer.planner.records.plan import PlannedLayer
from tests.planner.export.plans import make_plan_by_hand

PRINTED = """Net(
  (conv1): Conv2d(3, 8, kernel_size=(3, 3))
  (bn1): BatchNorm2d(8)
  (relu): ReLU()
  (layer1): Sequential(
    (0): Conv2d(8, 8, kernel_size=(3, 3))
    (1): BatchNorm2d(8, affine=False)
  )
  (layer2): Sequential(
    (0): Conv2d(8, 8, kernel_size=(3, 3))
  )
  (fc): Linear(in_features=8, out_features=10, bias=True)
)"""


@pytest.mark.parametrize("strategy", REQUESTS)
def test_every_layer_with_weights_or_statistics_is_in_one_group_with_its_speeds(strategy):
    plan = make_plan(read_summary(PRINTED), Task(), strategy=strategy)
    tables = make_tables(plan)
    groups = {group.key: group for group in tables.groups}
    listed = [(planned, entry) for entry in tables.entries for planned in entry.layers]
    expected = [p for p in plan.layers if carries_weights(p.layer) or p.layer.norm]
    assert [planned for planned, _ in listed] == expected
    for planned, entry in listed:
        group, index = groups[entry.group], plan.layers.index(planned)
        assert group.multiplier == planned.multiplier
        assert group.in_phases == tuple(phase.multipliers[index] for phase in plan.schedule)
    assert len({(g.multiplier, g.in_phases) for g in tables.groups}) == len(tables.groups)
    assert tables.has_head and not tables.patterns


def test_groups_are_named_by_what_they_do():
    assert [group.key for group in make_tables(make_plan_by_hand(("a", "b", "c", "d"))).groups] == [
        "frozen", "speed_1", "head",
    ]  # fmt: skip


def test_neighbours_of_one_block_and_treatment_share_an_entry():
    plan = make_plan(read_summary(PRINTED), Task(), strategy="head_only")
    entries = make_tables(plan).entries
    assert [(entry.names, entry.action) for entry in entries][-1] == (("fc",), "replace")
    assert ("conv1", "bn1") in [entry.names for entry in entries]
    assert len({entry.block for entry in entries}) == len(
        {p.layer.stage for p in plan.layers if p.layer.role != "pool"}
    )


def test_a_shared_layer_printed_again_is_listed_once():
    plan = make_plan_by_hand(("a", "b", "head"))
    again = PlannedLayer(replace(plan.layers[0].layer, parameters=0, shares_with="a"), "tune", 0.1, ("A1",))
    phases = tuple(replace(phase, multipliers=(*phase.multipliers, 0.1)) for phase in plan.schedule)
    longer = replace(plan, layers=(*plan.layers, again), schedule=phases)
    assert [name for entry in make_tables(longer).entries for name in entry.names] == ["a", "b", "head"]


def test_a_replaced_first_layer_for_new_channels_is_told_from_a_fresh_one():
    task = Task(input_channels_changed=True)
    entries = make_tables(make_plan(read_summary(PRINTED), task, strategy="from_scratch")).entries
    actions = {name: entry.action for entry in entries for name in entry.names}
    assert actions["conv1"] == "replace input" and actions["layer1.0"] == "reinitialize" and actions["fc"] == "replace"


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (Layer("a.b", "Conv2d", 3), "a.b"),
        (Layer("a_long_na…", "Conv2D", 3, name_known="cut"), ("a_long_na", "Conv2D", 3)),
        (Layer("a_long_na...", "Conv2D", 3, name_known="cut"), ("a_long_na", "Conv2D", 3)),
        (Layer("out…/conv1", "Conv2D", None, name_known="cut"), ("out", "Conv2D", None)),
        (Layer("Conv2d-1", "Conv2d", 3, name_known="position"), ("", "Conv2d", 3)),
    ],
)
def test_a_name_that_is_not_known_becomes_start_class_and_size(layer, name):
    assert live_name(layer) == name


def test_wrappers_are_taken_off_the_names_only_where_all_have_them():
    wrapped = make_plan_by_hand(("module.conv", "module._orig_mod.fc"))
    assert [renaming(wrapped)(p.layer.path) for p in wrapped.layers] == ["conv", "fc"]
    mixed = make_plan_by_hand(("module.conv", "fc"))
    assert [renaming(mixed)(p.layer.path) for p in mixed.layers] == ["module.conv", "fc"]
