"""What a client asks for, as far as it is to be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
from cryptography.hazmat.primitives.asymmetric import rsa

from pymdm.crypto._chain import is_strong
from pymdm.crypto.cms._certificate import read_certificate
from pymdm.crypto.csr import CertificateRequest, parse_csr
from pymdm.crypto.envelope import EVERY_CIPHER, Cipher, EnvelopedData, decrypt_enveloped
from pymdm.errors import DecodeError, RemoteProtocolError

from ._message import SCEPMessage, read_message
from ._values import Authority, FailInfo, MessageType
from ._write import require_rsa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pymdm.crypto.certificates import PublicKey
    from pymdm.crypto.secret import Secret

__all__ = ["SCEPRefused", "SCEPRequest", "decode_request"]

_ALLOWED: Final = frozenset({MessageType.PKCS_REQ, MessageType.RENEWAL_REQ})
_NONSENSE: Final = bytes.fromhex("3082ffff")  # the start of something that ends too early


class SCEPRefused(RemoteProtocolError):
    """A genuine message that gets no certificate; `encode_failure` makes the answer.

    Attributes:
        message: what was refused.
        fail_info: what its sender is told.
    """

    def __init__(self, text: str, *, message: SCEPMessage, fail_info: FailInfo) -> None:
        super().__init__(text)
        self.message = message
        self.fail_info = fail_info


@attrs.frozen(kw_only=True)
class SCEPRequest:
    """A request whose sender has the key that is to be certified.  Whether he may is not known yet.

    For PKCS_REQ the challenge decides.  For RENEWAL_REQ the signer does: look it up, by its fingerprint,
    among the identities that are valid now; it proves nothing by itself (T45).

    Attributes:
        message: type, transaction, nonces and signer.
        csr: the certificate request.  Its subject and extensions are wishes, see `csr`.
        cipher: how it was encrypted.
        authority: to whom it was encrypted, and by whom the client expects to be answered.
    """

    message: SCEPMessage
    csr: CertificateRequest
    cipher: Cipher
    authority: Authority = attrs.field(repr=False)

    @property
    def message_type(self) -> MessageType:
        """PKCS_REQ or RENEWAL_REQ."""
        return MessageType(self.message.message_type)

    @property
    def transaction_id(self) -> str:
        """The client's name for the transaction; the same again in a repeated request (F50)."""
        return self.message.transaction_id

    @property
    def sender_nonce(self) -> bytes | None:
        """What the answer repeats."""
        return self.message.sender_nonce

    @property
    def signer(self) -> bytes:
        """Who signed, DER: for PKCS_REQ a throw-away certificate, for RENEWAL_REQ the old identity."""
        return self.message.signer

    @property
    def public_key(self) -> PublicKey:
        """The key to certify."""
        return self.csr.public_key

    @property
    def public_key_digest(self) -> bytes:
        """SHA-256 of that key as SubjectPublicKeyInfo; the same again in a repeated request (F50)."""
        return self.csr.public_key_digest

    @property
    def challenge(self) -> Secret[str] | None:
        """The challenge password, if there is one."""
        return self.csr.challenge


def decode_request(data: bytes, *, authority: Authority, former: Sequence[Authority] = ()) -> SCEPRequest:
    """The request in ``data``: verified, decrypted, and its key strong enough to be certified.

    The type of message is looked at first: only PKCS_REQ and RENEWAL_REQ are decrypted at all (T44).
    Whatever goes wrong between decryption and the comparison of the keys is refused with one text and one
    ``fail_info``, so that the answers tell nobody what is inside an envelope that he recorded.

    Args:
        data: the body of a PKIOperation, at most 64 KB.
        authority: to whose certificate it should be encrypted.
        former: those before it, to whose certificates a client may still encrypt after a rollover (T86).

    Raises:
        SignatureInvalid: it is no signed message, or the signature is wrong: there is nothing to answer to.
        DecodeError: an attribute of SCEP is missing, repeated or malformed: likewise.
        SCEPRefused: it is a message, but gets no certificate.
        ValueError: the key of an authority is not RSA.
    """
    for each in (authority, *former):
        require_rsa(each)
    message = read_message(data)
    if message.message_type not in _ALLOWED:
        raise _refused("expected PKCSReq (19) or RenewalReq (17)", message, FailInfo.BAD_REQUEST)
    signer_key = _answerable_signer(message)
    enveloped = _enveloped(message)
    cipher = enveloped.cipher
    if cipher is None:
        text = "expected content encrypted by AES, triple DES or DES in CBC mode"
        raise _refused(text, message, FailInfo.BAD_ALG)
    candidates = (each for each in (authority, *former) if enveloped.recipient(each.certificate))
    recipient = next(candidates, authority)
    csr = _csr(message, recipient)
    renewal = message.message_type == MessageType.RENEWAL_REQ
    if csr is None or not (renewal or csr.public_key == signer_key):
        text = "expected a certificate request, encrypted to this authority and signed by its own key"
        raise _refused(text, message, FailInfo.BAD_MESSAGE_CHECK)
    try:
        csr.require_strong_key()
    except DecodeError as error:
        raise _refused(str(error), message, FailInfo.BAD_ALG) from error
    return SCEPRequest(message=message, csr=csr, cipher=cipher, authority=recipient)


def _answerable_signer(message: SCEPMessage) -> rsa.RSAPublicKey:
    """The key of who signed, if an answer can be made: it repeats a nonce, and is encrypted to that key."""
    if message.sender_nonce is None:
        raise _refused("expected a senderNonce", message, FailInfo.BAD_REQUEST)
    key = read_certificate(message.signer).load_key()
    if not isinstance(key, rsa.RSAPublicKey) or not is_strong(key):
        text = "expected a signer with an RSA key of 2048 bits or more, since the answer is encrypted to it"
        raise _refused(text, message, FailInfo.BAD_ALG)
    return key


def _enveloped(message: SCEPMessage) -> EnvelopedData:
    try:
        return EnvelopedData.read(message.content)
    except DecodeError as error:
        raise _refused(str(error), message, FailInfo.BAD_MESSAGE_CHECK) from error


def _csr(message: SCEPMessage, authority: Authority) -> CertificateRequest | None:
    """The request inside, or None whatever was wrong: who asks must not learn how far it went.

    What does not decrypt is read all the same, as nonsense, so that it takes no less time.  And since a
    request is read no further than its signature verifies, no time depends on the challenge in it.
    """
    try:
        content = decrypt_enveloped(
            message.content, certificate=authority.certificate, key=authority.key, ciphers=EVERY_CIPHER
        )
    except DecodeError:
        content = _NONSENSE
    try:
        return parse_csr(content)
    except DecodeError:
        return None


def _refused(text: str, message: SCEPMessage, fail_info: FailInfo) -> SCEPRefused:
    return SCEPRefused(text, message=message, fail_info=fail_info)
