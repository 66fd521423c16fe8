"""Who may do what to an enrollment: the decisions that every store has to take the same way.

Pure functions over records.  A store loads the records of one message inside its transaction, asks
here, and stores what comes back.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

import attrs

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind
from pymdm.service.records import (
    EnrollmentRecord,
    EnrollmentSession,
    EnrollmentState,
    IdentityRecord,
    Purpose,
)
from pymdm.service.verbs import (
    RecordAuthenticate,
    RecordTokenUpdate,
    Refused,
    Sender,
    Stranger,
    Takeover,
    TokenIssued,
    TokenRequired,
    TokenWaived,
    Unenroll,
)

__all__ = [
    "PURPOSES",
    "Adopted",
    "PinHistory",
    "admit",
    "authenticate",
    "check_sender",
    "check_user",
    "fall_back",
    "must_unenroll",
    "settle_renewal",
    "token_update",
    "user_auth",
]

#: Which sessions belong to which kind of device (T51).
PURPOSES = {
    EnrollmentKind.DEVICE: Purpose.DEVICE,
    EnrollmentKind.USER_ENROLLMENT_DEVICE: Purpose.USER_ENROLLMENT,
}

# By how much the clocks of two servers on one store may differ (F29).
CLOCK_SKEW = timedelta(minutes=15)


@attrs.frozen(kw_only=True)
class PinHistory:
    """What a store knows of one certificate: its line in the issue log and where it was ever pinned."""

    issued: IdentityRecord | None = None
    #: The enrollment that is, or once was, pinned to it.
    enrollment: EnrollmentID | None = None


@attrs.frozen(kw_only=True)
class Adopted:
    """Authenticate is accepted; this is the enrollment's record from now on.

    ``secrets_kept`` is False where nothing of an earlier generation may be seen by this device:
    the store then also drops the user channels.
    """

    record: EnrollmentRecord
    took_over: bool
    secrets_kept: bool


def authenticate(
    verb: RecordAuthenticate, current: EnrollmentRecord | None, history: PinHistory
) -> Adopted | Refused | Unenroll:
    """Decide about an Authenticate message (T1, T3, T51, T81).

    Where the device was to be told to unenroll and has not been yet, it is told now: a profile that is
    renewed in this moment must not undo the order.  Once it was told, it may enroll anew, but not by what it
    was given before: a device that obeys has forgotten that, and for one that does not it is no way back.
    """
    sender = verb.sender
    refusal = _check_history(sender, history, verb.serial_number, renewing=current)
    if refusal is not None:
        return refusal
    if current is not None and history.enrollment == current.id and not _speaks_for(sender, current):
        # The certificate from before a takeover must not take the enrollment back by itself.
        return Refused(reason=Reason.FORMER_IDENTITY)
    own = current is None or _is_own(sender, current, history)
    # After CheckOut nobody is managed who could be robbed; what is stored stays withheld all the same.
    took_over = current is not None and not own and current.state is not EnrollmentState.CHECKED_OUT
    if took_over and verb.takeover is Takeover.REFUSE:
        return Refused(reason=Reason.OTHER_SESSION)
    if current is not None and own and must_unenroll(current) and current.unenroll_sent_at is None:
        return Unenroll(enrollment=attrs.evolve(current, unenroll_sent_at=sender.at))
    if current is not None and own and _is_from_before_the_order(current, history):
        if current.state is EnrollmentState.CHECKED_OUT:
            return Refused(reason=Reason.FORMER_IDENTITY)
        return Unenroll(enrollment=current)
    previous_pin = _previous_pin(sender, current) if current and own else None
    record = EnrollmentRecord(
        id=sender.enrollment,
        generation=current.generation + 1 if current else 1,
        pin=sender.fingerprint,
        previous_pin=previous_pin,
        # Where it can be reached if it falls back; nothing is pushed before it does, or sends a TokenUpdate.
        push=current.push if current and previous_pin is not None else None,
        push_updated_at=current.push_updated_at if current and previous_pin is not None else None,
        certificate=sender.certificate,
        session_id=history.issued.session.id if history.issued else None,
        topic=verb.topic,
        unlock_token=current.unlock_token if current and own else None,
        bootstrap_token=current.bootstrap_token if current and own else None,
        os=verb.os,
        os_version=verb.os_version,
        build_version=verb.build_version,
        product_name=verb.product_name,
        model=verb.model,
        device_name=verb.device_name,
        serial_number=verb.serial_number,
        authenticated_at=sender.at,
        last_seen_at=sender.at,
        last_source=sender.source,
        raw_authenticate=verb.raw,
    )
    return Adopted(record=record, took_over=took_over, secrets_kept=own)


def check_sender(
    sender: Sender, device: EnrollmentRecord | None, history: PinHistory
) -> Refused | Stranger | None:
    """None if the certificate is the one pinned for the device that the message names (T1).

    ``device`` is the record of the device itself, also for messages of its users (T15).
    """
    if history.issued is not None and history.issued.revoked_at is not None:
        return Refused(reason=Reason.REVOKED)
    if _belongs_elsewhere(sender, history):
        return Refused(reason=Reason.OTHER_ENROLLMENT)
    if device is None:
        return Stranger(enrollment=sender.enrollment)
    if device.id.kind is not sender.enrollment.device.kind:
        return Refused(reason=Reason.OTHER_ENROLLMENT)
    if not _speaks_for(sender, device):
        former = history.enrollment is not None
        return Refused(reason=Reason.FORMER_IDENTITY if former else Reason.OTHER_ENROLLMENT)
    if device.state is EnrollmentState.CHECKED_OUT:
        return Stranger(enrollment=sender.enrollment, known=True)
    return None


def settle_renewal(sender: Sender, device: EnrollmentRecord) -> EnrollmentRecord | None:
    """The record once the device uses the certificate that it renewed (T5); None if that is not so now."""
    if device.renewed_pin is None or sender.fingerprint != device.renewed_pin:
        return None
    return attrs.evolve(
        device, pin=device.renewed_pin, certificate=sender.certificate, renewed_pin=None, previous_pin=None
    )


def fall_back(sender: Sender, device: EnrollmentRecord) -> EnrollmentRecord | None:
    """The record of a device that has restored its old profile; None if that is not so.

    It speaks with the certificate from before, and sends no TokenUpdate, because for it nothing has changed.
    So it has to be reachable as it was, or nobody would ever wake it again.  The certificate of the new
    profile stays good until a TokenUpdate decides: a message of before may have been late.
    """
    pin = device.previous_pin
    fell = device.state is EnrollmentState.AUTHENTICATED and pin is not None and pin == sender.fingerprint
    if not fell or device.push is None:
        return None
    return attrs.evolve(
        device,
        state=EnrollmentState.ENROLLED,
        pin=pin,
        previous_pin=device.pin,
        certificate=sender.certificate,
        enrolled_at=sender.at,
    )


def must_unenroll(device: EnrollmentRecord) -> bool:
    """Whether every answer has to tell the device to unenroll."""
    return device.unenroll_ordered_at is not None and device.state is not EnrollmentState.CHECKED_OUT


def check_user(sender: Sender, user: EnrollmentRecord | None) -> Refused | None:
    """None if a user's message carries the AuthToken that it needs, or needs none."""
    if user is None or not user.auth_required:
        return None
    given, wanted = sender.auth_token_hash, user.auth_token_hash
    if given is None or wanted is None or not hmac.compare_digest(given, wanted):
        return Refused(reason=Reason.AUTH_TOKEN_WRONG)
    return None


def admit(sender: Sender, device: EnrollmentRecord | None, history: PinHistory) -> EnrollmentRecord | Refused:
    """The record of a stranger that the admission policy has accepted, pinned to its certificate.

    Never replaces a pin (T4): a device that is known keeps the certificate it has.
    """
    refusal = _check_history(sender, history, None, renewing=device)
    if refusal is not None:
        return refusal
    if device is not None:
        return attrs.evolve(
            device,
            generation=device.generation + 1,
            state=EnrollmentState.AUTHENTICATED,
            push=None,
            token_updates=0,
        )
    device_id = sender.enrollment.device
    return EnrollmentRecord(
        id=device_id,
        pin=sender.fingerprint,
        certificate=sender.certificate,
        session_id=history.issued.session.id if history.issued else None,
        authenticated_at=sender.at,
    )


def token_update(
    verb: RecordTokenUpdate, current: EnrollmentRecord | None, device: EnrollmentRecord
) -> EnrollmentRecord | Refused:
    """The record after a TokenUpdate of a device or one of its users.

    A topic other than the one of Authenticate would send the pushes to a stranger's certificate
    (T16); optional keys that are absent keep what was stored.
    """
    if device.topic is not None and verb.push.topic != device.topic:
        return Refused(reason=Reason.TOPIC_WRONG)
    sender = verb.sender
    record = current or EnrollmentRecord(
        id=sender.enrollment, generation=device.generation, authenticated_at=sender.at
    )
    if record.pin is not None:
        # The device has settled on one certificate: the one of the new profile, or after a failure the old.
        record = attrs.evolve(
            record, pin=sender.fingerprint, certificate=sender.certificate, previous_pin=None
        )
    first = record.state is not EnrollmentState.ENROLLED
    awaiting = verb.awaiting_configuration
    return attrs.evolve(
        record,
        generation=device.generation,
        state=EnrollmentState.ENROLLED,
        topic=verb.push.topic,
        push=verb.push,
        push_updated_at=sender.at,
        push_failure=None,
        unlock_token=verb.unlock_token if verb.unlock_token is not None else record.unlock_token,
        awaiting_configuration=record.awaiting_configuration if awaiting is None else awaiting,
        user_short_name=verb.user_short_name or record.user_short_name,
        user_long_name=verb.user_long_name or record.user_long_name,
        token_updates=1 if first else record.token_updates + 1,
        enrolled_at=sender.at if first else record.enrolled_at,
        checked_out_at=None,
        last_seen_at=sender.at,
        last_source=sender.source,
        raw_token_update=verb.raw,
    )


def user_auth(user: EnrollmentRecord, change: TokenRequired | TokenWaived | TokenIssued) -> EnrollmentRecord:
    """The record of a user after a step of UserAuthenticate; a token that was given out stays good."""
    if isinstance(change, TokenRequired):
        return attrs.evolve(user, auth_required=True)
    if isinstance(change, TokenWaived):
        return attrs.evolve(user, auth_required=False, auth_token_hash=None)
    return attrs.evolve(user, auth_required=True, auth_token_hash=change.token_hash)


def _check_history(
    sender: Sender, history: PinHistory, serial_number: str | None, *, renewing: EnrollmentRecord | None
) -> Refused | None:
    """What the certificate's own past rules out, before any look at the enrollment."""
    if _belongs_elsewhere(sender, history):
        return Refused(reason=Reason.OTHER_ENROLLMENT)
    if renewing is not None and renewing.id.kind is not sender.enrollment.device.kind:
        # An EnrollmentID that is spelled like another device's UDID is still another enrollment (T51).
        return Refused(reason=Reason.OTHER_ENROLLMENT)
    issued = history.issued
    if issued is None:
        return Refused(reason=Reason.NO_SESSION) if sender.session_required else None
    if issued.revoked_at is not None:
        return Refused(reason=Reason.REVOKED)
    session = issued.session
    known = renewing is not None and _speaks_for(sender, renewing)
    matches = (
        session.purpose is PURPOSES.get(sender.enrollment.device.kind)
        and (session.udid is None or session.udid == sender.enrollment.device_id)
        and (session.renews is None or session.renews.id == sender.enrollment.device_id)
        and (session.enrollment is None or session.enrollment.id == sender.enrollment.device_id)
        and (known or session.serial_number is None or session.serial_number == serial_number)
        and (known or sender.at < session.expires_at)
    )
    return None if matches else Refused(reason=Reason.OTHER_SESSION)


def _is_own(sender: Sender, current: EnrollmentRecord, history: PinHistory) -> bool:
    """Whether the sender is proven to be the device that the record belongs to.

    By its pinned certificate, or by a session that was made for this very enrollment.  A session
    bound to a serial number is not enough: serial numbers can be claimed (T48).
    """
    if _speaks_for(sender, current):
        return True
    session = history.issued.session if history.issued else None
    return session is not None and (_renews(session, current) or session.udid == current.id.id)


def _renews(session: EnrollmentSession, current: EnrollmentRecord) -> bool:
    """Whether the session was opened to renew the enrollment as it is now.

    One that was opened before the last Authenticate was given to who had the device then.  That may have been
    somebody else, who must not get the secrets of the present owner by a profile that was kept (T81).
    """
    begun = current.authenticated_at
    return session.renews == current.id and (begun is None or session.created_at + CLOCK_SKEW >= begun)


def _is_from_before_the_order(current: EnrollmentRecord, history: PinHistory) -> bool:
    """Whether the identity belongs to a session that is older than the order to unenroll, if there is one.

    Of an identity that was not issued here nothing of the kind is known: whoever hands it out decides.
    """
    ordered, issued = current.unenroll_ordered_at, history.issued
    return ordered is not None and issued is not None and issued.session.created_at <= ordered


def _belongs_elsewhere(sender: Sender, history: PinHistory) -> bool:
    """Whether the certificate is, or once was, another device's (T3)."""
    return history.enrollment is not None and history.enrollment.id != sender.enrollment.device_id


def _speaks_for(sender: Sender, device: EnrollmentRecord) -> bool:
    """Whether the certificate is the pinned one, its renewal, or the other one of a device that is between
    two profiles, of which no TokenUpdate has said yet which one it has."""
    pins = (device.pin, device.renewed_pin, device.previous_pin)
    return any(pin is not None and hmac.compare_digest(pin, sender.fingerprint) for pin in pins)


def _previous_pin(sender: Sender, current: EnrollmentRecord) -> bytes | None:
    """The certificate that the device falls back to if it cannot complete this enrollment.

    None where there is none: it enrolls with the certificate that it had, or had checked out before.
    """
    if current.state is EnrollmentState.CHECKED_OUT or current.pin == sender.fingerprint:
        return None
    return current.previous_pin if current.state is EnrollmentState.AUTHENTICATED else current.pin
