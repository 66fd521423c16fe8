"""What Apple demands of a push, and what it says of one that is wrong.

Sources: Apple, "Sending notification requests to APNs" and "Handling notification responses from APNs";
for the body the MDM reference 2014, "Structure of MDM messages".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.protocol.push import MAX_PUSH_MAGIC, MAX_TOKEN, MIN_TOKEN, is_topic

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Headline", "Refusal", "read_headers", "read_magic"]

# Apple: "For all other remote notifications, the maximum payload size is 4 KB".
MAX_PAYLOAD: Final = 4096

_PATH: Final = b"/3/device/"
_UUID: Final = re.compile(rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER: Final = re.compile(rb"[0-9]{1,12}")
_BODY: Final = re.compile(rb'\{"mdm": ?"([A-Za-z0-9-]{1,256})"\}')

# Of headers that Apple defines; any other apns-… is a slip of the pen.
_OF_APPLE: Final = frozenset(
    {b"apns-topic", b"apns-push-type", b"apns-priority", b"apns-expiration", b"apns-collapse-id", b"apns-id"}
)
_PSEUDO: Final = frozenset({b":method", b":scheme", b":path", b":authority"})
# RFC 9113, 8.2.2.
_OF_ONE_HOP: Final = frozenset(
    {b"connection", b"proxy-connection", b"keep-alive", b"transfer-encoding", b"upgrade"}
)


@attrs.frozen(kw_only=True)
class Refusal:
    """Apple's no.

    Attributes:
        status: HTTP status.
        reason: Apple's word; ``BadPayload`` and ``BadHeader`` are this service's own, where Apple has none.
        timestamp: For 410, since when the token is dead, milliseconds since 1970.
        retry_after: Seconds, as header.
    """

    status: int
    reason: str
    timestamp: int | None = None
    retry_after: int | None = None


@attrs.frozen(kw_only=True)
class Headline:
    """What the headers of a push say, its token aside."""

    refusal: Refusal | None
    topic: str = ""
    expiration: int = 0
    priority: int = 10
    collapse_id: str | None = None
    apns_id: bytes | None = None


def read_headers(pairs: Iterable[tuple[bytes, bytes]], *, topic: str) -> tuple[Headline, bytes]:
    """Headline and token (hexadecimal) of a push, for a connection whose certificate has ``topic``."""
    found: dict[bytes, bytes] = {}
    for name, value in pairs:
        if name in found:
            return Headline(refusal=Refusal(status=400, reason="DuplicateHeaders")), b""
        found[name] = value
    path = found.get(b":path", b"")
    refusal = _refusal(found, path, topic)
    if refusal is not None:
        return Headline(refusal=refusal), b""
    collapse_id = found.get(b"apns-collapse-id")
    headline = Headline(
        refusal=None,
        topic=found[b"apns-topic"].decode("latin-1"),
        expiration=int(found.get(b"apns-expiration", b"0")),
        priority=int(found.get(b"apns-priority", b"10")),
        collapse_id=None if collapse_id is None else collapse_id.decode("latin-1"),
        apns_id=found.get(b"apns-id"),
    )
    return headline, path[len(_PATH) :]


def _refusal(found: dict[bytes, bytes], path: bytes, topic: str) -> Refusal | None:
    if found.get(b":method") != b"POST":
        return Refusal(status=405, reason="MethodNotAllowed")
    if found.get(b":scheme") != b"https" or not path.startswith(_PATH):
        return Refusal(status=404, reason="BadPath")
    reason = (
        _wrong_names(found)
        or _wrong_token(path[len(_PATH) :])
        or _wrong_topic(found, topic)
        or _wrong_value(found)
    )
    return None if reason is None else Refusal(status=400, reason=reason)


def _wrong_names(found: dict[bytes, bytes]) -> str | None:
    for name in found:
        unknown = (name.startswith(b"apns-") and name not in _OF_APPLE) or (
            name.startswith(b":") and name not in _PSEUDO
        )
        if unknown or name in _OF_ONE_HOP or name != name.lower():
            return "BadHeader"
    return None


def _wrong_token(token: bytes) -> str | None:
    if not token:
        return "MissingDeviceToken"
    return None if is_token(token) else "BadDeviceToken"


def is_token(token: bytes) -> bool:
    """Whether this is the hexadecimal text of a token, in either case."""
    try:
        return MIN_TOKEN <= len(bytes.fromhex(token.decode("ascii"))) <= MAX_TOKEN and b" " not in token
    except ValueError:
        return False


def _wrong_topic(found: dict[bytes, bytes], topic: str) -> str | None:
    asked = found.get(b"apns-topic")
    if asked is None:
        return "MissingTopic"
    if not is_topic(asked.decode("latin-1")):
        return "BadTopic"
    return None if asked.decode("latin-1") == topic else "TopicDisallowed"


def _wrong_value(found: dict[bytes, bytes]) -> str | None:
    if found.get(b"apns-push-type") != b"mdm":
        return "InvalidPushType"
    if found.get(b"apns-priority", b"10") not in (b"5", b"10"):
        return "BadPriority"
    if not _NUMBER.fullmatch(found.get(b"apns-expiration", b"0")):
        return "BadExpirationDate"
    if not 0 < len(found.get(b"apns-collapse-id", b"-")) <= 64:
        return "BadCollapseId"
    apns_id = found.get(b"apns-id")
    return "BadMessageId" if apns_id is not None and not _UUID.fullmatch(apns_id) else None


class _Pairs(list[tuple[str, object]]):
    """A JSON object with all its keys: one that comes twice would vanish in a dict."""


def read_magic(body: bytes) -> str | Refusal:
    """The magic string of a body that is exactly ``{"mdm": …}``; T66: anything beside it is refused."""
    if plain := _BODY.fullmatch(body):
        return plain[1].decode("ascii")
    if not body:
        return Refusal(status=400, reason="PayloadEmpty")
    if len(body) > MAX_PAYLOAD:
        return Refusal(status=413, reason="PayloadTooLarge")
    try:
        found = json.loads(body, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return Refusal(status=400, reason="BadPayload")
    if isinstance(found, _Pairs) and len(found) == 1:
        name, magic = found[0]
        if (
            name == "mdm"
            and isinstance(magic, str)
            and 0 < len(magic) <= MAX_PUSH_MAGIC
            and magic.isprintable()
        ):
            return magic
    return Refusal(status=400, reason="BadPayload")
