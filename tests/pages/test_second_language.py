"""Another language reaches everything that the pages send: no word and no number of ours is left as it was."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import __version__
from explorer.planner import (
    EXPORTERS,
    GALLERY,
    REQUESTS,
    Model,
    SummaryError,
    Task,
    export_plan,
    gallery_text,
    make_plan,
    read_summary,
)
from explorer.planner.evidence.comparison import comparisons
from explorer.planner.reading.no_summary.kinds_of_text import LONGEST_QUOTE
from explorer.remark import Remark
from explorer.simulation import OPTIMIZERS, TASKS, in_everybodys_words, read_layer, recipe_for
from explorer.ui import language
from explorer.ui.first_weights.experiment.settings import LENSES
from explorer.ui.first_weights.experiment.stories import STORIES
from explorer.ui.planner.answers import fields
from explorer.ui.planner.lenses.table import short_name
from tests.plain_words import plain_words
from tests.planner.plan_models import gallery_model, two_of_each_printer
from tests.planner.reading.test_refusals import TEXTS
from tests.sent_words import sent_words

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"width": "64", "samples": "64"}
PANELS = tuple(f"first_weights.{panel}" for panel in ("why", "numbers", "share", "how", "more", "words"))
PLAN_PANELS = tuple(f"planner.{panel}" for panel in ("more", "evidence", "share"))
VERDICTS = {
    "healthy": {"initializer": "xavier_normal", "scale": "1"},
    "fading": {"initializer": "normal", "scale": "0.01"},
    "exploding": {"activation": "relu", "initializer": "normal", "scale": "3"},
    "saturated": {"initializer": "normal", "scale": "10"},
    "dead": {"activation": "relu", "initializer": "constant", "scale": "-1"},
    "identical": {"initializer": "constant", "scale": "0.02"},
    "overflow": {"activation": "linear", "initializer": "normal", "scale": "1000", "depth": "60", "extreme": "1"},
}
OTHER_SETTINGS = (
    {"depth": "1"}, {"depth": "60", "all_layers": "1", "own_scale": "1"}, {"data": "digits", "samples": "5000"},
    {"normalization": "batch", "residual": "1", "bias_std": "0.5"}, {"show_size": "1", "input_scale": "74"},
)  # fmt: skip


@pytest.fixture
def page(generated, monkeypatch):
    """Open a page in the generated language: page("planner", lens="cost")."""
    monkeypatch.setattr(language, "preferred", lambda locale: generated)

    def open_(which="first_weights", opened=(), typed=None, **parameters):
        app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
        if which == "planner":
            app.switch_page("../pages/fine_tuning_planner.py")
        for panel in opened:
            app.session_state[panel] = True
        if typed is not None:
            app.session_state["planner.paste_box"] = typed
        for name, value in parameters.items():
            app.query_params[name] = value
        return finished(app.run())

    return open_


def finished(app):
    while app.get("progress"):
        app.run()
    return app


def sent(app) -> Iterator[str]:
    """Yield every text that the page has sent."""
    assert not app.exception
    yield from _below(app._tree)


def _below(node) -> Iterator[str]:
    if getattr(node, "proto", None) is not None:
        yield from sent_words(node.proto)
    for child in getattr(node, "children", {}).values():
        yield from _below(child)


def held(app, names=()):
    left = plain_words(sent(app), {__version__, *names})
    assert not left


def names_in(model: Model) -> set[str]:
    """Return what a summary calls its layers, classes and parts."""
    layers = {name for layer in model.layers for name in (layer.path, layer.kind)}
    return {model.name, *model.stage_names, *map(short_name, model.stage_names), *layers}


def published() -> set[str]:
    """Return how the shipped measurements name themselves and their sources, as printed there."""
    return {text for row in comparisons() for text in (row.key, row.source, row.place, row.model)}


PUBLISHED = published()


@pytest.mark.parametrize("lens", LENSES)
def test_every_lens_of_first_weights(page, lens):
    recipe = recipe_for(read_layer("Linear(500, 500)", None), "normal", 0.01)
    held(page(lens=lens), {recipe.layer.name, *(one.call for one in in_everybodys_words(recipe))})


@pytest.mark.parametrize("story", STORIES)
def test_every_story(page, story):
    held(page(**{key: str(value) for key, value in STORIES[story].settings.items()}))


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_with_its_reasons_its_numbers_and_its_picture(page, verdict):
    app = page(opened=PANELS, **SMALL | VERDICTS[verdict])
    held(app)


@pytest.mark.parametrize("settings", OTHER_SETTINGS, ids=lambda settings: "-".join(settings))
def test_other_settings_of_first_weights(page, settings):
    held(page(opened=PANELS, **SMALL | settings))


def test_a_link_that_could_not_be_read(page):
    held(page(depth="-3", scale="banana", width="64", what="1", v="99"))
    names = names_in(gallery_model(fields.FIRST_MODEL)) | PUBLISHED
    held(page("planner", examples="-3", model="unknown", v="x"), names)


def test_the_figure_that_follows_the_thumb(page):
    held(page(live="1", **SMALL))


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("learner", OPTIMIZERS)
def test_what_came_of_training(page, task, learner):
    app = page(lens="learning", width="32", task=task, learner=learner, steps="50")
    app.get_by_key("first_weights.train").click()
    held(finished(app.run()))


@pytest.mark.slow
def test_seven_learning_rates(page):
    app = page(lens="learning", width="32", depth="2")
    app.get_by_key("first_weights.climb").click()
    held(finished(app.run()))


@pytest.mark.parametrize(("which", "setting"), [("first_weights", "activation"), ("planner", "optimizer")])
def test_the_switch_changes_the_language_and_nothing_else(page, generated, which, setting):
    app = page(which, opened=PLAN_PANELS, **{setting: "relu" if which == "first_weights" else "sgd"}, **SMALL)
    before = dict(app.query_params)
    app.get_by_key("language.switch").set_value("en").run()
    assert app.query_params == before | {"language": "en"}
    assert before["language"] == generated
    chosen = app.get_by_key(f"{which}.{setting}")
    assert chosen.value == before[setting]
    assert chosen.proto.set_value  # a browser goes on showing, and sending, the words of an option that it was told


def of_model(page, key, **parameters):
    """Open the planner with a model of the gallery, and hold it."""
    held(page("planner", opened=PLAN_PANELS, model=key, **parameters), names_in(gallery_model(key)) | PUBLISHED)


@pytest.mark.parametrize("lens", fields.LENSES)
def test_every_lens_of_the_planner(page, lens):
    of_model(page, "alexnet", lens=lens)


@pytest.mark.parametrize("key", GALLERY)
def test_every_model_of_the_gallery_layer_by_layer(page, key):
    of_model(page, key, layers="1")


@pytest.mark.parametrize("strategy", REQUESTS)
@pytest.mark.parametrize("lens", ["reasons", "cost"])
def test_every_strategy_with_its_reasons_and_its_cost(page, strategy, lens):
    for key in ("alexnet", "bert"):
        of_model(page, key, strategy=strategy, lens=lens, classics="1")


ANSWERS = (
    {"answer": "labels", "classes": "1000"}, {"answer": "number"}, {"answer": "text"}, {"answer": "boxes"},
    {"domain": "audio", "shift": "input", "examples": "20"}, {"domain": "table", "shift": "feature"},
    {"domain": "other", "shift": "output", "similarity": "0"}, {"channels": "1", "augmented": "0", "batch": "2"},
    {"rarest": "3", "classes": "50", "similarity": "100"}, {"optimizer": "sgd", "budget": "cluster"},
    {"memory": "1", "numbers": "4bit", "checkpointing": "1", "batch": "512"}, {"numbers": "mixed", "rank": "8"},
    {"strategy": "adapters", "batch": "512", "beside": "attention"}, {"pretraining": "masked", "examples": "1000000"},
    {"edits": "1k,2a,3r"}, {"examples": "100000", "budget": "gpu", "pretraining": "language"},
)  # fmt: skip


@pytest.mark.parametrize("answers", ANSWERS, ids=lambda answers: "-".join(answers))
@pytest.mark.parametrize("key", ["resnet50", "bert"])
def test_answers_their_cautions_and_what_would_change_the_advice(page, key, answers):
    of_model(page, key, lens="reasons", **answers)
    of_model(page, key, lens="try", **answers)


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["several", "number"])
def test_the_miniature(page, answer):
    app = page("planner", model="small_cnn", lens="try", examples="20", answer=answer)
    app.get_by_key("planner.try.button").click()
    held(finished(app.run()), names_in(gallery_model("small_cnn")) | PUBLISHED)


def values_in(remark: Remark) -> Iterator[str]:
    """Yield the names and commands that a remark holds."""
    for value in remark.values.values():
        if isinstance(value, Remark):
            yield from values_in(value)
        elif isinstance(value, str):
            yield value


def refused_on(app):
    """Whether the page says that a text could not be read."""
    return any(":material/error:" in one.value for one in app.markdown)


@pytest.mark.parametrize("kind", TEXTS)
def test_every_refusal_of_a_text(page, kind):
    text = TEXTS[kind][0]
    app = page("planner", source="paste", typed=text)
    assert refused_on(app) == bool(text.strip())  # of nothing the page says how to begin
    with pytest.raises(SummaryError) as refused:
        read_summary(text)
    quoted = [" ".join(line.split())[:LONGEST_QUOTE] for line in text.splitlines()]
    words = {word for one in (text, *quoted) for word in re.findall(r"[\w.]+", one)}
    held(app, {*words, *values_in(refused.value.remark)})


@pytest.mark.parametrize("path", two_of_each_printer(), ids=lambda path: path.stem)
def test_what_a_pasted_text_leaves_open(page, path):
    text = path.read_text(encoding="utf-8")
    app = page("planner", source="paste", typed=text)
    assert not refused_on(app)
    held(app, names_in(read_summary(text)) | PUBLISHED)


def test_a_saved_plan_that_comes_back(page):
    text = export_plan(make_plan(gallery_model("small_cnn"), Task(classes=5, examples=500)), "json")
    app = page("planner", source="paste")
    app.text_area[0].set_value(text).run()
    assert app.success
    held(app, names_in(gallery_model("small_cnn")) | PUBLISHED)


PRINTED = ROOT / "tests" / "data" / "printed_models"


def summaries_for(exporter) -> Iterator[str]:
    """Yield the texts of the gallery, then of the shipped printed models, whose model this export is for."""
    texts = [*map(gallery_text, GALLERY), *(path.read_text(encoding="utf-8") for path in sorted(PRINTED.glob("*.txt")))]
    yield from (text for text in texts if exporter.fits(read_summary(text)))


@pytest.mark.parametrize("framework", [key for key, one in EXPORTERS.items() if one.frameworks])
@pytest.mark.parametrize("strategy", ["auto", "adapters", "biases"])
def test_every_export(page, framework, strategy):
    text = next(summaries_for(EXPORTERS[framework]), None)
    assert text, f"no shipped summary is of a model that the export {framework} is for: add one to {PRINTED.name}"
    app = page("planner", source="paste", lens="code", strategy=strategy)
    app.text_area[0].set_value(text).run()
    app.get_by_key("planner.framework").set_value(framework).run()
    assert app.code  # the program is there
    held(app, names_in(read_summary(text)) | PUBLISHED)
