"""The lens trains this start and the mended one alike, at a size that answers while one waits."""

from explorer.simulation import SignalSpec, judge, run_signal
from explorer.ui.first_weights.experiment.settings import FIELDS
from explorer.ui.first_weights.learning.lessons import climb_all, climb_of, learn, lesson_of

VALUES = {field.key: field.default for field in FIELDS}


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
    spec = SignalSpec(depth=2, width=8, samples=20, initializer="xavier_normal")
    values = VALUES | {"steps": 5}
    (training,) = finish(learn(lesson_of(spec, None, values)))
    assert training.finished and training.accuracy.shape[0] == 3
    climb = climb_of(spec, None, values)
    assert [ladder.optimizer for ladder in climb.ladders] == ["sgd", "adam"]
    short = tuple(finish(climb_all(climb)))
    assert [len(ladder.best_rate) for ladder in short] == [1, 1]
