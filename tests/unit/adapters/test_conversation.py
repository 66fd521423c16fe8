"""One conversation, in every framework: what a device says and gets does not depend on who carries it."""

from __future__ import annotations

import base64
import functools
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from pymdm import commands
from pymdm.crypto import CertificateAuthority, KeyType, cms, new_key
from pymdm.errors import StorageError
from pymdm.protocol import plist
from pymdm.service import (
    MAX_CHECKIN_BODY,
    MAX_CONNECT_BODY,
    AsyncMDMService,
    CommandState,
    MDMReply,
    MDMRequest,
    MDMService,
    UnenrollForm,
    unenroll,
)
from pymdm.stores import MemoryStore
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity, SimulatedProxy
from tests.unit.adapters.embeddings import EMBEDDINGS, Embedding
from tests.unit.adapters.wires import CHECKIN, CONNECT, Asked, Wire, sender

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SETTINGS = EnrollmentSettings(
    server_url="https://mdm.example.com/mdm",
    check_in_url="https://mdm.example.com/checkin",
    topic="com.apple.mgmt.External.adapters",
)
CA = "Identity CA"
SECRET = "0123456789abcdef0123456789abcdef"


@functools.cache
def authority(name: str) -> CertificateAuthority:
    return CertificateAuthority.create(name, now=NOW, key=new_key(KeyType.EC_P256))


@functools.cache
def identity(of: str, ca: str = CA) -> SimulatedIdentity:
    issued = authority(ca).issue_identity(common_name=of, now=NOW)
    return SimulatedIdentity(certificate=issued.certificate, key=issued.key)


class Faulty(MemoryStore):
    """A store that can be away."""

    down = False

    def report_and_next(self, batch: Any, /) -> Any:
        if self.down:
            raise StorageError("canary")
        return super().report_and_next(batch)


@attrs.frozen(kw_only=True)
class Scene:
    """A service in a framework.  ``mdm`` is a blocking one over the same store, to look and to order."""

    embedding: Embedding
    wire: Wire
    store: Faulty
    mdm: MDMService

    def device(self, name: str = "a Mac", **options: Any) -> SimulatedDevice:
        options.setdefault("identity", identity(name))
        return SimulatedDevice(SETTINGS, send=sender(self.wire), seed=name, **options)


def scene(embedding: Embedding, source: Any = None) -> Scene:
    store = Faulty()
    chosen: dict[str, Any] = {
        "identity": source or authority(CA).trust_store().mdm_signature(),
        "clock": lambda: NOW,
    }
    made = AsyncMDMService if embedding.asynchronous else MDMService
    return Scene(
        embedding=embedding,
        wire=embedding.embed(made(store, **chosen)),
        store=store,
        mdm=MDMService(store, **chosen),
    )


class Puppet:
    """A service that answers what it is told to, and keeps what it was asked."""

    def __init__(self, reply: Callable[[], MDMReply] = MDMReply) -> None:
        self.asked: list[MDMRequest] = []
        self._reply = reply

    def handle(self, request: MDMRequest) -> MDMReply:
        self.asked.append(request)
        return self._reply()


class AsyncPuppet(Puppet):
    async def handle(self, request: MDMRequest) -> MDMReply:  # type: ignore[override]
        return super().handle(request)


def puppet(embedding: Embedding, reply: Callable[[], MDMReply] = MDMReply) -> tuple[Puppet, Wire]:
    made = (AsyncPuppet if embedding.asynchronous else Puppet)(reply)
    return made, embedding.embed(made)


@pytest.fixture(params=EMBEDDINGS, ids=lambda embedding: embedding.name)
def embedding(request: pytest.FixtureRequest) -> Embedding:
    found: Embedding = request.param
    return found


# ── a device ─────────────────────────────────────────────────────────────────────────────────────


def test_a_device_enrolls_and_is_asked_nothing(embedding: Embedding) -> None:
    here = scene(embedding)
    mac = here.device()

    assert 200 == mac.enroll().status
    assert [] == mac.connect()
    assert here.mdm.enrollment(mac.enrollment).can_be_pushed
    assert "192.0.2.1" == here.mdm.enrollment(mac.enrollment).last_source


def test_a_device_gets_a_command_and_answers(embedding: Embedding) -> None:
    here = scene(embedding)
    mac = here.device()
    mac.enroll()
    uuid = here.mdm.enqueue(mac.enrollment, commands.DeviceInformation(queries=["SerialNumber"]))

    [step] = mac.connect()

    assert ("DeviceInformation", "Acknowledged") == (step.request_type, step.status)
    assert CommandState.ACKNOWLEDGED is here.mdm.command(mac.enrollment, uuid).state


def test_a_locked_phone_says_not_now_and_gets_the_command_again(embedding: Embedding) -> None:
    """F13"""
    here = scene(embedding)
    phone = here.device("a phone", platform="iOS")
    phone.enroll()
    uuid = here.mdm.enqueue(phone.enrollment, commands.SecurityInfo())
    phone.lock()

    assert ["NotNow"] == [step.status for step in phone.connect()]
    assert CommandState.PENDING is here.mdm.command(phone.enrollment, uuid).state
    phone.unlock()
    assert ["Acknowledged"] == [step.status for step in phone.poll()]


def test_a_user_has_a_channel_of_their_own(embedding: Embedding) -> None:
    here = scene(embedding)
    mac = here.device()
    mac.enroll()
    sam = mac.user("SAM", short_name="sam")

    assert 200 == sam.enroll().status
    uuid = here.mdm.enqueue(sam.enrollment, commands.ProfileList())
    assert [] == mac.connect()
    assert [uuid] == [step.command_uuid for step in sam.connect()]


def test_a_removed_profile_is_checked_out(embedding: Embedding) -> None:
    here = scene(embedding)
    mac = here.device()
    mac.enroll()

    mac.remove_mdm_profile()

    assert "CHECKED_OUT" == here.mdm.enrollment(mac.enrollment).state.name


# ── who it is ────────────────────────────────────────────────────────────────────────────────────


def test_whoever_proves_nothing_gets_nothing(embedding: Embedding) -> None:
    """T1, T2: no identity, a stranger's and another device's, and the queue stays where it is."""
    here = scene(embedding)
    mac, other = here.device(), here.device("another Mac")
    mac.enroll()
    other.enroll()
    uuid = here.mdm.enqueue(mac.enrollment, commands.ProfileList())
    body, mine = spoken(mac), signed(mac)

    for lines in ((), signed(other), mine * 2, signed(mac, identity("a Mac", "Lookalike CA"))):
        reply = here.wire.ask(Asked(headers=(("Content-Type", CONNECT), *lines), parts=(body,)))
        assert (400, b"Bad Request\n") == (reply.status, reply.body)
    reply = here.wire.ask(Asked(headers=(("Content-Type", CONNECT), *mine), parts=(body,)))
    assert uuid.encode() in reply.body


def spoken(device: SimulatedDevice) -> bytes:
    return plist.dumps({"Status": "Idle", "UDID": device.machine.udid})


def signed(device: SimulatedDevice, by: SimulatedIdentity | None = None) -> tuple[tuple[str, str], ...]:
    chosen = by or device.identity
    signer = cms.PrivateKeySigner(certificate=chosen.certificate, key=chosen.key)
    value = cms.sign(spoken(device), signer, shape=cms.APPLE_DER)
    return (("Mdm-Signature", base64.b64encode(value).decode()),)


def test_a_name_with_an_underscore_is_another_header(embedding: Embedding) -> None:
    """T7: even with the right secret, ``X_Pymdm_Client`` is not what the proxy sets."""
    here = scene(embedding, authority(CA).trust_store().proxy_header(secret=SECRET))
    proxy = SimulatedProxy(header="X-Pymdm-Client", secret=SECRET)
    mac = here.device(proxy=proxy)
    mac.enroll()
    _, value = proxy.line(mac.identity.certificate)

    for name, status in (("X-Pymdm-Client", 200), ("X_Pymdm_Client", 400), ("X-Pymdm_Client", 400)):
        asked = Asked(headers=(("Content-Type", CONNECT), (name, value)), parts=(spoken(mac),))
        assert status == here.wire.ask(asked).status


def test_names_arrive_as_they_were_sent_where_the_server_leaves_them(embedding: Embedding) -> None:
    """T7"""
    service, wire = puppet(embedding)
    wire.ask(Asked(headers=(("Content-Type", CONNECT), ("Client_Cert", "forged")), parts=(b"x",)))

    headers = service.asked[0].headers
    assert "client-cert" not in headers
    assert embedding.raw_names == ("client_cert" in headers)


# ── what it may send ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/", "/other", "/mdm/", "/MDM", "/mdm/..", "/mdm/mdm"])
def test_no_other_path_reaches_the_service(embedding: Embedding, path: str) -> None:
    """T58"""
    service, wire = puppet(embedding)

    assert wire.ask(Asked(path=path, parts=(b"x",))).status in (307, 308, 404)
    assert [] == service.asked


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_put_reaches_the_service(embedding: Embedding, method: str) -> None:
    service, wire = puppet(embedding)

    reply = wire.ask(Asked(method=method, parts=(b"x",)))

    assert (405, "PUT", "no-store") == (
        reply.status,
        reply.headers["allow"],
        reply.headers["cache-control"],
    )
    assert (b"" if method == "HEAD" else b"Method Not Allowed\n") == reply.body
    assert "19" == reply.headers["content-length"]
    assert [] == service.asked


def head(*lines: tuple[str, str], kind: str = CONNECT) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", kind), *lines)


@pytest.mark.parametrize(("kind", "limit"), [(CHECKIN, MAX_CHECKIN_BODY), (CONNECT, MAX_CONNECT_BODY)])
def test_a_body_over_its_limit_is_refused(embedding: Embedding, kind: str, limit: int) -> None:
    """T75: whether its length was stated or not."""
    here = scene(embedding)

    stated = here.wire.ask(
        Asked(headers=head(("Content-Length", str(limit + 1)), kind=kind), parts=(b"x",) * 10)
    )
    assert (413, b"Content Too Large\n") == (stated.status, stated.body)
    part = bytes(limit // 8)
    flowing = here.wire.ask(Asked(headers=head(kind=kind), parts=(part,) * 9, chunked=True))
    assert 413 == flowing.status


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (Asked(headers=head(("Content-Length", "abc")), parts=(b"hello",)), 400),
        (Asked(headers=head(("Content-Length", "-5")), parts=(b"hello",)), 400),
        (Asked(headers=head(("Content-Length", "5"), ("Content-Length", "5")), parts=(b"hello",)), 400),
        (
            Asked(headers=head(("Content-Length", "5"), ("Transfer-Encoding", "chunked")), parts=(b"hello",)),
            400,
        ),
        (Asked(headers=head(("Content-Length", "9")), parts=(b"hello",)), 400),
        (Asked(headers=head(("Content-Encoding", "gzip")), parts=(b"hello",)), 415),
        (Asked(headers=head(kind="application/json"), parts=(b"hello",)), 415),
        (Asked(parts=(b"hello",)), 400),
        (Asked(parts=(b"hello",), chunked=True), 400),
        (Asked(headers=head(kind=CHECKIN), parts=(b"<plist><dict>",)), 400),
        (Asked(parts=(b"",)), 400),
    ],
    ids=lambda value: None,
)
def test_what_is_no_message_gets_a_short_refusal(embedding: Embedding, asked: Asked, status: int) -> None:
    """T17, T40, T76, T77"""
    reply = scene(embedding).wire.ask(asked)

    assert status == reply.status
    assert len(reply.body) < 40
    assert "no-store" == reply.headers["cache-control"]


def test_no_length_at_all_is_refused(embedding: Embedding) -> None:
    """T77: ASGI servers end the body themselves, so that it is empty there."""
    assert embedding.no_length == scene(embedding).wire.ask(Asked()).status


def test_a_body_in_chunks_is_one_body(embedding: Embedding) -> None:
    service, wire = puppet(embedding)

    assert 200 == wire.ask(Asked(parts=(b"bo", b"", b"dy"), chunked=True)).status
    assert b"body" == service.asked[0].body


def test_a_peer_that_goes_away_has_said_nothing(embedding: Embedding) -> None:
    """F5"""
    here = scene(embedding)
    mac = here.device()
    mac.enroll()
    uuid = here.mdm.enqueue(mac.enrollment, commands.ProfileList())
    lines = head(*signed(mac), ("Content-Length", str(len(spoken(mac)))))

    try:
        reply = here.wire.ask(Asked(headers=lines, parts=(spoken(mac)[:20], None)))
    except ConnectionError:
        assert "Django on ASGI" in embedding.name  # it waits for the whole body before it asks the view
    else:
        assert 400 == reply.status
    assert 0 == here.mdm.command(mac.enrollment, uuid).sent_count


# ── what it may get ──────────────────────────────────────────────────────────────────────────────


def test_an_exception_is_500_with_a_fixed_text(
    embedding: Embedding, caplog: pytest.LogCaptureFixture
) -> None:
    """T17, T40: the traceback goes to the log and not to the peer."""

    def broken() -> MDMReply:
        raise PermissionError("canary")

    _, wire = puppet(embedding, broken)
    with caplog.at_level(logging.ERROR):
        reply = wire.ask(Asked(parts=(b"x",)))

    assert (500, b"Internal Server Error\n") == (reply.status, reply.body)
    assert "canary" not in str(reply.headers)
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("status", [401, 403])
def test_a_stray_401_or_403_does_not_leave(embedding: Embedding, status: int) -> None:
    """T17: whoever made it, only a deliberate unenroll may."""
    _, wire = puppet(embedding, lambda: MDMReply(status=status, body=b"com.apple.unrecognized.device"))

    reply = wire.ask(Asked(parts=(b"x",)))

    assert (400, b"Bad Request\n") == (reply.status, reply.body)


@pytest.mark.parametrize("form", list(UnenrollForm))
def test_a_deliberate_unenroll_leaves(embedding: Embedding, form: UnenrollForm) -> None:
    _, wire = puppet(embedding, lambda: unenroll(why="a test", form=form))

    assert int(form.value) == wire.ask(Asked(parts=(b"x",))).status


def test_a_store_that_is_away_says_when_to_come_back(embedding: Embedding) -> None:
    """F21"""
    here = scene(embedding)
    mac = here.device()
    mac.enroll()
    here.store.down = True

    reply = here.wire.ask(Asked(headers=head(*signed(mac)), parts=(spoken(mac),)))

    assert (503, "60", b"Service Unavailable\n") == (reply.status, reply.headers["retry-after"], reply.body)


def test_a_reply_is_passed_on_whole_and_kept_by_nobody(embedding: Embedding) -> None:
    """T50"""
    made = MDMReply(status=200, body=b"<plist/>", content_type="application/xml; charset=UTF-8")
    _, wire = puppet(embedding, lambda: made)

    reply = wire.ask(Asked(parts=(b"x",)))

    assert (200, b"<plist/>", made.content_type) == (reply.status, reply.body, reply.headers["content-type"])
    assert ("8", "no-store") == (reply.headers["content-length"], reply.headers["cache-control"])
