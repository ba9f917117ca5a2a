"""The lens trains this start and the mended one alike, at a size that answers while one waits, and shows it coming."""

from dataclasses import replace

from explorer.simulation import LadderRun, SignalSpec, TrainingRun, judge, run_signal
from explorer.ui.first_weights.experiment.settings import FIELDS
from explorer.ui.first_weights.learning.lessons import climb_all, climb_of, known, learn, lesson_of

VALUES = {field.key: field.default for field in FIELDS}
SMALL = SignalSpec(depth=2, width=8, samples=20, initializer="xavier_normal")


def finish(work):
    shares = []
    while True:
        try:
            shares.append(next(work))
        except StopIteration as end:
            assert all(0 <= share <= 1 for share in shares)
            return end.value


def test_both_starts_see_the_same_task_and_learner():
    small = SignalSpec(width=500, samples=50)
    lesson = lesson_of(small, judge(run_signal(small)).fix, VALUES | {"learner": "adam", "rate": 0.01})
    own, mended = lesson.starts
    assert own.signal.width == mended.signal.width == 64
    assert (own.optimizer, own.learning_rate, own.steps) == (mended.optimizer, mended.learning_rate, mended.steps)
    assert len(lesson_of(small, None, VALUES).starts) == 1


def test_a_lesson_and_a_climb_end_with_a_result_for_each_start():
    lesson = lesson_of(SMALL, None, VALUES | {"steps": 5})
    (training,) = finish(learn([TrainingRun(start) for start in lesson.starts]))
    assert training.finished and training.accuracy.shape[0] == 3
    climb = climb_of(SMALL, None, VALUES)
    assert [ladder.optimizer for ladder in climb.ladders] == ["sgd", "adam"]
    short = finish(climb_all([LadderRun(replace(ladder, steps=4)) for ladder in climb.ladders]))
    assert [len(ladder.best_rate) for ladder in short] == [1, 1]


def test_what_is_known_grows_and_ends_as_the_result():
    (start,) = lesson_of(SMALL, None, VALUES | {"steps": 30}).starts
    run = TrainingRun(start)
    assert known([run]) is None
    seen = []
    while not run.done:
        run.advance(0)
        seen.append(len(known([run])[0].recorded_steps) if known([run]) else 0)
    assert seen == sorted(seen) and len(set(seen)) > 3
    assert known([run])[0].finished and (known([run])[0].loss == run.result().loss).all()


def test_a_ladder_that_is_not_begun_does_not_hide_the_one_before_it():
    first, second = (LadderRun(replace(ladder, steps=4)) for ladder in climb_of(SMALL, None, VALUES).ladders)
    first.to_the_end()
    assert [ladder.spec.optimizer for ladder in known([first, second])] == ["sgd"]
