"""How the device proves its identity: Mdm-Signature in every real shape, a proxy's header, nothing."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import attrs
import pytest

from pymdm.crypto.cms import APPLE_BER, APPLE_DER, Shape, verify_header
from pymdm.crypto.headers import parse_certificate_header
from pymdm.testing import Prove, SimulatedProxy
from tests.unit.testing.tiny_mdm import SETTINGS, TinyMDM, enrolled

if TYPE_CHECKING:
    from pymdm.testing.identity import KeyType

SIGNED = attrs.evolve(SETTINGS, sign_message=True)


@pytest.mark.parametrize("key_type", ["rsa", "ec"])
@pytest.mark.parametrize("shape", [APPLE_BER, APPLE_DER, Shape(attributes=False), Shape(digest="sha384")])
def test_every_message_verifies_in_every_shape(key_type: KeyType, shape: Shape) -> None:
    """T23"""
    server = TinyMDM()
    device = enrolled(server, SIGNED, key_type=key_type, shape=attrs.evolve(shape, detached=True))
    server.enqueue("u1", "ProfileList")
    device.connect()
    assert 4 == len(server.requests)
    for request in server.requests:
        verified = verify_header(request.headers["mdm-signature"], request.body)
        assert device.identity.certificate == verified.signer.certificate
        assert shape.digest == verified.digest


@pytest.mark.parametrize(("platform", "digest", "first"), [("macOS", "sha1", 0x80), ("iOS", "sha256", 0x82)])
def test_each_platform_signs_as_it_does_in_the_wild(platform: str, digest: str, first: int) -> None:
    server = TinyMDM()
    enrolled(server, SIGNED, platform=platform, key_type="rsa")
    request = server.last("TokenUpdate")
    signature = base64.b64decode(request.headers["mdm-signature"])
    assert (0x30, first) == tuple(signature[:2])
    assert digest == verify_header(request.headers["mdm-signature"], request.body).digest


def test_users_sign_with_the_devices_identity() -> None:
    server = TinyMDM()
    device = enrolled(server, SIGNED)
    device.user("6F5E7C31-0000-4000-8000-000000000001", short_name="ada").enroll()
    request = server.last("TokenUpdate")
    signer = verify_header(request.headers["mdm-signature"], request.body).signer
    assert device.identity.certificate == signer.certificate


@pytest.mark.parametrize(
    ("sign_message", "prove", "signed"),
    [
        (True, Prove.AS_PROFILE, True),
        (False, Prove.AS_PROFILE, False),
        (False, Prove.SIGNATURE, True),
        (True, Prove.NOTHING, False),
    ],
)
def test_it_signs_when_the_profile_or_the_test_says_so(
    sign_message: bool, prove: Prove, signed: bool
) -> None:
    server = TinyMDM()
    enrolled(server, attrs.evolve(SETTINGS, sign_message=sign_message), prove=prove)
    assert signed is ("mdm-signature" in server.requests[0].headers)


def test_a_proxy_passes_the_certificate_on_as_rfc_9440_says() -> None:
    server = TinyMDM()
    device = enrolled(server, proxy=SimulatedProxy())
    header = server.requests[0].headers["client-cert"]
    assert device.identity.certificate == parse_certificate_header(header)


def test_a_proxy_may_prove_itself_by_a_secret() -> None:
    server = TinyMDM()
    proxy = SimulatedProxy(header="X-Pymdm-Client", secret="a-secret-of-the-proxy-0123456789")
    device = enrolled(server, proxy=proxy)
    secret, _, certificate = server.requests[0].headers["x-pymdm-client"].partition(":")
    assert proxy.secret == secret
    assert device.identity.certificate == parse_certificate_header(certificate)
    assert proxy.secret not in repr(proxy)
