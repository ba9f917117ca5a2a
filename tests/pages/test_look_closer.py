"""The lenses of "Look closer": each opens from a link, says what it found, and costs nothing while it is closed."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui.first_weights.experiment.settings import LENSES

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"width": "16", "samples": "20", "depth": "4", "initializer": "xavier_normal", "scale": "1.0"}


def page(**parameters):
    app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
    for name, value in (SMALL | parameters).items():
        app.query_params[name] = value
    return finished(app.run())


def finished(app):
    """Wait for what runs in slices; the browser's timer does that for a visitor."""
    while app.get("progress"):
        app.run()
    assert not app.exception
    return app


def told(app):
    kinds = ("markdown", "caption", "info", "success", "warning")
    return " ".join(one.value for kind in kinds for one in app.get(kind))


@pytest.mark.parametrize("lens", LENSES)
def test_every_lens_opens_from_a_link_and_stays_in_it(lens):
    app = page(lens=lens)
    assert app.query_params["lens"] == lens


@pytest.mark.parametrize("initializer", ["zeros", "constant", "lsuv", "pytorch_linear"])
@pytest.mark.parametrize("lens", LENSES)
def test_every_lens_has_something_to_say_of_odd_recipes_at_the_smallest_size(lens, initializer):
    page(lens=lens, initializer=initializer, scale="1.0", depth="1", width="2", samples="1")


def test_luck_counts_the_networks_that_get_through():
    assert "of 20 networks get through" in told(page(lens="luck", width="4", depth="10", activation="relu"))
    assert "leaves nothing to luck" in told(page(lens="luck", initializer="constant", scale="0.1"))


@pytest.mark.parametrize("activation", ["tanh", "relu", "softplus", "gelu"])
def test_the_map_says_whether_there_is_a_critical_line(activation):
    words = told(page(lens="map", activation=activation))
    assert ("no critical line" in words) == (activation != "tanh")
    assert "Your network (the ring)" in words


def test_two_pinned_experiments_stand_beside_the_one_at_hand_and_come_back_by_the_link():
    app = page(lens="compare")
    assert "Pin what you see" in told(app)
    app.get_by_key("first_weights.pin").click().run()
    app.get_by_key("first_weights.activation").set_value("relu").run()
    assert "**Now** beside **Pinned A**: bend tanh → ReLU" in told(app)
    app.get_by_key("first_weights.pin").click().run()
    assert "**Pinned B** beside **Pinned A**" in told(app)
    again = page(**dict(app.query_params))
    assert again.session_state["first_weights"]["values"]["pin_1"].activation == "tanh"
    assert "**Pinned B** beside **Pinned A**" in told(again)
    again.get_by_key("first_weights.pin.off.0").click().run()
    again.get_by_key("first_weights.pin.go.0").click().run()
    assert again.session_state["first_weights"]["values"]["activation"] == "relu"


def test_a_broken_pin_in_a_link_is_told_and_dropped():
    app = page(lens="compare", pin_1="depth:0", pin_2="activation:relu,depth:3,width:8,samples:9")
    assert "First pinned experiment" in told(app)
    assert app.session_state["first_weights"]["values"]["pin_2"].depth == 3


def test_sameness_follows_the_link_and_says_what_keeps_neurons_alike():
    words = told(page(lens="sameness", initializer="constant", scale="0.06", tie_random="0"))
    assert "**At the start** every layer holds 1 different neuron of 16." in words
    assert "no training will ever part them" in words
    assert "their average neuron" in told(page(lens="sameness", initializer="constant", scale="0.06", tie_noise="0.01"))


def test_a_mission_keeps_the_own_experiment_and_judges_every_move():
    app = page(lens="missions")
    app.get_by_key("first_weights.mission.whisper").click().run()
    assert app.query_params["mission"] == "whisper" and app.query_params["mission_own"]
    assert not app.exception and app.session_state["first_weights"]["values"]["depth"] == 12
    for scale in (0.01, 0.0126, 0.0158):
        assert "too weak" not in told(app)
        app.get_by_key("first_weights.strength").set_value(scale).run()
    assert "still broken" in told(app) and "too weak" in told(app)
    app.get_by_key("first_weights.depth").set_value(3).run()
    assert "not yours to change" in told(app)
    app.get_by_key("first_weights.mission.anew").click().run()
    app.get_by_key("first_weights.normalization").set_value("batch").run()
    assert "Will it learn?" in told(app)
    app.get_by_key("first_weights.mission.shout").click().run()  # another one: the own experiment is still kept
    app.get_by_key("first_weights.mission.back").click().run()
    values = app.session_state["first_weights"]["values"]
    assert (values["width"], values["depth"], values["mission"], values["mission_own"]) == (16, 4, "none", None)


def test_a_link_into_a_mission_has_no_own_experiment_to_go_back_to():
    app = page(lens="missions", mission="pixels")
    assert "not yours to change" in told(app)  # the link's own network is another one
    assert app.get_by_key("first_weights.mission.back").label == "Leave the missions"
