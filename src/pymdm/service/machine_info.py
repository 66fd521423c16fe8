"""The desk at which a device asks for its enrollment profile: MachineInfo in, one session out.

In automated and account-driven enrollment a device posts a signed list about itself.  The signature is
that of a certificate which Apple gave to *a* device; that it belongs to the serial number in the list is
not proven by it: whoever has got the key out of one device can claim any number (T48).  So what the list
says is called a claim here, and a session that is opened for it

- is bound to the serial number, which can rule a device out, and to nothing that could bring out what an
  earlier enrollment left: never to the claimed UDID;
- is opened once for each message: a recorded one that is sent again is refused (T49).

Who must not enroll at all is said by `SerialRules`.  A person who logs in, where there is one, is the
stronger proof and goes into the session as ``user``.

Sources: Apple, Device Management, "MachineInfo"; 2014 reference, "Request to a Configuration URL".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs

from pymdm.crypto import cms
from pymdm.crypto.apple import APPLE_DEVICE_CHAIN, AppleDevice, PinnedAuthority, check_device_chain
from pymdm.crypto.certificates import public_key_digest
from pymdm.crypto.secret import Secret
from pymdm.errors import Conflict, DecodeError, Reason, VerificationError
from pymdm.protocol import plist
from pymdm.service.machine import new_challenge, new_uuid
from pymdm.service.records import EnrollmentSession
from pymdm.service.sessions import SESSION_LIFETIME, challenge_digest
from pymdm.service.store import Store
from pymdm.service.verbs import OpenSession

__all__ = ["AdmittedMachine", "MachineClaims", "MachineInfoDesk", "SerialRules"]

# Claims end in database columns and log lines.  The longest real ones are UUIDs, of 36 characters.
MAX_CLAIM: Final = 64

# A mark is no challenge: 0xFF occurs in no UTF-8, so no text that somebody presents has this digest.
_MARK: Final = b"\xff pymdm MachineInfo mark\0"

_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
# Not the last date there is, which overflows where a database or a log counts in another time zone.
_FOR_EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

_TEXTS: Final = {
    "product": "PRODUCT",
    "build_version": "VERSION",
    "os_version": "OS_VERSION",
    "supplemental_build_version": "SUPPLEMENTAL_BUILD_VERSION",
    "supplemental_os_version_extra": "SUPPLEMENTAL_OS_VERSION_EXTRA",
    "imei": "IMEI",
    "meid": "MEID",
    "language": "LANGUAGE",
    "software_update_device_id": "SOFTWARE_UPDATE_DEVICE_ID",
}
_CAN_UPDATE: Final = "MDM_CAN_REQUEST_SOFTWARE_UPDATE"


@attrs.frozen(kw_only=True)
class MachineClaims:
    """What a device says of itself.  Proven is ``device`` alone: that some device of Apple's says so.

    Attributes:
        serial_number: As claimed.
        udid: As claimed.
        product: The model, such as ``Mac15,12``.
        build_version: Of the system.
        os_version: Of the system; since iOS 17 and macOS 14.
        supplemental_build_version: Of a rapid security response.
        supplemental_os_version_extra: Likewise, such as ``(a)``.
        imei: Of a phone.
        meid: Of a phone.
        language: That the user has chosen.
        software_update_device_id: The model, as Apple's list of updates names it.
        can_request_software_update: Whether an answer may demand an update before enrollment.
        device: The certificate that signed.
        extra: All other keys, as they came; a watch's ``PAIRING_TOKEN`` is among them.
    """

    serial_number: str
    udid: str
    product: str | None = None
    build_version: str | None = None
    os_version: str | None = None
    supplemental_build_version: str | None = None
    supplemental_os_version_extra: str | None = None
    imei: str | None = None
    meid: str | None = None
    language: str | None = None
    software_update_device_id: str | None = None
    can_request_software_update: bool = False
    device: AppleDevice
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


def _normal(numbers: Iterable[str]) -> frozenset[str]:
    return frozenset(number.strip().upper() for number in numbers)


@attrs.frozen(kw_only=True)
class SerialRules:
    """Which serial numbers may enroll.

    Upper and lower case and surrounding space do not count, so that a block list holds however it was
    typed.

    Attributes:
        allow: Only these; None for every device of Apple's that asks.
        block: Not these, allowed or not.
    """

    allow: frozenset[str] | None = attrs.field(converter=attrs.converters.optional(_normal))
    block: frozenset[str] = attrs.field(default=frozenset(), converter=_normal)

    def admit(self, serial_number: str) -> bool:
        """Whether a device that claims this number may go on."""
        number = serial_number.strip().upper()
        return number not in self.block and (self.allow is None or number in self.allow)


@attrs.frozen(kw_only=True)
class AdmittedMachine:
    """A device that may enroll: its claims, its session, and the challenge for its profile."""

    claims: MachineClaims
    session: EnrollmentSession
    challenge: Secret[str] = attrs.field(repr=False)


class MachineInfoDesk:
    """Takes signed MachineInfo and opens enrollment sessions for it."""

    def __init__(
        self,
        store: Store,
        *,
        serials: SerialRules,
        chain: tuple[PinnedAuthority, ...] = APPLE_DEVICE_CHAIN,
        lifetime: timedelta = SESSION_LIFETIME,
    ) -> None:
        """Serve one way to enroll.

        Args:
            store: Where sessions go, and the marks that tell a message that was used.
            serials: Which devices may enroll.
            chain: Other authorities than Apple's, for tests.
            lifetime: How long a session, and the challenge in its profile, may wait.

        Raises:
            ValueError: a lifetime of nothing.
        """
        if lifetime <= timedelta(0):
            raise ValueError("expected a lifetime above zero")
        self._store = store
        self._serials = serials
        self._chain = chain
        self._lifetime = lifetime

    def read(self, signed: bytes) -> MachineClaims:
        """What a message claims; nothing is stored, and nobody is refused for their number.

        Raises:
            VerificationError: the signature is wrong, or not that of a device of Apple's.
            DecodeError: what was signed is no MachineInfo.
        """
        return self._read(cms.verify_attached(signed, policy=cms.MACHINE_INFO))

    def open(
        self,
        signed: bytes,
        *,
        now: datetime,
        user: str | None = None,
        new_id: Callable[[], str] = new_uuid,
        new_text: Callable[[], str] = new_challenge,
    ) -> AdmittedMachine:
        """Open the one session that this message is good for.

        Args:
            signed: The body of the request, or the header ``x-apple-aspen-deviceinfo`` out of its base64.
            now: The present time.
            user: Who has logged in, where somebody has.
            new_id: Makes the session's id.
            new_text: Makes the challenge, which has to be unguessable.

        Raises:
            VerificationError: as `read`; ``SERIAL_REFUSED``; ``MACHINE_INFO_USED``.
            DecodeError: as `read`.
            StorageError: the store failed; the message can be used again.
        """
        verified = cms.verify_attached(signed, policy=cms.MACHINE_INFO)
        claims = self._read(verified)
        if not self._serials.admit(claims.serial_number):
            raise VerificationError(Reason.SERIAL_REFUSED)
        session = EnrollmentSession(
            id=new_id(),
            created_at=now,
            expires_at=now + self._lifetime,
            user=user,
            # Never the UDID: a session that is bound to one is given what its earlier enrollment left.
            serial_number=claims.serial_number,
        )
        challenge = new_text()
        digests = (*_marks(verified, now, self._lifetime), (challenge_digest(challenge), session.expires_at))
        try:
            # One transaction: a mark that is there already leaves no session and no challenge behind.
            self._store.identities(
                [
                    OpenSession(session=session, challenge=digest, challenge_expires_at=until, at=now)
                    for digest, until in digests
                ]
            )
        except Conflict as error:
            raise VerificationError(Reason.MACHINE_INFO_USED) from error
        return AdmittedMachine(claims=claims, session=session, challenge=Secret(challenge))

    def _read(self, verified: cms.VerifiedSignature) -> MachineClaims:
        # Validity left out: two authorities of this chain have expired and are in use all the same (T32).
        device = check_device_chain(verified.signer, verified.certificates, now=None, chain=self._chain)
        return _claims(verified.content, device)


def _claims(content: bytes, device: AppleDevice) -> MachineClaims:
    found = plist.loads(content)
    if not isinstance(found, dict):
        raise DecodeError("expected a dictionary as MachineInfo")
    rest: dict[str, Any] = dict(found)
    serial_number, udid = _name(rest, "SERIAL"), _name(rest, "UDID")
    texts = {name: rest.pop(key) for name, key in _TEXTS.items() if isinstance(rest.get(key), str)}
    can_update = rest.pop(_CAN_UPDATE) if isinstance(rest.get(_CAN_UPDATE), bool) else False
    return MachineClaims(
        serial_number=serial_number,
        udid=udid,
        can_request_software_update=can_update,
        device=device,
        extra=rest,
        **texts,
    )


def _name(found: dict[str, Any], key: str) -> str:
    """A name that goes into records and logs."""
    value = found.pop(key, None)
    if isinstance(value, str) and 0 < len(value) <= MAX_CLAIM and value.isprintable():
        return value
    raise DecodeError(f"expected a string of 1 to {MAX_CLAIM} printable characters", path=key)


def _marks(
    verified: cms.VerifiedSignature, now: datetime, lifetime: timedelta
) -> tuple[tuple[bytes, datetime], ...]:
    """Under what a message is remembered as used, and until when.

    Not the bytes of the message: whoever has it can write them in other ways, with lengths or
    certificates that no signature covers.  What counts is the key and what it has signed.

    With a signing time in it, a device never signs the same twice, so one use is all for ever.  Without,
    as Macs sign, the same Mac's next request is the same message, and a Mac that is erased has to get in
    again.  Then time is cut into periods as long as a session's life; a use marks the present period and
    the next, so that a second use is refused until the first session has ended, and at most as long again.
    """
    what = _MARK + _signing_key(verified) + hashlib.sha256(verified.signed).digest()
    if verified.is_dated:
        return ((hashlib.sha256(what).digest(), _FOR_EVER),)
    period = (now - _EPOCH) // lifetime
    return tuple(
        (hashlib.sha256(what + str(number).encode()).digest(), _EPOCH + (number + 1) * lifetime)
        for number in (period, period + 1)
    )


def _signing_key(verified: cms.VerifiedSignature) -> bytes:
    """Whose message it is, by the key: a certificate has parts that nobody signed."""
    try:
        return public_key_digest(verified.signer.certificate)
    except ValueError as error:
        raise VerificationError(Reason.CHAIN_INVALID) from error
