"""T83: a real browser visits a page of somebody else's, and the page tries to manage devices with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pymdm.testing import SimulatedDevice
from tests.e2e.running import TOKEN, Running, listening, running
from tests.external.browser_page import Recorder, page, visit

READING = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def mdm() -> Iterator[Running]:
    with running() as started:
        yield started


@pytest.fixture
def mac(mdm: Running, request: pytest.FixtureRequest) -> SimulatedDevice:
    device = mdm.device(seed=request.node.name)
    mdm.queue(device, "ProfileList")
    return device


def orders(mdm: Running, device: SimulatedDevice) -> dict[str, dict[str, str | None]]:
    """Everything that the admin API could be told to do."""
    place = f"/v1/enrollments/{device.enrollment.id}"
    [waiting] = mdm.admin("GET", f"{place}/commands").json()["commands"]
    leave = {"by": "a page", "why": "fun", "confirm": device.enrollment.id}
    found: dict[str, tuple[str, str, Any]] = {
        "hold": ("POST", "/v1/queues/hold", {"why": "fun"}),
        "command": ("POST", f"{place}/commands", {"request_type": "EraseDevice"}),
        "unenroll": ("POST", f"{place}/unenroll", leave),
        "cancel": ("DELETE", f"{place}/commands/{waiting['uuid']}", None),
        "release": ("POST", "/v1/queues/release", {}),
    }
    return {
        name: {"method": method, "path": path, "body": None if body is None else json.dumps(body)}
        for name, (method, path, body) in found.items()
    }


def state(mdm: Running, device: SimulatedDevice) -> object:
    """What an order could have changed."""
    place = f"/v1/enrollments/{device.enrollment.id}"
    record = mdm.admin("GET", place).json()
    return (
        [(each["uuid"], each["state"]) for each in mdm.admin("GET", f"{place}/commands").json()["commands"]],
        record["state"],
        record.get("unenroll_ordered_at"),
        mdm.admin("GET", "/v1/queues").json(),
    )


@pytest.mark.parametrize("logged_in", [False, True], ids=["the page has the token", "and the browser, too"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_origin_changes_nothing(
    mdm: Running, mac: SimulatedDevice, tmp_path: Path, host: str, logged_in: bool
) -> None:
    """T83: by form, fetch with and without CORS, beacon and image, with all that the page could know.

    Where the browser is logged in, every request has the right token, as from a proxy that knows its people:
    then what the browser says of a request's origin is all that is left.
    """
    before = state(mdm, mac)
    witness = Recorder(mdm.server.admin, adds=f"Bearer {TOKEN}" if logged_in else "")
    with listening(witness) as admin:
        target = f"http://127.0.0.1:{admin}"
        attacker = Recorder(None, page=lambda: page(target, TOKEN, orders(mdm, mac)))
        with listening(attacker) as port:
            told = visit(f"http://{host}:{port}/", attacker, tmp_path)

    assert before == state(mdm, mac)
    # The attempts were made, and the answers were not for the page to read.
    assert {"TypeError"} == {told[name] for name in told if name == "read" or name.endswith(": cors")}
    assert "opaque 0" == told["hold: no-cors"]
    changing = [seen for seen in witness.seen if seen.method not in READING]
    assert {"/v1/queues/hold", "/v1/queues/release"} < {seen.path for seen in changing}
    assert {"same-site" if host == "127.0.0.1" else "cross-site"} == {seen.site for seen in changing}
    assert {403 if logged_in else 401} == {seen.status for seen in changing}
    assert {"POST"} == {seen.method for seen in changing}, "a preflight was answered"


def test_the_same_page_on_the_servers_own_origin_would_do_it_all(
    mdm: Running, mac: SimulatedDevice, tmp_path: Path
) -> None:
    """T83: the orders of the page are right; only where it comes from is wrong."""
    before = state(mdm, mac)
    made: list[bytes] = []
    own = Recorder(mdm.server.admin, page=lambda: made[0])
    with listening(own) as port:
        place = f"http://127.0.0.1:{port}"
        made.append(page(place, TOKEN, orders(mdm, mac)))
        told = visit(f"{place}/", own, tmp_path)

    assert before != state(mdm, mac)
    assert ["basic 200", "basic 201", "basic 202", "basic 200", "basic 200"] == [
        told[f"{name}: cors"] for name in ("hold", "command", "unenroll", "cancel", "release")
    ]
