"""What stands openly in a message of SCEP (RFC 8894), for people to read.

`pymdm.crypto.scep.read_message` verifies and refuses; here everything that can be read is told, and is a
claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from pymdm.errors import SignatureInvalid

from .cms._ber import OID, SEQUENCE, SET, definite, header
from .cms._signed_data import SignedData
from .scep import _values

__all__ = ["SCEPFacts", "describe_scep"]

_SIGNED_ATTRIBUTES: Final = 0xA0

# RFC 8894, 3.2.1.2; UpdateReq was one of its drafts.
_TYPES: Final = {
    "3": "CertRep",
    "17": "RenewalReq",
    "18": "UpdateReq",
    "19": "PKCSReq",
    "20": "CertPoll",
    "21": "GetCert",
    "22": "GetCRL",
}
_STATUS: Final = {"0": "SUCCESS", "2": "FAILURE", "3": "PENDING"}
_FAIL_INFO: Final = {
    "0": "badAlg",
    "1": "badMessageCheck",
    "2": "badRequest",
    "3": "badTime",
    "4": "badCertId",
}


@attrs.frozen(kw_only=True)
class SCEPFacts:
    """The signed attributes of a message; None for those that are not there.

    Attributes:
        message_type: ``PKCSReq (19)`` and the like, or what else stands there.
        transaction_id: The client's name for the transaction.
        sender_nonce: What an answer has to repeat.
        recipient_nonce: In an answer, the nonce of the request.
        status: In an answer, ``SUCCESS (0)`` and the like.
        fail_info: In an answer, ``badRequest (2)`` and the like.
        fail_info_text: In an answer, the reason in words.
    """

    message_type: str
    transaction_id: str | None
    sender_nonce: bytes | None = attrs.field(repr=False)
    recipient_nonce: bytes | None = attrs.field(repr=False)
    status: str | None
    fail_info: str | None
    fail_info_text: str | None


def describe_scep(data: bytes) -> SCEPFacts | None:
    """The facts of a message; None for anything else than SignedData with SCEP's messageType."""
    try:
        found = _attributes(SignedData(data).attributes or b"")
    except (SignatureInvalid, IndexError):
        return None
    if _values.MESSAGE_TYPE not in found:
        return None
    return SCEPFacts(
        message_type=_named(found, _values.MESSAGE_TYPE, _TYPES) or "",
        transaction_id=_text(found, _values.TRANSACTION_ID),
        sender_nonce=found.get(_values.SENDER_NONCE),
        recipient_nonce=found.get(_values.RECIPIENT_NONCE),
        status=_named(found, _values.PKI_STATUS, _STATUS),
        fail_info=_named(found, _values.FAIL_INFO, _FAIL_INFO),
        fail_info_text=_text(found, _values.FAIL_INFO_TEXT),
    )


def _attributes(data: bytes) -> Mapping[bytes, bytes]:
    """Type to the contents of the first value; of one that comes twice, the first."""
    found: dict[bytes, bytes] = {}
    at, end = definite(data, 0, len(data), _SIGNED_ATTRIBUTES)
    while at < end:
        start, at = definite(data, at, end, SEQUENCE)
        type_end = definite(data, start, at, OID)[1]
        value_at, values_end = definite(data, type_end, at, SET)
        _, value_at, value_end = header(data, value_at, values_end)
        found.setdefault(data[start:type_end], data[value_at:value_end])
    return found


def _text(found: Mapping[bytes, bytes], oid: bytes) -> str | None:
    value = found.get(oid)
    return None if value is None else value.decode("utf-8", "replace")


def _named(found: Mapping[bytes, bytes], oid: bytes, names: Mapping[str, str]) -> str | None:
    value = _text(found, oid)
    return f"{names[value]} ({value})" if value is not None and value in names else value
