"""The admin API ends an enrollment, and holds queues: audited, confirmed, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm.testing import SimulatedDevice

from .scene import Scene, scene

ORDER = {"by": "ada@example.com", "why": "sold on 2026-06-01"}


@pytest.fixture
def mdm() -> Scene:
    return scene()


@pytest.fixture
def mac(mdm: Scene) -> SimulatedDevice:
    return mdm.device("macOS", seed="a Mac to part with")


def place(device: Any) -> str:
    return f"/v1/enrollments/{device.enrollment.id}/unenroll"


def events(mdm: Scene) -> list[dict[str, Any]]:
    mdm.server.service.deliver_events()
    found: list[dict[str, Any]] = mdm.admin("GET", "/v1/events?limit=500").json["events"]
    return found


def test_a_device_that_is_to_leave_is_told_with_its_next_message(mdm: Scene, mac: SimulatedDevice) -> None:
    answer = mdm.admin("POST", place(mac), {**ORDER, "confirm": mac.enrollment.id})
    assert (202, {"enrollment": mac.enrollment.id, "ordered_now": True}) == (answer.status, answer.json)
    assert mac.enrolled

    mac.connect()

    assert not mac.enrolled
    record = mdm.admin("GET", f"/v1/enrollments/{mac.enrollment.id}").json
    assert record["unenroll_sent_at"] is not None


def test_the_order_is_in_the_trail_with_who_and_why(mdm: Scene, mac: SimulatedDevice) -> None:
    mdm.admin("POST", place(mac), {**ORDER, "confirm": mac.enrollment.id})

    [told] = [event for event in events(mdm) if event["event"] == "UnenrollOrdered"]
    assert (ORDER["by"], ORDER["why"]) == (told["by"], told["why"])
    assert mac.enrollment.id == told["enrollment"]["id"]


def test_ordering_it_twice_is_ordering_it_once(mdm: Scene, mac: SimulatedDevice) -> None:
    for status in (202, 200, 200):
        answer = mdm.admin("POST", place(mac), {**ORDER, "confirm": mac.enrollment.id})
        assert status == answer.status

    assert 1 == len([event for event in events(mdm) if event["event"] == "UnenrollOrdered"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"by": "x", "why": "y"},
        {"by": "x", "why": "y", "confirm": ""},
        {"by": "x", "why": "y", "confirm": "yes"},
        {"by": "x", "why": "y", "confirm": True},
        {"by": "", "why": "y", "confirm": "{id}"},
        {"by": "x", "why": None, "confirm": "{id}"},
        {"by": "x", "why": "y\nz", "confirm": "{id}"},
        {"by": "x" * 256, "why": "y", "confirm": "{id}"},
        {"by": "x", "why": "y", "confirm": "{id}", "all": "true"},
        {"by": "x", "why": "y", "confirm": "{lower}"},
    ],
)
def test_an_order_that_is_not_whole_does_nothing(
    mdm: Scene, mac: SimulatedDevice, body: dict[str, Any]
) -> None:
    """T62: a slip of the pen ends no enrollment."""
    ids = {"id": mac.enrollment.id, "lower": mac.enrollment.id.lower()}
    order = {key: value.format(**ids) if isinstance(value, str) else value for key, value in body.items()}

    assert 400 == mdm.admin("POST", place(mac), order).status
    assert [] == mac.connect()
    assert mac.enrolled


def test_a_user_or_a_stranger_cannot_be_unenrolled(mdm: Scene, mac: SimulatedDevice) -> None:
    ada = mac.user("501", short_name="ada")
    ada.enroll()
    user = mdm.admin("POST", place(ada), {**ORDER, "confirm": ada.enrollment.id})
    nobody = mdm.admin("POST", "/v1/enrollments/nobody/unenroll", {**ORDER, "confirm": "nobody"})

    assert (409, 404) == (user.status, nobody.status)
    assert mac.enrolled


def test_only_this_order_is_answered_so_that_a_device_leaves(mdm: Scene, mac: SimulatedDevice) -> None:
    """T17: whatever else is wrong with a device, its record or its message, it stays enrolled."""
    other = mdm.device("macOS", seed="another Mac that stays")
    mdm.admin("POST", place(mac), {**ORDER, "confirm": mac.enrollment.id})
    mdm.admin("POST", "/v1/queues/hold", {"why": "a test"})
    other.connect()
    mdm.admin("DELETE", f"/v1/enrollments/{other.enrollment.id}/commands/none")
    other.connect()
    mac.connect()

    assert (True, False) == (other.enrolled, mac.enrolled)
    statuses = {entry.http_status for entry in other.ledger if entry.http_status}
    assert not statuses & {401, 403}


def test_queues_are_held_and_released(mdm: Scene, mac: SimulatedDevice) -> None:
    """F28: nothing leaves while they are held, what the device reports is stored, and nothing is lost."""
    commands = f"/v1/enrollments/{mac.enrollment.id}/commands"
    assert {"held": None} == mdm.admin("GET", "/v1/queues").json
    uuid = mdm.admin("POST", commands, {"request_type": "ProfileList"}).json["command_uuid"]

    held = mdm.admin("POST", "/v1/queues/hold", {"why": "restored the backup of Monday"})
    assert "restored the backup of Monday" == held.json["held"]["why"]
    assert held.json == mdm.admin("GET", "/v1/queues").json
    assert [] == mac.connect()
    assert 0 == mdm.admin("GET", f"{commands}/{uuid}").json["sent_count"]

    assert {"held": None} == mdm.admin("POST", "/v1/queues/release", {}).json
    assert [uuid] == [step.command_uuid for step in mac.connect()]


@pytest.mark.parametrize(
    ("path", "body"), [("hold", {}), ("hold", {"why": ""}), ("release", {"all": "true"})]
)
def test_an_order_for_the_queues_is_whole_or_nothing(mdm: Scene, path: str, body: dict[str, str]) -> None:
    assert 400 == mdm.admin("POST", f"/v1/queues/{path}", body).status
    assert {"held": None} == mdm.admin("GET", "/v1/queues").json


def test_the_users_of_a_device_have_queues_of_their_own(mdm: Scene, mac: SimulatedDevice) -> None:
    ada = mac.user("501", short_name="ada")
    ada.enroll()
    commands = f"/v1/enrollments/{ada.enrollment.id.replace(':', '%3A')}/commands"
    decoded = f"/v1/enrollments/{ada.enrollment.id}/commands"

    queued = mdm.admin("POST", decoded, {"request_type": "ProfileList"}, REQUEST_URI=commands)
    assert 201 == queued.status
    assert [] == mac.connect()
    assert [queued.json["command_uuid"]] == [step.command_uuid for step in ada.connect()]
    listed = mdm.admin("GET", "/v1/enrollments").json["enrollments"]
    assert ["Device", "User"] == [record["id"]["kind"] for record in listed]
