"""The parts of a SignedData message (RFC 5652, section 5), cut out of the bytes received."""

from __future__ import annotations

from typing import Final

from pymdm.crypto.cms._ber import (
    END_OF_CONTENTS,
    OCTET_STRING,
    SEQUENCE,
    SET,
    definite,
    enter,
    leave,
    malformed,
    octets,
    shell,
    skip,
)
from pymdm.errors import Reason, SignatureInvalid

__all__ = ["ID_DATA", "ID_SIGNED_DATA", "MAX_CERTIFICATES", "SignedData"]

ID_DATA: Final = bytes.fromhex("06092a864886f70d010701")
ID_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")

MAX_CERTIFICATES: Final = 16
"""Certificates in one message.  Chains that Apple's devices send have one to four; each one more
costs a cache entry, which the sender must not be able to use up cheaply."""

_EXPLICIT_0: Final = 0xA0
_PRIMITIVE_0: Final = 0x80
_UNSIGNED_ATTRIBUTES: Final = 0xA1
_REVOCATION_LISTS: Final = 0xA1
_OTHER_CERTIFICATES: Final = frozenset({0xA0, 0xA1, 0xA2, 0xA3})  # obsolete and attribute certificates

# What macOS sends and what everybody sends detached, each as one piece: a third of all steps saved.  The
# general way would come to the same positions (a test compares them).
_STREAMED: Final = b"\x30\x80" + ID_SIGNED_DATA + b"\xa0\x80\x30\x80"
_STREAM_END: Final = 3 * END_OF_CONTENTS
_DETACHED: Final = b"\x30\x0b" + ID_DATA
_DETACHED_STREAM: Final = b"\x30\x80" + ID_DATA + END_OF_CONTENTS

_VERSIONS: Final = frozenset(bytes((0x02, 0x01, version)) for version in (1, 3, 4, 5))
_SIGNER_VERSIONS: Final = frozenset(bytes((0x02, 0x01, version)) for version in (1, 3))


class SignedData:
    """One SignedData with its one signerInfo; every field but ``content`` is the bytes as received.

    It cuts itself out of the bytes while it is made, storing into slots, because every device request
    comes through here: building the same from tuples and values took half as long again.

    The content has to be plain data (id-data).  Nothing that Apple signs is of another type, and a
    signature made for something else, such as a time stamp, must not count as one over a message.

    Attributes:
        digest_identifiers: Contents of digestAlgorithms.
        content: eContent, or None when detached.
        certificates: The X.509 certificates, in order.
        named_by_key: Whether ``name`` is a subject key identifier, not issuer and serial number.
        name: Contents of the signer identifier.
        digest_identifier: The signer's digestAlgorithm, complete.
        attributes: signedAttrs, complete and tagged [0], or None if there are none.
        signature_identifier: signatureAlgorithm, complete.
        signature: The signature value.
    """

    __slots__ = (
        "attributes",
        "certificates",
        "content",
        "digest_identifier",
        "digest_identifiers",
        "name",
        "named_by_key",
        "signature",
        "signature_identifier",
    )

    def __init__(self, data: bytes) -> None:
        """Cut a ContentInfo with SignedData apart.

        Raises:
            SignatureInvalid: ``MALFORMED``, ``NO_SIGNER`` or ``SEVERAL_SIGNERS``.
        """
        try:
            if data.startswith(_STREAMED) and data.endswith(_STREAM_END):
                at, end = len(_STREAMED), len(data) - len(_STREAM_END)
            else:
                at, end = shell(data, 0, len(data), SEQUENCE)
                if not data.startswith(ID_SIGNED_DATA, at):
                    malformed()
                at, end = shell(data, at + len(ID_SIGNED_DATA), end, _EXPLICIT_0)
                at, end = shell(data, at, end, SEQUENCE)
            if data[at : at + 3] not in _VERSIONS:
                malformed()
            start, at = definite(data, at + 3, end, SET)
            self.digest_identifiers = data[start:at]
            at = self._cut_content(data, at, end)
            at = self._cut_certificates(data, at, end)
            self._cut_signer(data, at, end)
        except IndexError as error:  # some elements are read without asking first whether they are there
            raise SignatureInvalid(Reason.MALFORMED) from error

    def _cut_content(self, data: bytes, at: int, end: int) -> int:
        """Take the content, if it is there; the position behind it comes back."""
        self.content: bytes | None = None
        if data.startswith(_DETACHED, at):
            return at + len(_DETACHED)
        if data.startswith(_DETACHED_STREAM, at):
            return at + len(_DETACHED_STREAM)
        at, stop = enter(data, at, end, SEQUENCE)
        if not data.startswith(ID_DATA, at):
            malformed()
        at += len(ID_DATA)
        if at == stop:
            return at
        if data[at] == _EXPLICIT_0:
            at, explicit = enter(data, at, end, _EXPLICIT_0)
            self.content, at = octets(data, at, end)
            at = leave(data, at, explicit)
        return leave(data, at, stop)

    def _cut_certificates(self, data: bytes, at: int, end: int) -> int:
        """Take the certificates; the position behind them and the revocation lists comes back."""
        certificates: list[bytes] = []
        if data[at] == _EXPLICIT_0:
            at, stop = enter(data, at, end, _EXPLICIT_0)
            while at < stop if stop >= 0 else not data.startswith(END_OF_CONTENTS, at):
                start = at
                if data[at] == SEQUENCE:
                    at = definite(data, at, end, SEQUENCE)[1]
                    certificates.append(data[start:at])
                    if len(certificates) > MAX_CERTIFICATES:
                        malformed()
                elif data[at] in _OTHER_CERTIFICATES:
                    at = skip(data, at, end)
                else:
                    malformed()
            if at != stop:
                at = leave(data, at, stop)
        if data[at] == _REVOCATION_LISTS:
            at = skip(data, at, end)
        self.certificates = tuple(certificates)
        return at

    def _cut_signer(self, data: bytes, at: int, end: int) -> None:
        """Take the one signerInfo; it ends where everything ends."""
        at, end = shell(data, at, end, SET)
        if at == end:
            raise SignatureInvalid(Reason.NO_SIGNER)
        at, stop = enter(data, at, end, SEQUENCE)
        if data[at : at + 3] not in _SIGNER_VERSIONS:
            malformed()
        at += 3
        self.named_by_key = data[at] == _PRIMITIVE_0
        start, at = definite(data, at, end, _PRIMITIVE_0 if self.named_by_key else SEQUENCE)
        self.name = data[start:at]
        # Identifiers count only if they are in a table of short elements, so their length may be taken
        # at its word here: a long one, or one that overruns, comes out as bytes that are in no table.
        start, at = at, at + 2 + data[at + 1]
        self.digest_identifier = data[start:at]
        self.attributes: bytes | None = None
        if data[at] == _EXPLICIT_0:
            start, at = at, definite(data, at, end, _EXPLICIT_0)[1]
            self.attributes = data[start:at]
        start, at = at, at + 2 + data[at + 1]
        self.signature_identifier = data[start:at]
        if data[at] == OCTET_STRING:
            start, at = definite(data, at, end, OCTET_STRING)
            self.signature = data[start:at]
        else:
            self.signature, at = octets(data, at, end)
        if at != stop:
            if data[at] == _UNSIGNED_ATTRIBUTES:
                at = skip(data, at, end)
            at = leave(data, at, stop)
        if at != end:
            if data[at] == SEQUENCE:
                raise SignatureInvalid(Reason.SEVERAL_SIGNERS)
            malformed()
