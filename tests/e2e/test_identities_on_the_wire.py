"""T10-T12 over a real socket: which certificates may speak, however they arrive."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from pymdm.adapters import HeaderProbe, device_app
from pymdm.crypto import IdentitySource, TrustStore, fingerprint
from pymdm.crypto.cms import APPLE_DER, PrivateKeySigner, sign
from pymdm.protocol import plist
from pymdm.service import Event, IdentityExpired, MDMService, RequestRefused
from pymdm.stores import MemoryStore
from tests.e2e.running import TOPIC, exchange, listening
from tests.unit.crypto.certs import NOW, FixedCA, basic, ec_key, purposes, usage

SECRET = "5c0f9a7e3b1d4c2a8e6f0b9d7c5a3e1f"
DAY = timedelta(days=1)
KEY = ec_key(21)
OURS = FixedCA.make(ec_key(20))
LOOKALIKE = FixedCA.make(ec_key(22))
BELOW_A_DEVICE = FixedCA(key=KEY, subject="Device CA")

GOOD = OURS.issue(KEY)
REVOKED = OURS.issue(KEY, serial=35)
EXPIRED = OURS.issue(KEY, not_after=NOW - 29 * DAY)

#: Certificates whose key the sender holds, and which are nobody's all the same.
NOBODY = {
    "of a CA of the same name (T10)": LOOKALIKE.issue(KEY),
    "self-signed under the CA's name (T10)": BELOW_A_DEVICE.issue(KEY),
    "of a TLS server (T11)": OURS.issue(
        KEY, extensions=(usage("digital_signature"), purposes("server_auth"))
    ),
    "for mail (T11)": OURS.issue(KEY, extensions=(purposes("email_protection"),)),
    "for encryption only (T11)": OURS.issue(KEY, extensions=(usage("key_encipherment"),)),
    "of a CA (T11)": OURS.issue(KEY, extensions=(basic(True), purposes("client_auth"))),
    "revoked (T12)": REVOKED,
    "expired for longer than the grace (T12)": OURS.issue(KEY, not_after=NOW - 31 * DAY),
    "not yet valid (T12)": OURS.issue(KEY, not_before=NOW + DAY),
}


@attrs.frozen(kw_only=True)
class Place:
    """A server, one way to show it a certificate, and what it has told."""

    port: int
    proof: Callable[[bytes, bytes], str]
    told: list[Event | RequestRefused]

    def authenticate(self, certificate: bytes) -> int:
        """The answer to an Authenticate of a device that shows ``certificate``."""
        return self._ask(certificate, {"MessageType": "Authenticate", "Topic": TOPIC})

    def check_out(self, certificate: bytes) -> int:
        """The answer to its CheckOut."""
        return self._ask(certificate, {"MessageType": "CheckOut", "Topic": TOPIC})

    def _ask(self, certificate: bytes, message: dict[str, object]) -> int:
        body = plist.dumps({**message, "UDID": fingerprint(certificate).hex()[:36]})
        head = [
            *("PUT /mdm HTTP/1.1", "Host: mdm.example.com", "Connection: close"),
            "Content-Type: application/x-apple-aspen-mdm-checkin",
            *(f"Content-Length: {len(body)}", self.proof(certificate, body)),
        ]
        answer = exchange(self.port, "\r\n".join(head).encode() + b"\r\n\r\n" + body)
        return int(answer.split(b" ", 2)[1])


def byte_sequence(certificate: bytes) -> str:
    return f":{base64.b64encode(certificate).decode()}:"


def signature(certificate: bytes, body: bytes) -> str:
    signed = sign(body, PrivateKeySigner(certificate=certificate, key=KEY), shape=APPLE_DER)
    return f"Mdm-Signature: {base64.b64encode(signed).decode()}"


WAYS: dict[str, Callable[[bytes, bytes], str]] = {
    "signature": signature,
    "secret header": lambda certificate, _: f"X-Pymdm-Client: {SECRET}:{byte_sequence(certificate)}",
    "trusted peer": lambda certificate, _: f"Client-Cert: {byte_sequence(certificate)}",
}


def source(way: str, trust: TrustStore, probe: HeaderProbe) -> IdentitySource:
    if way == "signature":
        return trust.mdm_signature()
    if way == "secret header":
        return trust.proxy_header(secret=SECRET)
    return trust.trusted_peer_header(peers=("127.0.0.1",), probe=probe)


@pytest.fixture(scope="module", params=WAYS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    way, built, told = request.param, [], []
    trust = TrustStore((OURS.der,), revoked={fingerprint(REVOKED)})
    with listening(lambda environ, start_response: built[0](environ, start_response)) as port:
        probe = HeaderProbe(f"http://127.0.0.1:{port}/mdm", header="client-cert")
        identity = source(way, trust, probe)
        options: dict[str, Any] = {"clock": lambda: NOW, "on_event": told.append}
        built.append(device_app(MDMService(MemoryStore(), identity=identity, **options)))
        if way == "trusted peer":
            verdict = probe.wait(30)
            assert verdict is not None
            assert verdict.passed, verdict.text
        yield Place(port=port, proof=WAYS[way], told=told)


def test_a_good_certificate_speaks(place: Place) -> None:
    assert 200 == place.authenticate(GOOD)


@pytest.mark.parametrize("what", NOBODY)
def test_a_certificate_that_is_nobodys_does_not(place: Place, what: str) -> None:
    """T10, T11, T12"""
    assert 400 == place.authenticate(NOBODY[what])


def test_an_expired_certificate_speaks_during_its_grace_and_is_told(place: Place) -> None:
    """T12"""
    assert 200 == place.authenticate(EXPIRED)
    assert 200 == place.check_out(EXPIRED)

    assert 1 == sum(isinstance(event, IdentityExpired) for event in place.told)
