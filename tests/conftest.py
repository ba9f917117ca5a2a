"""What all tests share: one BLAS thread, and which of them are left to the whole run.

`pytest -m "not slow"` is the quick part. A test marked `slow` is not in it; of one marked `thinned(n)`, which asserts
the same law for many cases, every n-th case is.
"""

import os
from collections import Counter

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded; as on the server, two would fight


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: left to the whole run")
    config.addinivalue_line("markers", "thinned(n): the quick part takes every n-th case")


def pytest_collection_modifyitems(items):
    cases = Counter()
    for item in items:
        thinned = item.get_closest_marker("thinned")
        if thinned:
            name = item.nodeid.partition("[")[0]
            if cases[name] % thinned.args[0]:
                item.add_marker(pytest.mark.slow)
            cases[name] += 1
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.slow)
