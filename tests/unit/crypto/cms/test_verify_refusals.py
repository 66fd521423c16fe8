"""What must not verify: rows T18 to T31 of the threats, each by its number, and their neighbours."""

from __future__ import annotations

import itertools
from base64 import b64encode

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ed25519, rsa

from pymdm.crypto import cms
from pymdm.crypto.cms import _verify
from pymdm.errors import Reason, SignatureInvalid
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import (
    BODY,
    CONTENT_TYPE,
    DATA,
    DIGESTS,
    EOC,
    MESSAGE_DIGEST,
    NULL,
    RSA_WITH,
    Parts,
    attached_reason_for,
    attribute,
    attributes_for,
    reason_for,
    seq,
    set_of,
    tlv,
)

OTHER_BODY = BODY.replace(b"Idle", b"idle")


def test_t18_without_a_signer_nothing_is_signed() -> None:
    parts = Parts.right()
    parts.signer_infos = []

    assert Reason.NO_SIGNER == reason_for(parts.encode())
    parts.indefinite = True
    assert Reason.NO_SIGNER == reason_for(parts.encode())


def test_t18_an_empty_signer_set_of_indefinite_length_has_no_signer() -> None:
    parts = Parts.right()
    good = forge.set_of(parts.signer_info())
    signed = parts.encode()
    inner = signed[signed.index(tlv(0x02, b"\x01")) : -len(good)] + tlv(0x31, indefinite=True)

    assert Reason.NO_SIGNER == reason_for(seq(forge.SIGNED_DATA, tlv(0xA0, seq(inner))))


@pytest.mark.parametrize("order", [1, -1], ids=["good first", "bad first"])
def test_t19_two_signers_are_refused_even_if_one_is_good(order: int) -> None:
    parts = Parts.right()
    good = parts.signer_info()
    parts.signature = bytes(256)
    bad = parts.signer_info()
    parts.signer_infos = [good, bad][::order]

    assert Reason.SEVERAL_SIGNERS == reason_for(parts.encode())


def test_t19_two_good_signers_are_refused() -> None:
    parts = Parts.right()
    other = Parts.right(signer=forge.rsa_signer(1))
    parts.certificates += other.certificates
    parts.signer_infos = [parts.signer_info(), other.signer_info()]

    assert Reason.SEVERAL_SIGNERS == reason_for(parts.encode())


@pytest.mark.parametrize("attached", [False, True])
def test_t20_signed_attributes_of_another_body_are_refused(attached: bool) -> None:
    parts = Parts.right(attached=attached)
    if attached:
        parts.content = OTHER_BODY
        assert Reason.DIGEST_MISMATCH == attached_reason_for(parts.encode())
    else:
        assert Reason.DIGEST_MISMATCH == reason_for(parts.encode(), OTHER_BODY)


def test_t20_there_is_no_falling_back_to_a_signature_over_the_content() -> None:
    """The signature is right for the bare content, the attributes are for something else."""
    parts = Parts.right(attributes=None)
    parts.attributes = attributes_for(OTHER_BODY)

    assert Reason.DIGEST_MISMATCH == reason_for(parts.encode())
    parts.attributes = attributes_for(BODY)
    assert Reason.SIGNATURE_WRONG == reason_for(parts.encode())


def test_t20_changed_body_without_attributes_is_refused() -> None:
    signed = Parts.right(attributes=None, digest="sha1").encode()

    assert Reason.SIGNATURE_WRONG == reason_for(signed, OTHER_BODY)


_TYPE, _DIGEST = attributes_for(BODY)
_DIGEST_VALUE = _DIGEST[-34:]
_BAD_ATTRIBUTES = {
    "none at all": [attribute(forge.SIGNING_TIME, tlv(0x17, b"260102030405Z"))],
    "no contentType": [_DIGEST],
    "no messageDigest": [_TYPE],
    "two contentTypes": [_TYPE, _TYPE, _DIGEST],
    "two messageDigests": [_TYPE, _DIGEST, _DIGEST],
    "good and bad messageDigest": [_TYPE, _DIGEST, *attributes_for(OTHER_BODY)[1:]],
    "bad and good messageDigest": [_TYPE, *attributes_for(OTHER_BODY)[1:], _DIGEST],
    "two values of contentType": [attribute(CONTENT_TYPE, DATA, DATA), _DIGEST],
    "two values of messageDigest": [_TYPE, attribute(MESSAGE_DIGEST, _DIGEST_VALUE, _DIGEST_VALUE)],
    "no value of contentType": [attribute(CONTENT_TYPE), _DIGEST],
    "no value of messageDigest": [_TYPE, attribute(MESSAGE_DIGEST)],
    "other contentType": [attribute(CONTENT_TYPE, forge.TST_INFO), _DIGEST],
    "messageDigest of another type": [_TYPE, attribute(MESSAGE_DIGEST, tlv(0x0C, _DIGEST_VALUE[2:]))],
    "messageDigest of another length": [_TYPE, attribute(MESSAGE_DIGEST, tlv(0x04, _DIGEST_VALUE[2:22]))],
    "empty messageDigest": [_TYPE, attribute(MESSAGE_DIGEST, tlv(0x04))],
    "value outside the set": [_TYPE, seq(MESSAGE_DIGEST, set_of(), _DIGEST_VALUE)],
    "hidden in another attribute": [attribute(forge.SIGNING_TIME, _TYPE, _DIGEST)],
}


@pytest.mark.parametrize("attributes", _BAD_ATTRIBUTES.values(), ids=_BAD_ATTRIBUTES.keys())
def test_t21_attributes_without_exactly_one_type_and_digest_are_refused(attributes: list[bytes]) -> None:
    parts = Parts.right().sign_attributes(attributes)

    assert Reason.ATTRIBUTES_INVALID == reason_for(parts.encode())


@pytest.mark.parametrize(
    "element",
    [
        tlv(0xA0),
        tlv(0xA0, _TYPE, _DIGEST, indefinite=True),
        tlv(0xA0, _TYPE, _DIGEST, b"\x04\x00"),
        tlv(0xA0, _TYPE, _DIGEST, b"\x30\x80" + EOC),
        tlv(0xA0, _TYPE, _DIGEST, b"\x30\x7f"),
        tlv(0xA0, _TYPE, _DIGEST, b"\x30"),
    ],
    ids=["empty", "indefinite", "no sequence", "indefinite attribute", "overrun", "cut"],
)
def test_t21_broken_attributes_are_refused(element: bytes) -> None:
    parts = Parts.right()
    parts.attributes_element = element
    parts.signature = forge.sign_raw(parts.key, b"\x31" + element[1:], "sha256")

    assert reason_for(parts.encode()) in (Reason.ATTRIBUTES_INVALID, Reason.MALFORMED)


@pytest.mark.parametrize("attributes", [None, ()], ids=["no attributes", "attributes"])
def test_t21_content_of_another_type_is_refused(attributes: tuple[bytes, ...] | None) -> None:
    if attributes is not None:
        attributes = tuple(attributes_for(BODY, content_type=forge.TST_INFO))
    parts = Parts.right(attributes=attributes)
    parts.content_type = forge.TST_INFO

    assert Reason.MALFORMED == reason_for(parts.encode())


def _stripped(parts: Parts) -> tuple[bytes, bytes]:
    """The forgery: a signature over attributes, passed off as one over their encoding."""
    assert parts.attributes is not None
    content = set_of(*parts.attributes)
    parts.attributes = None
    return parts.encode(), content


def test_t22_a_set_of_attributes_is_no_content() -> None:
    signed, content = _stripped(Parts.right())

    assert Reason.FORGED_ATTRIBUTES == reason_for(signed, content)


def test_t22_a_set_of_attributes_is_no_attached_content() -> None:
    parts = Parts.right()
    _, content = _stripped(parts)
    parts.content = content

    assert Reason.FORGED_ATTRIBUTES == attached_reason_for(parts.encode())


@pytest.mark.parametrize("attributes", [attributes_for(BODY)[:1], attributes_for(BODY)[1:]])
def test_t22_one_telltale_attribute_is_enough(attributes: list[bytes]) -> None:
    signed, content = _stripped(Parts.right(attributes=attributes))

    assert Reason.FORGED_ATTRIBUTES == reason_for(signed, content)


@pytest.mark.parametrize(
    "content",
    [
        b"1",
        b"1 is the first byte, nothing more",
        b"\x31\x00",
        set_of(attribute(forge.SIGNING_TIME, tlv(0x17, b"260102030405Z"))),
        set_of(*attributes_for(BODY)) + b"x",
        set_of(*attributes_for(BODY))[:-1],
        set_of(*attributes_for(BODY), b"\x04\x00"),
    ],
)
def test_t22_content_that_only_begins_alike_is_content(content: bytes) -> None:
    """No signer hashes such bytes as its attributes, so they cannot have been stripped from anything."""
    assert None is reason_for(Parts.right(content, attributes=None).encode(), content)


def test_t25_two_certificates_of_the_signers_name_are_refused() -> None:
    parts = Parts.right()
    other = forge.certificate(forge.rsa_key(1), subject=forge.name("device 0"))
    assert forge.issuer_and_serial(other) == parts.sid

    for certificates in ([*parts.certificates, other], [other, *parts.certificates]):
        parts.certificates = certificates
        assert Reason.AMBIGUOUS_CERTIFICATE == reason_for(parts.encode())


def test_t25_two_certificates_of_the_signers_key_identifier_are_refused() -> None:
    parts = Parts.right()
    renewed = forge.certificate(forge.rsa_key(), subject=forge.name("device 0"), serial=35)
    parts.sid = forge.key_identifier(renewed)
    assert None is reason_for(parts.encode())

    parts.certificates.append(renewed)
    assert Reason.AMBIGUOUS_CERTIFICATE == reason_for(parts.encode())


def test_t25_a_certificate_of_another_name_is_not_the_signers() -> None:
    renewed = forge.certificate(forge.rsa_key(), subject=forge.name("device 0"), serial=9)
    changes: tuple[dict[str, object], ...] = (
        {"certificates": []},
        {"certificates": [forge.rsa_signer(1).certificate]},
        {"sid": forge.issuer_and_serial(renewed)},
        {"sid": tlv(0x80, b"x")},
        {"sid": tlv(0x80)},
    )
    for change in changes:
        parts = Parts.right()
        for field, value in change.items():
            setattr(parts, field, value)
        assert Reason.NO_CERTIFICATE == reason_for(parts.encode())


def test_t25_a_certificate_without_key_identifier_is_never_meant_by_one() -> None:
    key = forge.rsa_key()
    bare = cms.PrivateKeySigner(certificate=forge.certificate(key, with_key_identifier=False), key=key)
    parts = Parts.right(signer=bare)
    parts.sid = tlv(0x80)

    assert Reason.NO_CERTIFICATE == reason_for(parts.encode())


@pytest.mark.parametrize("attributes", [None, ()], ids=["no attributes", "attributes"])
def test_t26_content_inside_a_detached_signature_must_be_the_content_beside_it(
    attributes: tuple[bytes, ...] | None,
) -> None:
    """Whichever of the two was signed."""
    for signed_content, inside, beside in itertools.product((BODY, OTHER_BODY, b""), repeat=3):
        parts = Parts.right(signed_content, attributes=attributes)
        parts.content = inside
        if inside != beside:
            expected: tuple[Reason | None, ...] = (Reason.CONTENT_UNEXPECTED,)
        elif beside != signed_content:
            expected = (Reason.DIGEST_MISMATCH, Reason.SIGNATURE_WRONG)
        else:
            expected = (None,)
        assert reason_for(parts.encode(), beside) in expected


def test_t26_an_attached_signature_without_content_is_refused() -> None:
    assert Reason.CONTENT_MISSING == attached_reason_for(Parts.right().encode())
    parts = Parts.right()
    parts.indefinite = True
    assert Reason.CONTENT_MISSING == attached_reason_for(parts.encode())


@pytest.mark.parametrize("digest", ["md5", "sha224"])
def test_t27_other_digests_are_refused(digest: str) -> None:
    parts = Parts.right()
    parts.digest_identifiers = [seq(DIGESTS[digest], NULL)]
    parts.digest_identifier = seq(DIGESTS[digest], NULL)

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode())


@pytest.mark.parametrize(
    "signature_identifier",
    [
        seq(RSA_WITH["md5"], NULL),
        seq(RSA_WITH["sha1"], NULL),
        seq(RSA_WITH["sha512"], NULL),
        seq(RSA_WITH["sha256"], b"\x04\x00"),
        seq(RSA_WITH["sha256"], NULL, NULL),
        seq(forge.ECDSA_WITH["sha256"]),
        seq(bytes.fromhex("06032b6570")),
        seq(b"\x06\x00"),
        seq(),
        tlv(0x31, RSA_WITH["sha256"], NULL),
        b"\x30\x81\x0d" + RSA_WITH["sha256"] + NULL,
    ],
    ids=[
        "MD5",
        "SHA-1 over SHA-256",
        "SHA-512 over SHA-256",
        "odd parameters",
        "two parameters",
        "ECDSA with an RSA key",
        "Ed25519",
        "empty OID",
        "empty",
        "set",
        "long form",
    ],
)
def test_t27_a_signature_algorithm_that_does_not_fit_is_refused(signature_identifier: bytes) -> None:
    parts = Parts.right()
    parts.signature_identifier = signature_identifier

    assert reason_for(parts.encode()) in (Reason.ALGORITHM_REFUSED, Reason.MALFORMED)


def test_t27_an_rsa_algorithm_with_an_ec_key_is_refused() -> None:
    parts = Parts.right(signer=forge.ec_signer())
    parts.signature_identifier = seq(RSA_WITH["sha256"], NULL)

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode())


def _pss(hash_oid: bytes, mask_oid: bytes, salt: int | None, trailer: bytes = b"") -> bytes:
    mask = seq(bytes.fromhex("06092a864886f70d010108"), seq(mask_oid, NULL))
    length = b"" if salt is None else tlv(0xA2, tlv(0x02, bytes((salt,))))
    parameters = seq(tlv(0xA0, seq(hash_oid, NULL)), tlv(0xA1, mask), length, trailer)
    return seq(bytes.fromhex("06092a864886f70d01010a"), parameters)


@pytest.mark.parametrize(
    "identifier",
    [
        _pss(DIGESTS["sha512"], DIGESTS["sha256"], 32),
        _pss(DIGESTS["sha256"], DIGESTS["sha1"], 32),
        _pss(DIGESTS["sha256"], DIGESTS["sha256"], 0),
        _pss(DIGESTS["sha256"], DIGESTS["sha256"], None),
        _pss(DIGESTS["sha256"], DIGESTS["sha256"], 32, tlv(0xA3, tlv(0x02, b"\x02"))),
        seq(bytes.fromhex("06092a864886f70d01010a"), seq()),
        seq(bytes.fromhex("06092a864886f70d01010a")),
    ],
    ids=["hash", "mask hash", "no salt", "default salt", "trailer", "all defaults", "no parameters"],
)
def test_t27_odd_pss_parameters_are_refused(identifier: bytes) -> None:
    good = cms.sign(BODY, forge.rsa_signer(), shape=cms.Shape(detached=True, rsa_padding="pss"))
    known = _pss(DIGESTS["sha256"], DIGESTS["sha256"], 32)
    assert None is reason_for(good, policy=cms.STRICT)
    assert 1 == good.count(known)
    parts = Parts.right()
    parts.signature_identifier = identifier

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode(), policy=cms.STRICT)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (cms.MDM_SIGNATURE, Reason.KEY_REFUSED),
        (cms.STRICT, Reason.KEY_REFUSED),
        (cms.PROFILE, Reason.KEY_REFUSED),
        (cms.MACHINE_INFO, None),
        (cms.OTA, None),
    ],
    ids=lambda value: getattr(value, "name", "refused"),
)
def test_t27_a_short_rsa_key_is_for_apples_own_device_certificates_only(
    policy: cms.Policy, reason: Reason | None
) -> None:
    signer = forge.rsa_signer(bits=1024)

    assert reason == attached_reason_for(cms.sign(BODY, signer), policy)


def test_t27_an_rsa_key_that_is_too_long_is_refused() -> None:
    """Checking costs the square of the length, and the sender picks the key."""
    good = forge.rsa_signer().certificate
    numbers = forge.rsa_key().public_key().public_numbers()
    long_modulus = rsa.RSAPublicNumbers(numbers.e, (1 << 8200) + 1).public_key()
    long_exponent = rsa.RSAPublicNumbers((1 << 2040) + 1, numbers.n).public_key()

    for key in (long_modulus, long_exponent):
        parts = Parts.right()
        parts.certificates = [_with_key(good, key)]
        assert Reason.KEY_REFUSED == reason_for(parts.encode())


def test_t27_other_kinds_of_key_are_refused() -> None:
    parts = Parts.right()
    curve = cms.PrivateKeySigner(
        certificate=forge.certificate(forge.ec_key("secp256k1")), key=forge.ec_key("secp256k1")
    )
    assert Reason.KEY_REFUSED == reason_for(Parts.right(signer=curve).encode())
    for key in (ed25519.Ed25519PrivateKey.generate(), dsa.generate_private_key(1024)):
        der = forge.certificate(key, subject=forge.name("device 0"))
        parts.certificates = [der]
        assert reason_for(parts.encode()) in (Reason.KEY_REFUSED, Reason.ALGORITHM_REFUSED)


def test_t27_a_key_that_is_none_is_refused() -> None:
    good = forge.rsa_signer().certificate
    for spki in (
        seq(seq(forge.RSA_ENCRYPTION, NULL), tlv(0x03, b"\x00nonsense")),
        seq(seq(bytes.fromhex("06072a8648ce3d0201"), b"\x06\x01\x2a"), tlv(0x03, b"\x00\x04")),
    ):
        parts = Parts.right()
        parts.certificates = [_with_spki(good, spki)]
        assert Reason.KEY_REFUSED == reason_for(parts.encode())


def test_t27_an_algorithm_that_this_openssl_does_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Key:
        def verify(self, *_: object) -> None:
            raise UnsupportedAlgorithm("as under FIPS")

    class Certificate:
        key_kind = "rsa"
        bits = 2048

        def public_key(self) -> Key:
            return Key()

    monkeypatch.setattr(_verify, "_signer_certificate", lambda _: Certificate())

    assert Reason.ALGORITHM_REFUSED == reason_for(Parts.right().encode())


@pytest.mark.parametrize(
    ("policy", "shape"),
    [
        (cms.STRICT, cms.Shape(digest="sha1")),
        (cms.STRICT, cms.Shape(attributes=False)),
        (cms.MDM_SIGNATURE, cms.Shape(rsa_padding="pss")),
    ],
    ids=["SHA-1", "no attributes", "PSS"],
)
def test_t27_what_a_policy_does_not_name_is_refused(policy: cms.Policy, shape: cms.Shape) -> None:
    refused = attached_reason_for(cms.sign(BODY, forge.rsa_signer(), shape=shape), policy)

    assert refused in (Reason.ALGORITHM_REFUSED, Reason.ATTRIBUTES_INVALID)


def test_t27_sha1_with_an_ec_key_is_no_profile() -> None:
    signed = cms.sign(BODY, forge.ec_signer(), shape=cms.Shape(digest="sha1"))

    assert Reason.ALGORITHM_REFUSED == attached_reason_for(signed, cms.PROFILE)


@pytest.mark.parametrize(
    "identifiers",
    [[], [seq(DIGESTS["sha1"], NULL)], [seq(DIGESTS["md5"], NULL)], [b"\x30\x00"]],
    ids=["empty", "another", "unknown", "empty identifier"],
)
def test_t28_a_digest_that_was_not_announced_is_refused(identifiers: list[bytes]) -> None:
    """An empty list is what made OpenSSL's PKCS7_verify use freed memory."""
    parts = Parts.right()
    parts.digest_identifiers = identifiers

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode())


def test_t28_a_list_of_something_else_is_refused() -> None:
    parts = Parts.right()
    parts.digest_identifiers = [b"\x04\x00"]

    assert Reason.MALFORMED == reason_for(parts.encode())


@pytest.mark.parametrize("suffix", [b"\x00", EOC, b"\n", b"\x30\x00", b"x" * 100])
@pytest.mark.parametrize("indefinite", [False, True], ids=["DER", "BER"])
def test_t29_bytes_behind_the_signature_are_refused(suffix: bytes, indefinite: bool) -> None:
    parts = Parts.right()
    parts.indefinite = indefinite
    signed = parts.encode()
    assert None is reason_for(signed)

    assert Reason.MALFORMED == reason_for(signed + suffix)


def test_t29_bytes_within_that_belong_to_nothing_are_refused() -> None:
    for change in (
        {"version": tlv(0x02, b"\x01") + NULL},
        {"content_type": DATA + NULL},
        {"content_element": tlv(0xA0, tlv(0x04, BODY), NULL)},
        {"content_element": tlv(0xA0, tlv(0x04, BODY)) + NULL},
        {"content_element": tlv(0xA1, tlv(0x04, BODY))},
        {"revocation_lists": NULL},
        {"revocation_lists": tlv(0xA1) + NULL},
        {"signer_version": tlv(0x02, b"\x01") + NULL},
        {"unsigned": NULL},
        {"unsigned": tlv(0xA1) + NULL},
        {"signature_element": NULL},
        {"signer_infos": [Parts.right().signer_info(), NULL]},
        {"signer_infos": [NULL]},
        {"certificates": [forge.rsa_signer().certificate, NULL]},
        {"certificates": [forge.rsa_signer().certificate + EOC]},
        {"certificates": [forge.rsa_signer().certificate[:-1]]},
    ):
        parts = Parts.right()
        for field, value in change.items():
            setattr(parts, field, value)
        assert Reason.MALFORMED == reason_for(parts.encode()), change


def test_t29_every_cut_signature_is_refused() -> None:
    for parts in (Parts.right(), Parts.right(attributes=None, digest="sha1")):
        parts.indefinite = parts.attributes is None
        signed = parts.encode()
        for size in range(len(signed)):
            assert None is not reason_for(signed[:size])


@pytest.mark.parametrize(
    "change",
    [
        {"version": tlv(0x02, b"\x02")},
        {"version": tlv(0x02, b"\x00\x01")},
        {"version": b""},
        {"signer_version": tlv(0x02, b"\x02")},
        {"sid": tlv(0xA0, tlv(0x04, b"x"), indefinite=True)},
        {"sid": tlv(0x30, indefinite=True)},
        {"sid": tlv(0x04, b"x")},
        {"content_type": forge.SIGNED_DATA},
    ],
)
def test_other_structures_are_refused(change: dict[str, bytes]) -> None:
    parts = Parts.right()
    for field, value in change.items():
        setattr(parts, field, value)

    assert Reason.MALFORMED == reason_for(parts.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"<plist/>",
        seq(DATA, tlv(0xA0, tlv(0x04, BODY))),
        tlv(0x31, forge.SIGNED_DATA),
        seq(forge.SIGNED_DATA),
        seq(forge.SIGNED_DATA, tlv(0xA0)),
        seq(forge.SIGNED_DATA, tlv(0xA0, seq())),
        seq(forge.SIGNED_DATA, tlv(0xA0, seq(tlv(0x02, b"\x01"), set_of(), seq(DATA)))),
    ],
)
def test_what_is_no_signed_data_is_refused(data: bytes) -> None:
    assert Reason.MALFORMED == reason_for(data)


def test_t30_a_signature_that_is_too_large_is_refused_unread() -> None:
    assert Reason.TOO_LARGE == reason_for(b"\x30" * (cms.MAX_DETACHED + 1))
    assert Reason.MALFORMED == reason_for(b"\x30" * cms.MAX_DETACHED)
    for policy in (cms.MDM_SIGNATURE, cms.MACHINE_INFO, cms.OTA, cms.PROFILE, cms.STRICT):
        assert Reason.TOO_LARGE == attached_reason_for(b"\x30" * (policy.max_attached + 1), policy)
        assert Reason.MALFORMED == attached_reason_for(b"\x30" * policy.max_attached, policy)


def test_t30_deep_nesting_is_refused() -> None:
    deep = b"\x30\x80" * 30_000
    parts = Parts.right()
    for change in (
        {"revocation_lists": b"\xa1\x80" + deep},
        {"unsigned": b"\xa1\x80" + deep},
        {"content_element": b"\xa0\x80" + b"\x24\x80" * 30_000},
        {"signature_element": b"\x24\x80" * 30_000},
        {"certificates": [deep]},
    ):
        parts = Parts.right()
        for field, value in change.items():
            setattr(parts, field, value)
        assert Reason.MALFORMED == reason_for(parts.encode())
    assert Reason.MALFORMED == reason_for(deep)


def test_t30_more_certificates_than_any_chain_has_are_refused() -> None:
    parts = Parts.right()
    parts.certificates *= 16
    assert None is reason_for(parts.encode())

    parts.certificates += parts.certificates[:1]
    assert Reason.MALFORMED == reason_for(parts.encode())


def test_t31_attributes_in_another_order_are_hashed_as_received() -> None:
    in_order = sorted(attributes_for(BODY))
    parts = Parts.right(attributes=in_order[::-1])
    assert None is reason_for(parts.encode())

    parts.attributes = in_order
    assert Reason.SIGNATURE_WRONG == reason_for(parts.encode())


def test_t31_the_signature_is_over_a_set_and_not_over_the_tag_on_the_wire() -> None:
    parts = Parts.right()
    assert parts.attributes is not None
    parts.signature = forge.sign_raw(parts.key, tlv(0xA0, *parts.attributes), "sha256")

    assert Reason.SIGNATURE_WRONG == reason_for(parts.encode())


def test_every_changed_byte_of_a_signed_body_is_noticed() -> None:
    for attributes in (None, ()):
        signed = Parts.right(attributes=attributes).encode()
        for position in range(len(BODY)):
            changed = bytearray(BODY)
            changed[position] ^= 1
            assert None is not reason_for(signed, bytes(changed))


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", Reason.NO_SIGNATURE),
        ("=", Reason.MALFORMED),
        ("a" * 87_385, Reason.TOO_LARGE),
        ("A" * 87_380, Reason.MALFORMED),
        ("äöü=", Reason.MALFORMED),
        ("MA=A", Reason.MALFORMED),
        ("TUE", Reason.MALFORMED),
    ],
)
def test_header_that_is_no_base64_is_refused(header: str, reason: Reason) -> None:
    with pytest.raises(SignatureInvalid) as caught:
        cms.verify_header(header, BODY)

    assert reason == caught.value.reason


def test_t8_a_header_that_came_twice_is_refused() -> None:
    """Servers join repeated headers by a comma, and base64 in Python skips one unless told not to."""
    good = b64encode(Parts.right().encode()).decode()
    cms.verify_header(good, BODY)

    for header in (
        f"{good},{good}",
        f"{good}, {good}",
        f"{good} ",
        f"\n{good}",
        f"{good}{good}",
        f"{good}\x00",
    ):
        with pytest.raises(SignatureInvalid) as caught:
            cms.verify_header(header, BODY)
        assert Reason.MALFORMED == caught.value.reason


def _with_key(der: bytes, key: rsa.RSAPublicKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return _with_spki(der, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _with_spki(der: bytes, spki: bytes) -> bytes:
    """The certificate with another key."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    parsed = x509.load_der_x509_certificate(der)
    old = parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    tbs = parsed.tbs_certificate_bytes
    at = tbs.index(old)
    body = tbs[4:at] + spki + tbs[at + len(old) :]
    return seq(seq(body), seq(RSA_WITH["sha256"], NULL), tlv(0x03, b"\x00", parsed.signature))
