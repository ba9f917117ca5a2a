"""How is long work done between clicks? A slice at a time; the share done is known, and it can be given up."""

import time
from collections.abc import Callable, Generator
from typing import Any

SLICE = 0.25  # seconds of computing between two looks at the visitor's clicks


class Slices:
    """Work in progress, in one visitor's session. `spec` says what is worked on."""

    def __init__(self, spec: Any, steps: Generator[float, None, Any], keep: Callable[[Any, float], None]):
        """`steps` yields the share that is done; `keep` takes its result and the seconds that it took."""
        self.spec, self.share, self.seconds = spec, 0.0, 0.0
        self._steps, self._keep = steps, keep

    def advance(self, seconds: float = SLICE) -> bool:
        """Go on for about `seconds`; return whether it is finished and kept."""
        start = time.perf_counter()
        try:
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
