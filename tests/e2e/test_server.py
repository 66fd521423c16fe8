"""The reference server over real HTTP: enrollment, commands, and what it says to everybody else."""

from __future__ import annotations

import base64
import gzip
import itertools
from collections.abc import Iterator

import httpx
import pytest

from pymdm.crypto import CertificateAuthority
from pymdm.crypto.cms import APPLE_DER, PrivateKeySigner, sign
from pymdm.protocol import plist
from pymdm.server import EnrollWith
from pymdm.service import EnrollmentRecord
from pymdm.service.verbs import EnrollmentQuery
from pymdm.testing import SimulatedDevice

from .running import CODE, NOW, Running, running

CHECKIN = "application/x-apple-aspen-mdm-checkin"
CONNECT = "application/x-apple-aspen-mdm; charset=UTF-8"


@pytest.fixture(scope="module")
def mdm() -> Iterator[Running]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def mac(mdm: Running) -> SimulatedDevice:
    return mdm.device("macOS", seed=1)


def signed(device: SimulatedDevice, body: bytes) -> dict[str, str]:
    signer = PrivateKeySigner(certificate=device.identity.certificate, key=device.identity.key)
    return {"Mdm-Signature": base64.b64encode(sign(body, signer, shape=APPLE_DER)).decode()}


def idle(device: SimulatedDevice) -> bytes:
    return plist.dumps({"Status": "Idle", "UDID": device.machine.udid})


def put(mdm: Running, body: bytes, headers: dict[str, str], content_type: str = CONNECT) -> httpx.Response:
    return httpx.put(f"{mdm.url}/mdm", content=body, headers={"Content-Type": content_type, **headers})


def test_a_mac_and_an_iphone_enroll_and_answer(mdm: Running) -> None:
    for platform, seed in (("macOS", 11), ("iOS", 12)):
        device = mdm.device(platform, seed=seed)
        uuid = mdm.queue(device, "DeviceInformation", Queries=["SerialNumber", "OSVersion"])
        device.connect()
        told = mdm.command(device, uuid)
        assert told["state"] == "acknowledged"
        assert told["result"]["QueryResponses"]["SerialNumber"] == device.machine.serial_number  # type: ignore[index]


def hostile_bodies(device: SimulatedDevice) -> Iterator[tuple[str, bytes, dict[str, str], str, int]]:
    """(what, body, headers, content type, status) of everything that must be refused."""
    body = idle(device)
    foreign = CertificateAuthority.create("Test identity CA", now=NOW).issue_identity(
        common_name="MDM identity", now=NOW
    )
    assert foreign.key is not None
    stranger = PrivateKeySigner(certificate=foreign.certificate, key=foreign.key)
    forged = {"Mdm-Signature": base64.b64encode(sign(body, stranger, shape=APPLE_DER)).decode()}
    good = signed(device, body)
    yield "no certificate", body, {}, CONNECT, 400
    yield "a certificate of another CA with the same name", body, forged, CONNECT, 400
    yield "an altered body", body.replace(b"Idle", b"IdlE"), good, CONNECT, 400
    yield "an unreadable signature", body, {"Mdm-Signature": "%%%"}, CONNECT, 400
    yield "a signature of 300 KB", body, {"Mdm-Signature": "A" * 200_000}, CONNECT, 400
    yield "another content type", body, good, "application/json", 415
    yield "a compressed body", gzip.compress(body), {**good, "Content-Encoding": "gzip"}, CONNECT, 415
    for what, bad in (
        ("no plist", b"\x00\x01\x02"),
        ("an empty body", b""),
        ("a deep plist", b"<plist>" + b"<array>" * 100_000 + b"</array>" * 100_000 + b"</plist>"),
        (
            "an entity",
            (
                b'<!DOCTYPE p [<!ENTITY a "b">]>'
                b"<plist><dict><key>Status</key><string>&a;</string></dict></plist>"
            ),
        ),
        ("a shared-reference bomb", _bomb()),
        ("an unknown status without an id", plist.dumps({"Status": "Idle"})),
        ("no status", plist.dumps({"UDID": device.machine.udid})),
    ):
        yield what, bad, signed(device, bad) if bad else {}, CONNECT, 400
    unknown = plist.dumps({"MessageType": "Surprise", "UDID": device.machine.udid})
    yield "an unknown message", unknown, signed(device, unknown), CHECKIN, 400


def _bomb() -> bytes:
    """A binary property list of 60 arrays, each of which holds the next one twice."""
    count = 60
    objects = [b"\xa2" + bytes([index + 1, index + 1]) for index in range(count)] + [b"\x50"]
    body = b"bplist00"
    offsets = []
    for item in objects:
        offsets.append(len(body))
        body += item
    table = b"".join(offset.to_bytes(2, "big") for offset in offsets)
    trailer = (
        bytes(6) + bytes([2, 1]) + len(objects).to_bytes(8, "big") + bytes(8) + len(body).to_bytes(8, "big")
    )
    return body + table + trailer


def test_bad_input_gets_a_short_fixed_text_and_loses_nothing(mdm: Running, mac: SimulatedDevice) -> None:
    """T2, T10, T17, T20, T34, T36, T37, T40, T76 on the wire."""
    uuid = mdm.queue(mac, "ProfileList")
    for what, body, headers, content_type, status in hostile_bodies(mac):
        answer = put(mdm, body, headers, content_type)
        assert (what, answer.status_code) == (what, status)
        assert len(answer.content) < 60, what
        assert b"Traceback" not in answer.content, what
        assert b"Command" not in answer.content, what
    assert mdm.command(mac, uuid)["state"] == "pending"
    assert [step.command_uuid for step in mac.connect()] == [uuid]
    assert mdm.command(mac, uuid)["state"] == "acknowledged"


def test_a_device_cannot_speak_for_another(mdm: Running, mac: SimulatedDevice) -> None:
    """T1: a genuine identity with the UDID of another device sees and changes nothing."""
    other = mdm.device("iOS", seed=21)
    uuid = mdm.queue(mac, "SecurityInfo")
    body = idle(mac)
    answer = put(mdm, body, signed(other, body))
    assert (answer.status_code, answer.content) == (400, b"Bad Request\n")
    ack = plist.dumps({"Status": "Acknowledged", "UDID": mac.machine.udid, "CommandUUID": uuid})
    assert put(mdm, ack, signed(other, ack)).status_code == 400
    own = plist.dumps({"Status": "Acknowledged", "UDID": other.machine.udid, "CommandUUID": uuid})
    assert put(mdm, own, signed(other, own)).status_code == 200
    assert mdm.command(mac, uuid)["state"] == "pending"
    mac.connect()
    assert mdm.command(mac, uuid)["state"] == "acknowledged"


def test_an_identity_of_an_outsider_session_cannot_enroll(mdm: Running) -> None:
    """T81: a certificate of our CA that is not in the issue log enrolls nothing."""
    unlogged = mdm.authority.issue_identity(common_name="MDM identity", now=NOW)
    assert unlogged.key is not None
    signer = PrivateKeySigner(certificate=unlogged.certificate, key=unlogged.key)
    body = plist.dumps({"MessageType": "Authenticate", "Topic": "com.apple.mgmt.x", "UDID": "NEW"})
    header = {"Mdm-Signature": base64.b64encode(sign(body, signer, shape=APPLE_DER)).decode()}
    assert put(mdm, body, header, CHECKIN).status_code == 400
    assert mdm.admin("GET", "/v1/enrollments/NEW").status_code == 404


def test_lengths_that_servers_read_differently_are_refused(mdm: Running, mac: SimulatedDevice) -> None:
    """T77 through a real server: contradictory framing never reaches the message."""
    start = f"PUT /mdm HTTP/1.1\r\nHost: x\r\nContent-Type: {CONNECT}\r\nConnection: close\r\n".encode()
    for framing in (b"Content-Length: abc\r\n", b"Content-Length: -1\r\n", b"Content-Length: 5, 5\r\n"):
        answer = mdm.raw(start + framing + b"\r\nhello")
        assert answer.split(b" ", 2)[1] in (b"400", b"411"), framing
    without = mdm.raw(start + b"\r\n")
    assert without.split(b" ", 2)[1] in (b"400", b"411")
    assert mac.connect() == []


def test_only_put_is_taken_on_the_device_route(mdm: Running) -> None:
    for method in ("GET", "POST", "DELETE", "PATCH"):
        answer = httpx.request(method, f"{mdm.url}/mdm")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "PUT")
    assert httpx.get(f"{mdm.url}/etc/passwd").status_code == 404
    assert mdm.raw(b"GET /../../etc/passwd HTTP/1.0\r\n\r\n").split(b" ", 2)[1] == b"404"


def test_the_enrollment_page_asks_for_the_code(mdm: Running) -> None:
    page = httpx.get(f"{mdm.url}/enroll")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="code"' in page.text
    for wrong in ("", CODE[:-1], CODE + "x", "%00"):
        refused = httpx.post(f"{mdm.url}/enroll", data={"code": wrong})
        assert refused.status_code == 400
        assert "not right" in refused.text
    given = httpx.post(f"{mdm.url}/enroll", data={"code": CODE})
    assert given.headers["Content-Type"] == "application/x-apple-aspen-config"
    assert given.headers["Cache-Control"] == "no-store"


def test_every_download_is_a_session_and_an_identity_of_its_own(mdm: Running) -> None:
    first, second = mdm.device("iOS", seed=31), mdm.device("iOS", seed=32)
    assert first.identity.certificate != second.identity.certificate


def test_a_profile_is_of_use_to_one_device(mdm: Running) -> None:
    """T42: the challenge in a profile that was copied to a second device is used up."""
    profile = mdm.profile()
    first = SimulatedDevice.from_profile(profile, platform="iOS", via=mdm.url, seed=43)
    copied = SimulatedDevice.from_profile(profile, platform="iOS", via=mdm.url, seed=44)
    assert first.enroll().status == 200
    with pytest.raises(Exception, match="BAD_REQUEST"):
        copied.enroll()
    assert first.connect() == []


def test_an_identity_enrolls_one_device() -> None:
    """T3, T81: the identity of a profile that was copied to a second device is refused there."""
    with running(settings={"enroll_with": EnrollWith.PKCS12}) as mdm:
        _enroll_a_copy(mdm)


def _enroll_a_copy(mdm: Running) -> None:
    profile = mdm.profile()
    first = SimulatedDevice.from_profile(profile, platform="iOS", via=mdm.url, seed=41)
    copied = SimulatedDevice.from_profile(profile, platform="iOS", via=mdm.url, seed=42)
    assert first.enroll().status == 200
    with pytest.raises(Exception, match="400"):
        copied.enroll()
    first.re_enroll()
    assert first.enrolled


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/enrollments", None, 200),
        ("GET", "/v1/enrollments?limit=0", None, 400),
        ("GET", "/v1/enrollments/unknown", None, 404),
        ("GET", "/v1/enrollments/unknown/commands", None, 404),
        ("GET", "/v1/enrollments/unknown/commands/x", None, 404),
        ("POST", "/v1/enrollments/unknown/commands", {"request_type": "ProfileList"}, 404),
        ("POST", "/v1/enrollments/{mac}/commands", ["no object"], 400),
        ("POST", "/v1/enrollments/{mac}/commands", {}, 400),
        ("POST", "/v1/enrollments/{mac}/commands", {"request_type": "ProfileList", "x": 1}, 400),
        ("POST", "/v1/enrollments/{mac}/commands", {"request_type": "RemoveProfile"}, 400),
        (
            "POST",
            "/v1/enrollments/{mac}/commands",
            {"request_type": "DeviceLock", "keys": {"PIN": 123456}},
            400,
        ),
        (
            "POST",
            "/v1/enrollments/{mac}/commands",
            {"request_type": "ProfileList", "options": {"priority": "1"}},
            400,
        ),
        (
            "POST",
            "/v1/enrollments/{mac}/commands",
            {"request_type": "ProfileList", "options": {"colour": "1"}},
            400,
        ),
        ("GET", "/v1/events", None, 200),
        ("GET", "/v1/events?after=x", None, 400),
        ("GET", "/v2", None, 404),
        ("PUT", "/v1/enrollments", None, 405),
    ],
)
def test_the_admin_api_answers_each_mistake_with_what_it_expects(
    mdm: Running, mac: SimulatedDevice, method: str, path: str, body: object, status: int
) -> None:
    answer = mdm.admin(method, path.format(mac=mac.enrollment.id), body)
    assert answer.status_code == status
    assert ("error" in answer.json()) == (status >= 400)


def test_the_admin_api_gives_nothing_without_its_token(mdm: Running, mac: SimulatedDevice) -> None:
    """T52: every route, known or not, before anything is looked up."""
    paths = ("/v1/enrollments", f"/v1/enrollments/{mac.enrollment.id}", "/v1/events", "/nothing")
    for path, token in itertools.product(paths, ("none", "wrong", "admin-token-of-these-test")):
        answer = mdm.admin("GET", path, token=token)
        assert answer.status_code == 401
        assert answer.json() == {"error": "a valid admin token is needed"}
    assert httpx.get(f"{mdm.url}/v1/enrollments").status_code == 404


def test_a_command_can_be_taken_back_while_it_is_pending(mdm: Running, mac: SimulatedDevice) -> None:
    uuid = mdm.queue(mac, "ProfileList")
    path = f"/v1/enrollments/{mac.enrollment.id}/commands/{uuid}"
    assert mdm.admin("DELETE", path).json() == {"cancelled": [uuid]}
    assert mdm.admin("DELETE", path).status_code == 409
    assert mac.connect() == []


def test_no_secret_is_shown_by_the_admin_api(mdm: Running) -> None:
    """T65: what the records hide stays hidden: tokens, magic strings, unlock tokens, certificates."""
    phone = mdm.device("iOS", seed=51)
    [[record]] = mdm.store.look_up([EnrollmentQuery(id=phone.enrollment.id)])
    assert isinstance(record, EnrollmentRecord)
    shown = mdm.admin("GET", f"/v1/enrollments/{phone.enrollment.id}").text
    assert record.push is not None
    assert record.unlock_token is not None
    for secret in (
        record.push.token,
        record.unlock_token,
        record.push.push_magic.encode(),
        record.certificate,
    ):
        for form in (secret.hex(), base64.b64encode(secret).decode(), secret.decode("latin-1")):
            assert form not in shown
