"""A certificate in a header without a secret: believed from the proxy's connections alone."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pymdm.crypto.identity import Evidence, TrustedPeerHeader
from pymdm.crypto.trust import Proof
from pymdm.errors import Reason, SignatureInvalid
from tests.unit.crypto.test_identity import (
    BODY,
    DEVICE,
    DEVICE_KEY,
    FOREIGN,
    OTHER,
    OTHER_KEY,
    TRUST,
    byte_sequence,
    escaped,
    identified,
    refusal,
    signature,
)

PROXY = "10.1.0.7"


@attrs.frozen(kw_only=True)
class Request:
    body: bytes = BODY
    headers: Mapping[str, str] = attrs.field(factory=dict)
    peer_certificate: bytes | None = None
    peer_address: str = PROXY


class Test:
    """A self-test with a known result, which keeps what it was asked about."""

    __test__ = False

    def __init__(self, header: str = "client-cert", *, passed: bool = True) -> None:
        self.header = header
        self.passed = passed
        self.asked: list[Evidence] = []

    def admits(self, evidence: Evidence) -> bool:
        self.asked.append(evidence)
        return self.passed


def source(test: Test | None = None) -> TrustedPeerHeader:
    return TRUST.trusted_peer_header(peers=("10.1.0.0/16", "unix"), probe=test or Test())


def request(*, address: str = PROXY, peer: bytes | None = None, **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(headers=named, peer_address=address, peer_certificate=peer)


def folded(der: bytes, joint: str) -> str:
    pem = x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()
    return pem.strip().replace("\n", joint)


FORMS = {
    "rfc9440": byte_sequence(DEVICE),
    "escaped": escaped(DEVICE),
    "spaces": folded(DEVICE, " "),
    "tabs": folded(DEVICE, "\t"),
    "folded": folded(DEVICE, "\r\n\t"),
}


@pytest.mark.parametrize("value", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("header", ["client-cert", "x-ssl-client-cert"])
def test_the_proxy_identifies_the_sender(header: str, value: str) -> None:
    evidence = Request(headers={header: value})

    found = identified(source(Test(header)), evidence)

    assert DEVICE == found.certificate
    assert Proof.MTLS is found.proof


def test_a_unix_socket_can_be_the_proxys() -> None:
    assert DEVICE == identified(source(), request(address="", client_cert=byte_sequence())).certificate


@pytest.mark.parametrize("address", ["10.2.0.1", "127.0.0.1", "::1", "203.0.113.9", "unknown"])
@pytest.mark.parametrize("value", [*FORMS.values(), "", "x"], ids=[*FORMS, "empty", "junk"])
def test_a_header_from_elsewhere_is_refused_whatever_it_says(address: str, value: str) -> None:
    """T6"""
    assert Reason.PEER_UNTRUSTED is refusal(source(), request(address=address, client_cert=value))


def test_an_address_in_a_header_is_nobodys_address() -> None:
    """T6"""
    evidence = request(
        address="203.0.113.9",
        client_cert=byte_sequence(),
        x_forwarded_for=PROXY,
        forwarded=f"for={PROXY}",
        x_real_ip=PROXY,
    )

    assert Reason.PEER_UNTRUSTED is refusal(source(), evidence)


def test_before_the_self_test_has_passed_nothing_is_believed() -> None:
    """T7"""
    test = Test(passed=False)

    assert Reason.HEADER_UNTESTED is refusal(source(test), request(client_cert=byte_sequence()))
    test.passed = True
    assert identified(source(test), request(client_cert=byte_sequence()))


def test_the_self_test_sees_every_request() -> None:
    """T7: its own requests may come from elsewhere, without the header, and are never signed."""
    test = Test(passed=False)
    seen = [
        request(),
        request(address="203.0.113.9"),
        request(address="203.0.113.9", client_cert="expected"),
        request(mdm_signature=signature()),
    ]
    for evidence in seen:
        assert refusal(source(test), evidence)
        assert refusal(TRUST.mdm_signature(proxy=source(Test())), request())
    signed = TRUST.mdm_signature(proxy=source(test))
    assert Reason.NO_IDENTITY is refusal(signed, seen[0])

    assert [*seen, seen[0]] == test.asked


@pytest.mark.parametrize("value", [None, ""])
def test_a_proxy_that_saw_no_certificate_gives_no_identity(value: str | None) -> None:
    """T2"""
    evidence = request() if value is None else request(client_cert=value)

    assert Reason.NO_IDENTITY is refusal(source(), evidence)


@pytest.mark.parametrize("joint", [",", ", "])
@pytest.mark.parametrize("name", FORMS)
def test_a_repeated_header_is_refused(name: str, joint: str) -> None:
    """T8"""
    for value in (joint.join((FORMS[name], byte_sequence(OTHER))), joint.join((escaped(OTHER), FORMS[name]))):
        assert Reason.MALFORMED is refusal(source(), request(client_cert=value))


@pytest.mark.parametrize("name", ["client_cert", "Client-Cert", "client-cert-chain", "x-ssl-client-cert"])
def test_only_the_header_that_was_tested_counts(name: str) -> None:
    """T7: the chain beside it, and what other proxies set, are not looked at."""
    evidence = Request(headers={name: byte_sequence(OTHER)})
    assert Reason.NO_IDENTITY is refusal(source(), evidence)

    both = Request(headers={name: byte_sequence(OTHER), "client-cert": byte_sequence()})
    assert DEVICE == identified(source(), both).certificate


@pytest.mark.parametrize("subject", ["CN=device", "CN=a\\,CN=b,O=x", "CN=a+OU=b", "/CN=a/O=x", 'CN="a,b"'])
def test_a_distinguished_name_is_never_an_identity(subject: str) -> None:
    """T9: not beside a certificate, not instead of one, and not in the header of one."""
    alone = request(x_ssl_client_s_dn=subject)
    beside = request(x_ssl_client_s_dn=subject, x_ssl_client_cert=escaped())
    zentral = source(Test("x-ssl-client-cert"))

    assert Reason.NO_IDENTITY is refusal(zentral, alone)
    assert DEVICE == identified(zentral, beside).certificate
    assert Reason.MALFORMED is refusal(zentral, request(x_ssl_client_cert=subject))
    assert Reason.MALFORMED is refusal(source(Test("x-ssl-client-s-dn")), alone)


def test_a_certificate_of_another_ca_is_refused() -> None:
    """T10"""
    assert Reason.CHAIN_INVALID is refusal(source(), request(client_cert=byte_sequence(FOREIGN)))


def test_header_and_signature_of_one_certificate_are_both() -> None:
    evidence = request(client_cert=byte_sequence(), mdm_signature=signature())

    for found in (
        identified(source(), evidence),
        identified(TRUST.mdm_signature(proxy=source()), evidence),
    ):
        assert Proof.BOTH is found.proof


@pytest.mark.parametrize("other", [OTHER, FOREIGN], ids=["other device", "other ca"])
def test_a_header_that_contradicts_the_signature_is_refused(other: bytes) -> None:
    """T13"""
    key = OTHER_KEY if other == OTHER else DEVICE_KEY
    evidence = request(client_cert=byte_sequence(), mdm_signature=signature(other, key))
    turned = request(client_cert=byte_sequence(other), mdm_signature=signature())

    assert Reason.SEVERAL_IDENTITIES is refusal(source(), evidence)
    assert Reason.SEVERAL_IDENTITIES is refusal(TRUST.mdm_signature(proxy=source()), turned)


def test_a_header_from_elsewhere_spoils_a_good_signature() -> None:
    """T6: somebody is trying."""
    evidence = request(address="203.0.113.9", client_cert=byte_sequence(), mdm_signature=signature())

    assert Reason.PEER_UNTRUSTED is refusal(TRUST.mdm_signature(proxy=source()), evidence)


def test_a_wrong_signature_beside_a_good_header_is_refused() -> None:
    evidence = request(client_cert=byte_sequence(), mdm_signature=signature(body=b"another"))

    with pytest.raises(SignatureInvalid):
        identified(source(), evidence)
