"""One push on its way, and what became of it.

A `PushOutcome` is a value: Apple's answer or the reason why there is none.  Nothing that happens to one push
is an exception, because the other 99,999 go on.
"""

from __future__ import annotations

import enum
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.protocol.push import TOPIC_PREFIX, is_topic

if TYPE_CHECKING:
    from pymdm.protocol.push import PushTarget

__all__ = ["PRIORITY_NOW", "PRIORITY_SAVING", "Push", "PushHeaders", "PushOutcome", "PushReason", "Verdict"]

# "Sending notification requests to APNs", apns-priority: 10 is at once, 5 when it suits the battery.
PRIORITY_NOW: Final = 10
PRIORITY_SAVING: Final = 5
_PRIORITIES: Final = (PRIORITY_NOW, PRIORITY_SAVING, 1)

# 10 digits, the year 2286: more is milliseconds taken for seconds.
MAX_EXPIRATION: Final = 9_999_999_999


# "Sending notification requests to APNs", apns-collapse-id.
MAX_COLLAPSE_ID: Final = 64


@attrs.frozen(kw_only=True, cache_hash=True)
class PushHeaders:
    """What all pushes of one kind have in common.  One value for many pushes costs less than one for each.

    Attributes:
        topic: The push certificate's, ``apns-topic``.
        expiration: Until when Apple keeps the push for a device that is away, seconds since 1970; 0: not at
            all, which loses the push of a device that sleeps.
        priority: ``apns-priority``, 10, 5 or 1.
        collapse_id: ``apns-collapse-id``, at most 64 bytes; Apple keeps one MDM push for a device anyway.

    Raises:
        ValueError: one of them is none that Apple takes, so that every push would be refused.

    Source: Apple, "Sending notification requests to APNs".
    """

    topic: str
    expiration: int
    priority: int = PRIORITY_NOW
    collapse_id: str | None = None

    def __attrs_post_init__(self) -> None:
        if not is_topic(self.topic):
            raise ValueError(f"topic: expected {TOPIC_PREFIX} and a unique suffix in visible ASCII")
        if isinstance(self.expiration, bool) or not isinstance(self.expiration, int):
            raise TypeError("expiration: expected whole seconds since 1970")
        if not 0 <= self.expiration <= MAX_EXPIRATION:
            raise ValueError("expiration: expected seconds since 1970, or 0")
        if self.priority not in _PRIORITIES:
            raise ValueError("priority: expected 10, 5 or 1")
        if self.collapse_id is not None and not _is_visible(self.collapse_id):
            raise ValueError(f"collapse_id: expected 1 to {MAX_COLLAPSE_ID} visible ASCII characters")

    @property
    def fields(self) -> tuple[tuple[bytes, bytes], ...]:
        """As they are on the wire, without those that every HTTP/2 request has."""
        texts = [
            ("apns-topic", self.topic),
            ("apns-push-type", "mdm"),
            ("apns-priority", str(self.priority)),
            ("apns-expiration", str(self.expiration)),
        ]
        if self.collapse_id is not None:
            texts.append(("apns-collapse-id", self.collapse_id))
        return tuple((name.encode(), value.encode()) for name, value in texts)


def _is_visible(text: str) -> bool:
    return 0 < len(text) <= MAX_COLLAPSE_ID and all("!" <= character <= "~" for character in text)


class Push:
    """One push, from the moment it is handed to a connection.

    Attributes:
        target: Where it goes.
        headers: What it says beside the magic string.
        attempts: How often it was written to a connection; more than 1 means that it was sent again.
        stream: Its stream on the connection that has it now, or 0.
        context: Whatever the owner wants to find again in the outcome.
    """

    __slots__ = ("attempts", "context", "headers", "stream", "target")

    def __init__(self, target: PushTarget, headers: PushHeaders, context: object = None) -> None:
        self.target = target
        self.headers = headers
        self.attempts = 0
        self.stream = 0
        self.context = context

    def __repr__(self) -> str:
        return f"Push(topic={self.target.topic!r}, attempts={self.attempts})"


@enum.unique
class PushReason(enum.StrEnum):
    """Why a push was not accepted: Apple's words, and ours where there was no answer.

    A reason that Apple adds one day is not here; ``PushOutcome.reason`` has its text all the same.

    Source: Apple, "Handling notification responses from APNs", table of error strings.
    """

    BAD_COLLAPSE_ID = "BadCollapseId"
    BAD_DEVICE_TOKEN = "BadDeviceToken"  # noqa: S105 - a reason, not a token
    BAD_EXPIRATION_DATE = "BadExpirationDate"
    BAD_MESSAGE_ID = "BadMessageId"
    BAD_PRIORITY = "BadPriority"
    BAD_TOPIC = "BadTopic"
    DEVICE_TOKEN_NOT_FOR_TOPIC = "DeviceTokenNotForTopic"  # noqa: S105
    DUPLICATE_HEADERS = "DuplicateHeaders"
    IDLE_TIMEOUT = "IdleTimeout"
    INVALID_PUSH_TYPE = "InvalidPushType"
    MISSING_DEVICE_TOKEN = "MissingDeviceToken"  # noqa: S105
    MISSING_TOPIC = "MissingTopic"
    PAYLOAD_EMPTY = "PayloadEmpty"
    TOPIC_DISALLOWED = "TopicDisallowed"
    BAD_CERTIFICATE = "BadCertificate"
    BAD_CERTIFICATE_ENVIRONMENT = "BadCertificateEnvironment"
    BAD_ENVIRONMENT_KEY_IN_TOKEN = "BadEnvironmentKeyInToken"  # noqa: S105
    EXPIRED_PROVIDER_TOKEN = "ExpiredProviderToken"  # noqa: S105
    FORBIDDEN = "Forbidden"
    INVALID_PROVIDER_TOKEN = "InvalidProviderToken"  # noqa: S105
    MISSING_PROVIDER_TOKEN = "MissingProviderToken"  # noqa: S105
    UNRELATED_KEY_ID_IN_TOKEN = "UnrelatedKeyIdInToken"  # noqa: S105
    BAD_PATH = "BadPath"
    METHOD_NOT_ALLOWED = "MethodNotAllowed"
    EXPIRED_TOKEN = "ExpiredToken"  # noqa: S105
    UNREGISTERED = "Unregistered"
    PAYLOAD_TOO_LARGE = "PayloadTooLarge"
    TOO_MANY_PROVIDER_TOKEN_UPDATES = "TooManyProviderTokenUpdates"  # noqa: S105
    TOO_MANY_REQUESTS = "TooManyRequests"
    INTERNAL_SERVER_ERROR = "InternalServerError"
    SERVICE_UNAVAILABLE = "ServiceUnavailable"
    SHUTDOWN = "Shutdown"
    # ours, with status 0
    NO_ANSWER = "NoAnswer"
    """The deadline of this push passed; it may have arrived all the same."""
    NO_CONNECTION = "NoConnection"
    """No connection came about, or each was lost, as often as was tried."""
    NOT_SENT = "NotSent"
    """It cannot be sent with this certificate (another topic), or the client was closed before its turn."""


@enum.unique
class Verdict(enum.Enum):
    """What a caller should do."""

    DELIVERED = "delivered"
    """Apple has it."""
    DEAD_TOKEN = "dead token"  # noqa: S105
    """Send nothing more to this token; keep the commands, the device may bring a new one (F32)."""
    TRY_LATER = "try later"
    """Apple is busy, or there was no answer."""
    CERTIFICATE = "certificate"
    """Apple refuses the certificate or the topic: no push of this topic will do better (F35)."""
    REFUSED = "refused"
    """Apple refuses this push; to repeat it is no use."""


_DEAD = {PushReason.UNREGISTERED, PushReason.BAD_DEVICE_TOKEN, PushReason.EXPIRED_TOKEN}
_CERTIFICATE = {
    PushReason.BAD_TOPIC,
    PushReason.TOPIC_DISALLOWED,
    PushReason.MISSING_TOPIC,
}

# Apple's bodies have under 100 bytes; what is longer is not one of them.
MAX_BODY: Final = 4096


class PushOutcome:
    """Apple's answer to one push, or why there is none.

    Attributes:
        push: The push it answers.
        status: Apple's HTTP status: 200 accepted; 0 if there was no answer.

    Equal if target, status, reason and timestamp are.
    """

    __slots__ = ("_body", "_headers", "_reason", "push", "status")

    def __init__(
        self,
        push: Push,
        status: int,
        headers: bytes | tuple[tuple[bytes, bytes], ...] = b"",
        body: bytes = b"",
        reason: str | None = None,
    ) -> None:
        """Headers are one HPACK block that needs no table, or the pairs that were in it."""
        self.push = push
        self.status = status
        self._headers = headers
        self._body = body
        self._reason = reason

    @property
    def target(self) -> PushTarget:
        """Where the push went."""
        return self.push.target

    @property
    def delivered(self) -> bool:
        """Whether Apple has accepted it; that the device gets it is not said."""
        return self.status == 200

    @property
    def attempts(self) -> int:
        """How often it was sent; 0 if never, more than 1 after a lost connection or a refusal for a time."""
        return self.push.attempts

    @property
    def reason(self) -> str | None:
        """Why it was not accepted, as `PushReason` or as new as Apple's; None for 200."""
        if self._reason is None and self.status != 200:
            self._reason = _text(self._document().get("reason")) or f"HTTP {self.status}"
        return self._reason

    @property
    def timestamp(self) -> datetime | None:
        """For 410: since when Apple knows that the token is dead.  A newer TokenUpdate is not meant (F32)."""
        found = self._document().get("timestamp")
        if isinstance(found, bool) or not isinstance(found, int) or not 0 < found < _LAST_MILLISECOND:
            return None
        return datetime.fromtimestamp(found / 1000, UTC)

    @property
    def apns_id(self) -> str | None:
        """What Apple calls this push in its own logs."""
        return self._header(b"apns-id")

    @property
    def retry_after(self) -> int | None:
        """Seconds that Apple asks to wait, where it says so."""
        text = self._header(b"retry-after")
        return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None

    @property
    def verdict(self) -> Verdict:
        """What to do now."""
        if self.status == 200:
            return Verdict.DELIVERED
        reason = self.reason
        if self.status == 410 or reason in _DEAD:
            return Verdict.DEAD_TOKEN
        if self.status == 403 or reason in _CERTIFICATE:
            return Verdict.CERTIFICATE
        if self.status in (0, 429) or self.status >= 500 or reason == PushReason.IDLE_TIMEOUT:
            return Verdict.REFUSED if reason == PushReason.NOT_SENT else Verdict.TRY_LATER
        return Verdict.REFUSED

    def _document(self) -> dict[str, object]:
        if not self._body or len(self._body) > MAX_BODY:
            return {}
        try:
            found = json.loads(self._body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _header(self, name: bytes) -> str | None:
        if isinstance(self._headers, bytes):
            self._headers = _decoded(self._headers)
        found = next((value for key, value in self._headers if key == name), None)
        return None if found is None else found.decode("ascii", "replace")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PushOutcome) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return self.target, self.status, self.reason, self.timestamp

    def __repr__(self) -> str:
        return f"PushOutcome(topic={self.target.topic!r}, status={self.status}, reason={self.reason!r})"


# Year 9999 in milliseconds: what a datetime can hold.
_LAST_MILLISECOND: Final = 253_402_300_800_000


def _text(found: object) -> str | None:
    # It goes into logs and tables: one printable word, nothing that a peer could hide a line break in.
    return found if isinstance(found, str) and found.isprintable() and 0 < len(found) <= 64 else None


def _decoded(block: bytes) -> tuple[tuple[bytes, bytes], ...]:
    if not block:
        return ()
    from hpack import Decoder, HPACKError

    try:
        return tuple((bytes(key), bytes(value)) for key, value in Decoder().decode(block, raw=True))
    except HPACKError:
        return ()
