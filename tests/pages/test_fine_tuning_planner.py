"""The planner's page: every answer gives a plan, every text gives a reading or a clear sentence."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.planner import (
    EXPORTERS,
    REQUESTS,
    Edit,
    Task,
    edit_plan,
    export_plan,
    make_plan,
    miniature_case,
    read_summary,
)
from explorer.planner.gallery import GALLERY, gallery_text
from explorer.simulation import load_winner_maps
from explorer.ui.planner.answers.fields import task_of
from tests.planner.plan_models import two_of_each_printer

ROOT = Path(__file__).resolve().parents[2]


def page(typed=None, **parameters):
    app = AppTest.from_file(str(ROOT / "explorer" / "app.py"), default_timeout=60)
    app.switch_page("../pages/fine_tuning_planner.py")
    if typed is not None:
        app.session_state["planner.paste_box"] = typed
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def values(app):
    return app.session_state["planner"]["values"]


def pasted(text):
    app = page(source="paste", typed=text)
    assert not app.exception
    return app


def shown(app):
    return " ".join(element.value for kind in (app.text, app.markdown, app.info, app.caption) for element in kind)


def first_plan():
    return make_plan(read_summary(gallery_text("resnet18")), Task(classes=2, examples=5_000, similarity=0.8))


def test_the_first_visit_shows_a_model_that_people_know():
    app = page()
    assert not app.exception
    assert values(app)["model"] == "resnet18"
    assert "11.7 million" in shown(app)
    assert "11.2 million of 11.2 million" in " ".join(str(metric.delta) for metric in app.metric)


def test_the_first_visit_shows_a_case_in_which_rules_measurements_and_miniature_agree():
    plan = first_plan()
    assert task_of(values(page())) == plan.task
    assert plan.decided_by == "measured" and plan.because and not plan.against
    case = miniature_case(plan.task)
    assert plan.strategy in load_winner_maps()[case.world].nearest(case.examples, case.similarity).level


def test_the_page_opens_with_what_fine_tuning_is_and_ends_with_its_words():
    app = page()
    assert any(element.value.startswith("**Fine-tuning** teaches a trained model") for element in app.markdown)
    assert next(e for e in app.expander if e.label == "Words")


def test_the_full_speed_is_said_as_a_learning_rate():
    assert "1× = learning rate 0.001." in shown(page())
    assert "1× = learning rate 0.001 at first, 0.00001 from phase 2 on." in shown(
        page(strategy="linear_probe_then_tune")
    )


@pytest.mark.parametrize("key", GALLERY)
def test_ids_of_rules_stand_in_the_reasons_alone(key):
    app = page(model=key, examples="500")
    everything = [shown(app), *marked_up(app)]
    assert not re.search(r"\b[AGLMSVF]\d{1,2}\b", " ".join(everything).replace("B0", ""))


def test_an_own_change_is_counted_in_the_headline():
    assert page().info[0].proto.title == "Your plan: New last layer, the rest gently"
    assert page(edits="3k").info[0].proto.title == "Your plan: New last layer, the rest gently, with 1 change of yours"
    assert page(edits="3k_4k").info[0].proto.title.endswith("with 2 changes of yours")


def test_two_counts_of_weights_come_with_the_reason_why_they_differ():
    assert "11.2 million counts the model as it will be" in shown(page())
    assert "counts the model as it will be" not in shown(page(model="bert"))  # two answers before and after


def test_likeness_is_asked_for_once():
    app = page(lens="try")
    labels = [slider.label for slider in app.select_slider]
    assert sum("alike" in label for label in labels) == 1 and len(set(labels)) == len(labels)


def test_the_strategy_has_a_visible_label():
    (box,) = [box for box in page().selectbox if box.label == "Strategy"]
    assert box.proto.label_visibility.value == 0


@pytest.mark.parametrize("key", GALLERY)
def test_every_gallery_model_gives_a_plan(key):
    app = page(model=key)
    assert not app.exception
    assert len(app.metric) == 3
    assert app.get("vega_lite_chart")


@pytest.mark.parametrize("strategy", REQUESTS)
def test_every_strategy_gives_a_plan(strategy):
    app = page(model="small_cnn", strategy=strategy)
    assert not app.exception


@pytest.mark.thinned(4)
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


EVIL = "![x](http://evil.example/p.png)"
HOSTILE = "\n".join(
    ["name,type,params", f"{EVIL},Conv2d,1000", "[a](javascript:x),BatchNorm2d,64", "<b>b</b>,Linear,2050"]
)  # fmt: skip


def marked_up(app):
    """All that the page renders as Markdown, labels and help included."""
    kinds = (
        app.markdown, app.info, app.caption, app.warning, app.error, app.success, app.title, app.header, app.subheader
    )  # fmt: skip
    texts = [element.value for kind in kinds for element in kind]
    labelled = (app.expander, app.button, app.selectbox, app.metric, app.toggle, app.number_input)
    return texts + [element.label for kind in labelled for element in kind]


@pytest.mark.thinned(4)
@pytest.mark.parametrize("lens", ["table", "reasons", "cost", "try", "code"])
@pytest.mark.parametrize("strategy", ["gradual", "head_only", "linear_probe_then_tune"])
def test_markup_in_pasted_names_is_never_shown_as_markdown(lens, strategy):
    app = page(source="paste", lens=lens, strategy=strategy, rarest="1", edits="0a0.1")
    app.text_area[0].set_value(HOSTILE).run()
    assert not app.exception
    assert len(app.metric) == 3
    assert not any("evil.example" in text or "javascript:" in text or "<b>" in text for text in marked_up(app))


def test_markup_in_a_models_name_is_never_shown_as_markdown():
    name = "![x](http://evil.example/p.png)<script>alert(1)</script>"
    app = pasted(gallery_text("vgg16").replace('"vgg16"', f'"{name}"', 1))
    assert "evil.example" in " ".join(element.value for element in app.text)
    assert not any("evil.example" in text for text in marked_up(app))


def test_a_refusal_that_names_a_layer_is_never_shown_as_markdown():
    app = pasted(f"name,type,params\n{EVIL},Conv2d,10\n{EVIL} 3")
    assert not any("evil.example" in text for text in marked_up(app))


@pytest.mark.parametrize("path", two_of_each_printer(), ids=lambda path: path.stem)
def test_a_summary_of_each_printer_gives_a_plan_when_pasted(path):
    app = pasted(path.read_text(encoding="utf-8"))
    assert len(app.metric) == 3
    assert "could not be read" not in shown(app)


def saved_plan():
    task = Task(
        classes=None, examples=7000, similarity=0.35, shift="feature", budget="gpu", optimizer="sgd", batch=8,
        augmented=False, input_size=96, input_channels_changed=True,
    )  # fmt: skip
    plan = make_plan(read_summary(gallery_text("resnet18")), task, "discriminative")
    edits = [
        Edit(stage=2, action="freeze"),
        Edit(stage=3, multiplier=0.25),
        Edit(layer="layer4.1.conv2", multiplier=0.5),
    ]
    return edit_plan(plan, edits)


def uploaded(content, name):
    app = page(source="file")
    app.file_uploader[0].upload(name, content, "text/plain").run()
    assert not app.exception
    return app


def shown_plan(app):
    """The plan that the page offers for download, read back from what it would hand out."""
    from explorer.ui.planner.model.held_text import HELD, OTHER_EDITS
    from explorer.ui.planner.plan.followed_edits import plan_for

    held = app.session_state[HELD.format(values(app)["source"])]
    others = [edit for _, edit in app.session_state[OTHER_EDITS]]
    return plan_for(held.model, task_of(values(app)), values(app), others)[0]


@pytest.mark.parametrize("way", ["file", "paste"])
def test_a_saved_plan_comes_back_whole(way):
    saved = saved_plan()
    text = export_plan(saved, "json")
    app = uploaded(text.encode(), "plan.json") if way == "file" else pasted(text)
    assert "A saved plan" in app.success[0].value
    back = shown_plan(app)
    assert back.task == saved.task
    assert [(p.action, p.multiplier, p.own) for p in back.layers] == [
        (p.action, p.multiplier, p.own) for p in saved.layers
    ]
    assert (back.strategy, back.requested, back.head) == (saved.strategy, saved.requested, saved.head)


def test_all_changes_of_a_saved_plan_can_be_taken_back():
    app = uploaded(export_plan(saved_plan(), "json").encode(), "plan.json")
    next(button for button in app.button if button.label == "Back to the advice").click().run()
    assert not app.exception
    assert not any(button.label == "Back to the advice" for button in app.button)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"format": "layerwise-plan", "version": 99, "plan": {}}', "version 99"),
        (b'{"format": "layerwise-plan", "version": 1, "plan": {"layers": 3}}', "plan"),
        (b'{"format": "layerwise-plan", "version"', "whole JSON"),
        (b'{"a": 1}', ""),
        (b"[1, 2, 3]", ""),
        (b"", "Choose a file"),
    ],
)
def test_another_json_gets_a_sentence(content, said):
    app = uploaded(content, "other.json")
    assert said in shown(app)
    assert not app.metric


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x89PNG\r\n\x00\x01", "This is a picture."), (b"\x80\x02}q\x00.", "stored weights"), (b"\x00\x01", "no text")],
)
def test_a_file_that_is_not_text_gets_a_sentence(content, said):
    assert said in uploaded(content, "model.png").error[0].value


def given(app, text):
    app.text_area[0].set_value(text).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("source", ["paste", "file"])
def test_the_plan_before_stays_with_its_changes_until_a_new_text_is_read(source):
    app = page(edits="3k")
    title = app.info[0].proto.title
    app.get_by_key("planner.source").set_value(source).run()
    assert not app.exception
    assert [info.proto.title for info in app.info if info.proto.title] == [title]
    assert "Until a new text is read" in app.warning[0].value
    assert len(app.metric) == 3
    app.get_by_key("planner.source").set_value("gallery").run()
    assert not app.warning and app.info[0].proto.title == title


def test_a_new_text_takes_the_place_of_the_plan_before():
    app = page(edits="3k")
    app.get_by_key("planner.source").set_value("paste").run()
    given(app, gallery_text("small_cnn"))
    assert not app.warning and values(app)["edits"] == ()
    assert "34,826" in shown(app)


def test_an_unreadable_first_text_leaves_the_plan_before():
    app = page()
    app.get_by_key("planner.source").set_value("paste").run()
    given(app, "no summary at all")
    assert "could not be read" in app.warning[0].value and len(app.metric) == 3


@pytest.mark.parametrize("source", ["paste", "file"])
def test_a_link_that_lacks_its_text_says_so_until_something_is_given(source):
    app = page(source=source, examples="700")
    assert any("This link holds your answers" in info.value for info in app.info)
    if source == "paste":
        given(app, gallery_text("small_cnn"))
        assert not any("This link holds" in info.value for info in app.info)


def test_downloads_are_named_after_what_they_are():
    assert (EXPORTERS["json"].file_name, EXPORTERS["csv"].file_name) == (
        "fine_tuning_plan.json",
        "fine_tuning_plan.csv",
    )
    assert len({exporter.file_name for exporter in EXPORTERS.values()}) == len(EXPORTERS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_the_encodings_that_shells_write(encoding):
    app = uploaded(gallery_text("vgg16").encode(encoding), "summary.txt")
    assert "138 million" in shown(app)


def test_a_pasted_text_model_asks_about_text():
    assert values(pasted(gallery_text("bert")))["domain"] == "text"


def test_a_last_layer_that_was_not_found_can_be_named():
    text = "name,type,params\nconv1,Conv2d,1000\nconv2,Conv2d,2000\nconv3,Conv2d,3000\n"
    app = pasted(text)
    assert not read_summary(text).heads
    question = next(box for box in app.selectbox if box.label == "Which is the last layer?")
    assert question.options == ["I do not know", "conv3", "conv2", "conv1"]
    question.select("conv3").run()
    assert not app.exception
    assert app.session_state["planner.head"] == "conv3"
    assert any("replace" in one.value and 'class="heard"' in one.value for one in app.get("html"))


def test_a_change_that_cannot_be_followed_is_refused_and_the_plan_stays():
    app = page(edits="9k_2a0.1")
    assert not app.exception
    assert "it has to learn" in shown(app)
    assert len(app.metric) == 3
    assert values(app)["edits"] == (Edit(stage=2, action="tune", multiplier=0.1),)


def test_more_rare_examples_than_examples_are_cut_with_a_word():
    app = page(rarest="800", examples="500")
    assert not app.exception
    assert "500 examples in all" in shown(app)


def test_a_likeness_between_two_stops_is_kept():
    app = page(similarity="83")
    assert not app.exception
    assert app.get_by_key("planner.similarity").value == 83


def test_the_first_caution_is_named_in_the_open():
    app = page(rarest="3")
    assert any("Few examples for each answer" in expander.label for expander in app.expander)


def test_a_broken_link_opens_with_what_was_good_and_names_what_was_not():
    app = page(model="bert", classes="-3", similarity="banana", edits="nonsense", examples="2000")
    assert not app.exception
    assert (values(app)["model"], values(app)["examples"], values(app)["classes"]) == ("bert", 2000, 2)
    (notice,) = app.warning
    assert "−3" in notice.value
    assert "banana" not in notice.value


def test_an_edit_in_the_link_is_followed_and_can_be_taken_back():
    app = page(edits="5k_6k")
    before = app.metric[0].delta
    next(button for button in app.button if button.label == "Back to the advice").click().run()
    assert not app.exception
    assert "11.2 million of 11.2" in app.metric[0].delta != before
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


@pytest.mark.parametrize(
    ("sent", "domain"), [({"model": "bert"}, "text"), ({"model": "bert", "domain": "audio"}, "audio")]
)
def test_a_link_that_names_a_model_alone_takes_its_kind_of_data(sent, domain):
    assert values(page(**sent))["domain"] == domain


DETECTOR = """DetectionModel(
  (model): Sequential(
    (0): Conv2d(3, 16, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
    (1): Detect(
      (cv2): ModuleList(
        (0): Conv2d(16, 64, kernel_size=(1, 1), stride=(1, 1))
      )
      (cv3): ModuleList(
        (0): Conv2d(16, 80, kernel_size=(1, 1), stride=(1, 1))
      )
    )
  )
)"""


def test_a_pasted_detector_sets_the_answer_to_boxes_until_another_model_comes():
    app = pasted(DETECTOR)
    assert values(app)["answer"] == "boxes"
    app.text_area[0].set_value(gallery_text("small_cnn")).run()
    assert values(app)["answer"] == "several"


def test_an_answer_that_the_visitor_chose_stays_with_the_next_model():
    app = page(source="paste", answer="number")
    app.text_area[0].set_value(gallery_text("small_cnn")).run()
    assert values(app)["answer"] == "number"


def test_a_plan_that_keeps_its_old_last_layer_speaks_of_no_new_one():
    app = page(model="resnet18", classes="1000", shift="input", strategy="discriminative")
    assert app.info[0].proto.title == "Your plan: The last layer at full speed, the rest gently"
    assert "New last layer" not in app.info[0].value


def test_the_work_of_a_step_asks_for_the_answer_that_would_tell_it():
    app = pasted(DETECTOR)
    assert "it needs a size: see “More questions”" in [metric.delta for metric in app.metric]
