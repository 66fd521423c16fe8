"""The life of a fleet with a canary for every kind of secret; then every place is searched where none may be.

Searched are the database with its log at four moments (commands waiting, half done, done, and after a crash),
everything that the server has written, and everything that it has answered but what is meant for one device
(its command, its bootstrap token) and the one answer of the admin API that shows one command's result.
"""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from pymdm.protocol import plist
from pymdm.testing import Application, SimulatedDevice, WireRequest, download_profile
from pymdm.testing.canaries import database_files
from pymdm.testing.wire import Reply, Send
from tests.chaos.life import Life
from tests.chaos.test_identities import handed_out
from tests.chaos.world import World


def listening(world: World) -> Any:
    """A meddler that keeps what a device is answered, except where it is the device's own secret."""

    def meddler(send: Send) -> Send:
        def meddling(request: WireRequest) -> Reply:
            reply = send(request)
            meant_for_it = b"<key>Command</key>" in reply.body or b"GetBootstrapToken" in request.body
            if not meant_for_it:
                world.answers.append(reply.body)
            world.answers.extend(f"{name}: {value}".encode() for name, value in reply.headers.items())
            return reply

        return meddling

    return meddler


def configuration(password: str) -> bytes:
    return plist.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": "com.example.wifi",
            "PayloadUUID": "outer",
            "PayloadContent": [
                {
                    "PayloadType": "com.apple.wifi.managed",
                    "PayloadUUID": "inner",
                    "SSID_STR": "School",
                    "Password": password,
                }
            ],
        }
    )


def plant_pin(world: World, name: str) -> str:
    """Six digits, as a Mac wants them; looked for with what may stand around them.

    Alone they are found by chance: the microseconds of times are six digits as well.
    """
    pin = f"{world.rng.randrange(1_000_000):06}"
    for mark, text in {"XML": f">{pin}<", "JSON": f'"{pin}"', "repr": f"'{pin}'"}.items():
        world.canaries.add(f"{name} in {mark}", text)
    return pin


def order_secrets(world: World, life: Life, mac: SimulatedDevice, phone: SimulatedDevice) -> None:
    """Commands with a PIN, a password, an unlock token and a word that no schema knows."""
    pin, password = plant_pin(world, "PIN"), world.canaries.plant("Wi-Fi password")
    profile = {"$data": base64.b64encode(configuration(password)).decode()}
    unlock = {"$data": base64.b64encode(phone.machine.unlock_token or b"").decode()}
    assert 201 == life.order(mac, "lock", "DeviceLock", PIN=pin)
    assert 201 == life.order(mac, "wifi", "InstallProfile", Payload=profile)
    assert 201 == life.order(phone, "clear", "ClearPasscode", UnlockToken=unlock)
    assert 201 == life.order(phone, "unknown", "NewCommand", Word=world.canaries.plant("body of a command"))
    assert 201 == life.order(mac, "apps", "InstalledApplicationList")


def mistakes(world: World, life: Life) -> None:
    """What goes wrong with secrets in hand, and what is then answered and written down."""
    key = {"Authorization": f"Bearer {world.token}"}
    admin, devices = life.ready["admin"], life.devices_url
    with httpx.Client(trust_env=False) as client:
        answers = [
            client.post(f"{devices}/enroll", data={"code": f"{world.code}x"}),
            client.get(f"{admin}/v1/events", headers={"Authorization": f"Basic {world.token}"}),
            client.get(f"{admin}/v1/events", headers={"Authorization": f"Bearer {world.token}x"}),
            client.get(f"{admin}/v1/enrollments/{world.token}", headers=key),
            client.post(f"{admin}/v1/enrollments/x/commands", headers=key, content=world.code.encode()),
            client.get(f"{devices}/scep", params={"operation": "PKIOperation", "message": world.code}),
            client.put(
                f"{devices}/mdm",
                content=plist.dumps({"MessageType": "Authenticate", "UDID": world.code}),
                headers={
                    "Content-Type": "application/x-apple-aspen-mdm-checkin",
                    "Mdm-Signature": base64.b64encode(world.code.encode()).decode(),
                },
            ),
        ]
    world.answers.extend(answer.content for answer in answers)
    assert all(400 <= answer.status_code < 500 for answer in answers)


def look_around(world: World, life: Life, *devices: SimulatedDevice) -> None:
    """What an administrator's tools fetch again and again."""
    for path in ("/v1/enrollments", "/v1/events?limit=500"):
        assert 200 == life.admin("GET", path).status_code
    for device in devices:
        assert 200 == life.admin("GET", f"/v1/enrollments/{device.enrollment.id}").status_code
        assert 200 == life.admin("GET", f"/v1/enrollments/{device.enrollment.id}/commands").status_code


def test_no_secret_of_any_kind_is_found_where_none_may_be(world: World) -> None:
    """T42, T50, T65, T69, T71, T72, T84, F49."""
    canaries = world.canaries
    first = world.start()
    mac, phone = world.enroll(first, 2)
    scep = handed_out(world, first)
    scep.enroll()
    world.know(scep)
    for device in (mac, phone, scep):
        device.meddle(listening(world))
    token = canaries.plant("bootstrap token").encode()
    mac.set_bootstrap_token(token)
    mac.machine.applications = (
        Application(identifier=canaries.plant("result"), name="x", version="1", bundle_size=1),
    )
    order_secrets(world, first, mac, phone)
    look_around(world, first, mac, phone, scep)
    world.scan()

    mac.hold_next_answer()
    mac.connect()  # the PIN has been handed out
    world.scan()
    assert world.drive()
    assert token == mac.get_bootstrap_token()
    mistakes(world, first)
    look_around(world, first, mac, phone, scep)
    assert 5 <= len(mac.ledger.executed()) + len(phone.ledger.executed())
    first.kill()  # what the log of the database holds stays in its file
    files = database_files(world.database)
    assert "mdm.db-wal" in files
    # What is no secret is there to be read: the search looks at the right bytes.
    assert any(mac.machine.udid.encode() in data for data in files.values())
    world.scan()

    second = world.start("--raise-at", "report.before-commit")  # a traceback is written
    assert 201 == second.order(mac, "again", "DeviceLock", PIN=plant_pin(world, "second PIN"))
    assert not world.drive([mac])
    assert world.drive()
    assert 0 == second.end()
    assert b"Traceback" in second.log()

    audit = world.audit()
    assert 6 == audit.finished
    kinds = {
        "PIN in XML",
        "Wi-Fi password",
        "unlock token 1",
        "bootstrap token",
        "result",
        "body of a command",
    }
    kinds |= {"admin token", "enrollment code", "CA key", "challenge scep", "push token 0", "push magic 2"}
    assert kinds <= set(canaries)
    assert any(name.startswith("seal key") for name in canaries)


@pytest.mark.parametrize("form", ["the log", "an answer", "the database", "the file beside it"])
def test_the_search_finds_a_canary_in_each_of_these_places(world: World, form: str) -> None:
    """The search itself: a leak made by hand in each place is found."""
    life = world.start()
    pin = world.canaries.plant("PIN", length=6)
    world.scan()
    if form == "the log":
        with (world.folder / "log 0").open("ab") as log:
            log.write(base64.b64encode(f"pin={pin}".encode()))
    elif form == "an answer":
        world.answers.append(pin.encode("utf-16-le"))
    elif form == "the database":
        with closing(sqlite3.connect(world.database)) as database, database:
            database.execute("CREATE TABLE leak (text)")
            database.execute("INSERT INTO leak VALUES (?)", (pin.encode().hex(),))
    else:
        world.database.with_name("mdm.db.mark").write_text(pin)

    with pytest.raises(AssertionError, match="PIN"):
        world.scan()
    life.end()


def test_profiles_are_the_one_thing_that_carries_a_challenge(world: World) -> None:
    """T42: what is searched for is really there to be found."""
    life = world.start()
    handed_out(world, life)
    profile = download_profile(f"{life.devices_url}/enroll", code=world.code)
    [scep] = [p for p in plist.loads(profile)["PayloadContent"] if "SCEP" in p["PayloadType"].upper()]  # type: ignore[index,union-attr,call-overload]
    world.canaries.add("another challenge", scep["PayloadContent"]["Challenge"])

    assert {"another challenge"} == {hit.canary for hit in world.canaries.scan({"profile": profile})}
    world.scan()
