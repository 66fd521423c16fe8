"""What devices and others send to a site, as bytes, and what of it may have changed anything."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pymdm.crypto import IdentitySource, TrustStore
from pymdm.crypto.cms import APPLE_DER, PrivateKeySigner, sign
from pymdm.protocol import plist
from pymdm.service import EnrollmentRecord
from pymdm.service.verbs import QueueQuery
from pymdm.testing import SimulatedDevice, SimulatedIdentity
from tests.external.proxied import SECRET, Site


def proxy_only(trust: TrustStore) -> IdentitySource:
    return trust.proxy_header(secret=SECRET)


def signed_and_proxy(trust: TrustStore) -> IdentitySource:
    return trust.mdm_signature(proxy=trust.proxy_header(secret=SECRET))


SOURCES: dict[str, Callable[[TrustStore], IdentitySource]] = {
    "mTLS": proxy_only,
    "mTLS and signature": signed_and_proxy,
}


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
