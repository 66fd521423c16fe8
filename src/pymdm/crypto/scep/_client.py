"""The device's side, for simulated devices and tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from pymdm.crypto.cms import read_certificates_only
from pymdm.crypto.envelope import EVERY_CIPHER, Cipher, decrypt_enveloped, encrypt_enveloped
from pymdm.errors import DecodeError, Reason, SignerUntrusted

from ._message import read_message
from ._values import Authority, FailInfo, MessageType, PKIStatus
from ._write import require_rsa, sign_message

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from datetime import datetime

    from pymdm.crypto.certificates import PrivateKey

__all__ = ["SCEPResponse", "decode_response", "encode_request", "temporary_certificate"]

_TEMPORARY: Final = timedelta(
    days=1
)  # it is needed for one exchange of messages, and clocks may be hours off


@attrs.frozen(kw_only=True)
class SCEPResponse:
    """An answer from the authority to our request.

    Attributes:
        status: how it went.
        fail_info: why it failed, if it did.
        certificates: what was issued, DER, the new certificate first; empty unless it is a SUCCESS.
    """

    status: PKIStatus
    fail_info: FailInfo | None
    certificates: tuple[bytes, ...] = attrs.field(repr=False)


def temporary_certificate(
    key: PrivateKey, *, now: datetime, common_name: str = "SCEP", serial: int = 1
) -> bytes:
    """A self-signed certificate, DER, to sign a first request with and to get the answer encrypted to."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=serial,
        not_valid_before=now - _TEMPORARY,
        not_valid_after=now + _TEMPORARY,
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def encode_request(
    csr: bytes,
    *,
    signer: Authority,
    recipient: bytes,
    transaction_id: str,
    sender_nonce: bytes,
    random: Callable[[int], bytes],
    message_type: MessageType = MessageType.PKCS_REQ,
    cipher: Cipher = Cipher.AES_256_CBC,
    digest: str = "sha256",
) -> bytes:
    """A request as a device sends it, DER.

    Args:
        csr: the certificate request, DER; see ``pymdm.crypto.csr.make_csr``.
        signer: certificate and RSA key that sign: of the same key as the request for PKCS_REQ, the old
            identity for RENEWAL_REQ.
        recipient: certificate of the authority, DER.
        transaction_id: the same for every repetition of this request.
        sender_nonce: 16 bytes, new for every message.
        random: returns that many unpredictable bytes.
        message_type: any, also those that a server has to refuse.
        cipher: how to encrypt.
        digest: ``sha1``, ``sha256``, ``sha384`` or ``sha512``.

    Raises:
        ValueError: a key is not RSA, or the cipher is single DES.
    """
    require_rsa(signer)
    envelope = encrypt_enveloped(csr, recipient=recipient, random=random, cipher=cipher)
    return sign_message(
        envelope,
        signer,
        message_type=message_type,
        transaction_id=transaction_id,
        sender_nonce=sender_nonce,
        recipient_nonce=None,
        digest=digest,
        also={},
    )


def decode_response(
    data: bytes, *, signer: Authority, authorities: Container[bytes], transaction_id: str, sender_nonce: bytes
) -> SCEPResponse:
    """The answer in ``data``, if it is one to our request and from an authority that we asked.

    Args:
        data: the body of the answer.
        signer: who signed the request; the answer is encrypted to it.
        authorities: the certificates (DER) that GetCACert gave.
        transaction_id: that of the request.
        sender_nonce: that of the request.

    Raises:
        SignatureInvalid: it is no signed message, or the signature is wrong.
        SignerUntrusted: it is signed by somebody else.
        DecodeError: it is malformed, no answer, or one to another request.
    """
    message = read_message(data)
    if message.signer not in authorities:
        raise SignerUntrusted(Reason.ISSUER_UNKNOWN)
    if message.message_type != MessageType.CERT_REP or message.status is None:
        raise DecodeError("expected a CertRep (3) with its pkiStatus")
    if message.transaction_id != transaction_id or message.recipient_nonce != sender_nonce:
        raise DecodeError("expected an answer to this request: its transactionID and nonce")
    certificates: tuple[bytes, ...] = ()
    if message.status is PKIStatus.SUCCESS:
        # A certificate is no secret, so it does not matter how weakly other servers encrypt it.
        content = decrypt_enveloped(
            message.content, certificate=signer.certificate, key=signer.key, ciphers=EVERY_CIPHER
        )
        certificates = read_certificates_only(content)
    return SCEPResponse(status=message.status, fail_info=message.fail_info, certificates=certificates)
