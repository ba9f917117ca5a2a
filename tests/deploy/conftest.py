"""A real nginx, or a sentence why there is none."""

import os

import pytest

from tests.deploy.replicas import NO_NGINX, nginx_path


@pytest.fixture(scope="session")
def nginx():
    path = nginx_path()
    if path is None:
        if os.environ.get("LAYERWISE_REQUIRE_NGINX"):
            pytest.fail(NO_NGINX)
        pytest.skip(NO_NGINX)
    return path
