"""The two answers to a request (CertRep): a certificate, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pymdm.crypto.cms import certificates_only
from pymdm.crypto.envelope import Cipher, encrypt_enveloped

from ._values import FAIL_INFO, PKI_STATUS, Authority, FailInfo, MessageType, PKIStatus
from ._write import NONCE_SIZE, printable, require_rsa, sign_message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._message import SCEPMessage
    from ._request import SCEPRequest

__all__ = ["PKI_MESSAGE", "encode_failure", "encode_success"]

PKI_MESSAGE: Final = "application/x-pki-message"
"""Content type of what a PKIOperation answers."""


def encode_success(
    request: SCEPRequest, certificate: bytes, *, authority: Authority, random: Callable[[int], bytes]
) -> bytes:
    """The answer that brings the new certificate, encrypted to who signed the request.

    It is made with the digest and the cipher of the request, which its sender surely knows, except that
    single DES is answered by triple DES: every client that was ever seen to send the one decrypts
    the other too, and some with a recent OpenSSL send single DES but cannot read it.

    Args:
        request: what is answered.
        certificate: what was issued, DER.
        authority: ``request.authority``: to whose certificate the request was encrypted.
        random: returns that many unpredictable bytes, such as ``secrets.token_bytes``.

    Raises:
        ValueError: the authority's key is not RSA.
    """
    cipher = Cipher.TRIPLE_DES_CBC if request.cipher is Cipher.DES_CBC else request.cipher
    envelope = encrypt_enveloped(
        certificates_only((certificate,)), recipient=request.signer, random=random, cipher=cipher
    )
    status = {PKI_STATUS: printable(str(PKIStatus.SUCCESS.value))}
    return _answer(request.message, envelope, authority, random, status)


def encode_failure(
    message: SCEPMessage, fail_info: FailInfo, *, authority: Authority, random: Callable[[int], bytes]
) -> bytes:
    """The answer that brings no certificate.  Of the reason it tells no more than ``fail_info``.

    Args:
        message: what is answered: ``refused.message`` of `SCEPRefused`, or ``request.message``.
        fail_info: why.
        authority: who answers.
        random: returns that many unpredictable bytes.

    Raises:
        ValueError: the authority's key is not RSA.
    """
    status = {
        PKI_STATUS: printable(str(PKIStatus.FAILURE.value)),
        FAIL_INFO: printable(str(fail_info.value)),
    }
    return _answer(message, b"", authority, random, status)


def _answer(
    message: SCEPMessage,
    content: bytes,
    authority: Authority,
    random: Callable[[int], bytes],
    status: Mapping[bytes, bytes],
) -> bytes:
    require_rsa(authority)
    return sign_message(
        content,
        authority,
        message_type=MessageType.CERT_REP,
        transaction_id=message.transaction_id,
        sender_nonce=random(NONCE_SIZE),
        recipient_nonce=message.sender_nonce,
        digest=message.digest,
        also=status,
    )
