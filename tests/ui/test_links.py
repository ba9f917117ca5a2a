"""A link holds the whole state, and a broken one opens politely."""

import pytest

from explorer.ui.components.notice import link_notice
from explorer.ui.links import choice, defaults, flag, read_link, real, whole, write_link

FIELDS = (
    whole("depth", 1, 100, 10),
    real("scale", 1e-6, 1e3, 0.01),
    choice("activation", ("tanh", "relu"), "tanh"),
    flag("residual"),
)


def notice(parameters):
    reading = read_link(FIELDS, parameters)
    return link_notice(reading, label=lambda key: f"the {key}", shown=lambda key, value: str(value))


@pytest.mark.parametrize(
    "state",
    [
        {"depth": 1, "scale": 1e-6, "activation": "relu", "residual": True},
        {"depth": 100, "scale": 0.1 + 0.2, "activation": "tanh", "residual": False},
        {"depth": 37, "scale": 1 / 500**0.5, "activation": "tanh", "residual": True},
    ],
)
def test_a_state_survives_the_link_to_the_last_bit(state):
    reading = read_link(FIELDS, write_link(FIELDS, state))
    assert reading.values == state
    assert reading.clean


def test_a_link_holds_every_field_and_its_version():
    assert set(write_link(FIELDS, defaults(FIELDS))) == {"v", "depth", "scale", "activation", "residual"}


def test_a_link_without_parameters_gives_the_defaults_without_a_word():
    assert read_link(FIELDS, {}).values == defaults(FIELDS)
    assert notice({}) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"depth": "-3"}, {"depth": "3.7"}, {"depth": "1e1"}, {"depth": "1_0"}, {"depth": "٣"}, {"depth": ""},
        {"depth": "9" * 5000}, {"scale": "banana"}, {"scale": "nan"}, {"scale": "inf"}, {"scale": "-1"},
        {"scale": "1e999"}, {"scale": "0"}, {"activation": "<b>relu</b>"}, {"activation": "TANH"},
        {"residual": "yes"}, {"scale": "x" * 10_000_000}, {"depth": "0x10"}, {"scale": "0.01 "},
    ],
)  # fmt: skip
def test_a_broken_value_falls_back_and_the_rest_is_kept(broken):
    good = write_link(FIELDS, {"depth": 7, "scale": 0.5, "activation": "relu", "residual": True})
    reading = read_link(FIELDS, good | broken)
    (key,) = broken
    assert [problem.field.key for problem in reading.problems] == [key]
    assert reading.values == {"depth": 7, "scale": 0.5, "activation": "relu", "residual": True} | {
        key: defaults(FIELDS)[key]
    }


def test_the_notice_names_what_was_off_and_what_works():
    title, text = notice({"depth": "-3", "scale": "banana", "activation": "![](http://x.example/y.png)"})
    assert title == "3 settings in this link could not be read"
    assert "**the depth**: the link asked for −3; 1 to 100 work. It now shows 10." in text
    assert "**the scale**: the link holds no number here; 1 × 10⁻⁶ to 1,000 work. It now shows 0.01." in text
    assert "**the activation**: the link names something that is not offered here. It now shows tanh." in text


def test_text_from_a_link_is_never_repeated():
    hostile = "![](http://x.example/y.png)"
    title, text = notice({"depth": hostile, "scale": hostile, "activation": hostile, hostile: hostile, "v": hostile})
    assert "example" not in title + text


def test_an_unknown_part_and_another_version_are_said_and_trackers_are_not():
    assert "not known here" in notice({"shoe_size": "43"})[1]
    assert "another version" in notice({"v": "2"})[1]
    assert "does not say clearly" in notice({"v": "two"})[1]
    assert notice({"utm_source": "mail", "fbclid": "x"}) is None
