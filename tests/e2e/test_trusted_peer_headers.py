"""Certificates in headers without a secret, over real sockets and with a real self-test: T6-T9, T13."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pymdm.adapters import HeaderProbe, device_app
from pymdm.crypto import CertificateAuthority, TrustStore
from pymdm.protocol import plist
from pymdm.service import MDMService
from pymdm.stores import MemoryStore
from pymdm.testing import (
    EnrollmentRefused,
    EnrollmentSettings,
    SimulatedDevice,
    SimulatedIdentity,
    SimulatedProxy,
)
from tests.e2e.running import NOW, TOPIC, development_server, exchange, listening, wsgiref_listening

PROXY, ELSEWHERE = "127.0.0.1", "192.0.2.1"


@attrs.frozen(kw_only=True)
class Place:
    """A server that believes the proxy at one address, and says when its self-test is over."""

    authority: CertificateAuthority
    service: MDMService
    probe: HeaderProbe
    port: int
    header: str

    def device(self, seed: str, *, sign: bool = False, **options: Any) -> SimulatedDevice:
        issued = self.authority.issue_identity(common_name=seed, now=NOW)
        settings = EnrollmentSettings(
            server_url="https://mdm.example.com/mdm", topic=TOPIC, sign_message=sign
        )
        options.setdefault("proxy", SimulatedProxy(header=self.header))
        return SimulatedDevice(
            settings,
            seed=seed,
            via=f"http://127.0.0.1:{self.port}",
            identity=SimulatedIdentity(certificate=issued.certificate, key=issued.key),
            **options,
        )

    def status(self, device: SimulatedDevice, *lines: str) -> int:
        """The answer to an Idle of ``device`` with these header lines, sent as they are."""
        body = plist.dumps({"Status": "Idle", "UDID": device.machine.udid})
        head = [
            *("PUT /mdm HTTP/1.1", "Host: mdm.example.com", "Connection: close"),
            *("Content-Type: application/x-apple-aspen-mdm", f"Content-Length: {len(body)}"),
            *lines,
        ]
        answer = exchange(self.port, "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)
        return int(answer.split(b" ", 2)[1])


Listen = Callable[[Any], contextlib.AbstractContextManager[int]]


@contextlib.contextmanager
def place(
    *,
    header: str = "client-cert",
    peers: tuple[str, ...] = (PROXY,),
    listen: Listen = listening,
    signed: bool = False,
    tested: bool = True,
) -> Iterator[Place]:
    authority = CertificateAuthority.create("Device CA", now=NOW)
    trust: TrustStore = authority.trust_store()
    built: list[Any] = []
    with listen(lambda environ, start_response: built[0](environ, start_response)) as port:
        probe = HeaderProbe(f"http://127.0.0.1:{port}/mdm", header=header)
        proxy = trust.trusted_peer_header(peers=peers, probe=probe)
        service = MDMService(
            MemoryStore(), identity=trust.mdm_signature(proxy=proxy) if signed else proxy, clock=lambda: NOW
        )
        built.append(device_app(service))
        if tested:
            assert probe.wait(30)
        yield Place(authority=authority, service=service, probe=probe, port=port, header=header)


def byte_sequence(device: SimulatedDevice) -> str:
    return f":{base64.b64encode(device.identity.certificate).decode()}:"


def pem(device: SimulatedDevice) -> str:
    certificate = x509.load_der_x509_certificate(device.identity.certificate)
    return certificate.public_bytes(Encoding.PEM).decode().strip()


FORMS: dict[str, Callable[[SimulatedDevice], str]] = {
    "RFC 9440": byte_sequence,
    "escaped PEM": lambda device: quote(pem(device), safe=""),
    "PEM with spaces": lambda device: pem(device).replace("\n", " "),
    "folded PEM": lambda device: pem(device).replace("\n", "\r\n\t"),
}


@pytest.fixture(scope="module", params=["client-cert", "x-ssl-client-cert"])
def open_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with place(header=request.param) as found:
        yield found


@pytest.mark.parametrize("signed", [False, True], ids=["header alone", "header and signature"])
def test_behind_a_trusted_proxy_a_device_enrolls_and_works(signed: bool) -> None:
    with place(signed=signed) as found:
        device = found.device("works", sign=signed)

        device.enroll()

        assert [] == device.connect()
        assert found.service.enrollment(device.enrollment).certificate == device.identity.certificate


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_header_is_read(open_place: Place, form: str) -> None:
    device = open_place.device(f"form {form}")
    device.enroll()

    assert 200 == open_place.status(device, f"{open_place.header.title()}: {FORMS[form](device)}")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("spelling", ["Client-Cert", "client-cert", "Client_Cert"])
def test_from_any_other_address_the_header_is_worth_nothing(form: str, spelling: str) -> None:
    """T6: the self-test has passed, the certificate is genuine, only the connection is not the proxy's."""
    with place(peers=(ELSEWHERE,)) as found:
        device = found.device("elsewhere")
        assert found.probe.verdict is not None
        assert found.probe.verdict.passed

        with pytest.raises(EnrollmentRefused):
            device.enroll()
        lines = [
            f"{spelling}: {FORMS[form](device)}",
            f"X-Forwarded-For: {ELSEWHERE}",
            f"Forwarded: for={ELSEWHERE}",
        ]
        assert 400 == found.status(device, *lines)


def test_before_the_self_test_nobody_is_believed_and_afterwards_they_are() -> None:
    """T7"""
    with place(tested=False) as found:
        device = found.device("early")
        with pytest.raises(EnrollmentRefused):
            device.enroll()
        assert found.probe.wait(30)

        device.enroll()
        assert [] == device.connect()


def test_a_header_with_an_underscore_is_nobodys(open_place: Place) -> None:
    """T7: waitress drops it."""
    device = open_place.device("underscore")
    device.enroll()
    name = open_place.header.replace("-", "_")

    assert 400 == open_place.status(device, f"{name}: {byte_sequence(device)}")
    good = f"{open_place.header}: {byte_sequence(device)}"
    assert 200 == open_place.status(device, good, f"{name}: x")


def test_a_server_that_mixes_names_keeps_the_header_closed(caplog: pytest.LogCaptureFixture) -> None:
    """T7: wsgiref does."""
    with place(listen=wsgiref_listening) as found:
        device = found.device("mixed")

        assert found.probe.verdict is not None
        assert not found.probe.verdict.passed
        with pytest.raises(EnrollmentRefused):
            device.enroll()
        for name in ("Client-Cert", "Client_Cert"):
            assert 400 == found.status(device, f"{name}: {byte_sequence(device)}")
    assert "header self-test failed, so client-cert stays closed: WSGIServer takes" in caplog.text


def test_the_development_server_of_flask_passes() -> None:
    with place(listen=development_server) as found:
        assert found.probe.verdict is not None
        assert found.probe.verdict.passed
        device = found.device("flask")
        device.enroll()
        assert [] == device.connect()


def test_a_header_that_comes_twice_is_nobodys(open_place: Place) -> None:
    """T8: in either order, with the good one first or last, or both good."""
    device, other = open_place.device("twice"), open_place.device("other")
    device.enroll()
    good = f"{open_place.header}: {byte_sequence(device)}"

    for second in (good, f"{open_place.header}: {byte_sequence(other)}", f"{open_place.header}: x"):
        assert 400 == open_place.status(device, good, second)
        assert 400 == open_place.status(device, second, good)


@pytest.mark.parametrize("name", ["X-SSL-Client-S-DN", "X-SSL-Client-DN", "SSL-Client-Subject"])
def test_a_name_is_nobody(open_place: Place, name: str) -> None:
    """T9: alone, beside another's certificate, and in place of a certificate."""
    device, other = open_place.device("named"), open_place.device("not named")
    device.enroll()
    subject = "CN=named,O=x"

    assert 400 == open_place.status(device, f"{name}: {subject}", "X-SSL-Client-Verify: SUCCESS")
    assert 400 == open_place.status(
        device, f"{name}: {subject}", f"{open_place.header}: {byte_sequence(other)}"
    )
    assert 400 == open_place.status(device, f"{open_place.header}: {subject}")
    assert 200 == open_place.status(
        device, f"{name}: CN=other", f"{open_place.header}: {byte_sequence(device)}"
    )


def test_a_chain_beside_the_certificate_is_not_looked_at(open_place: Place) -> None:
    device, other = open_place.device("chain"), open_place.device("other chain")
    device.enroll()

    good = f"{open_place.header}: {byte_sequence(device)}"
    assert 200 == open_place.status(device, good, f"Client-Cert-Chain: {byte_sequence(other)}")
    assert 400 == open_place.status(device, f"Client-Cert-Chain: {byte_sequence(device)}")


def test_header_and_signature_have_to_agree() -> None:
    """T13: the proxy vouches for another certificate than the one that signed, both of them genuine."""
    with place(signed=True) as found:
        other = found.device("other")
        line = (found.header, byte_sequence(other))
        odd = found.device("odd", sign=True, proxy=None, extra_headers=(line,))
        even = found.device("even", sign=True, proxy=None)

        with pytest.raises(EnrollmentRefused):
            odd.enroll()
        assert 200 == even.enroll().status  # signed alone: the proxy saw no certificate
