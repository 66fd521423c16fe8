"""The sites that the tests of nginx ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.external.asking import SOURCES
from tests.external.proxied import Site, site


@pytest.fixture(scope="module", params=SOURCES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(SOURCES[request.param], tmp_path_factory.mktemp("nginx")) as started:
        yield started
