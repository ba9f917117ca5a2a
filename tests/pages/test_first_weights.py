"""The page "First weights": every state gives a picture and a sentence, and every tap does what it says."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def page(**parameters):
    app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def spec_of(app):
    return dict(app.session_state["first_weights"]["values"])


def test_the_first_visit_shows_the_third_story_already_run():
    app = page()
    assert not app.exception
    assert app.get_by_key("first_weights.story").value == "small"
    assert len(app.get("vega_lite_chart")) == 12


@pytest.mark.parametrize("story", ["zeros", "alike", "small", "large", "xavier", "xavier_relu", "he", "rescue"])
def test_one_tap_on_a_story_sets_every_control_and_runs(story):
    app = page(depth="3", activation="gelu", bias_std="0.4", seed="9", lens="layers")
    app.get_by_key("first_weights.story").set_value(story).run()
    assert not app.exception
    assert app.get_by_key("first_weights.story").value == story
    values = spec_of(app)
    assert (values["depth"], values["seed"], values["bias_std"]) == (10, 0, 0.0)


def test_a_link_restores_the_experiment_and_the_address_bar_holds_all_of_it():
    sent = {"v": "1", "depth": "7", "scale": "0.25", "activation": "relu", "residual": "1", "seed": "12"}
    app = page(**sent)
    values = spec_of(app)
    assert (values["depth"], values["scale"], values["activation"], values["residual"]) == (7, 0.25, "relu", True)
    again = page(**{name: value for name, value in app.query_params.items()})
    assert spec_of(again) == values


def test_a_broken_link_opens_with_what_was_good_and_names_what_was_not():
    app = page(depth="-3", scale="banana", activation="relu", initializer="x" * 400_000)
    assert not app.exception
    assert spec_of(app)["activation"] == "relu"
    notice = app.warning[0]
    assert "−3" in notice.value
    assert "1 to 100" in notice.value
    assert "banana" not in notice.value


def test_a_link_of_ten_megabytes_opens_the_page():
    app = page(depth="7", initializer="x" * 10_000_000)  # Streamlit drops a query string of more than 512 KiB whole
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 12
