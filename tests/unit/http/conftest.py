"""Both colours of sender, and no proxy but the one that a test sets."""

from __future__ import annotations

import pytest

from tests.unit.http.peer import Blocking, Looping


@pytest.fixture(params=[Blocking, Looping], ids=["blocking", "asyncio"])
def sending(request: pytest.FixtureRequest) -> type[Blocking | Looping]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
