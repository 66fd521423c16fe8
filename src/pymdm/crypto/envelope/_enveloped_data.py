"""The parts of an EnvelopedData message (RFC 5652, section 6.1), cut out of the bytes received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from pymdm.crypto.cms._ber import (
    CONSTRUCTED_OCTET_STRING,
    END_OF_CONTENTS,
    INTEGER,
    OCTET_STRING,
    OID,
    SEQUENCE,
    SET,
    definite,
    enter,
    header,
    leave,
    malformed,
    octets,
    shell,
    skip,
)
from pymdm.crypto.cms._certificate import read_certificate, subject_key_identifier
from pymdm.errors import DecodeError, SignatureInvalid

from ._ciphers import Cipher

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ID_ENVELOPED_DATA", "MAX_ENVELOPED", "EnvelopedData", "Recipient"]

# A certificate request in its envelope has 2 to 3 KB, Apple's server token 3 KB.
MAX_ENVELOPED: Final = 64 * 1024

# One per certificate that may open it: one in SCEP and in a server token, a handful in an e-mail.
MAX_RECIPIENTS: Final = 16

ID_ENVELOPED_DATA: Final = bytes.fromhex("06092a864886f70d010703")

_EXPLICIT_0: Final = 0xA0
_PRIMITIVE_0: Final = 0x80
_UNPROTECTED_ATTRIBUTES: Final = 0xA1
_OTHER_RECIPIENTS: Final = frozenset({0xA1, 0xA2, 0xA3, 0xA4})  # by key agreement, by password and so on
_CIPHERS: Final = {cipher.oid: cipher for cipher in Cipher}


@attrs.frozen(kw_only=True)
class Recipient:
    """One copy of the content key, encrypted to one certificate's key.

    Attributes:
        named_by_key: whether ``name`` is a subject key identifier, not issuer and serial number.
        name: contents of the recipient identifier.
        algorithm: keyEncryptionAlgorithm, complete.
        encrypted_key: the content key, encrypted.
    """

    named_by_key: bool
    name: bytes = attrs.field(repr=False)
    algorithm: bytes = attrs.field(repr=False)
    encrypted_key: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class EnvelopedData:
    """An EnvelopedData message, still closed.

    Attributes:
        recipients: the copies of the key for recipients with a certificate; others are left out.
        cipher: how the content is encrypted; None for a cipher that is not known here.
        vector: the initialization vector; empty for an unknown cipher.
        encrypted_content: the content, encrypted.
    """

    recipients: tuple[Recipient, ...]
    cipher: Cipher | None
    vector: bytes = attrs.field(repr=False)
    encrypted_content: bytes = attrs.field(repr=False)

    @classmethod
    def read(cls, data: bytes, *, limit: int = MAX_ENVELOPED) -> EnvelopedData:
        """Cut ``data`` apart, BER or DER, without opening anything.

        Raises:
            DecodeError: it is not exactly one EnvelopedData message, or larger than ``limit`` bytes.
        """
        if len(data) > limit:
            raise DecodeError(f"expected a CMS EnvelopedData message of at most {limit} bytes")
        try:
            return _read(data)
        except (SignatureInvalid, IndexError) as error:
            raise DecodeError("expected one CMS EnvelopedData message, whole and with its content") from error

    def recipient(self, certificate: bytes) -> Recipient | None:
        """The copy of the key for this certificate (DER), by whichever name it goes; None without one.

        Raises:
            ValueError: the certificate cannot be read.
        """
        try:
            by_number = read_certificate(certificate).issuer_and_serial
            by_key = subject_key_identifier(certificate)
        except SignatureInvalid as error:
            raise ValueError("the recipient's certificate cannot be read") from error
        for recipient in self.recipients:
            if recipient.name == (by_key if recipient.named_by_key else by_number):
                return recipient
        return None


def _read(data: bytes) -> EnvelopedData:
    at, end = shell(data, 0, len(data), SEQUENCE)
    if not data.startswith(ID_ENVELOPED_DATA, at):
        malformed()
    at, end = shell(data, at + len(ID_ENVELOPED_DATA), end, _EXPLICIT_0)
    at, end = shell(data, at, end, SEQUENCE)
    at = definite(data, at, end, INTEGER)[1]
    if data[at] == _EXPLICIT_0:  # originatorInfo: certificates for key agreement
        at = skip(data, at, end)
    recipients_end = skip(data, at, end)
    recipients = tuple(_recipients(data, at, recipients_end))
    at, stop = enter(data, recipients_end, end, SEQUENCE)
    at = definite(data, at, end, OID)[1]
    cipher, vector, at = _algorithm(data, at, end)
    content, at = _implicit_octets(data, at, end)
    at = leave(data, at, stop)
    if at != end and (data[at] != _UNPROTECTED_ATTRIBUTES or skip(data, at, end) != end):
        malformed()
    return EnvelopedData(recipients=recipients, cipher=cipher, vector=vector, encrypted_content=content)


def _recipients(data: bytes, at: int, end: int) -> Iterator[Recipient]:
    at, stop = shell(data, at, end, SET)
    for _ in range(MAX_RECIPIENTS):
        if at == stop:
            return
        following = skip(data, at, stop)
        if data[at] == SEQUENCE:
            yield _recipient(data, at, following)
        elif data[at] not in _OTHER_RECIPIENTS:
            malformed()
        at = following
    if at != stop:
        malformed()


def _recipient(data: bytes, at: int, end: int) -> Recipient:
    at, end = shell(data, at, end, SEQUENCE)
    at = definite(data, at, end, INTEGER)[1]
    named_by_key = data[at] == _PRIMITIVE_0
    start, at = definite(data, at, end, _PRIMITIVE_0 if named_by_key else SEQUENCE)
    name = data[start:at]
    start, at = at, definite(data, at, end, SEQUENCE)[1]
    algorithm = data[start:at]
    encrypted_key, at = octets(data, at, end)
    if at != end:
        malformed()
    return Recipient(named_by_key=named_by_key, name=name, algorithm=algorithm, encrypted_key=encrypted_key)


def _algorithm(data: bytes, at: int, end: int) -> tuple[Cipher | None, bytes, int]:
    """The cipher and its vector, and the position behind them."""
    at, stop = definite(data, at, end, SEQUENCE)
    parameters = definite(data, at, stop, OID)[1]
    cipher = _CIPHERS.get(data[at:parameters])
    if cipher is None:
        return None, b"", stop
    start, vector_end = definite(data, parameters, stop, OCTET_STRING)
    if vector_end != stop or vector_end - start != cipher.block_size:
        malformed()
    return cipher, data[start:vector_end], stop


def _implicit_octets(data: bytes, at: int, end: int) -> tuple[bytes, int]:
    """An OCTET STRING tagged [0], in one piece or in many."""
    tag, start, stop = header(data, at, end)
    if tag == _PRIMITIVE_0:
        return data[start:stop], stop
    if tag != _EXPLICIT_0:
        malformed()
    pieces: list[bytes] = []
    at = start
    while at < stop if stop >= 0 else not data.startswith(END_OF_CONTENTS, at):
        if data[at] not in (OCTET_STRING, CONSTRUCTED_OCTET_STRING):
            malformed()
        piece, at = octets(data, at, end)
        pieces.append(piece)
    return b"".join(pieces), leave(data, at, stop)
