"""Which results are kept, for all visitors of this process or for one visit? The most recently used ones."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

Spec, Result = TypeVar("Spec"), TypeVar("Result")


class Recent(Generic[Spec, Result]):
    """Results by the spec that gives them, at most `most`; safe to use from several sessions at once."""

    def __init__(self, most: int):
        self.most = most
        self._results: OrderedDict[Spec, Result] = OrderedDict()
        self._lock = Lock()

    def get(self, spec: Spec) -> Result | None:
        """Return a kept result, and keep it longer."""
        with self._lock:
            if spec in self._results:
                self._results.move_to_end(spec)
            return self._results.get(spec)

    def put(self, spec: Spec, result: Result) -> None:
        """Keep a result; the one that was not used for longest goes."""
        with self._lock:
            self._results[spec] = result
            while len(self._results) > self.most:
                self._results.popitem(last=False)
