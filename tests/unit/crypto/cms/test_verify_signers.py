"""Whose signature it is, and over what: T18, T19, T25, T26."""

from __future__ import annotations

import itertools

import pytest

from pymdm.crypto import cms
from pymdm.errors import Reason
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import (
    BODY,
    Parts,
    attached_reason_for,
    reason_for,
    seq,
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
