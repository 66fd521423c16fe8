"""Fresh identities below none, one and two intermediates: OpenSSL and a TrustStore have to agree on each.

Each is judged twice by OpenSSL: as a certificate (``openssl verify``), and as the signer of a message that
carries its intermediates (``openssl cms -verify``); both for the purpose of a TLS client, at a fixed time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta

import attrs
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from pymdm.crypto import TrustStore, cms
from pymdm.errors import SignatureInvalid, SignerUntrusted
from tests.external.judged_cases import POLICIES, Case, chains
from tests.external.judges import (
    BODY,
    NOW,
    YEAR,
    Certified,
    certified,
    compare,
    key,
    ran,
    spread,
    tool,
)

ANY_SIGNATURE = attrs.evolve(cms.MDM_SIGNATURE, minimum_rsa_bits=1024)
DAY = timedelta(days=1)
PURPOSE = f"-purpose sslclient -attime {int(NOW.timestamp())}".split()
CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH
SERVER = ExtendedKeyUsageOID.SERVER_AUTH

Extensions = list[tuple[x509.ExtensionType, bool]]


@attrs.frozen(kw_only=True)
class Chain:
    """An identity, and what is known above it."""

    root: Certified
    intermediates: tuple[Certified, ...]
    identity: Certified


def _usage(*allowed: str) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{bit: bit in allowed for bit in every.split()})


def _ca(
    *,
    path_length: int | None = None,
    ca: bool = True,
    usage: str = "key_cert_sign",
    purposes: Iterable[ObjectIdentifier] = (),
) -> Extensions:
    found: Extensions = [
        (x509.BasicConstraints(ca=ca, path_length=path_length), True),
        (_usage(usage), True),
    ]
    return found + ([(x509.ExtendedKeyUsage(purposes), False)] if purposes else [])


def _identity_extensions(detail: str) -> Extensions:
    purposes = {
        "server only": [SERVER],
        "any purpose": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE],
        "no purpose": [],
    }.get(detail, [CLIENT])
    usage = {"may not sign": "key_encipherment", "key agreement only": "key_agreement"}
    found: Extensions = [
        (x509.BasicConstraints(ca=detail == "CA as identity", path_length=None), True),
        (_usage(usage.get(detail, "digital_signature")), True),
    ]
    if purposes:
        found.append((x509.ExtendedKeyUsage(purposes), False))
    if detail == "critical unknown":
        found.append((x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4.5"), b"\x05\x00"), True))
    return found


_INTERMEDIATE: dict[str, Callable[[], Extensions]] = {
    "no CA": lambda: _ca(ca=False),
    "CA may not certify": lambda: _ca(usage="crl_sign"),
    "CA for servers": lambda: _ca(purposes=[SERVER]),
}


def _authority(case: Case, number: int, above: Certified) -> Certified:
    """An intermediate; what may be wrong with one is wrong with the lowest."""
    lowest = number == int(case.links[0])
    wrong = case.detail if lowest else ""
    own = key(f"{('p256', 'rsa2048')[number % 2]} authority {number}")
    name = f"judges intermediate {number}"
    signed_by = (
        key("p256 stranger") if case.detail == "intermediate" and case.state == "lookalike" else above.key
    )
    return certified(
        own,
        name,
        issuer=_name(above),
        signed_by=signed_by if lowest else above.key,
        extensions=_INTERMEDIATE.get(wrong, _ca)(),
        not_after=NOW - DAY if wrong == "intermediate" and case.state == "expired" else NOW + YEAR,
    )


def _name(who: Certified) -> str:
    return str(who.certificate.subject.rdns[0].rfc4514_string().removeprefix("CN="))


def _chain(case: Case) -> Chain:
    """The chain as the case wants it: built from above, and then with a link taken out."""
    links, detail = int(case.links[0]), case.detail
    root_key = key("rsa2048 root" if links else "p384 root")
    root = certified(
        root_key,
        "judges root",
        issuer="judges root",
        signed_by=root_key,
        extensions=_ca(path_length=links - 1 if detail == "path too long" else None),
        not_after=NOW - DAY if detail == "pinned CA" else NOW + YEAR,
    )
    above, intermediates = root, []
    for number in range(1, links + 1):
        above = _authority(case, number, above)
        intermediates.append(above)
    identity = certified(
        key("rsa1024" if detail == "rsa1024" else case.key),
        "" if detail == "empty subject" else "a device",
        issuer=_name(above),
        signed_by=key("p256 stranger") if detail == "issuer" else above.key,
        extensions=_identity_extensions(detail),
        serial=34,
        not_before=NOW + DAY if detail == "identity not yet" else NOW - YEAR,
        not_after=NOW - DAY if detail in ("identity", "within the grace") else NOW + YEAR,
        algorithm=detail if detail in ("sha1", "pss") else "sha256",
    )
    if detail == "signature changed":
        der = bytearray(identity.der)
        der[-1] ^= 1
        identity = attrs.evolve(identity, certificate=x509.load_der_x509_certificate(bytes(der)))
    kept = {"lowest": intermediates[:-1], "highest": intermediates[1:], "all": []}.get(detail, intermediates)
    return Chain(root=root, intermediates=tuple(kept), identity=identity)


def _trusted_by_us(chain: Chain, case: Case, message: bytes) -> bool:
    """The signature, and then the chain: what a server does with a message (T24)."""
    grace = timedelta(days=30) if case.detail == "within the grace" else timedelta(0)
    try:
        trust = TrustStore(
            (chain.root.der,), tuple(each.der for each in chain.intermediates), identity_grace=grace
        )
        signature = cms.verify_detached(message, BODY, policy=ANY_SIGNATURE)
        assert chain.identity.der == signature.signer.certificate
        trust.check(signature.signer, now=NOW)
    except (SignatureInvalid, SignerUntrusted, ValueError):  # ValueError: of CAs that cannot serve as such
        return False
    return True


def _message(chain: Chain, case: Case) -> bytes:
    shape = cms.Shape(
        attributes=case.attributes == "attributes",
        digest=case.digest,  # type: ignore[arg-type]
        encoding=case.encoding,  # type: ignore[arg-type]
        detached=True,
    )
    signer = cms.PrivateKeySigner(certificate=chain.identity.der, key=chain.identity.key)
    return cms.sign(BODY, signer, shape=shape, certificates=[each.der for each in chain.intermediates])


@attrs.frozen(kw_only=True)
class Verdicts:
    """Case → whether the identity is trusted, by each judge."""

    ours: dict[str, bool]
    verify: dict[str, bool]
    cms: dict[str, bool]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Every chain made and judged once; the tests look at the results."""
    folder = tmp_path_factory.mktemp("chains")
    (folder / "body").write_bytes(BODY)
    cases = chains()
    made = [_chain(case) for case in cases]
    messages = [_message(chain, case) for chain, case in zip(made, cases, strict=True)]
    for number, (chain, message) in enumerate(zip(made, messages, strict=True)):
        (folder / f"{number}.signed").write_bytes(message)
        (folder / f"{number}.root").write_bytes(chain.root.pem)
        (folder / f"{number}.identity").write_bytes(chain.identity.pem)
        (folder / f"{number}.between").write_bytes(b"".join(each.pem for each in chain.intermediates))
    numbers = range(len(cases))

    def verify(number: int) -> bool:
        command = ["verify", *PURPOSE, "-CAfile", f"{number}.root", "-no-CApath", "-no-CAstore"]
        between = ["-untrusted", f"{number}.between"] if made[number].intermediates else []
        return ran(folder, tool("openssl"), *command, *between, f"{number}.identity")[0]

    def verify_message(number: int) -> bool:
        command = ["cms", "-verify", *PURPOSE, "-CAfile", f"{number}.root", "-no-CApath", "-no-CAstore"]
        files = ["-binary", "-inform", "DER", "-in", f"{number}.signed", "-content", "body"]
        return ran(folder, tool("openssl"), *command, *files, "-out", f"{number}.out")[0]

    names = [case.name for case in cases]
    ours = (_trusted_by_us(*each) for each in zip(made, cases, messages, strict=True))
    return Verdicts(
        ours=dict(zip(names, ours, strict=True)),
        verify=dict(zip(names, spread(verify, numbers), strict=True)),
        cms=dict(zip(names, spread(verify_message, numbers), strict=True)),
    )


def test_openssl_verify_and_a_trust_store_agree_on_every_identity(verdicts: Verdicts) -> None:
    """T10, T11, T12: chains that are whole, and chains with one thing wrong."""
    compare("openssl", verdicts.ours, verdicts.verify)


def test_openssl_cms_and_a_trust_store_agree_on_every_signer(verdicts: Verdicts) -> None:
    """T10, T11, T12, T24: the same of the message that the identity signs."""
    compare("openssl", verdicts.ours, verdicts.cms)


def test_whole_chains_are_trusted_and_no_others_are(verdicts: Verdicts) -> None:
    """Agreeing is not enough: both could trust everybody.  Policies of our own are in the table."""
    own = {detail for details in POLICIES.values() for detail in details}
    plain = [case for case in chains() if case.detail not in own]
    wrong = {case.name for case in plain if verdicts.ours[case.name] != (case.state == "valid")}

    assert set() == wrong
    assert 3 * Counter(verdicts.cms.values())[False] >= len(verdicts.cms) == len(chains()) >= 80
