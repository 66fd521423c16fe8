"""SCEP (RFC 8894): how a device gets its identity certificate, as bytes in and bytes out.

A server reads with ``decode_request``, decides, and answers with ``encode_success`` or ``encode_failure``;
``ca_cert``, ``next_ca_cert`` and ``capabilities`` are what it hands out to anybody.  A simulated device
sends ``encode_request`` and reads ``decode_response``.  Whether a challenge or an old identity is good is
not decided here; see ``docs/scep.md``.
"""

from __future__ import annotations

from pymdm.crypto.scep._authority import (
    Body,
    ca_cert,
    capabilities,
    next_ca_cert,
    read_ca_cert,
    read_next_ca_cert,
)
from pymdm.crypto.scep._client import SCEPResponse, decode_response, encode_request, temporary_certificate
from pymdm.crypto.scep._message import SCEPMessage, read_message
from pymdm.crypto.scep._query import MAX_QUERY_MESSAGE, decode_query_message
from pymdm.crypto.scep._request import SCEPRefused, SCEPRequest, decode_request
from pymdm.crypto.scep._response import PKI_MESSAGE, encode_failure, encode_success
from pymdm.crypto.scep._values import Authority, FailInfo, MessageType, PKIStatus
from pymdm.crypto.scep._write import require_rsa, sign_message

__all__ = [
    "MAX_QUERY_MESSAGE",
    "PKI_MESSAGE",
    "Authority",
    "Body",
    "FailInfo",
    "MessageType",
    "PKIStatus",
    "SCEPMessage",
    "SCEPRefused",
    "SCEPRequest",
    "SCEPResponse",
    "ca_cert",
    "capabilities",
    "decode_query_message",
    "decode_request",
    "decode_response",
    "encode_failure",
    "encode_request",
    "encode_success",
    "next_ca_cert",
    "read_ca_cert",
    "read_message",
    "read_next_ca_cert",
    "require_rsa",
    "sign_message",
    "temporary_certificate",
]
