"""Lent memory never overlaps, and is taken over by the next experiment."""

import numpy as np

from explorer.simulation.numerics import workspace
from explorer.simulation.numerics.workspace import Workspace, borrowed_workspace


def test_arrays_do_not_overlap():
    lent = Workspace()
    arrays = [lent.empty(shape, dtype) for shape in ((1000, 1000), (3, 5), (700, 1000), (1,)) for dtype in ("f4", "f8")]
    for number, array in enumerate(arrays):
        array[...] = number
    for number, array in enumerate(arrays):
        assert (array == number).all()
        assert array.ctypes.data % array.itemsize == 0


def test_a_reset_workspace_hands_out_the_same_memory():
    lent = Workspace()
    first = lent.empty((100, 100), np.float32).ctypes.data
    lent.empty((3_000_000,), np.float64)
    size = lent.size
    lent.reset()
    assert lent.empty((100, 100), np.float32).ctypes.data == first
    lent.empty((3_000_000,), np.float64)
    assert lent.size == size


def test_two_experiments_at_once_have_a_workspace_each():
    with borrowed_workspace() as one, borrowed_workspace() as two:
        assert one is not two


def test_what_waits_is_bounded(monkeypatch):
    monkeypatch.setattr(workspace, "_waiting", [])
    monkeypatch.setattr(workspace, "KEPT_BYTES", 20_000_000)
    with borrowed_workspace() as one, borrowed_workspace() as two, borrowed_workspace() as three:
        for lent in (one, two, three):
            lent.empty((1000, 1000), np.float32)
    assert sum(lent.size for lent in workspace._waiting) <= 20_000_000
    assert len(workspace._waiting) == 2


def test_a_workspace_comes_back_after_an_error(monkeypatch):
    monkeypatch.setattr(workspace, "_waiting", [])
    try:
        with borrowed_workspace() as lent:
            raise RuntimeError
    except RuntimeError:
        pass
    assert workspace._waiting == [lent]
