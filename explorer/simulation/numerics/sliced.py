"""How does long work stay stoppable? It goes on for a moment whenever it is asked to, and may be left at any time."""

import time
from collections.abc import Generator
from typing import Any

import numpy as np

SLICE_SECONDS = 0.25
END = object()


class SlicedRun:
    """Work that advances when asked to.

    What a run does is a generator that yields wherever it may pause; `result()` of the run is valid after any pause,
    and None as long as nothing is known. After a stop it holds what was found so far.
    """

    def __init__(self, work: Generator[None, None, None]):
        """Get ready; no work is done yet."""
        self._work, self.pauses, self.done = work, 0, False

    def advance(self, seconds: float = SLICE_SECONDS) -> bool:
        """Work for about `seconds`, to the next pause at least; return whether all is done."""
        end = time.perf_counter() + seconds
        with np.errstate(all="ignore"):  # numbers that run away are what the reader is shown; they are marked
            while not self.done:
                self.done = next(self._work, END) is END
                self.pauses += 1
                if time.perf_counter() >= end:
                    break
        return self.done

    def result(self) -> Any:
        """Return what is known so far."""
        raise NotImplementedError

    def to_the_end(self) -> Any:
        """Do all of the work, and return what came of it."""
        while not self.advance():
            pass
        return self.result()
