"""The page "First weights": every state gives a picture and a sentence, and every tap does what it says."""

import json
from pathlib import Path

import pandas
import pyarrow
import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def page(**parameters):
    app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    return finished(app.run())


def with_more_settings(app):
    """Open the panel of settings that are rarely changed; closed it is not built."""
    app.session_state["first_weights.more"] = True
    return app.run()


def finished(app):
    """Wait for what runs in slices; the browser's timer does that for a visitor."""
    while app.get("progress"):
        app.run()
    return app


def spec_of(app):
    return dict(app.session_state["first_weights"]["values"])


def test_the_first_visit_shows_the_first_story_already_run():
    app = page()
    assert not app.exception
    assert app.get_by_key("first_weights.story").value == "small"
    assert len(app.get("vega_lite_chart")) == 3


@pytest.mark.thinned(3)
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


@pytest.mark.parametrize("broken", [{}, {"scale": "banana"}])
@pytest.mark.parametrize(("initializer", "own"), [("he_normal", "1.0"), ("normal", "0.01"), ("constant", "0.025")])
def test_a_link_that_names_a_recipe_without_a_strength_takes_the_recipes_own(initializer, own, broken):
    app = page(initializer=initializer, width="40", samples="30", **broken)
    assert app.query_params["scale"] == own
    if broken:
        assert f"It now shows {float(own):g}." in app.warning[0].value


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
    assert len(app.get("vega_lite_chart")) == 3


def press(app, key):
    app.get_by_key(key).click()
    return app.run()


def test_the_fix_mends_it_says_what_it_changed_and_can_be_undone():
    app = page()
    before = spec_of(app)
    press(app, "first_weights.mend")
    assert app.success
    assert spec_of(app)["scale"] == pytest.approx(0.0447214, rel=1e-4)
    assert any("**Changed: starting strength of the weights 0.01 → 0.0447.**" in text.value for text in app.markdown)
    assert "(changed)" in app.get_by_key("first_weights.strength").label
    press(app, "first_weights.undo")
    assert spec_of(app) == before
    assert app.warning


def test_an_answer_is_the_way_to_the_next_story_and_is_answered():
    app = page()
    press(app, "first_weights.answer.large.vanishes")
    assert app.get_by_key("first_weights.story").value == "large"
    assert app.warning[0].value.startswith("You said “It vanishes”. The correction grows")


def test_a_fix_and_an_experiment_of_ones_own_do_not_lose_the_thread_of_the_stories():
    app = page()
    press(app, "first_weights.mend")
    assert app.get_by_key("first_weights.answer.large.vanishes")
    app.get_by_key("first_weights.depth").set_value(3).run()
    assert app.get_by_key("first_weights.answer.large.vanishes")


def test_a_fix_names_the_gain_of_a_rule_as_its_slider_does():
    app = page(initializer="xavier_normal", scale="0.1", width="64", samples="32")
    press(app, "first_weights.mend")
    changed = next(text.value for text in app.markdown if "Changed: " in text.value)
    assert "extra gain 0.1 → " in changed


def test_the_notice_of_a_broken_link_goes_with_the_first_story():
    app = page(depth="-3")
    assert "−3" in app.warning[0].value
    app.get_by_key("first_weights.story").set_value("he").run()
    assert not any("−3" in warning.value for warning in app.warning)


def test_many_weights_are_drawn_in_slices_beside_the_experiment_before_and_can_be_given_up():
    app = with_more_settings(page(width="64", samples="32"))
    shown = app.warning[0].value
    app.get_by_key("first_weights.width").set_value(1024)
    app.get_by_key("first_weights.initializer").set_value("orthogonal")
    app.get_by_key("first_weights.depth").set_value(100).run()
    assert not app.exception
    assert app.get("progress")
    assert app.warning[0].value == shown
    press(app, "first_weights.wait.stop")
    app.run()
    assert (spec_of(app)["width"], spec_of(app)["depth"]) == (64, 10)
    assert not app.get("progress")


@pytest.mark.slow
def test_dragging_live_at_a_size_that_takes_long_can_be_given_up():
    app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
    app.query_params.update({"live": "1", "depth": "100", "width": "190", "initializer": "orthogonal", "scale": "1"})
    app.run()
    assert app.get("progress")
    assert not app.get("bidi_component")
    press(app, "first_weights.live.stop")
    app.run()
    assert spec_of(app)["live"] is False
    assert len(app.get("vega_lite_chart")) == 3


def test_how_to_read_this_explains_both_kinds_of_pictures():
    app = page(width="16", samples="8")
    app.session_state["first_weights.how"] = True
    app.run()
    assert any("read from right to left" in text.value for text in app.markdown)


def test_a_story_is_unmarked_as_soon_as_a_control_differs():
    app = page()
    app.get_by_key("first_weights.depth").set_value(11).run()
    assert app.get_by_key("first_weights.story").value is None


def test_a_recipe_with_a_rule_of_its_own_shows_the_gain_and_starts_at_one():
    app = page()
    app.get_by_key("first_weights.initializer").set_value("he_normal").run()
    assert spec_of(app)["scale"] == 1.0
    assert app.get_by_key("first_weights.gain").value == 1.0
    app.get_by_key("first_weights.initializer").set_value("zeros").run()
    assert not app.exception
    with pytest.raises(KeyError):
        app.get_by_key("first_weights.gain")


def test_a_long_experiment_shows_its_first_examples_and_offers_to_run_all():
    app = page(depth="20", width="1000", samples="1200")
    assert not app.exception
    assert "first 130 of 1,200 examples" in app.info[0].value
    press(app, "first_weights.long.stay")
    assert spec_of(app)["samples"] == 130
    assert not app.info


@pytest.mark.slow
def test_what_takes_under_two_seconds_is_run_without_asking():
    app = page(depth="100", width="500", samples="250")
    assert not app.exception and not app.info
    assert spec_of(app)["samples"] == 250
    assert "at layer 100" in app.warning[0].value


@pytest.mark.slow
def test_an_experiment_that_is_too_large_is_shown_with_what_fits():
    app = page(depth="100", width="1024", samples="5000", scale="0.03")
    assert not app.exception
    assert "leave room for 238 examples, not 5,000" in app.info[0].value


EXTREMES = [
    {"depth": "1"}, {"depth": "100", "scale": "1000"}, {"depth": "100", "scale": "0.000001"},
    {"width": "2", "samples": "1"}, {"width": "2", "samples": "1", "depth": "100", "activation": "relu"},
    {"scale": "1000", "activation": "linear", "depth": "100"}, {"scale": "1000", "activation": "relu", "depth": "100"},
    {"initializer": "lsuv", "activation": "selu"}, {"initializer": "zeros", "activation": "sigmoid", "bias_std": "2"},
    {"initializer": "zeros", "normalization": "batch"}, {"normalization": "rms", "residual": "1", "depth": "100"},
    {"data": "digits", "samples": "5000", "initializer": "orthogonal"}, {"initializer": "identity", "depth": "1"},
    {"initializer": "constant", "scale": "1000", "activation": "softplus", "depth": "100"},
    {"initializer": "pytorch_linear", "activation": "gelu"}, {"normalization": "layer", "width": "2"},
]  # fmt: skip


@pytest.mark.thinned(3)
@pytest.mark.parametrize("extreme", EXTREMES, ids=lambda extreme: "-".join(extreme.values()))
@pytest.mark.parametrize("lens", ["layers", "recipe"])
def test_every_extreme_gives_a_picture_and_a_sentence(extreme, lens):
    app = page(**{"width": "40", "samples": "30", "lens": lens} | extreme)
    assert not app.exception
    alerts = [*app.warning, *app.success]
    assert len(alerts) == 1
    shown = alerts[0].value + "".join(text.value for text in app.markdown)
    assert not any(word in shown for word in ("nan", "inf ", "None", "e-0", "e+"))
    assert len(app.get("vega_lite_chart")) >= 2


@pytest.mark.thinned(6)
@pytest.mark.parametrize(
    "link",
    [
        {}, {"initializer": "he_normal", "scale": "1", "activation": "relu"}, {"scale": "0.00001", "depth": "100"},
        {"initializer": "zeros"}, {"depth": "100", "width": "1024"}, {"width": "2", "samples": "1", "depth": "1"},
    ],
    ids=str,
)  # fmt: skip
def test_dragging_live_opens_from_any_link(link):
    app = page(**{"width": "40", "samples": "30", "live": "1"} | link)
    assert not app.exception
    live = app.get("bidi_component")
    assert bool(live) == ("initializer" not in link or link["initializer"] != "zeros") * (link.get("width") != "1024")
    assert len([*app.warning, *app.success]) == (0 if live else 1)  # the live figure holds the verdict itself


def lines_of(app):
    return json.loads(app.get("vega_lite_chart")[0].proto.spec)


def test_the_forward_chart_can_show_the_size_where_averages_matter():
    app = page(activation="relu", initializer="he_normal", scale="1", width="40", samples="30")
    app.get_by_key("first_weights.show_size").set_value(True).run()
    assert "size (RMS)" in json.dumps(lines_of(app), ensure_ascii=False)
    with pytest.raises(KeyError):
        page(width="40", samples="30").get_by_key("first_weights.show_size")


def test_who_does_not_see_a_chart_is_told_the_verdict_and_the_first_and_last_value():
    app = page()
    (told,) = (one.value for one in app.get("html") if "at layer 10" in one.value)
    told = told.replace("\u00a0", " ")
    assert 'class="heard"' in told
    assert "Fades at every layer; below a tenth from layer 2" in told
    assert "0.21 at layer 1 and 0.0000003 at layer 10" in told
    assert "in words" in app.get("vega_lite_chart")[0].proto.alt


def test_a_move_changes_the_data_of_a_chart_and_nothing_else_that_it_would_be_drawn_anew_for():
    def drawn_anew_for(app):
        return [(chart.proto.spec, chart.proto.alt) for chart in app.get("vega_lite_chart")]

    def data(app):
        return [chart.proto.data.data for chart in app.get("vega_lite_chart")]

    before, after = page(scale="0.01"), page(scale="0.02")
    assert drawn_anew_for(before) == drawn_anew_for(after)
    assert all(one != other for one, other in zip(data(before), data(after), strict=True))


def limits_drawn(app):
    frames = [pyarrow.ipc.open_stream(chart.proto.data.data).read_pandas() for chart in app.get("vega_lite_chart")[:2]]
    return [bool(frame.get("limit_a", pandas.Series(dtype=float)).notna().any()) for frame in frames]


def test_number_formats_are_drawn_where_asked_for_and_where_the_verdict_is_about_them():
    assert not any(limits_drawn(page()))
    app = with_more_settings(page())
    app.get_by_key("first_weights.formats").set_value(True).run()
    assert all(limits_drawn(app))
    assert limits_drawn(page(scale="100", activation="relu", width="64", samples="32"))[0]


def test_no_number_of_the_first_screen_is_written_in_powers_of_ten():
    app = page()
    folded = {text.value for one in app.expander for text in one.markdown}
    told = [text.value for text in [*app.warning, *app.markdown] if text.value not in folded]
    assert any("0.0000003 of spread arrives at layer 10: almost nothing" in text for text in told)
    assert not any("× 10" in text or "float" in text for text in told)


def test_where_no_theory_applies_the_page_says_why():
    texts = [text.value for text in page(initializer="zeros", width="40", samples="30").markdown]
    assert any("There is no theory line here. The theory averages over random weights" in text for text in texts)


def test_more_digits_than_there_are_is_said():
    texts = [text.value for text in page(data="digits", samples="5000", width="16").markdown]
    assert any("only 1,797 handwritten digits" in text for text in texts)


def test_the_planner_is_linked_for_those_whose_navigation_is_hidden():
    assert page(width="16", samples="8").get("page_link")


def test_the_calculator_reads_a_layer_and_says_what_it_cannot_read_as_plain_text():
    app = page(lens="recipe", initializer="he_normal", scale="1", width="40", samples="30")
    app.get_by_key("first_weights.recipe.layer").set_value("Conv2d(64, 128, 3)").run()
    assert any("576" in text.value for text in app.markdown)
    assert len(app.code) == 4
    app.get_by_key("first_weights.recipe.layer").set_value("![](http://x.example/y.png)").run()
    assert not app.exception
    assert app.text
    assert not any("y.png" in text.value for text in app.markdown)


def test_the_lens_learning_trains_both_starts_and_says_what_they_reached():
    app = page(lens="learning", depth="3", width="16", samples="20", scale="0.01", steps="20", batch="16")
    assert any("Would this start learn?" in info.value for info in app.info)
    press(app, "first_weights.train")
    app = finished(app)
    assert not app.exception
    said = [text.value for text in app.markdown]
    assert any(text.startswith("**This start**: ") and "Guessing gives 10 %" in text for text in said)
    assert any(text.startswith("**The mended start**: ") for text in said)
    assert (app.query_params["steps"], app.query_params["learner"]) == ("20", "sgd")
