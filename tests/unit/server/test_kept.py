"""What a server remembers of itself between two starts."""

from __future__ import annotations

import attrs
import pytest

from pymdm.errors import Conflict
from pymdm.server.digests import SecretDigest
from pymdm.server.kept import KeptState
from pymdm.stores import MemoryStore

from .scene import NOW, TOPIC, scene

URL = "https://mdm.example.com"
MOVED = "https://other.example.com"
SETTINGS = {"url": URL, "topic": TOPIC, "organization": "Example School", "separate-checkin": "no"}
OTHER = "com.apple.mgmt.External.99999999-2222-3333-4444-555555555555"
CODE, TOKEN = (
    SecretDigest.of("the first code that there was"),
    SecretDigest.of("the first token that there was"),
)


def kept(store: MemoryStore) -> KeptState:
    return KeptState(store, clock=lambda: NOW)


def started(store: MemoryStore) -> KeptState:
    state = kept(store)
    state.remember(SETTINGS, {"enrollment_code": CODE, "admin_token": TOKEN})
    return state


def test_settings_and_digests_are_there_at_the_next_start() -> None:
    store = MemoryStore()
    assert (None, None) == (kept(store).setting("url"), kept(store).digest("admin_token"))
    started(store)

    again = kept(store)
    assert (URL, TOPIC) == (again.setting("url"), again.setting("topic"))
    assert (CODE, TOKEN) == (again.digest("enrollment_code"), again.digest("admin_token"))


def test_a_token_that_was_replaced_does_not_come_back() -> None:
    state = started(MemoryStore())
    newer = SecretDigest.of("the second token that there was")
    state.remember(SETTINGS, {"enrollment_code": CODE, "admin_token": newer})

    assert (CODE, newer) == (state.digest("enrollment_code"), state.digest("admin_token"))


def test_nothing_is_written_where_nothing_is_new() -> None:
    class Counting(MemoryStore):
        writes = 0

        def identities(self, batch):  # type: ignore[no-untyped-def]
            self.writes += 1
            return super().identities(batch)

    store = Counting()
    started(store)
    before = store.writes
    started(store)

    assert before == store.writes


def test_without_devices_everything_may_change() -> None:
    started(MemoryStore()).refuse_change({"url": MOVED, "topic": OTHER}, url_moved=False)


@pytest.mark.parametrize(
    ("changed", "url_moved", "text"),
    [
        ({"topic": OTHER}, False, f"topic: expected {TOPIC}"),
        ({"topic": OTHER, "url": MOVED}, True, f"topic: expected {TOPIC}"),
        ({"url": MOVED}, False, f"url: expected {URL}"),
        ({"separate-checkin": "yes"}, True, "separate-checkin: expected no"),
    ],
)
def test_a_change_that_would_lose_devices_is_refused(
    changed: dict[str, str], url_moved: bool, text: str
) -> None:
    mdm = scene()
    mdm.device("macOS")
    state = started(mdm.store)

    with pytest.raises(Conflict, match=text):
        state.refuse_change({**SETTINGS, **changed}, url_moved=url_moved)


def test_a_url_that_has_moved_may_change_and_so_may_nothing() -> None:
    mdm = scene()
    mdm.device("macOS")
    state = started(mdm.store)

    state.refuse_change({**SETTINGS, "url": MOVED}, url_moved=True)
    state.refuse_change(SETTINGS, url_moved=False)
    state.refuse_change({**SETTINGS, "organization": "Another School"}, url_moved=False)


def test_devices_that_have_left_hold_nobody_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.server.kept._PAGE", 1)
    mdm = scene()
    state = started(mdm.store)
    for seed in ("one", "two"):
        mdm.device("macOS", seed=seed).remove_mdm_profile()
    assert not state.has_devices()

    mdm.device("macOS", seed="three")
    assert state.has_devices()


def test_what_is_kept_is_not_shown() -> None:
    """T65"""
    state = started(MemoryStore())
    record = state.get("secret-digest", "admin_token")

    assert record is not None
    assert "value" not in repr(record)
    assert TOKEN.digest.hex() not in repr(attrs.asdict(record)["name"])
