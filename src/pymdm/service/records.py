"""What a store remembers: enrollments, queued commands, identities and the sessions they were issued to.

These are values.  A store may keep them in any form, but gives them back as these classes, and asks
the pure functions of ``pymdm.service.lifecycle`` what may happen to them.
"""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from pymdm.protocol import EnrollmentID, PushTarget
from pymdm.service._values import aware

__all__ = [
    "ChallengeRecord",
    "CommandRecord",
    "CommandState",
    "EnrollmentRecord",
    "EnrollmentSession",
    "EnrollmentState",
    "IdentityRecord",
    "KeptSecret",
    "Purpose",
    "QueueHold",
]


@enum.unique
class EnrollmentState(enum.Enum):
    """Where an enrollment stands between its first message and its last."""

    #: Authenticate came; other payloads of the profile may still fail, so nothing may be pushed yet.
    AUTHENTICATED = "authenticated"
    #: The first TokenUpdate came: the device is managed.
    ENROLLED = "enrolled"
    #: CheckOut came: kept as history; its messages are those of a stranger.
    CHECKED_OUT = "checked out"


@enum.unique
class Purpose(enum.Enum):
    """What an identity was issued for (T51): one cannot be used for the other."""

    DEVICE = "device"
    USER_ENROLLMENT = "user enrollment"


@attrs.frozen(kw_only=True)
class EnrollmentSession:
    """One permission to enroll: identities are issued to it, and Authenticate must match it (T81).

    ``udid`` and ``serial_number`` bind it to a device where that is known beforehand.  A serial
    number is a claim, not a proof (T48): it can rule a device out but never gives it the secrets of
    an earlier enrollment.  ``renews`` names the device enrollment that the session was made for by
    an administrator or a renewal; only such a session, or the pinned certificate itself, carries the
    stored secrets over.  ``enrollment`` is set by the first Authenticate: a session enrolls one device.
    """

    id: str
    purpose: Purpose = Purpose.DEVICE
    created_at: datetime = attrs.field(validator=aware)
    expires_at: datetime = attrs.field(validator=aware)
    user: str | None = None
    udid: str | None = None
    serial_number: str | None = None
    renews: EnrollmentID | None = None
    enrollment: EnrollmentID | None = None


@attrs.frozen(kw_only=True)
class IdentityRecord:
    """One line of the issue log: a certificate, by its SHA-256, and the session it was made for."""

    fingerprint: bytes
    session: EnrollmentSession
    not_after: datetime
    revoked_at: datetime | None = None


@attrs.frozen(kw_only=True)
class ChallengeRecord:
    """A one-time password with which a device gets one certificate for its session (T42).

    Only its SHA-256 is kept.  Once it is used, ``transaction_id`` and ``public_key`` (the SHA-256 of the
    key's SubjectPublicKeyInfo) tell a device that repeats its request, because the answer was lost, from
    somebody else: it gets the same ``certificate`` again (F50).
    """

    digest: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    session: EnrollmentSession
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    transaction_id: str | None = None
    public_key: bytes | None = attrs.field(default=None, repr=False)
    certificate: bytes | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class KeptSecret:
    """Something secret of the server's own, such as the key of its CA; a durable store seals the value."""

    kind: str
    name: str
    value: bytes = attrs.field(repr=False)
    kept_at: datetime


@attrs.frozen(kw_only=True)
class QueueHold:
    """All queues are held: results are stored, no command leaves until somebody releases them (F28)."""

    since: datetime
    why: str


@attrs.frozen(kw_only=True)
class EnrollmentRecord:
    """A managed device or user, as the last messages left it.

    ``generation`` counts the Authenticate messages: commands and results of an earlier one do not
    touch the present one.  ``pin`` is the SHA-256 of the certificate that the device has to show; a
    user channel has none and is covered by its device's.  ``previous_pin`` is the one before a renewal
    that has not been completed by a TokenUpdate: if the device fails to install the new profile, it
    restores the old one and speaks with the old certificate again (2014 reference, "Updating Expired
    Profiles").  ``renewed_pin`` is an identity that the device has got by a SCEP renewal: it is accepted
    beside ``pin`` until it is first used, and then takes its place.  ``token_updates`` counts this
    generation's.  ``inactive_since`` is set when the device has been silent for too long.  From
    ``unenroll_ordered_at`` on, every answer tells the device to unenroll; ``unenroll_sent_at`` is when
    it was first told.  ``push_updated_at`` is when the last TokenUpdate brought ``push``, ``pushed_at`` when
    Apple last accepted a wake-up, and ``push_failure`` why it has refused the last one since, if it has.
    """

    id: EnrollmentID
    generation: int = 1
    state: EnrollmentState = EnrollmentState.AUTHENTICATED
    pin: bytes | None = attrs.field(default=None, repr=lambda pin: pin.hex()[:12] if pin else "None")
    previous_pin: bytes | None = attrs.field(default=None, repr=False)
    renewed_pin: bytes | None = attrs.field(default=None, repr=False)
    certificate: bytes = attrs.field(default=b"", repr=False)
    session_id: str | None = None
    topic: str | None = None
    push: PushTarget | None = attrs.field(default=None, repr=False)
    push_updated_at: datetime | None = None
    pushed_at: datetime | None = None
    push_failure: str | None = None
    unlock_token: bytes | None = attrs.field(default=None, repr=False)
    bootstrap_token: bytes | None = attrs.field(default=None, repr=False)
    awaiting_configuration: bool = False
    os: str | None = None
    os_version: str | None = None
    build_version: str | None = None
    product_name: str | None = None
    model: str | None = None
    device_name: str | None = None
    serial_number: str | None = None
    user_short_name: str | None = None
    user_long_name: str | None = None
    auth_required: bool = False
    auth_token_hash: bytes | None = attrs.field(default=None, repr=False)
    token_updates: int = 0
    authenticated_at: datetime | None = None
    enrolled_at: datetime | None = None
    checked_out_at: datetime | None = None
    last_seen_at: datetime | None = None
    last_source: str = ""
    inactive_since: datetime | None = None
    unenroll_ordered_at: datetime | None = None
    unenroll_sent_at: datetime | None = None
    #: The last Authenticate and TokenUpdate as they came.
    raw_authenticate: bytes = attrs.field(default=b"", repr=False)
    raw_token_update: bytes = attrs.field(default=b"", repr=False)

    @property
    def can_be_pushed(self) -> bool:
        """Whether a wake-up may be sent: never before the first TokenUpdate, never after CheckOut."""
        return self.state is EnrollmentState.ENROLLED and self.push is not None


@enum.unique
class CommandState(enum.Enum):
    """Where a command stands.  Only PENDING ones are ever handed out."""

    PENDING = "pending"
    ACKNOWLEDGED = "acknowledged"
    ERROR = "error"
    COMMAND_FORMAT_ERROR = "command format error"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    #: Its enrollment began anew; it must not reach the new one (F12, F16).
    CLEARED = "cleared"
    #: The device has answered, again and again, with a message that nobody can read (F15).
    UNREADABLE = "unreadable"


@attrs.frozen(kw_only=True)
class CommandRecord:
    """One command of one enrollment, from enqueue to its final status.

    ``body`` is what leaves, byte for byte.  ``sequence`` is the total order inside a priority;
    higher ``priority`` goes first.  ``refused_in`` is the number of the session in which the device
    said NotNow, so that it is not offered again in that one (T80).
    """

    enrollment: EnrollmentID
    uuid: str
    request_type: str
    body: bytes = attrs.field(repr=False)
    generation: int
    sequence: int
    priority: int = 0
    queued_at: datetime
    not_before: datetime | None = None
    expires_at: datetime | None = None
    dedupe_key: str | None = None
    never_refused: bool = False
    #: Whether the device is to be woken for it.
    push: bool = True
    state: CommandState = CommandState.PENDING
    sent_count: int = 0
    last_sent_at: datetime | None = None
    not_now_count: int = 0
    unreadable_count: int = 0
    refused_in: int | None = None
    finished_at: datetime | None = None
    #: The device's final message as it came; None until then.
    result: bytes | None = attrs.field(default=None, repr=False)
