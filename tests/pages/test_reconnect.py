"""A visit that another process takes over: the link brings back what it holds, and the page says what it cannot."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from explorer.planner import Edit, Task, edit_plan, export_plan, make_plan, read_summary
from explorer.planner.gallery import gallery_text
from explorer.ui import reconnect
from explorer.ui.planner.model.held_text import OTHER_EDITS

ROOT = Path(__file__).resolve().parents[2]
PLANNER = "../pages/fine_tuning_planner.py"
TOLD = "begin your visit again"


@pytest.fixture
def session_gone(monkeypatch):
    monkeypatch.setattr(reconnect, "session_before", lambda: "a session of the process before")


def page(path=None, **parameters):
    app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
    if path:
        app.switch_page(path)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def given(app, text):
    if app.text_area:
        app.text_area[0].set_value(text).run()
    else:
        app.file_uploader[0].upload("model.txt", text.encode(), "text/plain").run()
    assert not app.exception
    return app


def told(app):
    return [info.value for info in app.info if TOLD in info.value]


def values(app):
    return app.session_state["planner"]["values"]


@pytest.mark.parametrize(
    ("header", "before"),
    [
        ({}, ""),
        ({"Sec-Websocket-Protocol": "streamlit"}, ""),
        ({"Sec-Websocket-Protocol": "streamlit, 2|d0|cf|17"}, ""),
        ({"Sec-Websocket-Protocol": "streamlit, 2|d0|cf|17, "}, ""),
        ({"Sec-Websocket-Protocol": "streamlit, 2|d0|cf|17, 5a1e-77"}, "5a1e-77"),
    ],
)
def test_the_session_before_is_the_third_entry_of_the_handshake(monkeypatch, header, before):
    monkeypatch.setattr(reconnect.st, "context", SimpleNamespace(headers=header))
    assert reconnect.session_before() == before


@pytest.mark.parametrize("source", ["paste", "file"])
def test_a_lost_text_is_named_and_its_answers_and_changes_wait_for_it(session_gone, source):
    app = page(PLANNER, source=source, examples="4321", domain="text", edits="1k")
    assert len(told(app)) == 1
    assert not app.metric
    given(app, gallery_text("resnet18"))
    assert "laid over this text" in told(app)[0]
    assert (values(app)["examples"], values(app)["domain"]) == (4321, "text")
    assert values(app)["edits"] == (Edit(stage=1, action="freeze", multiplier=0.0),)


def test_a_text_given_later_is_read_as_always(session_gone):
    app = given(page(PLANNER, source="paste", edits="1k"), gallery_text("resnet18"))
    given(app, gallery_text("small_cnn"))
    assert values(app)["edits"] == ()
    assert not told(app)


def test_nothing_waits_once_another_model_is_chosen(session_gone):
    app = page(PLANNER, source="paste", edits="1k")
    app.get_by_key("planner.source").set_value("gallery").run()
    app.get_by_key("planner.source").set_value("paste").run()
    assert not told(app)
    given(app, gallery_text("resnet18"))
    assert values(app)["edits"] == ()


def test_in_a_visit_of_its_own_a_link_waits_for_no_text():
    app = page(PLANNER, source="paste", edits="1k")
    assert not told(app)
    assert values(given(app, gallery_text("resnet18")))["edits"] == ()


def test_an_unreadable_text_does_not_end_the_wait(session_gone):
    app = given(page(PLANNER, source="paste", edits="1k"), "no summary at all")
    assert values(given(app, gallery_text("resnet18")))["edits"] == (Edit(stage=1, action="freeze", multiplier=0.0),)


@pytest.mark.parametrize(
    ("edits", "layers_kept"),
    [("1k", True), ("1k_2k", False)],  # as saved; then a change to the part of the single layer
)
def test_a_saved_plan_given_again_keeps_the_answers_of_the_link(session_gone, edits, layers_kept):
    model = read_summary(gallery_text("resnet18"))
    layer = next(layer for layer in model.layers if layer.stage == 2 and layer.weighted)
    changes = (Edit(stage=1, action="freeze"), Edit(layer=layer.path, action="freeze"))
    saved = edit_plan(make_plan(model, Task(classes=3, examples=70_000), "discriminative"), changes)
    link = {"strategy": "discriminative", "examples": "200", "edits": edits}
    app = given(page(PLANNER, source="paste", **link), export_plan(saved, "json"))
    assert values(app)["examples"] == 200
    assert bool(app.session_state[OTHER_EDITS]) == layers_kept
    assert not app.success  # its answers are not those of the file


@pytest.mark.parametrize("path", [None, PLANNER])
def test_a_page_that_begins_anew_says_so_until_the_first_change(session_gone, path):
    app = page(path)
    assert len(told(app)) == 1
    (app.get_by_key("planner.model").set_value("bert") if path else app.slider[0].set_value(9)).run()
    assert not told(app)


@pytest.mark.parametrize("path", [None, PLANNER])
def test_a_page_that_came_back_whole_says_nothing(session_gone, path):
    assert not told(page(path, v="1"))


@pytest.mark.parametrize("path", [None, PLANNER])
def test_a_first_visit_says_nothing_of_other_processes(path):
    assert not told(page(path))
