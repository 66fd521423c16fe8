"""SignedData that signs nothing: a bag of certificates, as ``.p7b`` files and SCEP use it.

RFC 5652, section 5: no content and no signer.  Whoever made it is unknown, so what is inside is no more
than certificates that somebody put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pymdm.crypto.cms._ber import (
    END_OF_CONTENTS,
    SEQUENCE,
    SET,
    definite,
    enter,
    leave,
    malformed,
    shell,
    skip,
)
from pymdm.crypto.cms._policy import MAX_DETACHED
from pymdm.crypto.cms._signed_data import ID_DATA, ID_SIGNED_DATA, MAX_CERTIFICATES
from pymdm.crypto.cms._write import EXPLICIT_0, element
from pymdm.errors import Reason, SignatureInvalid

__all__ = ["certificates_only", "read_certificates_only"]

_VERSION_1: Final = b"\x02\x01\x01"
_REVOCATION_LISTS: Final = 0xA1


def certificates_only(certificates: Sequence[bytes]) -> bytes:
    """A SignedData (DER) that holds these certificates (DER), in this order.

    Raises:
        ValueError: There are none, or more than a reader here accepts.
    """
    if not 0 < len(certificates) <= MAX_CERTIFICATES:
        raise ValueError(f"expected 1 to {MAX_CERTIFICATES} certificates")
    parts = (
        _VERSION_1,
        element(SET, b""),
        element(SEQUENCE, ID_DATA),
        element(EXPLICIT_0, b"".join(certificates)),
        element(SET, b""),
    )
    return element(SEQUENCE, ID_SIGNED_DATA + element(EXPLICIT_0, element(SEQUENCE, b"".join(parts))))


def read_certificates_only(data: bytes) -> tuple[bytes, ...]:
    """The certificates in a SignedData without content and signer, BER or DER, as they are in it.

    They are cut out, not parsed, and nothing vouches for them.

    Raises:
        SignatureInvalid: ``MALFORMED`` or ``TOO_LARGE``; also for a message that does have a signer, which
            is to be verified instead.
    """
    if len(data) > MAX_DETACHED:
        raise SignatureInvalid(Reason.TOO_LARGE)
    try:
        return _read(data)
    except IndexError as error:  # a tag is looked at where the bytes have ended
        raise SignatureInvalid(Reason.MALFORMED) from error


def _read(data: bytes) -> tuple[bytes, ...]:
    at, end = shell(data, 0, len(data), SEQUENCE)
    if not data.startswith(ID_SIGNED_DATA, at):
        malformed()
    at, end = shell(data, at + len(ID_SIGNED_DATA), end, EXPLICIT_0)
    at, end = shell(data, at, end, SEQUENCE)
    if not data.startswith(_VERSION_1, at):
        malformed()
    at = skip(data, at + len(_VERSION_1), end)  # digestAlgorithms: nothing was digested
    at = skip(data, at, end)  # encapContentInfo: nothing vouches for it, so nobody may want it
    at, stop = enter(data, at, end, EXPLICIT_0)
    certificates: list[bytes] = []
    while at < stop if stop >= 0 else not data.startswith(END_OF_CONTENTS, at):
        start, at = at, definite(data, at, end, SEQUENCE)[1]
        certificates.append(data[start:at])
        if len(certificates) > MAX_CERTIFICATES:
            malformed()
    at = leave(data, at, stop)
    if data[at] == _REVOCATION_LISTS:
        at = skip(data, at, end)
    at, stop = shell(data, at, end, SET)
    if at != stop or not certificates:
        malformed()
    return tuple(certificates)
