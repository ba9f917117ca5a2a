"""What all tests share: one BLAS thread, which of them are left to the whole run, and which run side by side.

`pytest -m "not slow"` is the quick part. A test marked `slow` is not in it; of one marked `thinned(n)`, which asserts
the same law for many cases, every n-th case is; of any other law about six cases are, evenly spread, save for those
on the house itself (imports, words), which are cheap and looked at while working.

With `pytest -n 2` all that starts servers or a browser is left to one process, which begins with it and runs it one
after the other: two browsers at once on two cores wait for each other. All else goes to whoever is free.
"""

import os
from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

TESTS = Path(__file__).parent
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded; as on the server, two would fight


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: left to the whole run")
    config.addinivalue_line("markers", "thinned(n): the quick part takes every n-th case")


@pytest.fixture(scope="session")
def generated_folder(tmp_path_factory):
    """Write the generated language, once: what has been read of it stays read."""
    from tests.pseudo_language import write_language

    folder = tmp_path_factory.mktemp("language")
    write_language(folder)
    return folder


@pytest.fixture
def generated(generated_folder, monkeypatch):
    """Offer the generated language beside English; returns its key."""
    from explorer.text import languages
    from tests.pseudo_language import KEY

    monkeypatch.setenv("LAYERWISE_TEXT", str(generated_folder))
    languages.cache_clear()
    yield KEY
    languages.cache_clear()


LASTING = {"_component", "settle_imports", "read_gallery", "quick_run"}  # what they hold hangs on arguments alone


@pytest.fixture(scope="session")
def stores():
    """Return what all visitors of a process share and a test could leave to the next: finished runs, the pace."""
    from streamlit.runtime.caching.cache_utils import CachedFunc

    from explorer import ui

    modules = [import_module(found.name) for found in walk_packages(ui.__path__, f"{ui.__name__}.")]
    values = {id(value): value for module in modules for value in vars(module).values()}.values()
    return [one for one in values if isinstance(one, CachedFunc) and one.__name__ not in LASTING]


@pytest.fixture(autouse=True)
def fresh_stores(request):
    if request.path.relative_to(TESTS).parts[0] in ("ui", "pages"):
        for store in request.getfixturevalue("stores"):
            store.clear()


ENOUGH = 6  # cases of one law, while working
ALL_CASES = ("test_layers.py", "text")  # files and folders whose every case is quick


def pytest_collection_modifyitems(items):
    wanted, cases = Counter(_law(item) for item in items), Counter()
    for item in items:
        law, thinned = _law(item), item.get_closest_marker("thinned")
        every = thinned.args[0] if thinned else 1 if _is_of_the_house(item) else -(-wanted[law] // ENOUGH)
        if cases[law] % every:
            item.add_marker(pytest.mark.slow)
        cases[law] += 1
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.slow)


def _law(item):
    return item.nodeid.partition("[")[0]


def _is_of_the_house(item):
    return item.path.name in ALL_CASES or item.path.parent.name in ALL_CASES


SERVERS = ("tests/browser/", "tests/deploy/")  # what starts servers, proxies and a browser
TOGETHER = 12  # other tests that are handed to a process at once


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler.loadscope import LoadScopeScheduling

    places = {}  # test: how many were seen before it

    class SideBySide(LoadScopeScheduling):
        """Hand out tests in groups, the largest first: that of the servers, then the others a dozen at a time.

        Not `--dist loadgroup`: with pytest 9.2, xdist 3.8 loses its marks.
        """

        def _split_scope(self, nodeid):
            if nodeid.startswith(SERVERS):
                return "servers"
            return str(places.setdefault(nodeid, len(places)) // TOGETHER)

    return SideBySide(config, log)
