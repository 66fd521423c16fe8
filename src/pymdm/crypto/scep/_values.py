"""The numbers and names of SCEP (RFC 8894, section 3.2.1)."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey

__all__ = [
    "FAIL_INFO",
    "FAIL_INFO_TEXT",
    "MESSAGE_TYPE",
    "PKI_STATUS",
    "RECIPIENT_NONCE",
    "SENDER_NONCE",
    "TRANSACTION_ID",
    "Authority",
    "FailInfo",
    "MessageType",
    "PKIStatus",
]

_SCEP: Final = bytes.fromhex("060a6086480186f8450109")  # VeriSign's arc; the last byte says which

MESSAGE_TYPE: Final = _SCEP + b"\x02"
PKI_STATUS: Final = _SCEP + b"\x03"
FAIL_INFO: Final = _SCEP + b"\x04"
SENDER_NONCE: Final = _SCEP + b"\x05"
RECIPIENT_NONCE: Final = _SCEP + b"\x06"
TRANSACTION_ID: Final = _SCEP + b"\x07"
FAIL_INFO_TEXT: Final = bytes.fromhex("06082b06010505071801")


@enum.unique
class MessageType(enum.IntEnum):
    """What a message is."""

    CERT_REP = 3
    """The answer to all others."""
    RENEWAL_REQ = 17
    """A request signed with the identity that it is to replace."""
    PKCS_REQ = 19
    """A request signed with its own key; a challenge says whether it may."""
    CERT_POLL = 20
    GET_CERT = 21
    GET_CRL = 22


@enum.unique
class PKIStatus(enum.IntEnum):
    """How a request went."""

    SUCCESS = 0
    FAILURE = 2
    PENDING = 3
    """Somebody has to approve it by hand; never sent by pymdm."""


@enum.unique
class FailInfo(enum.IntEnum):
    """Why a request failed, as far as its sender is told."""

    BAD_ALG = 0
    """An algorithm or key that is not accepted."""
    BAD_MESSAGE_CHECK = 1
    """The message cannot be verified or decrypted."""
    BAD_REQUEST = 2
    """Not permitted: a wrong challenge, another type of message, a foreign identity."""
    BAD_TIME = 3
    BAD_CERT_ID = 4


class Authority(Protocol):
    """Who answers: a certificate with its RSA key, such as a ``CertificateAuthority``.

    A registration authority (a certificate of its own for SCEP messages) will do as well.
    """

    @property
    def certificate(self) -> bytes:
        """The certificate, DER: what requests are encrypted to."""
        ...

    @property
    def key(self) -> PrivateKey:
        """Its private key."""
        ...
