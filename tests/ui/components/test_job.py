"""Long work goes on slice by slice; it is given up for other work, and can be stopped."""

from streamlit.testing.v1 import AppTest

from explorer.ui.components.job import Slices


def count_to(most, seen):
    for step in range(1, most + 1):
        seen.append(step)
        yield step / most
    return most


def test_work_is_done_in_slices_of_a_step_at_least_and_its_result_is_kept():
    seen, kept = [], []
    work = Slices("spec", count_to(3, seen), lambda result, seconds: kept.append((result, seconds)))
    shares = [work.share]
    while not work.advance(0):
        shares.append(work.share)
    assert seen == [1, 2, 3]
    assert shares == [0, 1 / 3, 2 / 3, 1]
    assert kept[0][0] == 3
    assert 0 <= kept[0][1] < 1


def test_closed_work_gives_back_what_it_held():
    given_back = []

    def steps():
        try:
            yield 0.5
        finally:
            given_back.append(True)

    work = Slices("spec", steps())
    work.advance(0)
    work.close()
    assert given_back


def page():
    import time

    import streamlit as st

    from explorer.ui.components.job import Job, Slices
    from explorer.ui.state import PageState

    def slow(wanted):
        def steps():
            for step in range(4):
                st.session_state.setdefault("steps", []).append((wanted, step))
                time.sleep(0.3)  # longer than a slice: every step is one
                yield (step + 1) / 4

        return Slices(wanted, steps(), lambda *_: st.session_state.update(result=wanted))

    job = Job("test")
    wanted = st.text_input("wanted", "a")
    if st.session_state.get("result") != wanted and not job.done(wanted, slow):
        job.show(PageState("test", ()), lambda work: f"{work.share:.0%}", lambda: st.session_state.update(off=1))
    st.text("working" if job.at_work_on(wanted) else "idle")


def test_a_page_shows_the_share_done_until_the_work_is_finished():
    app = AppTest.from_function(page, default_timeout=30).run()
    shares = []
    while app.get("progress"):
        shares.append(app.get("progress")[0].proto.text)
        app.run()
    assert shares == sorted(set(shares), key=shares.index)
    assert app.session_state["result"] == "a"
    assert app.text[0].value == "idle"


def test_work_on_something_else_is_given_up():
    app = AppTest.from_function(page, default_timeout=30).run()
    app.text_input[0].set_value("b").run()
    begun = [wanted for wanted, _ in app.session_state["steps"]]
    assert begun == sorted(begun)
    assert "result" not in app.session_state


def test_a_stop_ends_the_work_and_tells_the_page():
    app = AppTest.from_function(page, default_timeout=30).run()
    done = len(app.session_state["steps"])
    app.session_state["result"] = "a"  # the page stops asking
    app.button(key="test.stop").click().run()
    assert app.session_state["off"] == 1
    assert len(app.session_state["steps"]) == done
    assert app.text[0].value == "idle"
