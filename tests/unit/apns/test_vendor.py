"""Signing as a vendor: nothing leaves that Apple would refuse."""

from __future__ import annotations

import plistlib
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import NameOID

from pymdm.apns._pem import pem
from pymdm.apns.vendor import (
    APPLE_PINS,
    Digest,
    country_code,
    decode_web_request,
    push_request,
    read_request,
    sign_push_request,
    vendor_chain,
    vendor_request,
    verify_web_request,
)
from pymdm.apns.vendor_chain import chain_warnings
from pymdm.errors import DecodeError, Reason, SignatureInvalid, SignerUntrusted, TooLarge
from tests.support import shared
from tests.unit.apns.vendors import NOW, Vendor, vendor
from tests.unit.crypto.certs import YEAR, ec_key, rsa_key

CSR = push_request(rsa_key(0), country="de", organization="Example GmbH")
GOOD = vendor()


def signed(csr: bytes = CSR, *, by: Vendor = GOOD, **how: Any) -> bytes:
    how = {"key": rsa_key(1), "now": NOW, "pins": by.pins, **how}
    return sign_push_request(csr, certificate=by.own, authorities=(by.root, by.intermediate), **how)


# --- requests


def test_a_customers_request_carries_name_organization_and_country_in_capitals() -> None:
    found = x509.load_der_x509_csr(CSR)

    assert found.is_signature_valid
    assert "C=DE,O=Example GmbH,CN=MDM Push" == found.subject.rfc4514_string()
    assert rsa_key(0).public_key() == found.public_key()
    assert isinstance(found.signature_hash_algorithm, hashes.SHA256)


def test_a_vendors_request_has_the_name_that_the_portal_knows() -> None:
    found = x509.load_der_x509_csr(vendor_request(rsa_key(1)))

    assert [("MDM Vendor", NameOID.COMMON_NAME)] == [(part.value, part.oid) for part in found.subject]


@pytest.mark.parametrize("text", ["", "D", "DEU", "D1", "ÄÖ", "d ", "1!"])
def test_a_country_is_two_letters(text: str) -> None:
    with pytest.raises(ValueError, match="a country as two letters"):
        country_code(text)


def test_a_vendors_key_is_rsa() -> None:
    with pytest.raises(ValueError, match="expected an RSA key"):
        vendor_request(ec_key())


@pytest.mark.parametrize(
    "data", [CSR, pem("CERTIFICATE REQUEST", CSR), b"text\n" + pem("NEW CERTIFICATE REQUEST", CSR)]
)
def test_a_request_is_read_in_every_form(data: bytes) -> None:
    assert CSR == read_request(data).der


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "expected one certificate request"),
        (GOOD.own, "expected one certificate request"),
        (pem("CERTIFICATE REQUEST", CSR) * 2, "expected one certificate request"),
        (pem("CERTIFICATE REQUEST", CSR[:-9]), r"expected one PKCS #10"),
        (pem("CERTIFICATE REQUEST", CSR).replace(b"MII", b"*II"), "expected base64"),
        (CSR[:-1] + bytes((CSR[-1] ^ 1,)), "signed by its own RSA or EC key"),
        (push_request(rsa_key(0, 1024), country="DE"), "an RSA key of 2048 bits or more; make a new key"),
    ],
    ids=["nothing", "a certificate", "two", "cut short", "no base64", "wrongly signed", "weak"],
)
def test_a_request_that_cannot_be_certified_is_refused_before_it_is_signed(data: bytes, told: str) -> None:
    with pytest.raises(DecodeError, match=told):
        read_request(data)
    with pytest.raises(DecodeError, match=told):
        signed(data)


# --- what is signed


@pytest.mark.parametrize("digest", list(Digest))
def test_the_signature_is_rsa_over_the_request_in_der(digest: Digest) -> None:
    document = plistlib.loads(b64decode(signed(digest=digest)))

    assert ["PushCertCertificateChain", "PushCertRequestCSR", "PushCertSignature"] == sorted(document)
    assert all(isinstance(value, str) for value in document.values())
    assert CSR == b64decode(document["PushCertRequestCSR"], validate=True)
    rsa_key(1).public_key().verify(
        b64decode(document["PushCertSignature"], validate=True), CSR, padding.PKCS1v15(), digest.algorithm
    )


def test_sha256_is_signed_with_unless_somebody_asks() -> None:
    assert signed() == signed(digest=Digest.SHA256) != signed(digest=Digest.SHA1)


def test_the_chain_is_complete_in_order_and_in_lines_of_64() -> None:
    """The portal of 2014 wants each line but the last to have exactly 64 characters."""
    text = plistlib.loads(b64decode(signed()))["PushCertCertificateChain"]
    found = x509.load_pem_x509_certificates(text.encode())

    assert [x509.load_der_x509_certificate(der) for der in GOOD.chain] == found
    for block in text.split("-----END CERTIFICATE-----\n")[:-1]:
        begin, *lines, last, empty = block.split("\n")
        assert ("-----BEGIN CERTIFICATE-----", "") == (begin, empty)
        assert {64} == set(map(len, lines))
        assert 0 < len(last) <= 64


def test_what_is_signed_can_be_verified_again() -> None:
    found = verify_web_request(decode_web_request(signed()), now=NOW, pins=GOOD.pins)

    assert (CSR, Digest.SHA256, GOOD.chain) == (found.request.der, found.digest, found.chain)
    assert rsa_key(0).public_key() == found.request.public_key
    assert (
        Digest.SHA1
        is verify_web_request(decode_web_request(signed(digest=Digest.SHA1)), pins=GOOD.pins).digest
    )


def test_an_ec_key_of_a_customer_is_taken() -> None:
    assert (
        ec_key(0).public_key()
        == verify_web_request(
            decode_web_request(signed(push_request(ec_key(0), country="US"))), pins=GOOD.pins
        ).request.public_key
    )


def test_the_key_of_another_vendor_certificate_is_refused() -> None:
    with pytest.raises(ValueError, match="the private key of the vendor certificate; this is another one"):
        signed(key=rsa_key(0))


def test_a_vendor_certificate_with_an_ec_key_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an RSA key"):
        signed(by=vendor(ec=True), key=ec_key(1))


# --- the chain


def chain(by: Vendor, *authorities: bytes, **how: Any) -> tuple[bytes, ...]:
    return vendor_chain(by.own, authorities, **{"now": NOW, "pins": by.pins, **how})


def test_intermediate_and_root_are_put_in_order_and_others_left_out() -> None:
    assert GOOD.chain == chain(GOOD, GOOD.root, vendor(own_ends=NOW + 2 * YEAR).own, GOOD.intermediate)


def test_apples_own_certificates_are_demanded_by_fingerprint() -> None:
    assert "dcf21878c77f4198e4b4614f03d696d89c66c66008d4244e1b99161aac91601f" == APPLE_PINS.intermediate.hex()
    assert "b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024" == APPLE_PINS.root.hex()
    with pytest.raises(ValueError, match="Developer Relations G3, with the SHA-256 fingerprint dcf21878c7"):
        vendor_chain(GOOD.own, GOOD.chain, now=NOW)


CHAINS: dict[str, tuple[Vendor, str]] = {
    "expired": (
        vendor(own_ends=NOW - YEAR / 2),
        "expected the vendor certificate to be valid; it expired on",
    ),
    "of the future": (
        vendor(own_begins=NOW + timedelta(days=1)),
        "the vendor certificate to be valid; it begins",
    ),
    "intermediate expired": (
        vendor(intermediate_ends=NOW - timedelta(days=1)),
        "the intermediate to be valid",
    ),
    "intermediate no authority": (
        vendor(intermediate_authority=False),
        "the intermediate to be a certificate",
    ),
    "an authority": (
        vendor(own_authority=True),
        "the vendor's own certificate; this is the certificate of an",
    ),
    "of somebody else": (
        vendor(signed_by=0),
        "the vendor certificate to be signed by the intermediate, CN=Dev",
    ),
    "SHA-1": (vendor(own_digest="sha1"), "the vendor certificate to be signed by the intermediate"),
    "SHA-1 above": (vendor(intermediate_digest="sha1"), "the intermediate to be signed by the root"),
}


@pytest.mark.parametrize(("by", "told"), CHAINS.values(), ids=CHAINS)
def test_each_link_and_date_of_the_chain_is_checked(by: Vendor, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        chain(by, by.intermediate, by.root)


def test_a_missing_part_of_the_chain_is_told() -> None:
    with pytest.raises(ValueError, match=r"get AppleWWDRCAG3\.cer from"):
        chain(GOOD, GOOD.root)
    with pytest.raises(ValueError, match=r"get AppleIncRootCertificate\.cer from"):
        chain(GOOD, GOOD.intermediate)
    with pytest.raises(ValueError, match="aware datetime"):
        chain(GOOD, GOOD.intermediate, GOOD.root, now=NOW.replace(tzinfo=None))


def test_what_ends_within_a_month_is_told() -> None:
    soon = vendor(own_ends=NOW + timedelta(days=29))

    assert () == chain_warnings(GOOD.chain, now=NOW)
    assert ("the vendor certificate ends on 2024-06-30: renew it in time",) == chain_warnings(
        soon.chain, now=NOW
    )


# --- reading what somebody else has signed


def document(**changes: Any) -> bytes:
    return plistlib.dumps({**plistlib.loads(b64decode(signed())), **changes})


def test_a_signed_request_is_read_as_base64_and_as_property_list() -> None:
    data, inside = signed(), document()

    for form in (inside, b64encode(inside), b"\n".join((data[:76], data[76:])), b"  " + inside):
        assert decode_web_request(data) == decode_web_request(form)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (b"***", "expected base64"),
        (plistlib.dumps([]), "expected a dictionary with PushCertRequestCSR"),
        ({"PushCertRequestCSR": b"x"}, "PushCertRequestCSR: expected a string"),
        ({"PushCertRequestCSR": "ä"}, "PushCertRequestCSR: expected a string"),
        ({"PushCertRequestCSR": "*"}, "PushCertRequestCSR: expected base64"),
        ({"PushCertSignature": "*"}, "PushCertSignature: expected base64"),
        ({"PushCertCertificateChain": ""}, "PushCertCertificateChain: expected 1 to 8 certificates"),
        ({"PushCertCertificateChain": pem("X", b"0").decode()}, "expected 1 to 8 certificates"),
        ({"PushCertCertificateChain": pem("CERTIFICATE", b"0").decode() * 9}, "expected 1 to 8"),
    ],
)
def test_a_part_that_is_missing_or_malformed_is_named(changed: dict[str, Any] | bytes, told: str) -> None:
    with pytest.raises(DecodeError, match=told):
        decode_web_request(changed if isinstance(changed, bytes) else document(**changed))


def test_a_file_that_is_larger_than_any_is_refused() -> None:
    with pytest.raises(TooLarge):
        decode_web_request(bytes(128 * 1024 + 1))


def judged(**changes: Any) -> None:
    verify_web_request(attrs.evolve(decode_web_request(signed()), **changes), now=NOW, pins=GOOD.pins)


def test_a_wrong_signature_is_found() -> None:
    other = push_request(rsa_key(0), country="US")

    with pytest.raises(SignatureInvalid, match=Reason.SIGNATURE_WRONG.value):
        judged(csr=other)
    with pytest.raises(DecodeError, match="signed by its own"):
        judged(csr=CSR[:-1] + bytes((CSR[-1] ^ 1,)))


def test_a_wrong_chain_is_found() -> None:
    for wrong in (
        (),
        GOOD.chain[:2],
        GOOD.chain[::-1],
        (b"0", *GOOD.chain[1:]),
        (GOOD.own, GOOD.own, GOOD.root),
    ):
        with pytest.raises(SignerUntrusted, match=Reason.CHAIN_INVALID.value):
            judged(chain=wrong)


def test_a_chain_that_holds_but_leads_to_other_authorities_is_found() -> None:
    with pytest.raises(SignerUntrusted, match=Reason.CHAIN_INVALID.value) as caught:
        verify_web_request(decode_web_request(signed()), now=NOW)

    assert "these are others" in str(caught.value.__cause__)


def test_dates_count_only_when_a_time_is_given() -> None:
    request = decode_web_request(signed())

    verify_web_request(request, pins=GOOD.pins)
    with pytest.raises(SignerUntrusted, match=Reason.EXPIRED.value):
        verify_web_request(request, now=NOW + 2 * YEAR, pins=GOOD.pins)
    with pytest.raises(SignerUntrusted, match=Reason.NOT_YET_VALID.value):
        verify_web_request(request, now=NOW - 2 * YEAR, pins=GOOD.pins)


def test_a_vendor_with_an_ec_key_cannot_have_signed() -> None:
    other = vendor(ec=True)

    with pytest.raises(SignatureInvalid, match=Reason.KEY_REFUSED.value):
        judged(chain=other.chain)


def test_lines_of_another_length_are_found() -> None:
    """Base64 of 76 columns, as MIME has it: readable for everybody but the portal."""
    wide = b64encode(GOOD.own)
    lines = b"\n".join(wide[at : at + 76] for at in range(0, len(wide), 76))
    block = b"-----BEGIN CERTIFICATE-----\n" + lines + b"\n-----END CERTIFICATE-----\n"
    chain_text = block + pem("CERTIFICATE", GOOD.intermediate) + pem("CERTIFICATE", GOOD.root)
    found = decode_web_request(document(PushCertCertificateChain=chain_text.decode()))

    assert GOOD.chain == found.chain
    assert 1 == len(found.problems)
    assert "expected lines of 64 characters in certificate 1" in found.problems[0]
    with pytest.raises(DecodeError, match="lines of 64 characters"):
        verify_web_request(found, pins=GOOD.pins)


# --- the sample of 2014

#: What is wrong with the sample as it is printed (Listing 3), and what was meant.
REPAIRS = (
    ("```\n\n```\n", ""),  # the listing is broken in two after its first line
    ('EN"</pre>', 'EN"'),  # a tag of the page that it was printed from
    ("<key>PushCertCertificateChain\n", "<key>PushCertCertificateChain</key>\n"),  # never closed
    ("----BEGIN CERTIFICATE----\n", "-----BEGIN CERTIFICATE-----\n"),  # four dashes where PEM has five
    ("----END CERTIFICATE----\n", "-----END CERTIFICATE-----\n"),  # likewise
    ("AVhhEx\n", "AVhhE\n"),  # 65 characters: base64 comes in fours
    ("</string>\n```", "</string>\n</dict>\n</plist>\n```"),  # the end is missing
)


def sample(*, without: int | None = None) -> bytes:
    """The sample after all repairs, or all but one."""
    text = shared("seeds/apple-mdm-protocol-reference-2014.txt").read_text(encoding="utf-8")
    text = text[text.rindex("Listing 3 Sample Request property list") :]
    text = text[text.index("```\n") + 4 : text.index("Document Revision History")]
    for number, (printed, meant) in enumerate(REPAIRS):
        assert printed in text
        text = text if number == without else text.replace(printed, meant)
    return text[: text.rindex("```")].encode()


def test_the_sample_of_2014_decodes_after_its_repairs() -> None:
    found = decode_web_request(sample())

    assert 4 == len(found.chain)
    assert all(der.startswith(b"\x30\x82") for der in (found.csr, *found.chain))  # the rest is not printed
    assert b"test" in found.csr
    assert b"SACI Test Root CA" in found.chain[0]
    assert 48 == len(found.signature)
    assert () == found.problems
    assert found == decode_web_request(b64encode(sample()))


@pytest.mark.parametrize("without", range(len(REPAIRS)))
def test_none_of_the_repairs_could_be_left_out(without: int) -> None:
    with pytest.raises(DecodeError):
        decode_web_request(sample(without=without))


def test_the_sample_of_2014_is_cut_short_so_that_nobody_can_verify_it() -> None:
    with pytest.raises(DecodeError, match=r"expected one PKCS #10"):
        verify_web_request(decode_web_request(sample()))
