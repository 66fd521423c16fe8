"""What a file is, told by its content: bytes in, `Report` out."""

from __future__ import annotations

import binascii
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.crypto.recognize import FileKind, recognize
from pymdm.crypto.secret import Secret
from pymdm.errors import DecodeError, ProtocolError, TooLarge
from pymdm.vpp.tokens import ContentToken

from ._inspect_api_key import API_KEY, API_KEY_HINT, is_api_key
from ._inspect_attestation import ATTESTATION, attestation
from ._inspect_certificate import certificate
from ._inspect_cms import certificates, enveloped, signed
from ._inspect_documents import json_document
from ._inspect_plist import property_list
from ._inspect_report import MAX_DEPTH, Inquiry, Outcome, Report, Shown, hidden, show
from ._inspect_request import request
from ._inspect_scep import message, message_in_query
from ._inspect_sealed import hexadecimal, key_file, sealed
from ._inspect_token import key_pairs, server_token

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_FILE", "inspect"]

# The largest thing that pymdm reads is a property list of 10 MB; its base64 in PEM takes 14.
MAX_FILE = 16 * 1024 * 1024

# A bundle with more is a system trust store, which nobody wants to read certificate by certificate.
MAX_BLOCKS = 64

_EXPECTED: Final = (
    "expected a property list, a profile, CMS, a certificate, a key, "
    "an Mdm-Signature value, a document of declarative management or a token of Apple"
)
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_HEADER_NAME: Final = re.compile(rb"\s*mdm-signature\s*:", re.IGNORECASE)
_BEGIN, _DASHES = b"-----BEGIN ", b"-----"
_XML: Final = (b"<", b"\xef\xbb\xbf<", b"\xfe\xff", b"\xff\xfe")
_BUNDLE: Final = "PEM file"
_PRIVATE: Final = "recognised and not shown: keep it secret"
_SIMPLE: Final = {
    FileKind.OTHER_CMS: "this type of CMS is not used in Apple device management",
    FileKind.PKCS12: "holds an identity, encrypted by a password; not read here",
    FileKind.PRIVATE_KEY: _PRIVATE,
    FileKind.ENCRYPTED_PRIVATE_KEY: _PRIVATE,
    FileKind.PUBLIC_KEY: "a bare public key belongs to nobody in particular",
}
_PORTAL_HINT: Final = (
    "download of Apple's portal: only the private key whose certificate was uploaded there decrypts it"
)


def inspect(data: bytes, asked: Inquiry) -> Report:
    """What ``data`` is and says.

    Raises:
        TooLarge: over `MAX_FILE`.
        DecodeError: of no known kind, or malformed; the text is one line that may hold any character.
    """
    if len(data) > MAX_FILE:
        raise TooLarge(f"expected at most {MAX_FILE} bytes")
    report = _recognized(data, asked)
    if asked.content is not None and not _is_detached(report):
        raise DecodeError("expected a detached signature beside --content; leave it out for anything else")
    return report


def _is_detached(report: Report) -> bool:
    if report.kind == _BUNDLE:
        return any(_is_detached(part) for _, part in report.parts)
    checked = report.verdict is not None and report.verdict.outcome is not Outcome.UNCHECKED
    return checked and report.kind in ("Mdm-Signature value", "detached CMS signature", "CMS signed data")


def _recognized(data: bytes, asked: Inquiry) -> Report:
    if not data.strip():
        raise DecodeError(f"{_EXPECTED}; found nothing")
    if data.startswith(b"bplist") or data.lstrip().startswith(_XML):
        return property_list(data, asked, lambda inside: _inside(inside, asked))
    kind = recognize(data)
    if kind is not None:
        return _der(kind, data, asked)
    report = (
        server_token(data, asked)
        or key_pairs(data, asked)
        or json_document(data, asked, lambda inside: _inside(inside, asked))
    )
    if report is not None:
        return report
    if _BEGIN in data:
        return _pem(data, asked)
    report = sealed(data) or key_file(data) or hexadecimal(data) or _mime(data, asked) or _text(data, asked)
    if report is not None:
        return report
    if data.startswith(b"\x30"):
        raise DecodeError(
            f"{_EXPECTED}; found DER or BER that is cut short, has a tail, or is of no known kind"
        )
    raise DecodeError(_EXPECTED)


def _inside(data: bytes, asked: Inquiry) -> Report:
    """What is inside something else; there, what is not known is no error."""
    if asked.depth >= MAX_DEPTH:
        return Report(kind="unknown", facts={"size": len(data)}, notes=("too deep to look into",))
    try:
        return _recognized(data, asked.inner())
    except ProtocolError as error:
        return Report(kind="unknown", facts={"size": len(data)}, problems=(str(error),))


def _der(kind: FileKind, data: bytes, asked: Inquiry) -> Report:
    if kind is FileKind.CERTIFICATE:
        return certificate(data, asked)
    if kind is FileKind.SIGNED_DATA:
        return _signed(data, asked)
    if kind is FileKind.ENVELOPED_DATA:
        return enveloped(data, asked, lambda inside: _inside(inside, asked))
    if kind is FileKind.CERTIFICATE_REQUEST:
        return request(data)
    return Report(kind=kind.value, notes=(_SIMPLE[kind],))


def _signed(data: bytes, asked: Inquiry) -> Report:
    def look(inside: bytes) -> Report:
        return _inside(inside, asked)

    return certificates(data, asked) or message(data, asked, look) or signed(data, asked, look)


def _pem(data: bytes, asked: Inquiry) -> Report:
    blocks = list(_blocks(data))
    if not blocks:
        raise DecodeError("expected PEM whose BEGIN has an END")
    reports = [_block(label, body, asked) for label, body in blocks]
    if len(reports) == 1:
        return reports[0]
    parts = tuple((f"block {number}", report) for number, report in enumerate(reports, start=1))
    if reports[0].kind.startswith(ATTESTATION):  # a chain, as ACME's x5c has it
        ders = [_base64(body) for _, body in blocks]
        return attrs.evolve(attestation(ders, asked), parts=parts)
    return Report(
        kind=_BUNDLE,
        facts={"blocks": len(reports)},
        parts=parts,
    )


def _blocks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Label and text of each block; a cursor, not a regular expression, so that time stays linear."""
    at = number = 0
    while True:
        number += 1
        begin = data.find(_BEGIN, at)
        label_end = data.find(_DASHES, begin + len(_BEGIN))
        if begin < 0 or label_end < 0:
            return
        if number > MAX_BLOCKS:
            raise DecodeError(f"expected at most {MAX_BLOCKS} PEM blocks")
        label = data[begin + len(_BEGIN) : label_end]
        body = label_end + len(_DASHES)
        end = data.find(b"-----END " + label + _DASHES, body)
        if end < 0:
            raise DecodeError("expected PEM whose BEGIN has an END", path=f"block {number}")
        yield label.decode("ascii", "replace"), data[body:end]
        at = end + 1


def _block(label: str, body: bytes, asked: Inquiry) -> Report:
    if label.endswith("PRIVATE KEY"):  # never decoded, not even to see whether it is one
        encrypted = label.startswith("ENCRYPTED") or b"ENCRYPTED" in body
        if is_api_key(label, body):
            return Report(kind=API_KEY, notes=(API_KEY_HINT, _PRIVATE))
        return Report(kind="encrypted private key" if encrypted else "private key", notes=(_PRIVATE,))
    decoded = _base64(body)
    kind = None if decoded is None else recognize(decoded)
    if decoded is None or kind is None:
        raise DecodeError("expected a PEM block with a certificate, a key or CMS in base64")
    return _der(kind, decoded, asked)


def _mime(data: bytes, asked: Inquiry) -> Report | None:
    """An S/MIME file, such as the server token of Apple's device enrollment."""
    head, separator, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    if not separator or b"pkcs7-mime" not in head.lower():
        return None
    decoded = _base64(body)
    kind = None if decoded is None else recognize(decoded)
    if decoded is None or kind is None:
        raise DecodeError("expected S/MIME with CMS in base64 below its headers")
    report = _der(kind, decoded, asked)
    if kind is FileKind.ENVELOPED_DATA:
        return attrs.evolve(report, kind="server token (.p7m)", notes=(*report.notes, _PORTAL_HINT))
    return report


def _text(data: bytes, asked: Inquiry) -> Report | None:
    """Base64 of something: a header value, or a token for Apps and Books."""
    named = _HEADER_NAME.match(data)
    decoded = message_in_query(data) or _base64(data[named.end() :] if named else data)
    if decoded is None:
        return None
    if decoded.startswith(b"<?xml"):  # push.b64
        return property_list(decoded, asked, lambda inside: _inside(inside, asked))
    kind = recognize(decoded)
    report = sealed(decoded) if kind is None else _der(kind, decoded, asked)
    if report is None:
        return _content_token(decoded, asked)
    if report.kind == "detached CMS signature":
        return attrs.evolve(report, kind="Mdm-Signature value")
    return attrs.evolve(report, notes=(*report.notes, "found as base64 text"))


def _content_token(decoded: bytes, asked: Inquiry) -> Report | None:
    try:
        token = json.loads(decoded)
    except (ValueError, RecursionError):
        return None
    if not isinstance(token, dict) or not {"token", "expDate", "orgName"} <= token.keys():
        return None
    facts: dict[str, Shown] = {"organization": str(token["orgName"]), "expires": str(token["expDate"])}
    facts["token"] = hidden(str(token["token"]), asked)
    try:
        expires = _utc(datetime.fromisoformat(str(token["expDate"])))
    except (ValueError, OverflowError):
        problem = "expDate: expected a date and time as in ISO 8601"
        return Report(kind="content token (.vpptoken)", facts=facts, problems=(problem,))
    facts["expires"] = show(expires, asked)
    facts["days_left"] = (expires - asked.now) // timedelta(days=1)
    token = ContentToken(raw=Secret(""), org_name=str(token["orgName"]), expires=expires)
    problems = tuple(warning.text for warning in token.warnings(asked.now))
    notes = ("whoever has it can assign the licenses of the location: keep it secret",)
    return Report(kind="content token (.vpptoken)", facts=facts, problems=problems, notes=notes)


def _utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _base64(text: bytes) -> bytes | None:
    joined = b"".join(text.split())
    if not _BASE64.fullmatch(joined):
        return None
    try:
        return binascii.a2b_base64(joined, strict_mode=True)
    except binascii.Error:
        return None
