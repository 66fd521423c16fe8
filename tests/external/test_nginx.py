"""The sample configuration under a real nginx: who comes through, and what nobody can smuggle past it.

`make external` runs this; a missing nginx fails.
"""

from __future__ import annotations

import base64
import datetime as dt
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pymdm.commands import DeviceInformation, ProfileList
from pymdm.crypto import CertificateAuthority, IdentitySource, TrustStore
from pymdm.crypto.cms import APPLE_DER, PrivateKeySigner, sign
from pymdm.protocol import plist
from pymdm.service import EnrollmentRecord, IdentityExpired
from pymdm.service.verbs import EventsAfter, QueueQuery
from pymdm.testing import EnrollmentRefused, SimulatedDevice, SimulatedIdentity
from tests.e2e.running import exchange
from tests.external.proxied import SECRET, Site, recording, sample, site, utc_now


def proxy_only(trust: TrustStore) -> IdentitySource:
    return trust.proxy_header(secret=SECRET)


def signed_and_proxy(trust: TrustStore) -> IdentitySource:
    return trust.mdm_signature(proxy=trust.proxy_header(secret=SECRET))


SOURCES: dict[str, Callable[[TrustStore], IdentitySource]] = {
    "mTLS": proxy_only,
    "mTLS and signature": signed_and_proxy,
}

#: How a device comes to its identity; each gives a device that has not enrolled yet.
WAYS_IN: dict[str, Callable[..., SimulatedDevice]] = {
    "profile with PKCS#12": Site.by_profile,
}


@pytest.fixture(scope="module", params=SOURCES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(SOURCES[request.param], tmp_path_factory.mktemp("nginx")) as started:
        yield started


def signs(place: Site) -> bool:
    return "MdmSignature" in type(place.server.service.rules.identity).__name__


def mac(place: Site, seed: str, **options: Any) -> SimulatedDevice:
    return place.by_profile(sign=signs(place), platform="macOS", seed=seed, **options)


def known(place: Site, device: SimulatedDevice) -> EnrollmentRecord:
    return place.server.service.enrollment(device.enrollment)


def state(place: Site, device: SimulatedDevice) -> tuple[object, ...]:
    """All that a message could change."""
    queue = place.store.look_up([QueueQuery(enrollment=device.enrollment)])
    return known(place, device), queue


def message(device: SimulatedDevice, status: str = "Idle") -> bytes:
    return plist.dumps({"Status": status, "UDID": device.machine.udid})


def signature(identity: SimulatedIdentity, body: bytes) -> str:
    signer = PrivateKeySigner(certificate=identity.certificate, key=identity.key)
    return base64.b64encode(sign(body, signer, shape=APPLE_DER)).decode()


def request(body: bytes, *lines: str, kind: str = "application/x-apple-aspen-mdm") -> bytes:
    head = [
        "PUT /mdm HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        *lines,
    ]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def escaped(der: bytes) -> str:
    return quote(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode(), safe="")


def byte_sequence(der: bytes) -> str:
    return f":{base64.b64encode(der).decode()}:"


# ── who comes through ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("platform", ["macOS", "iOS"])
def test_a_device_enrolls_and_works_with_mutual_tls(place: Site, way: str, platform: str) -> None:
    device = WAYS_IN[way](place, sign=signs(place), platform=platform, seed=f"works {way} {platform}")

    device.enroll()
    uuids = [
        place.server.service.enqueue(device.enrollment, command, unknown="allow")
        for command in (DeviceInformation(queries=("DeviceName",)), ProfileList())
    ]

    assert uuids == [step.command_uuid for step in device.connect()]
    for uuid in uuids:
        assert "acknowledged" == place.server.service.command(device.enrollment, uuid).state.value
    assert known(place, device).certificate == device.identity.certificate


def test_a_device_enrolls_and_works_over_plain_http_with_signatures(tmp_path: Path) -> None:
    """Behind another proxy that passes no certificates on."""
    with site(signed_and_proxy, tmp_path) as place:
        device = place.by_profile(sign=True, seed="plain", via=place.behind)

        device.enroll()
        uuid = place.server.service.enqueue(device.enrollment, ProfileList())

        assert [uuid] == [step.command_uuid for step in device.connect()]


def test_the_pages_for_people_need_no_certificate(place: Site) -> None:
    assert place.profile()


def test_two_connections_one_after_the_other_are_both_identified(place: Site) -> None:
    """The second one resumes the TLS session, and has to show the same certificate all the same."""
    device = mac(place, "resumes")
    device.enroll()
    body = message(device)
    proof = [f"Mdm-Signature: {signature(device.identity, body)}"] if signs(place) else []
    context = place.tls(device.identity)
    session, reused = None, []
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # where the session is known after the handshake
    for _ in range(2):
        with (
            socket.create_connection(("127.0.0.1", place.port), timeout=20) as plain,
            context.wrap_socket(plain, server_hostname="localhost", session=session) as connection,
        ):
            connection.sendall(request(body, *proof))
            assert 200 == status(connection.recv(65536))
            session = connection.session
            reused.append(connection.session_reused)

    assert [False, True] == reused


def test_several_requests_share_a_connection(place: Site) -> None:
    device = mac(place, "keeps")
    device.enroll()
    body = message(device)
    proof = [f"Mdm-Signature: {signature(device.identity, body)}"] if signs(place) else []
    kept = request(body, *proof).replace(b"Connection: close\r\n", b"")

    answer = place.send(kept + kept + request(body, *proof), identity=device.identity)

    assert 3 == answer.count(b"HTTP/1.1 200 OK")


# ── dates ────────────────────────────────────────────────────────────────────────────────────────


def test_an_expired_identity_comes_through_during_its_grace(place: Site) -> None:
    """T12: nginx would answer 400 to it by itself, and the device could never be given another."""
    identity = place.identity(begins=utc_now() - dt.timedelta(days=40), valid=dt.timedelta(days=30))
    device = mac(place, "expired", identity=identity)
    place.store.events_after([EventsAfter(consumer="this test")])  # from here on they are kept for us

    device.enroll()
    assert [] == device.connect()

    (told,) = place.store.events_after([EventsAfter(consumer="this test")])
    assert device.enrollment in [event.enrollment for event in told if isinstance(event, IdentityExpired)]


def test_an_identity_that_expired_long_ago_is_refused(place: Site) -> None:
    """T12"""
    identity = place.identity(begins=utc_now() - dt.timedelta(days=90), valid=dt.timedelta(days=30))

    with pytest.raises(EnrollmentRefused):
        mac(place, "long expired", identity=identity).enroll()


# ── who does not ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def victim(place: Site) -> Iterator[SimulatedDevice]:
    """An enrolled device with a command in its queue; nothing of it may change, and it gets the command."""
    device = mac(place, "victim")
    device.enroll()
    uuid = place.server.service.enqueue(device.enrollment, ProfileList())
    before = state(place, device)
    yield device
    assert before == state(place, device)
    assert [uuid] == [step.command_uuid for step in device.connect()]


def refused(place: Site, answer: bytes) -> None:
    assert 400 == status(answer), answer
    assert SECRET.encode() not in answer


def stranger(kind: str) -> SimulatedIdentity:
    """An identity that an attacker can make: the names are right, the key of the CA is not."""
    name = "Device CA of this test" if kind.startswith("same") else "Another CA"
    authority = CertificateAuthority.create(name, now=utc_now())
    issued = authority.issue_identity(common_name="MDM identity", now=utc_now())
    chain = (authority.certificate,) if kind.endswith("chain") else ()
    return SimulatedIdentity(certificate=issued.certificate, key=issued.key, chain=chain)


@pytest.mark.parametrize("kind", ["same name", "another name", "same name and its chain"])
@pytest.mark.parametrize("sends", ["a signature, too", "no signature"])
def test_a_foreign_certificate_is_refused(
    place: Site, victim: SimulatedDevice, kind: str, sends: str
) -> None:
    """T10"""
    identity, body = stranger(kind), message(victim)
    lines = [f"Mdm-Signature: {signature(identity, body)}"] if sends.startswith("a ") else []

    refused(place, place.send(request(body, *lines), identity=identity))


def test_a_certificate_of_another_device_is_refused(place: Site, victim: SimulatedDevice) -> None:
    """T1"""
    other = mac(place, "other")
    other.enroll()
    body = message(victim)
    lines = [f"Mdm-Signature: {signature(other.identity, body)}"]

    refused(place, place.send(request(body, *lines), identity=other.identity))
    assert [] == other.connect()


def test_two_different_proofs_are_refused(place: Site, victim: SimulatedDevice) -> None:
    """T13: in either order, the victim's own among them."""
    other, body = mac(place, "second"), message(victim)
    for shown, signer in ((victim, other), (other, victim)):
        lines = [f"Mdm-Signature: {signature(signer.identity, body)}"]
        refused(place, place.send(request(body, *lines), identity=shown.identity))


def test_without_a_certificate_there_is_no_answer(place: Site, victim: SimulatedDevice) -> None:
    """T2"""
    refused(place, place.send(request(message(victim))))


#: Header lines in which somebody without a certificate poses as the victim; {cert}, {pem} and {secret}.
SPOOFS = {
    "the secret header": "X-Pymdm-Client: x{wrong}:{pem}",
    "the secret header with the secret": "X-Pymdm-Client: {secret}:{pem}",
    "the secret header twice": "X-Pymdm-Client: {secret}:{pem}\r\nX-Pymdm-Client: {secret}:{pem}",
    "another case": "x-pYmDm-cLiEnT: {secret}:{pem}",
    "underscores": "X_Pymdm_Client: {secret}:{pem}",
    "one underscore": "X-Pymdm_Client: {secret}:{pem}",
    "the other underscore": "X_Pymdm-Client: {secret}:{pem}",
    "a space before the colon": "X-Pymdm-Client : {secret}:{pem}",
    "a folded line": "X-Other: a\r\n X-Pymdm-Client: {secret}:{pem}",
    "a bare carriage return": "X-Other: a\rX-Pymdm-Client: {secret}:{pem}",
    "Client-Cert": "Client-Cert: {cert}",
    "Client_Cert": "Client_Cert: {cert}",
    "Client-Cert twice": "Client-Cert: {cert}\r\nClient-Cert: {cert}",
    "Zentral's header": "X-SSL-Client-Cert: {pem}",
    "Zentral's header with underscores": "X_SSL_Client_Cert: {pem}",
    "Zentral's name": "X-SSL-Client-S-DN: CN=MDM identity\r\nX-SSL-Client-Verify: SUCCESS",
    "hop-by-hop": "Connection: X-Pymdm-Client, close\r\nX-Pymdm-Client: {secret}:{pem}",
}


@pytest.mark.parametrize("spoof", SPOOFS)
def test_a_spoofed_header_is_refused(place: Site, victim: SimulatedDevice, spoof: str) -> None:
    """T6, T7, T8: even if the secret has leaked, nginx lets nobody write that header."""
    line = filled(SPOOFS[spoof], victim)

    refused(place, place.send(request(message(victim), line)))
    refused(place, place.send(request(message(victim), line), identity=stranger("same name")))


@pytest.mark.parametrize("spoof", SPOOFS)
def test_a_spoofed_header_beside_ones_own_certificate_is_refused(
    place: Site, victim: SimulatedDevice, spoof: str
) -> None:
    """T1, T6, T7: a device that poses as another one stays itself."""
    other, body = mac(place, f"poses {spoof}"), message(victim)
    lines = [f"Mdm-Signature: {signature(other.identity, body)}", filled(SPOOFS[spoof], victim)]

    refused(place, place.send(request(body, *lines), identity=other.identity))


@pytest.mark.parametrize("spoof", [name for name in SPOOFS if "secret}" not in SPOOFS[name]])
def test_past_the_proxy_a_header_is_worth_nothing_without_the_secret(
    place: Site, victim: SimulatedDevice, spoof: str
) -> None:
    """T6, T7: whoever reaches the program itself does not know it."""
    refused(place, exchange(place.app_port, request(message(victim), filled(SPOOFS[spoof], victim))))


def test_a_spoofed_header_does_not_disturb_the_device_itself(place: Site) -> None:
    device = mac(
        place, "undisturbed", extra_headers=(("X-Pymdm-Client", "nonsense"), ("X_Pymdm_Client", "x"))
    )

    device.enroll()

    assert [] == device.connect()


#: Names under which some program or other looks for a client certificate, or for an address.
NAMES = [
    *("X-Pymdm-Client", "Client-Cert", "Client-Cert-Chain", "X-SSL-Client-Cert", "X-SSL-Client-S-DN"),
    *("X-SSL-Client-Verify", "X-SSL-Cert", "X-Client-Cert", "SSL-Client-Cert", "X-Forwarded-Client-Cert"),
    *("X-Forwarded-Tls-Client-Cert", "X-Forwarded-Tls-Client-Cert-Info"),
    *("X-Forwarded-For", "X-Real-IP", "Forwarded", "Proxy"),
]


def test_no_header_of_an_identity_gets_through(tmp_path: Path) -> None:
    """T6, T7: in no spelling; the program behind nginx may be one that mixes them up."""
    spellings = {
        spelling
        for name in NAMES
        for spelling in (name, name.upper(), name.replace("-", "_"), name.replace("-", "_", 1))
    }
    with recording(tmp_path) as (send, heads):
        for spelling in sorted(spellings):
            assert 200 == status(send(request(b"", f"{spelling}: canary", "X-Kept: canary")))
        everything = [f"{spelling}: canary" for spelling in sorted(spellings)]
        assert 200 == status(send(request(b"", *everything, "X-Kept: canary")))

    assert len(spellings) + 1 == len(heads)
    for head in heads:
        lines = head.decode().split("\r\n")
        assert ["X-Kept: canary"] == [line for line in lines if "canary" in line]
        assert [f"X-Pymdm-Client: {SECRET}:"] == [line for line in lines if "pymdm" in line.lower()]
        assert not [line for line in lines if "_" in line.partition(":")[0]]


def test_a_repeated_signature_is_refused(place: Site, victim: SimulatedDevice) -> None:
    """T8"""
    body = message(victim)
    line = f"Mdm-Signature: {signature(victim.identity, body)}"

    refused(place, place.send(request(body, line, line), identity=victim.identity))


def test_the_identity_from_before_a_new_enrollment_is_refused(place: Site) -> None:
    """T1, T81: the pin has moved on."""
    device = mac(place, "comes back")
    device.enroll()
    stale = device.identity
    again = mac(place, "comes back")
    again.enroll()
    uuid = place.server.service.enqueue(again.enrollment, ProfileList())
    before = state(place, again)
    assert device.machine.udid == again.machine.udid
    assert stale.certificate != again.identity.certificate

    for body in (message(device), message(device, "NotNow")):
        line = f"Mdm-Signature: {signature(stale, body)}"
        refused(place, place.send(request(body, line), identity=stale))

    assert before == state(place, again)
    assert [uuid] == [step.command_uuid for step in again.connect()]


def filled(line: str, victim: SimulatedDevice) -> str:
    certificate = victim.identity.certificate
    return line.format(
        secret=SECRET, wrong=SECRET[1:], cert=byte_sequence(certificate), pem=escaped(certificate)
    )


# ── sizes, refusals and what is left behind ──────────────────────────────────────────────────────


def test_a_request_line_of_16_kilobytes_gets_through(place: Site) -> None:
    """A SCEP client that uses GET; nginx would answer 414."""
    long = b"GET /enroll?message=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % (b"A" * 16384)

    assert 200 == status(place.send(long))


def test_a_signature_of_12_kilobytes_gets_through(place: Site) -> None:
    """T78: refused by the program and not by nginx, whose page is HTML."""
    answer = place.send(request(b"x", "Mdm-Signature: " + "A" * 12288))

    assert answer.endswith(b"Bad Request\n")
    assert b"<html" not in answer


def test_a_result_of_ten_megabytes_gets_through_and_more_does_not(place: Site) -> None:
    """T75"""
    large = request(b"x" * (10 * 1024 * 1024))

    assert place.send(large).endswith(b"Bad Request\n")
    assert 413 == status(place.send(request(b"").replace(b"Length: 0", b"Length: 12000000")))


@pytest.mark.parametrize(
    "lines",
    [
        ("Transfer-Encoding: chunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Content-Length: 7",),
    ],
)
def test_a_length_that_is_told_twice_is_refused(place: Site, lines: tuple[str, ...]) -> None:
    """T77"""
    assert status(place.send(request(b"x", *lines))) in (400, 501)


@pytest.mark.parametrize(
    "path", ["/", "/v1/enrollments", "/admin", "/mdm/", "/MDM", "/mdm/../v1/enrollments"]
)
def test_nothing_but_the_device_routes_is_shown_to_the_world(place: Site, path: str) -> None:
    """T52"""
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()

    assert 404 == status(place.send(asked))


def test_nginx_itself_never_says_401_or_403() -> None:
    """T17"""
    text = sample(folder="/x", port=1, app=2)

    assert not any(
        word in text for word in ("deny ", "auth_basic", "auth_request", "return 401", "return 403")
    )


def test_while_the_program_is_down_devices_are_told_to_come_back(tmp_path: Path) -> None:
    """T17, F21"""
    with site(proxy_only, tmp_path) as place:
        device = place.by_profile(sign=False, seed="down")
        device.enroll()
        place.lose_program()
        # nginx changes over when it likes; until then the old program answers.
        answers = (place.send(request(message(device)), identity=device.identity) for _ in range(500))
        answer = next(answer for answer in answers if status(answer) != 200)

    assert 503 == status(answer)
    assert b"Retry-After: 60" in answer


def test_neither_secret_nor_query_nor_certificate_is_in_the_logs(place: Site) -> None:
    """T50, T65"""
    device = mac(place, "logged")
    device.enroll()
    place.send(b"GET /enroll?challenge=canary HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    written = (place.folder / "access.log").read_text()

    assert '"PUT /mdm" 200' in written
    assert not [word for word in (SECRET, "canary", "BEGIN") if word in written]
