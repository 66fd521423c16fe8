"""The sample configuration under a real nginx: who comes through, and what is left behind.

`make external` runs this; a missing nginx fails.
"""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from pymdm.commands import DeviceInformation, ProfileList
from pymdm.service import IdentityExpired
from pymdm.service.verbs import EventsAfter
from pymdm.testing import EnrollmentRefused, SimulatedDevice
from tests.external.asking import (
    known,
    mac,
    message,
    proxy_only,
    request,
    signature,
    signed_and_proxy,
    signs,
    status,
)
from tests.external.proxied import SECRET, Site, sample, site, utc_now

#: How a device comes to its identity; each gives a device that has not enrolled yet.
WAYS_IN: dict[str, Callable[..., SimulatedDevice]] = {
    "profile with PKCS#12": Site.by_profile,
}


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
