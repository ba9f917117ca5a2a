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
