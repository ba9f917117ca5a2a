"""Settings are what the visitor wished last, whatever a browser sends late."""

from types import SimpleNamespace

import pytest

from explorer.ui import state as module
from explorer.ui.links import whole


@pytest.fixture
def state(monkeypatch):
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state={}, query_params={}))
    monkeypatch.setattr(module, "taken_over", lambda: False)
    return module.PageState("test", (whole("depth", 1, 100, 10), whole("width", 1, 100, 50)))


def move(state, widget, value):
    """Let the browser send a widget's value, as it was drawn then."""
    module.st.session_state[widget["key"]] = value
    widget["on_change"](*widget["args"])


def kept(state):
    return state._kept["values"]


def test_a_moved_widget_changes_its_setting(state):
    move(state, state.widget("depth"), 7)
    assert kept(state)["depth"] == 7


def test_the_echo_of_a_widget_that_was_replaced_changes_nothing(state):
    old = state.widget("depth")
    state.apply({"depth": 30})
    move(state, old, 10)
    assert kept(state)["depth"] == 30
    assert state.widget("depth")["key"] == old["key"] and module.st.session_state[old["key"]] == 30


def test_a_wish_that_comes_from_an_old_drawing_still_counts(state):
    old_depth, old_width = state.widget("depth"), state.widget("width")
    state.apply({"depth": 30})
    move(state, old_depth, 12)
    move(state, old_width, 50)
    move(state, old_width, 60)
    assert (kept(state)["depth"], kept(state)["width"]) == (12, 60)


def test_a_widget_drawn_since_may_go_back_to_what_was_before(state):
    state.apply({"depth": 30})
    move(state, state.widget("depth"), 10)
    assert kept(state)["depth"] == 10
