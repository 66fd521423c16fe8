"""Answers: what is in them, and that a device believes only the one to its own request."""

from __future__ import annotations

from typing import Any

import pytest
from asn1crypto import cms as asn1_cms

from pymdm.crypto import CertificateAuthority
from pymdm.crypto.csr import make_csr
from pymdm.crypto.envelope import Cipher
from pymdm.crypto.scep import (
    Authority,
    FailInfo,
    MessageType,
    PKIStatus,
    SCEPRequest,
    SCEPResponse,
    decode_response,
    encode_failure,
    encode_request,
    encode_success,
    read_message,
)
from pymdm.errors import DecodeError, SignatureInvalid, SignerUntrusted
from tests.unit.crypto.cms.forge import ec_key, ec_signer, rsa_key, tlv
from tests.unit.crypto.envelope.enveloping import Parts as Envelope
from tests.unit.crypto.scep.talk import (
    AUTHORITY,
    MESSAGE_TYPE,
    NONCE,
    NOW,
    RECIPIENT_NONCE,
    STATUS,
    TRANSACTION,
    attribute,
    client,
    decoded,
    dice,
    identity,
    message,
    refusal,
    request,
)

ISSUED, _ = identity()


def success(read: SCEPRequest | None = None, authority: Authority = AUTHORITY) -> bytes:
    asked = read if read is not None else decoded(request())
    return encode_success(asked, ISSUED.certificate, authority=authority, random=dice)


def believed(data: bytes, **how: Any) -> SCEPResponse:
    usual = {
        "signer": client(),
        "authorities": (AUTHORITY.certificate,),
        "transaction_id": TRANSACTION,
        "sender_nonce": NONCE,
    }
    return decode_response(data, **(usual | how))


def test_the_certificate_arrives() -> None:
    response = believed(success())

    assert PKIStatus.SUCCESS is response.status
    assert None is response.fail_info
    assert (ISSUED.certificate,) == response.certificates


def test_a_renewal_is_answered_to_the_old_identity() -> None:
    _, old = identity()
    read = decoded(request(old, csr=make_csr(rsa_key(53)), message_type=MessageType.RENEWAL_REQ))

    assert (ISSUED.certificate,) == believed(success(read), signer=old).certificates


@pytest.mark.parametrize("fail_info", FailInfo)
def test_a_refusal_says_no_more_than_its_number(fail_info: FailInfo) -> None:
    refused = refusal(request(message_type=MessageType.GET_CERT))
    data = encode_failure(refused.message, fail_info, authority=AUTHORITY, random=dice)
    response = believed(data)

    assert PKIStatus.FAILURE is response.status
    assert fail_info is response.fail_info
    assert () == response.certificates
    assert b"" == read_message(data).content
    assert b"PKCSReq" not in data


def test_a_request_without_a_nonce_can_be_answered() -> None:
    refused = refusal(message(b"", sender_nonce=[]))
    data = encode_failure(refused.message, refused.fail_info, authority=AUTHORITY, random=dice)

    assert None is read_message(data).recipient_nonce


def test_an_answer_has_the_attributes_that_clients_look_for() -> None:
    read = read_message(success())

    assert MessageType.CERT_REP == read.message_type
    assert TRANSACTION == read.transaction_id
    assert NONCE == read.recipient_nonce
    assert dice(16) == read.sender_nonce


def strings_of(data: bytes) -> dict[str, asn1_cms.core.Asn1Value]:
    (signer,) = asn1_cms.ContentInfo.load(data, strict=True)["content"]["signer_infos"]
    return {each["type"].dotted: each["values"] for each in signer["signed_attrs"]}


@pytest.mark.parametrize(("transaction", "tag"), [("0123456789ABCDEF", 0x13), ("a_b", 0x0C)])
def test_texts_are_printable_strings_unless_the_client_began_with_others(transaction: str, tag: int) -> None:
    """RFC 8894, 3.2.1: PrintableString.  An underscore is not in it."""
    data = success(decoded(request(transaction_id=transaction)))

    assert tlv(tag, transaction.encode()) in data
    for number in (2, 3):
        value = strings_of(data)[f"2.16.840.1.113733.1.9.{number}"].dump()
        assert b"\x31" == value[:1]
        assert 0x13 == value[2]


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
def test_the_answer_is_signed_by_the_digest_of_the_request(digest: str) -> None:
    assert digest == read_message(success(decoded(request(digest=digest)))).digest


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("aes128", "aes128_cbc"),
        ("aes192", "aes192_cbc"),
        ("aes256", "aes256_cbc"),
        ("3des", "tripledes_3key"),
        ("des", "tripledes_3key"),
    ],
)
def test_the_answer_is_encrypted_like_the_request_but_never_by_single_des(asked: str, answered: str) -> None:
    made = Envelope.right(AUTHORITY.certificate, rsa_key(50), cipher=asked, content=make_csr(client().key))
    data = success(decoded(message(made.encode())))
    inside = asn1_cms.ContentInfo.load(read_message(data).content)["content"]["encrypted_content_info"]

    assert answered == inside["content_encryption_algorithm"]["algorithm"].native
    assert (ISSUED.certificate,) == believed(data).certificates


def test_another_parser_finds_the_certificate_of_the_answerer() -> None:
    signed = asn1_cms.ContentInfo.load(success(), strict=True)["content"]

    assert [AUTHORITY.certificate] == [each.chosen.dump() for each in signed["certificates"]]
    assert "data" == signed["encap_content_info"]["content_type"].native


# --- what a device does not believe


def test_an_answer_by_somebody_else_is_not_believed() -> None:
    impostor = CertificateAuthority.create("Example Device CA", now=NOW, key=rsa_key(57))
    with pytest.raises(SignerUntrusted):
        believed(success(authority=impostor))


@pytest.mark.parametrize("changed", [{"transaction_id": "another"}, {"sender_nonce": bytes(16)}])
def test_an_answer_to_another_request_is_not_believed(changed: dict[str, Any]) -> None:
    with pytest.raises(DecodeError, match="an answer to this request"):
        believed(success(), **changed)


def test_a_request_is_no_answer() -> None:
    with pytest.raises(DecodeError, match="expected a CertRep"):
        believed(request(), authorities=(client().certificate,))


def test_an_answer_without_a_status_is_none() -> None:
    data = message(
        b"",
        message_type=[attribute(MESSAGE_TYPE, tlv(0x13, b"3"))],
        nonce=[attribute(RECIPIENT_NONCE, tlv(0x04, NONCE))],
    )
    with pytest.raises(DecodeError, match="with its pkiStatus"):
        believed(data, authorities=(client().certificate,))


def test_a_success_without_a_certificate_is_none() -> None:
    data = message(
        b"",
        message_type=[attribute(MESSAGE_TYPE, tlv(0x13, b"3"))],
        nonce=[attribute(RECIPIENT_NONCE, tlv(0x04, NONCE))],
        status=[attribute(STATUS, tlv(0x13, b"0"))],
    )
    with pytest.raises(DecodeError, match="EnvelopedData"):
        believed(data, authorities=(client().certificate,))


def test_a_changed_answer_is_not_believed() -> None:
    data = bytearray(success())
    data[-1] ^= 1
    with pytest.raises(SignatureInvalid):
        believed(bytes(data))


def test_an_answer_in_single_des_is_read() -> None:
    """Other servers make such; a certificate is no secret."""
    from pymdm.crypto.cms import certificates_only

    key = client().key
    inner = Envelope.right(
        client().certificate, key, cipher="des", content=certificates_only((ISSUED.certificate,))
    )
    data = message(
        inner.encode(),
        message_type=[attribute(MESSAGE_TYPE, tlv(0x13, b"3"))],
        nonce=[attribute(RECIPIENT_NONCE, tlv(0x04, NONCE))],
        status=[attribute(STATUS, tlv(0x13, b"0"))],
    )

    assert (ISSUED.certificate,) == believed(data, authorities=(client().certificate,)).certificates


# --- who cannot take part


def test_an_ec_authority_cannot_answer() -> None:
    authority = CertificateAuthority.create("EC", now=NOW, key=ec_key())
    with pytest.raises(ValueError, match="needs an authority with an RSA key"):
        success(authority=authority)


def test_an_ec_client_cannot_ask() -> None:
    signer = ec_signer()
    with pytest.raises(ValueError, match="RSA key"):
        encode_request(
            make_csr(signer.key),
            signer=signer,
            recipient=AUTHORITY.certificate,
            transaction_id=TRANSACTION,
            sender_nonce=NONCE,
            random=dice,
        )


def test_a_request_is_not_written_in_single_des() -> None:
    with pytest.raises(ValueError, match="only read, never written"):
        request(cipher=Cipher.DES_CBC)
