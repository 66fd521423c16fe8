"""T17: whatever anybody sends to a device route, no answer is 401 or 403: either would unenroll a device."""

from __future__ import annotations

import base64
import gzip
import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from pymdm.crypto.cms import APPLE_BER, APPLE_DER, PrivateKeySigner, sign
from pymdm.errors import StorageError
from pymdm.protocol import plist
from pymdm.service import MDMReply, ServiceRules
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice

from .running import CODE, TOKEN, Running, listening, running

CHECKIN = "application/x-apple-aspen-mdm-checkin"
CONNECT = "application/x-apple-aspen-mdm; charset=UTF-8"

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")
PATHS = (
    "/mdm",
    "/checkin",
    "/enroll",
    "/",
    "/mdm/",
    "/v1/enrollments",
    "/mdm%00",
    "/%FF",
    "/..;/mdm",
    "//mdm",
)
TYPES = (CHECKIN, CONNECT, "", "text/xml", "application/x-apple-aspen-mdm-checkin; x=")
MESSAGES = (
    "Authenticate",
    "TokenUpdate",
    "CheckOut",
    "UserAuthenticate",
    "SetBootstrapToken",
    "GetBootstrapToken",
    "DeclarativeManagement",
    "GetToken",
    "ReturnToService",
    "Surprise",
    "",
)
STATUSES = ("Idle", "Acknowledged", "Error", "CommandFormatError", "NotNow", "Surprise", "")


@pytest.fixture(scope="module")
def mdm() -> Iterator[Running]:
    with running(settings={"separate_checkin": True}) as started:
        yield started


@pytest.fixture(scope="module")
def mac(mdm: Running) -> SimulatedDevice:
    return mdm.device("macOS", seed="matrix")


@pytest.fixture(scope="module")
def client(mdm: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=mdm.url, trust_env=False) as opened:
        yield opened


def signature(device: SimulatedDevice, body: bytes, shape: Any = APPLE_DER) -> dict[str, str]:
    signer = PrivateKeySigner(certificate=device.identity.certificate, key=device.identity.key)
    return {"Mdm-Signature": base64.b64encode(sign(body, signer, shape=shape)).decode()}


def sound(answer: httpx.Response, what: object) -> int:
    """The status, if the answer may go to a device."""
    assert answer.status_code not in (401, 403), what
    assert answer.status_code < 500, what
    assert b"unrecognized" not in answer.content, what
    assert b"Traceback" not in answer.content, what
    assert "www-authenticate" not in answer.headers, what
    assert "no-store" == answer.headers["cache-control"], what
    return answer.status_code


def test_no_method_path_or_login_is_answered_401_or_403(client: httpx.Client) -> None:
    logins: list[dict[str, str]] = [
        {},
        {"Authorization": f"Bearer {TOKEN}"},
        {"Authorization": "Basic Og=="},
        {"Cookie": "session=1", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    ]
    for method, path, headers in itertools.product(METHODS, PATHS, logins):
        status = sound(client.request(method, path, headers=headers), (method, path, headers))
        assert status in (200, 400, 404, 405, 411, 415), (method, path, headers)


def bodies() -> Iterator[bytes]:
    yield from (b"", b"\x00", b"bplist00", b"<plist>", b"<?xml version='1.0'?><plist><dict></dict></plist>")
    yield from (b"<plist>" + b"<array>" * 5000, gzip.compress(b"x" * 1000), CODE.encode(), b"\xff\xfe<\x00")
    yield plist.dumps([1, 2])  # type: ignore[arg-type]
    yield plist.dumps("text")  # type: ignore[arg-type]


def messages(device: SimulatedDevice) -> Iterator[bytes]:
    ids: list[dict[str, Any]] = [
        {"UDID": device.machine.udid},
        {"UDID": "SOMEBODY-ELSE"},
        {"EnrollmentID": "E1"},
        {"UDID": device.machine.udid, "UserID": "U1"},
        {"UDID": device.machine.udid, "EnrollmentID": "E1"},
        {"UDID": 5},
        {},
    ]
    for who, name in itertools.product(ids, MESSAGES):
        yield plist.dumps({**who, "MessageType": name, "Topic": "com.apple.mgmt.other", "Endpoint": "tokens"})
    for who, status in itertools.product(ids, STATUSES):
        yield plist.dumps({**who, "Status": status, "CommandUUID": "none"})


def test_no_body_type_or_proof_is_answered_401_or_403(client: httpx.Client, mac: SimulatedDevice) -> None:
    junk = list(bodies())
    proofs: list[dict[str, str]] = [
        {},
        {"Mdm-Signature": "x"},
        signature(mac, b"other"),
        {"Content-Encoding": "gzip"},
    ]
    for path, kind, body, proof in itertools.product(("/mdm", "/checkin"), TYPES, junk, proofs):
        headers = {**proof, **({"Content-Type": kind} if kind else {})}
        status = sound(client.put(path, content=body, headers=headers), (path, kind, body[:20], proof))
        assert status in (400, 411, 415), (path, kind, body[:20], proof)


def test_no_message_of_a_genuine_device_is_answered_401_or_403(
    client: httpx.Client, mac: SimulatedDevice
) -> None:
    """A foreign UDID, an unknown one, a user, nonsense: each with a signature that verifies."""
    seen = set()
    for body, kind, shape in itertools.product(messages(mac), (CHECKIN, CONNECT, ""), (APPLE_DER, APPLE_BER)):
        if b"CheckOut" in body and mac.machine.udid.encode() in body:
            continue  # would end the enrollment that the others are tried with
        headers = {**signature(mac, body, shape), **({"Content-Type": kind} if kind else {})}
        seen.add(sound(client.put("/mdm", content=body, headers=headers), body))
    assert {200, 400, 404, 410} == seen
    assert mac.enrolled
    assert [] == mac.connect()


class Down(MemoryStore):
    """A store whose every verb fails in turn: as a database that is away, and as a bug."""

    failure: Exception | None = None

    def __getattribute__(self, name: str) -> Any:
        failure = object.__getattribute__(self, "failure")
        if failure is not None and name in ("report_and_next", "authenticate", "recognise", "token_update"):
            raise failure
        return super().__getattribute__(name)


@pytest.mark.parametrize(
    ("failure", "status"),
    [(StorageError("down"), 503), (PermissionError("401 Unauthorized"), 500), (RuntimeError("403"), 500)],
)
def test_no_fault_of_ours_is_answered_401_or_403(failure: Exception, status: int) -> None:
    with running() as mdm:
        mac = mdm.device("macOS", seed="faults")
        store = Down()
        store.__dict__.update(mdm.store.__dict__)
        mdm.server.service._store = store
        store.failure = failure
        body = plist.dumps({"Status": "Idle", "UDID": mac.machine.udid})
        answer = httpx.put(
            f"{mdm.url}/mdm",
            content=body,
            headers={"Content-Type": CONNECT, **signature(mac, body)},
            trust_env=False,
        )
        assert status == answer.status_code
        assert len(answer.content) < 40
        store.failure = None
        assert [] == mac.connect()


def test_no_handler_of_the_program_can_answer_401_or_403() -> None:
    """The adapter withholds what slipped past the service."""
    from pymdm.adapters import device_app

    class Rogue:
        def handle(self, request: object) -> MDMReply:
            return MDMReply(status=401, body=b"login")

    with listening(device_app(Rogue())) as port:  # type: ignore[arg-type]
        answer = httpx.put(f"http://127.0.0.1:{port}/mdm", content=b"x", trust_env=False)
    assert (400, b"Bad Request\n") == (answer.status_code, answer.content)


def test_only_the_policy_that_was_chosen_unenrolls() -> None:
    """The counter-check: with that policy a stranger does get it, so the matrix could see it."""
    from pymdm.crypto import CertificateAuthority
    from pymdm.service import unenroll_strangers

    from .running import NOW

    authority = CertificateAuthority.create("Test identity CA", now=NOW)
    issued = authority.issue_identity(common_name="stranger", now=NOW)
    assert issued.key is not None
    rules = ServiceRules(identity=authority.trust_store().mdm_signature(), admission=unenroll_strangers)
    body = plist.dumps({"Status": "Idle", "UDID": "STRANGER"})
    signed = sign(body, PrivateKeySigner(certificate=issued.certificate, key=issued.key), shape=APPLE_DER)
    with running(rules=rules) as mdm:
        answer = httpx.put(
            f"{mdm.url}/mdm",
            content=body,
            headers={"Content-Type": CONNECT, "Mdm-Signature": base64.b64encode(signed).decode()},
            trust_env=False,
        )
    assert 401 == answer.status_code
