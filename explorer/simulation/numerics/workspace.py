"""Where do large arrays live while an experiment runs? In memory that the next experiment takes over.

Fresh memory must be handed over page by page by the operating system, which costs more than computing with it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import numpy as np

Array = np.ndarray

CHUNK_BYTES = 8_000_000
KEPT_BYTES = 64_000_000  # in all workspaces that wait for the next experiment; the classic one needs 42 million
ALIGNMENT = 64  # a cache line, and the widest vector instruction


class Workspace:
    """Hand out arrays from large chunks, one after the other; all of them are given back at once."""

    def __init__(self):
        self._chunks: list[Array] = []
        self._chunk = 0  # the chunk in use
        self._used = 0  # bytes of it handed out

    @property
    def size(self) -> int:
        """Return the number of bytes held."""
        return sum(chunk.nbytes for chunk in self._chunks)

    def empty(self, shape: tuple[int, ...], dtype: type) -> Array:
        """Return an array with undefined values, valid until the workspace is given back."""
        wanted = math.prod(shape) * np.dtype(dtype).itemsize
        while self._chunk < len(self._chunks) and self._used + wanted > self._chunks[self._chunk].nbytes:
            self._chunk, self._used = self._chunk + 1, 0
        if self._chunk == len(self._chunks):
            self._chunks.append(np.empty(max(CHUNK_BYTES, wanted), dtype=np.uint8))
        piece = self._chunks[self._chunk][self._used : self._used + wanted]
        self._used += -(-wanted // ALIGNMENT) * ALIGNMENT
        return piece.view(dtype).reshape(shape)

    def reset(self) -> None:
        """Take all arrays back."""
        self._chunk = self._used = 0


_waiting: list[Workspace] = []
_lock = Lock()


@contextmanager
def borrowed_workspace() -> Iterator[Workspace]:
    """Lend a workspace to one experiment; no array of it may be kept afterwards."""
    with _lock:
        workspace = _waiting.pop() if _waiting else Workspace()
    try:
        yield workspace
    finally:
        workspace.reset()
        with _lock:
            if sum(other.size for other in _waiting) + workspace.size <= KEPT_BYTES:
                _waiting.append(workspace)
