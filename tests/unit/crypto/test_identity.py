from __future__ import annotations

import base64
import functools
from collections.abc import Mapping
from urllib.parse import quote

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.crypto import identity as identity_module
from pymdm.crypto.identity import Evidence, IdentitySource
from pymdm.crypto.trust import DeviceIdentity, Proof, TrustStore
from pymdm.errors import Reason, SignatureInvalid, VerificationError
from tests.unit.crypto.certs import NOW, FixedCA, ec_key, purposes, type_of_key

SECRET = "0123456789abcdef0123456789abcdef"
BODY = b"<?xml version='1.0'?><plist><dict/></plist>"
OURS = FixedCA.make(ec_key(0))
STRANGER = FixedCA.make(ec_key(1))
DEVICE_KEY, OTHER_KEY = ec_key(2), ec_key(3)
DEVICE, OTHER, FOREIGN = OURS.issue(DEVICE_KEY), OURS.issue(OTHER_KEY), STRANGER.issue(DEVICE_KEY)
TRUST = TrustStore((OURS.der,))


@attrs.frozen(kw_only=True)
class Request:
    """The least that a request has to show."""

    body: bytes = BODY
    headers: Mapping[str, str] = attrs.field(factory=dict)
    peer_certificate: bytes | None = None
    peer_address: str = ""


@functools.cache
def signature(certificate: bytes = DEVICE, key: type_of_key = DEVICE_KEY, body: bytes = BODY) -> str:
    """An Mdm-Signature by somebody else's code than ours."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(body)
    builder = builder.add_signer(x509.load_der_x509_certificate(certificate), key, hashes.SHA256())
    options = [
        pkcs7.PKCS7Options.DetachedSignature,
        pkcs7.PKCS7Options.Binary,
        pkcs7.PKCS7Options.NoCapabilities,
    ]
    return base64.b64encode(builder.sign(serialization.Encoding.DER, options)).decode()


def byte_sequence(der: bytes = DEVICE) -> str:
    return f":{base64.b64encode(der).decode()}:"


def escaped(der: bytes = DEVICE) -> str:
    return quote(x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM), safe="")


def passed_on(der: bytes = DEVICE, secret: str = SECRET) -> str:
    return f"{secret}:{byte_sequence(der)}"


def request(
    *, signed: str | None = None, proxy: str | None = None, peer: bytes | None = None, **more: str
) -> Request:
    headers = {"mdm-signature": signed, "x-pymdm-client": proxy, **more}
    shown = {name: value for name, value in headers.items() if value is not None}
    return Request(headers=shown, peer_certificate=peer)


def identified(source: IdentitySource, evidence: Evidence) -> DeviceIdentity:
    return source.identify(evidence, now=NOW)


def refusal(source: IdentitySource, evidence: Evidence) -> Reason:
    with pytest.raises(VerificationError) as caught:
        source.identify(evidence, now=NOW)
    return caught.value.reason


SIGNED = TRUST.mdm_signature()
PROXY = TRUST.proxy_header(secret=SECRET)
PEER = TRUST.peer_certificate()
SIGNED_BEHIND_PROXY = TRUST.mdm_signature(proxy=PROXY)
SOURCES = {"signed": SIGNED, "proxy": PROXY, "peer": PEER, "signed behind proxy": SIGNED_BEHIND_PROXY}


# --- one proof


def test_a_signed_message_identifies_its_sender() -> None:
    found = identified(SIGNED, request(signed=signature()))

    assert DEVICE == found.certificate
    assert Proof.SIGNATURE is found.proof


@pytest.mark.parametrize("value", [passed_on(), f"{SECRET}:{escaped()}"], ids=["rfc9440", "nginx"])
def test_a_proxy_with_the_secret_identifies_the_sender(value: str) -> None:
    found = identified(PROXY, request(proxy=value))

    assert DEVICE == found.certificate
    assert Proof.MTLS is found.proof


def test_a_connection_identifies_the_sender() -> None:
    found = identified(PEER, request(peer=DEVICE))

    assert DEVICE == found.certificate
    assert Proof.MTLS is found.proof


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_without_any_proof_there_is_no_identity(source: IdentitySource) -> None:
    """T2: an UDID in the body is no identity."""
    assert Reason.NO_IDENTITY is refusal(source, request())


def test_an_empty_signature_is_no_identity() -> None:
    """T2."""
    assert Reason.NO_IDENTITY is refusal(SIGNED, request(signed=""))


def test_a_proxy_that_saw_no_certificate_gives_no_identity() -> None:
    """T2: nginx sends an empty variable if the client showed no certificate."""
    assert Reason.NO_IDENTITY is refusal(PROXY, request(proxy=f"{SECRET}:"))


def test_a_proof_for_another_source_is_no_identity() -> None:
    assert Reason.NO_IDENTITY is refusal(SIGNED, request(peer=DEVICE))
    assert Reason.NO_IDENTITY is refusal(SIGNED_BEHIND_PROXY, request(proxy=passed_on()))
    assert Reason.NO_IDENTITY is refusal(PROXY, request(signed=signature()))
    assert Reason.NO_IDENTITY is refusal(PROXY, request(peer=DEVICE))
    assert Reason.NO_IDENTITY is refusal(PEER, request(signed=signature()))
    assert Reason.NO_IDENTITY is refusal(PEER, request(proxy=passed_on()))


# --- wrong proof


def test_a_signature_over_another_body_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        identified(SIGNED, request(signed=signature(body=b"another")))


def test_a_signer_of_another_ca_is_refused() -> None:
    """T24: the signature verifies, the name of the CA is right, the CA is not."""
    assert Reason.CHAIN_INVALID is refusal(SIGNED, request(signed=signature(FOREIGN)))


def test_a_certificate_of_another_ca_is_refused_whoever_shows_it() -> None:
    """T10."""
    assert Reason.CHAIN_INVALID is refusal(PROXY, request(proxy=passed_on(FOREIGN)))
    assert Reason.CHAIN_INVALID is refusal(PEER, request(peer=FOREIGN))


def test_a_certificate_for_another_purpose_is_refused_whoever_shows_it() -> None:
    """T11."""
    server = OURS.issue(DEVICE_KEY, extensions=(purposes("server_auth"),))

    assert Reason.PURPOSE_WRONG is refusal(SIGNED, request(signed=signature(server)))
    assert Reason.PURPOSE_WRONG is refusal(PROXY, request(proxy=passed_on(server)))
    assert Reason.PURPOSE_WRONG is refusal(PEER, request(peer=server))


# --- the proxy's secret


@pytest.mark.parametrize(
    "value",
    [
        byte_sequence(),
        escaped(),
        passed_on(secret=""),
        passed_on(secret=SECRET[:-1]),
        passed_on(secret=SECRET + "0"),
        passed_on(secret=SECRET.upper()),
        passed_on(secret="f" * 32),
        passed_on(secret="é" * 32),
        passed_on(secret="\ud800" * 32),
        f" {passed_on()}",
        f"{byte_sequence()}:{SECRET}",
        "",
    ],
)
def test_a_header_without_the_proxys_secret_is_refused(value: str) -> None:
    """T6, T7: whoever reaches the app past the proxy does not know the secret."""
    assert Reason.PROXY_UNTRUSTED is refusal(PROXY, request(proxy=value))


def test_a_secret_with_characters_that_no_header_has_is_compared_without_an_error() -> None:
    assert Reason.PROXY_UNTRUSTED is refusal(PROXY, request(proxy="\udcff:" + byte_sequence()))


def test_the_secret_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def spy(left: str, right: str) -> bool:
        compared.append((left, right))
        return False

    monkeypatch.setattr(identity_module.hmac, "compare_digest", spy)

    assert Reason.PROXY_UNTRUSTED is refusal(PROXY, request(proxy=passed_on()))
    assert [(SECRET, SECRET)] == compared


@pytest.mark.parametrize(
    "secret",
    ["", "short", "0" * 31, "0" * 31 + ":", "0" * 31 + ",", "0" * 31 + " ", "0" * 32 + "\n", "é" * 32],
)
def test_a_weak_or_unfit_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="the proxy secret needs 32 characters or more") as caught:
        TRUST.proxy_header(secret=secret)
    assert not secret or secret not in str(caught.value)


def test_the_secret_is_not_in_the_repr() -> None:
    assert SECRET not in repr(PROXY)
    assert SECRET not in repr(SIGNED_BEHIND_PROXY)


def test_the_header_can_have_another_name() -> None:
    source = TRUST.proxy_header(secret=SECRET, header="X-Device-Certificate")

    assert identified(source, request(**{"x-device-certificate": passed_on()}))
    assert Reason.NO_IDENTITY is refusal(source, request(proxy=passed_on()))


# --- headers that nobody asked for

NAMES = [
    "client-cert",
    "x-ssl-client-cert",
    "x-pymdm-client",
    "x-forwarded-tls-client-cert",
    "ssl-client-cert",
]


@pytest.mark.parametrize("name", NAMES)
def test_certificate_headers_are_not_read_unless_configured(name: str) -> None:
    """T6."""
    for value in (byte_sequence(), escaped(), passed_on()):
        assert Reason.NO_IDENTITY is refusal(SIGNED, request(**{name: value}))
        assert Reason.NO_IDENTITY is refusal(PEER, request(**{name: value}))
        found = identified(SIGNED, request(signed=signature(OTHER, OTHER_KEY), **{name: value}))
        assert Proof.SIGNATURE is found.proof


@pytest.mark.parametrize("name", ["x_pymdm_client", "X-Pymdm-Client", "client_cert"])
def test_a_smuggled_twin_of_the_header_is_another_header(name: str) -> None:
    """T7: only the exact name counts; a server that folds the two is stopped by the secret."""
    assert Reason.NO_IDENTITY is refusal(PROXY, request(**{name: passed_on(OTHER)}))
    assert DEVICE == identified(PROXY, request(proxy=passed_on(), **{name: byte_sequence(OTHER)})).certificate


@pytest.mark.parametrize("subject", ["CN=device", "CN=a\\,CN=b,O=x", "CN=a+OU=b", "/CN=a/O=x", 'CN="a,b"'])
@pytest.mark.parametrize("name", ["x-ssl-client-s-dn", "x-ssl-client-dn", "x-client-subject"])
def test_a_distinguished_name_is_never_an_identity(name: str, subject: str) -> None:
    """T9."""
    for source in SOURCES.values():
        assert Reason.NO_IDENTITY is refusal(source, request(**{name: subject}))


def test_a_distinguished_name_in_the_proxys_header_is_refused() -> None:
    """T9."""
    assert Reason.MALFORMED is refusal(PROXY, request(proxy=f"{SECRET}:CN=device"))


# --- repeated headers


@pytest.mark.parametrize("joint", [",", ", "])
@pytest.mark.parametrize(
    "stranger", [byte_sequence(OTHER), escaped(OTHER), "", "x", passed_on(OTHER, "f" * 32)]
)
@pytest.mark.parametrize("ours", [passed_on(), f"{SECRET}:{escaped()}"], ids=["rfc9440", "nginx"])
def test_a_repeated_proxy_header_is_refused(ours: str, stranger: str, joint: str) -> None:
    """T8: servers join repeated headers by a comma, in either order."""
    assert Reason.MALFORMED is refusal(PROXY, request(proxy=ours + joint + stranger))
    assert Reason.PROXY_UNTRUSTED is refusal(PROXY, request(proxy=stranger + joint + ours))
    assert Reason.MALFORMED is refusal(PROXY, request(proxy=ours + joint + ours))


@pytest.mark.parametrize("joint", [",", ", "])
def test_a_repeated_signature_is_refused(joint: str) -> None:
    """T8."""
    for value in (signature() + joint + signature(), signature() + joint, joint + signature()):
        assert Reason.MALFORMED is refusal(SIGNED, request(signed=value))


# --- T13: two proofs


@pytest.mark.parametrize(
    ("source", "evidence"),
    [
        (SIGNED, request(signed=signature(), peer=DEVICE)),
        (PEER, request(signed=signature(), peer=DEVICE)),
        (PROXY, request(signed=signature(), proxy=passed_on())),
        (SIGNED_BEHIND_PROXY, request(signed=signature(), proxy=passed_on())),
        (SIGNED_BEHIND_PROXY, request(signed=signature(), proxy=passed_on(), peer=DEVICE)),
    ],
    ids=["signed+peer", "peer+signed", "proxy+signed", "signed+proxy", "signed+proxy+peer"],
)
def test_two_proofs_of_one_certificate_are_both(source: IdentitySource, evidence: Evidence) -> None:
    found = identified(source, evidence)

    assert Proof.BOTH is found.proof
    assert DEVICE == found.certificate


@pytest.mark.parametrize("other", [OTHER, FOREIGN, b"junk"], ids=["other device", "other ca", "junk"])
@pytest.mark.parametrize("source", [SIGNED, SIGNED_BEHIND_PROXY], ids=["signed", "signed behind proxy"])
def test_a_connection_that_contradicts_the_signature_is_refused(source: IdentitySource, other: bytes) -> None:
    """T13."""
    assert Reason.SEVERAL_IDENTITIES is refusal(source, request(signed=signature(), peer=other))


@pytest.mark.parametrize("other", [OTHER, FOREIGN, b"junk"], ids=["other device", "other ca", "junk"])
def test_a_proxy_that_contradicts_the_signature_is_refused(other: bytes) -> None:
    """T13."""
    evidence = request(signed=signature(), proxy=passed_on(other))

    assert Reason.SEVERAL_IDENTITIES is refusal(SIGNED_BEHIND_PROXY, evidence)


@pytest.mark.parametrize(
    "signed", [signature(OTHER, OTHER_KEY), signature(FOREIGN)], ids=["other device", "other ca"]
)
def test_a_signature_that_contradicts_the_connection_is_refused(signed: str) -> None:
    """T13."""
    assert Reason.SEVERAL_IDENTITIES is refusal(PROXY, request(signed=signed, proxy=passed_on()))
    assert Reason.SEVERAL_IDENTITIES is refusal(PEER, request(signed=signed, peer=DEVICE))


def test_a_wrong_signature_beside_a_good_connection_is_refused() -> None:
    wrong = signature(body=b"another")

    for evidence in (request(signed=wrong, proxy=passed_on(), peer=DEVICE), request(signed="?", peer=DEVICE)):
        with pytest.raises(SignatureInvalid):
            identified(PEER, evidence)
    with pytest.raises(SignatureInvalid):
        identified(PROXY, request(signed=wrong, proxy=passed_on()))


def test_a_proxy_header_without_the_secret_spoils_a_good_signature() -> None:
    """T6: somebody is trying; with a proxy configured, its header must be genuine."""
    evidence = request(signed=signature(), proxy=byte_sequence())

    assert Reason.PROXY_UNTRUSTED is refusal(SIGNED_BEHIND_PROXY, evidence)


def test_a_signature_alone_is_enough_where_the_proxy_saw_no_certificate() -> None:
    for proxy in (None, f"{SECRET}:"):
        found = identified(SIGNED_BEHIND_PROXY, request(signed=signature(), proxy=proxy))
        assert Proof.SIGNATURE is found.proof


def test_behind_a_proxy_the_connection_is_the_proxys_own() -> None:
    assert DEVICE == identified(PROXY, request(proxy=passed_on(), peer=OTHER)).certificate


# --- nothing else escapes

# Text is made from bytes: hypothesis compares its examples, and `python -bb` forbids to compare bytes
# with text.
texts = st.binary(max_size=200).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
alphabet = st.lists(
    st.sampled_from([*"0f:%,=-AC ", "%0A", SECRET, "-----BEGIN CERTIFICATE-----"]), max_size=30
)
values = st.one_of(
    texts,
    alphabet.map("".join),
    texts.map(lambda rest: f"{SECRET}:{rest}"),
    st.binary(max_size=300).map(lambda der: passed_on(der)),
    st.binary(max_size=300).map(lambda der: base64.b64encode(der).decode()),
    st.sampled_from([signature(), passed_on()]),
)
certificates = st.one_of(st.none(), st.binary(max_size=300), st.just(DEVICE))


@settings(deadline=None)
@given(st.one_of(st.none(), values), st.one_of(st.none(), values), certificates)
def test_whatever_a_request_shows_the_answer_is_an_identity_or_a_refusal(
    signed: str | None, proxy: str | None, peer: bytes | None
) -> None:
    evidence = request(signed=signed, proxy=proxy, peer=peer)
    for source in SOURCES.values():
        try:
            found = source.identify(evidence, now=NOW)
        except VerificationError:
            continue
        assert DEVICE == found.certificate
