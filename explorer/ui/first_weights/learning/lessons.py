"""What is trained for the lens "Learning", and what came of it? Two starts on the same batches, or on seven rates each.

A network wider than the record's is trained as its twin of 64 neurons a layer: what its weights do to a signal is the
same, and the answer comes while one waits.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from explorer.simulation import (
    Ladder,
    LadderRun,
    LadderSpec,
    SignalSpec,
    Training,
    TrainingRun,
    TrainingSpec,
    twin_of,
)
from explorer.ui.components.job import Slices
from explorer.ui.components.recent import Recent

SEEDS = 3
KEPT = 32  # lessons; each is some tens of kilobytes
STEP = 0.05  # seconds of one training before the other has its turn
LADDER_OPTIMIZERS = ("sgd", "adam")
LADDER_STEPS, LADDER_BATCH = 200, 32  # as in the record


@dataclass(frozen=True)
class Lesson:
    """Starts to be trained alike, this one first; the mended one second, where there is one."""

    starts: tuple[TrainingSpec, ...]


@dataclass(frozen=True)
class Climb:
    """Starts to be trained at every rate of the ladders of plain SGD and Adam."""

    ladders: tuple[LadderSpec, ...]


def lesson_of(spec: SignalSpec, fix: SignalSpec | None, values: Mapping) -> Lesson:
    """Return what to train. Raises ReaderError where a choice is out of its range or it would take too long."""
    chosen = {name: values[name] for name in ("task", "batch", "steps", "dropout")}
    return Lesson(
        tuple(
            TrainingSpec(signal, optimizer=values["learner"], learning_rate=values["rate"], seeds=SEEDS, **chosen)
            for signal in starts_of(spec, fix)
        )
    )


def climb_of(spec: SignalSpec, fix: SignalSpec | None, values: Mapping) -> Climb:
    """Return the ladders to climb. Raises ReaderError where they would take too long."""
    starts = starts_of(spec, fix)
    return Climb(
        tuple(
            LadderSpec(
                starts, values["task"], key, batch=LADDER_BATCH, steps=LADDER_STEPS, dropout=values["dropout"],
                seeds=SEEDS,
            )
            for key in LADDER_OPTIMIZERS
        )
    )  # fmt: skip


def starts_of(spec: SignalSpec, fix: SignalSpec | None) -> tuple[SignalSpec, ...]:
    """Return the twins that are trained: of this start, and of the mended one."""
    return tuple(twin_of(start) for start in (spec, fix) if start is not None)


@st.cache_resource(show_spinner=False)
def lessons() -> Recent[Lesson, tuple[Training, ...]]:
    """Return the finished lessons of this process."""
    return Recent(KEPT)


@st.cache_resource(show_spinner=False)
def climbs() -> Recent[Climb, tuple[Ladder, ...]]:
    """Return the finished ladders of this process."""
    return Recent(KEPT)


def lesson_slices(lesson: Lesson) -> Slices:
    """Return the work on a lesson."""
    runs = [TrainingRun(start) for start in lesson.starts]
    return Slices(lesson, learn(runs), lambda found, _: lessons().put(lesson, found), lambda: known(runs))


def climb_slices(climb: Climb) -> Slices:
    """Return the work on ladders."""
    runs = [LadderRun(spec) for spec in climb.ladders]
    return Slices(climb, climb_all(runs), lambda found, _: climbs().put(climb, found), lambda: known(runs))


def known(runs: Sequence[TrainingRun] | Sequence[LadderRun]) -> tuple | None:
    """Return what the runs showed so far: of those that showed something, in order; None before the first did."""
    found = tuple(result for run in runs if (result := run.result()) is not None)
    return found or None


def learn(runs: Sequence[TrainingRun]) -> Generator[float, None, tuple[Training, ...]]:
    """Train all starts, taking turns; yield the share that is done."""
    while not all(run.done for run in runs):
        for run in runs:
            run.advance(STEP)
            yield sum(run.share for run in runs) / len(runs)
    return tuple(run.result() for run in runs)


def climb_all(runs: Sequence[LadderRun]) -> Generator[float, None, tuple[Ladder, ...]]:
    """Climb one ladder after the other; yield the share that is done."""
    for place, run in enumerate(runs):
        while not run.advance(STEP):
            yield (place + run.share) / len(runs)
    return tuple(run.result() for run in runs)
