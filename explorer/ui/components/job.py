"""How is long work done between clicks? A slice at a time, in the visitor's session, with progress and a stop.

A page names a place for one piece of work and asks for it on every run:

    JOB = Job("first_weights.sweep")
    if not JOB.done(spec, sweep_slices):   # begun, given up for another spec, or brought on by a slice
        JOB.show(state, told)              # the timer brings the next slices; clicks come in between

Work that waits for a button uses `start` and `at_work_on` instead of `done`.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.ui.language import words
from explorer.ui.state import PageState

SLICE = 0.25  # seconds of computing between two looks at the visitor's clicks
PAUSE = 0.05  # seconds between two slices, in which clicks get through


class Slices:
    """Work in progress. `spec` says what is worked on, `share` how much of it is done."""

    def __init__(
        self,
        spec: Any,
        steps: Generator[float, None, Any],
        keep: Callable[[Any, float], None] = lambda *_: None,
        so_far: Callable[[], Any] = lambda: None,
    ):
        """`steps` yields the share that is done; `keep` takes its result and the seconds that it took.

        `so_far` returns what can be shown of it before it is finished, None where there is nothing yet.
        """
        self.spec, self.share, self.seconds, self.so_far = spec, 0.0, 0.0, so_far
        self._steps, self._keep = steps, keep

    def advance(self, seconds: float = SLICE) -> bool:
        """Go on for about `seconds`, a step at least; return whether it is finished and kept."""
        start = time.perf_counter()
        try:
            self.share = next(self._steps)
            while time.perf_counter() - start < seconds:
                self.share = next(self._steps)
        except StopIteration as end:
            self._keep(end.value, self.seconds + time.perf_counter() - start)
            return True
        self.seconds += time.perf_counter() - start
        return False

    def close(self) -> None:
        """Give the memory back."""
        self._steps.close()


@dataclass(frozen=True)
class Job:
    """A place for one piece of long work in the visitor's session; `key` names it and its widgets."""

    key: str

    @property
    def place(self) -> str:
        """The session's key under which the work is kept."""
        return f"{self.key}.job"

    def at_work_on(self, spec: Any) -> Slices | None:
        """Return the work in progress on `spec`; work on anything else is given up, the visitor has moved on."""
        work: Slices | None = st.session_state.get(self.place)
        if work is None or work.spec == spec:
            return work
        self.stop()
        return None

    def start(self, work: Slices) -> None:
        """Take up a piece of work; no step of it is done yet."""
        self.stop()
        st.session_state[self.place] = work

    def stop(self) -> None:
        """Give up whatever is in progress."""
        work: Slices | None = st.session_state.pop(self.place, None)
        if work is not None:
            work.close()

    def done(self, spec: Any, begin: Callable[[Any], Slices]) -> bool:
        """Begin the work on `spec` or do a slice more; return whether it is finished, and then forget it."""
        if self.at_work_on(spec) is None:
            self.start(begin(spec))
        return self._advance()

    def show(
        self,
        state: PageState,
        told: Callable[[Slices], str],
        stopped: Callable[[], None] | None = None,
        drawn: Callable[[Any], None] | None = None,
    ) -> None:
        """Show how far the work is, and a stop; go on by a timer, and run the page anew when it is finished.

        `told` writes the line above the bar; `stopped` is called once the visitor has stopped the work; `drawn` shows
        what is known so far.
        """
        st.fragment(self._one_slice, run_every=PAUSE)(state, told, stopped, drawn)

    def _one_slice(
        self,
        state: PageState,
        told: Callable[[Slices], str],
        stopped: Callable[[], None] | None,
        drawn: Callable[[Any], None] | None,
    ) -> None:
        work: Slices | None = st.session_state.get(self.place)
        if work is None or self._advance():
            state.publish()  # the timer may still carry an older link, which must not be read again
            state.tell_anew()
            st.rerun()
        st.progress(work.share, text=told(work))
        st.button(
            words("common", "stop"), key=f"{self.key}.stop", on_click=self._stop, args=(stopped,),
            icon=":material/stop:",
        )  # fmt: skip
        known = work.so_far() if drawn is not None else None
        if known is not None:
            drawn(known)

    def _advance(self) -> bool:
        finished = st.session_state[self.place].advance()
        if finished:
            self.stop()
        return finished

    def _stop(self, stopped: Callable[[], None] | None) -> None:
        self.stop()
        if stopped is not None:
            stopped()
