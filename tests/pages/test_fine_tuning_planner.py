"""The planner's page: every answer gives a plan, every text gives a reading or a clear sentence."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.planner.gallery import GALLERY, gallery_text
from explorer.planner.plan import STRATEGIES

ROOT = Path(__file__).resolve().parents[2]


def page(**parameters):
    app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
    app.switch_page("../pages/fine_tuning_planner.py")
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def values(app):
    return app.session_state["planner"]["values"]


def pasted(text):
    app = page(source="paste")
    app.text_area[0].set_value(text).run()
    assert not app.exception
    return app


def shown(app):
    return " ".join(element.value for kind in (app.text, app.markdown, app.info, app.caption) for element in kind)


def test_the_first_visit_shows_the_classic_example():
    app = page()
    assert not app.exception
    assert app.info[0].value
    assert "61 million" in shown(app)
    assert "8,194" in " ".join(str(metric.delta) for metric in app.metric)


@pytest.mark.parametrize("key", GALLERY)
def test_every_gallery_model_gives_a_plan(key):
    app = page(model=key)
    assert not app.exception
    assert len(app.metric) == 3
    assert app.get("vega_lite_chart")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_gives_a_plan(strategy):
    app = page(model="small_cnn", strategy=strategy)
    assert not app.exception


@pytest.mark.parametrize("lens", ["table", "reasons", "cost", "try", "code"])
@pytest.mark.parametrize("key", ["caffenet", "bert", "efficientnet_b0"])
def test_every_lens_opens(key, lens):
    app = page(model=key, lens=lens)
    assert not app.exception


def test_a_pasted_summary_is_read_back_and_planned():
    app = pasted(gallery_text("resnet18"))
    assert "11.7 million" in shown(app)
    assert len(app.metric) == 3


@pytest.mark.parametrize("text", ["hello", "class Net(nn.Module):\n    pass", "bert-base-uncased", "x" * 300_000])
def test_a_text_that_is_no_summary_gets_a_sentence_and_stays_in_the_box(text):
    app = pasted(text)
    assert "This text could not be read." in shown(app)
    assert app.text_area[0].value == text


def test_the_plan_before_stays_when_the_next_text_cannot_be_read():
    app = pasted(gallery_text("small_cnn"))
    app.text_area[0].set_value("no summary at all").run()
    assert not app.exception
    assert "plan for the model before" in app.warning[0].value
    assert len(app.metric) == 3


def test_markup_in_a_pasted_name_is_never_shown_as_markdown():
    name = "![x](http://evil.example/p.png)<script>alert(1)</script>"
    text = gallery_text("resnet18").replace("ResNet (ResNet)", f"{name} ({name})", 1)
    app = pasted(text)
    spoken = [*app.markdown, *app.info, *app.caption, *app.warning, *app.error, *app.title, *app.header]
    assert not any("evil.example" in element.value for element in spoken)


def test_a_broken_link_opens_with_what_was_good_and_names_what_was_not():
    app = page(model="bert", classes="-3", similarity="banana", edits="nonsense", examples="2000")
    assert not app.exception
    assert (values(app)["model"], values(app)["examples"], values(app)["classes"]) == ("bert", 2000, 2)
    (notice,) = app.warning
    assert "−3" in notice.value
    assert "banana" not in notice.value


def test_an_edit_in_the_link_is_followed_and_can_be_taken_back():
    app = page(edits="0a0.1")
    before = app.metric[0].delta
    next(button for button in app.button if button.label == "Back to the advice").click().run()
    assert not app.exception
    assert "8,194" in app.metric[0].delta != before
    assert values(app)["edits"] == ()


def test_the_answer_that_flips_the_advice_is_one_tap_away():
    app = page()
    title = app.info[0].proto.title
    app.get_by_key("planner.flip.0").click().run()
    assert not app.exception
    assert app.info[0].proto.title != title


def test_both_classic_strategies_are_one_tap_away():
    app = page()
    charts = len(app.get("vega_lite_chart"))
    app.get_by_key("planner.classics").set_value(True).run()
    assert len(app.get("vega_lite_chart")) == charts + 1
