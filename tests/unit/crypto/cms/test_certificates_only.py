from __future__ import annotations

import pytest
from asn1crypto import cms as asn1_cms

from pymdm.crypto import cms
from pymdm.errors import Reason, SignatureInvalid
from tests.unit.crypto.cms.forge import DATA, DIGESTS, SIGNED_DATA, ec_signer, rsa_signer, seq, set_of, tlv

ONE = rsa_signer(1).certificate
TWO = ec_signer().certificate


def bag(
    *certificates: bytes,
    version: bytes = tlv(0x02, b"\x01"),
    digests: bytes = set_of(),
    content: bytes = seq(DATA),
    revocation_lists: bytes = b"",
    signers: bytes = set_of(),
    indefinite: bool = False,
) -> bytes:
    inside = (
        version,
        digests,
        content,
        tlv(0xA0, *certificates, indefinite=indefinite),
        revocation_lists,
        signers,
    )
    layers = tlv(0xA0, tlv(0x30, *inside, indefinite=indefinite), indefinite=indefinite)
    return tlv(0x30, SIGNED_DATA, layers, indefinite=indefinite)


def refusal(data: bytes) -> Reason:
    with pytest.raises(SignatureInvalid) as caught:
        cms.read_certificates_only(data)
    return caught.value.reason


def test_the_certificates_come_out_as_they_went_in() -> None:
    assert (ONE, TWO) == cms.read_certificates_only(cms.certificates_only((ONE, TWO)))


def test_another_reader_finds_certificates_and_neither_content_nor_signer() -> None:
    read = asn1_cms.ContentInfo.load(cms.certificates_only((ONE, TWO)), strict=True)["content"]

    assert [ONE, TWO] == [each.chosen.dump() for each in read["certificates"]]
    assert 0 == len(read["signer_infos"])
    assert None is read["encap_content_info"]["content"].native


@pytest.mark.parametrize("count", [0, 17])
def test_no_certificate_and_too_many_are_not_written(count: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 16 certificates"):
        cms.certificates_only((ONE,) * count)


@pytest.mark.parametrize(
    "data",
    [
        bag(ONE),
        bag(ONE, indefinite=True),
        bag(ONE, revocation_lists=tlv(0xA1, seq())),
        bag(ONE, digests=set_of(seq(DIGESTS["sha1"]))),
        bag(ONE, content=seq(DATA, tlv(0xA0, tlv(0x04, b"")))),
        bag(ONE, signers=tlv(0x31, indefinite=True)),
    ],
    ids=["DER", "BER", "revocation list", "digest", "empty content", "BER signers"],
)
def test_every_form_of_it_is_read(data: bytes) -> None:
    assert (ONE,) == cms.read_certificates_only(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        bag(),
        bag(ONE) + b"\x00",
        bag(ONE, version=tlv(0x02, b"\x03")),
        bag(ONE, signers=b""),
        bag(ONE, signers=set_of(seq())),
        bag(*[ONE] * 17),
        bag(tlv(0xA1, b"")),
        seq(DATA, tlv(0xA0, tlv(0x04, b""))),
        cms.sign(b"content", rsa_signer()),
    ],
    ids=[
        "nothing",
        "a tag",
        "no certificate",
        "a byte behind",
        "version 3",
        "no set of signers",
        "a signer",
        "17 certificates",
        "an attribute certificate",
        "data",
        "a signed message",
    ],
)
def test_everything_else_is_malformed(data: bytes) -> None:
    assert Reason.MALFORMED is refusal(data)


def test_what_is_too_large_is_not_looked_at() -> None:
    assert Reason.TOO_LARGE is refusal(bytes(cms.MAX_DETACHED + 1))
