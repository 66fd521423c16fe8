from __future__ import annotations

import secrets

import pytest

from pymdm.crypto import cms, scep
from pymdm.crypto.cms import PrivateKeySigner, sign
from pymdm.crypto.csr import make_csr
from pymdm.crypto.describe_scep import describe_scep
from pymdm.crypto.scep import Authority, FailInfo, MessageType, encode_failure, read_message
from tests.unit.crypto.certs import NOW, FixedCA, rsa_key

NONCE = bytes(range(16))
TRANSACTION = "2F0C6F1D9A"


class Holder:
    """A certificate with its key, as a CA or a device has it."""

    def __init__(self, number: int, certificate: bytes) -> None:
        self.key = rsa_key(number)
        self.certificate = certificate


CA: Authority = Holder(0, FixedCA.make(rsa_key(0)).der)
CLIENT: Authority = Holder(1, scep.temporary_certificate(rsa_key(1), now=NOW))


def request(message_type: MessageType = MessageType.PKCS_REQ, **how: object) -> bytes:
    options = {
        "signer": CLIENT,
        "recipient": CA.certificate,
        "transaction_id": TRANSACTION,
        "sender_nonce": NONCE,
        "random": secrets.token_bytes,
        "message_type": message_type,
        **how,
    }
    return scep.encode_request(make_csr(CLIENT.key), **options)  # type: ignore[arg-type]


def failure(fail_info: FailInfo = FailInfo.BAD_REQUEST) -> bytes:
    return encode_failure(read_message(request()), fail_info, authority=CA, random=secrets.token_bytes)


def with_attributes(values: dict[bytes, bytes]) -> bytes:
    signer = PrivateKeySigner(certificate=CLIENT.certificate, key=CLIENT.key)
    return sign(b"x", signer, shape=cms.Shape(digest="sha256"), also_signed=values)


def printable(value: str) -> bytes:
    return bytes((0x13, len(value))) + value.encode()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (MessageType.PKCS_REQ, "PKCSReq (19)"),
        (MessageType.RENEWAL_REQ, "RenewalReq (17)"),
        (MessageType.CERT_POLL, "CertPoll (20)"),
    ],
)
def test_a_request_tells_its_attributes(kind: MessageType, name: str) -> None:
    facts = describe_scep(request(kind))

    assert facts is not None
    assert (name, TRANSACTION, NONCE, None, None, None) == (
        facts.message_type,
        facts.transaction_id,
        facts.sender_nonce,
        facts.recipient_nonce,
        facts.status,
        facts.fail_info,
    )


def test_an_answer_tells_its_status_and_reason() -> None:
    facts = describe_scep(failure())

    assert facts is not None
    assert ("CertRep (3)", "FAILURE (2)", "badRequest (2)", NONCE) == (
        facts.message_type,
        facts.status,
        facts.fail_info,
        facts.recipient_nonce,
    )


def test_what_no_standard_knows_is_shown_as_it_stands() -> None:
    facts = describe_scep(with_attributes({scep._values.MESSAGE_TYPE: printable("200")}))

    assert facts is not None
    assert ("200", None, None) == (facts.message_type, facts.transaction_id, facts.sender_nonce)


@pytest.mark.parametrize("data", [b"", with_attributes({}), request()[:-1]])
def test_anything_else_is_not_taken_for_one(data: bytes) -> None:
    assert None is describe_scep(data)
