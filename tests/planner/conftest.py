"""Fixtures for plans: hand-made ones and hostile names."""

import pytest

from tests.planner.export.plans import HOSTILE, make_plan_by_hand


@pytest.fixture
def by_hand():
    return make_plan_by_hand


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile(request):
    return request.param
