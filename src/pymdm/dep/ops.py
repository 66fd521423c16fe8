"""Every request of the device enrollment service as a flow: no network, no clock.

    flow = ops.account(session)
    wanted = next(flow)  # an HttpRequest
    flow.send(HttpResponse(status=200, body=b'{"server_uuid": "…"}'))  # StopIteration, with the Account

``pymdm.http`` drives them, with a blocking or an asynchronous sender; `DEPClient` and `AsyncDEPClient` are
that and nothing else.

Source: MDM reference 2014, Device Enrollment Program, Web Services; what came later (activation lock,
account-driven enrollment, beta tokens, POST for Assign Profile): Apple's Device Assignment documentation.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, Literal

import attrs

from pymdm._flow import Flow
from pymdm.dep._call import call, call_for_object
from pymdm.dep._json import text
from pymdm.dep._listing import FETCHING, fetch_devices, sync, sync_devices
from pymdm.dep._serials import for_all, parts, serial_list, try_failed_again
from pymdm.dep._words import LockOutcome, known
from pymdm.dep.answers import Account, AccountDrivenProfile, BetaToken, DeviceOutcomes
from pymdm.dep.codes import DEPCode
from pymdm.dep.devices import Device
from pymdm.dep.session import Session
from pymdm.errors import DecodeError, DEPError, LocalProtocolError

if TYPE_CHECKING:
    from pymdm.dep.profile import DEPProfile

__all__ = [
    "FETCHING",
    "Disown",
    "account",
    "account_driven_profile",
    "activation_lock",
    "assign_profile",
    "beta_tokens",
    "define_and_assign",
    "define_profile",
    "device_details",
    "disown",
    "fetch_devices",
    "fetch_profile",
    "remove_account_driven_profile",
    "remove_profile",
    "set_account_driven_profile",
    "sync",
    "sync_devices",
]

_ASSIGN: Final = "/profile/devices"
_ACCOUNT_DRIVEN: Final = "/account-driven-enrollment/profile"

#: The hash of a bypass code: 32 bytes in hex.
_ESCROW_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")


class Disown(enum.Enum):
    """The word without which no device is disowned."""

    FOR_EVER = "for ever"
    """A disowned device cannot be given to a server of the organisation again; Apple does not undo it."""


def account(session: Session) -> Flow[Account]:
    """The server as Apple knows it; the limits that it states are heeded from now on.

    Raises:
        DEPError: Apple refuses.
        DecodeError: the answer names no server.
        TransportError: no answer came.
    """
    found = Account.decode((yield from call_for_object(session, "GET", "/account", repeatable=True)))
    session.account = found
    return found


def device_details(session: Session, serials: Iterable[str]) -> Flow[dict[str, Device]]:
    """What Apple knows of these devices; `Device.found` is False of those that are not this server's.

    Raises:
        DEPError: Apple refuses.
        DecodeError: the answer is not one of this request.
        TransportError: no answer came.
    """
    found: dict[str, Device] = {}
    for part in parts(serial_list(serials), session.most("/devices")):
        body = {"devices": list(part)}
        answer = yield from call_for_object(session, "POST", "/devices", body=body, repeatable=True)
        devices = answer.get("devices", {})
        if type(devices) is not dict or any(type(each) is not dict for each in devices.values()):
            raise DecodeError("expected an object for each serial number", path="devices")
        for serial, each in devices.items():
            found[serial] = Device.decode({**each, "serial_number": serial}, path=f"devices.{serial}.")
    return found


def disown(session: Session, serials: Iterable[str], *, confirm: Disown) -> Flow[DeviceOutcomes]:
    """Give up devices for ever.  A request whose answer is lost is not sent again.

    Raises:
        TypeError: `confirm` is not ``Disown.FOR_EVER``.
        DEPError: Apple refuses.
        TransportError: no answer came; the devices may be disowned or not.
    """
    if confirm is not Disown.FOR_EVER:
        raise TypeError("confirm: expected Disown.FOR_EVER; a disowned device does not come back")
    path = "/devices/disown"

    def send(part: tuple[str, ...]) -> Flow[DeviceOutcomes]:
        body = {"devices": list(part)}
        return DeviceOutcomes.decode(
            (yield from call_for_object(session, "POST", path, body=body, repeatable=False))
        )

    return (yield from for_all(session, serials, session.most(path), send))


def define_profile(
    session: Session, profile: DEPProfile, *, unknown: Literal["refuse", "allow"] = "refuse"
) -> Flow[str]:
    """Make a profile, and return its UUID.  A request whose answer is lost is not sent again.

    Raises:
        LocalProtocolError: the profile breaks a rule, or names devices: `define_and_assign` does those.
        DEPError: Apple refuses.
        DecodeError: the answer has no UUID.
        TransportError: no answer came; the profile may be there or not.
    """
    if _profile(profile).devices:
        raise LocalProtocolError(
            "devices: expected none here, where nobody learns what becomes of them; use define_and_assign"
        )
    return (yield from _define(session, profile, unknown)).profile_uuid


def define_and_assign(
    session: Session, profile: DEPProfile, *, unknown: Literal["refuse", "allow"] = "refuse"
) -> Flow[DeviceOutcomes]:
    """Make a profile and assign it to its ``devices``; the answer has its UUID, and an outcome for each.

    Devices beyond what one request takes, and those that failed, are assigned afterwards.

    Raises:
        LocalProtocolError: the profile breaks a rule.
        DEPError: Apple refuses.
        DecodeError: the answer has no UUID.
        TransportError: no answer came; the profile may be there or not.
    """
    serials = serial_list(_profile(profile).devices)
    first = serials[: session.most("/profile")]
    answer = yield from _define(session, profile, unknown, first)
    uuid = answer.profile_uuid
    send = _assigner(session, uuid)
    answer = yield from try_failed_again(session, first, answer, send)
    rest = serials[len(first) :]
    try:
        others = yield from for_all(session, rest, session.most(_ASSIGN), send)
    except Exception as error:
        error.add_note(f"the profile is defined: {uuid}; {len(first)} of {len(serials)} were answered")
        raise
    return DeviceOutcomes(
        outcomes={**answer.outcomes, **others.outcomes},
        profile_uuid=uuid,
        retry_after=max(filter(None, (answer.retry_after, others.retry_after)), default=None),
    )


def assign_profile(session: Session, profile_uuid: str, serials: Iterable[str]) -> Flow[DeviceOutcomes]:
    """Tell devices to use a profile when they are set up next; one outcome for each.

    Raises:
        DEPError: Apple refuses, for instance because there is no such profile.
        TransportError: no answer came; assigning again does no harm.
    """
    send = _assigner(session, _uuid(profile_uuid))
    found = yield from for_all(session, serials, session.most(_ASSIGN), send)
    return attrs.evolve(found, profile_uuid=profile_uuid)


def fetch_profile(session: Session, profile_uuid: str) -> Flow[DEPProfile]:
    """A profile as Apple keeps it.

    Raises:
        DEPError: Apple refuses, for instance because there is no such profile.
        DecodeError: the answer is no profile.
        TransportError: no answer came.
    """
    from pymdm.dep.profile import DEPProfile

    query = {"profile_uuid": _uuid(profile_uuid)}
    found = yield from call_for_object(session, "GET", "/profile", query=query, repeatable=True)
    return DEPProfile.decode(found)


def remove_profile(session: Session, serials: Iterable[str]) -> Flow[DeviceOutcomes]:
    """Take the profile from devices; those that have fetched it keep it until they are erased.

    Raises:
        DEPError: Apple refuses.
        TransportError: no answer came; removing again does no harm.
    """

    def send(part: tuple[str, ...]) -> Flow[DeviceOutcomes]:
        body = {"devices": list(part)}
        return DeviceOutcomes.decode(
            (yield from call_for_object(session, "DELETE", _ASSIGN, body=body, repeatable=True))
        )

    return (yield from for_all(session, serials, session.most(_ASSIGN), send))


def activation_lock(
    session: Session, serial: str, *, escrow_key: str | None = None, lost_message: str = ""
) -> Flow[LockOutcome | str]:
    """Lock a device to the organisation.  A request whose answer is lost is not sent again.

    Args:
        session: whose.
        serial: the device.
        escrow_key: hash of the bypass code, 64 hex digits.  Without it the device is locked to whoever made
            the server in the portal.
        lost_message: shown on the device.

    Raises:
        ValueError: the escrow key is none.
        DEPError: Apple refuses.
        TransportError: no answer came; the device may be locked or not.
    """
    body: dict[str, object] = {"device": serial_list((serial,))[0]}
    if escrow_key is not None:
        if not _ESCROW_KEY.fullmatch(escrow_key):
            raise ValueError("escrow_key: expected 64 hex digits, the hash of a bypass code")
        body["escrow_key"] = escrow_key
    if lost_message:
        body["lost_message"] = lost_message
    path = "/device/activationlock"
    found = yield from call_for_object(session, "POST", path, body=body, repeatable=False)
    return known(LockOutcome, text(found, "response_status"))


def account_driven_profile(session: Session) -> Flow[AccountDrivenProfile | None]:
    """Where account-driven enrollment is sent to; None if nowhere.

    Raises:
        DEPError: Apple refuses.
        TransportError: no answer came.
    """
    try:
        found = yield from call_for_object(session, "GET", _ACCOUNT_DRIVEN, repeatable=True)
    except DEPError as error:
        if error.status == 404 and str(error.code).endswith(DEPCode.NOT_FOUND):
            return None
        raise
    return AccountDrivenProfile.decode(found)


def set_account_driven_profile(session: Session, mdm_service_discovery_url: str) -> Flow[None]:
    """Send account-driven enrollment to this https URL.

    Raises:
        ValueError: it is none.
        DEPError: Apple refuses.
        TransportError: no answer came; setting it again does no harm.
    """
    from pymdm.dep._profile_rules import https_url

    if not https_url(mdm_service_discovery_url):
        raise ValueError("mdm_service_discovery_url: expected https://…")
    body = {"mdm_service_discovery_url": mdm_service_discovery_url}
    yield from call(session, "POST", _ACCOUNT_DRIVEN, body=body, repeatable=True)


def remove_account_driven_profile(session: Session) -> Flow[None]:
    """Send account-driven enrollment nowhere.  A request whose answer is lost is not sent again.

    Raises:
        DEPError: Apple refuses.
        TransportError: no answer came; it may be removed or not.
    """
    yield from call(session, "DELETE", _ACCOUNT_DRIVEN, repeatable=False)


def beta_tokens(session: Session) -> Flow[tuple[BetaToken, ...]]:
    """What lets devices install beta releases of the programs that the organisation takes part in.

    Raises:
        DEPError: Apple refuses, for instance because AppleSeed for IT is off.
        DecodeError: the answer is something else.
        TransportError: no answer came.
    """
    found = yield from call_for_object(session, "GET", "/os-beta-enrollment/tokens", repeatable=True)
    return BetaToken.decode_all(found)


def _define(
    session: Session,
    profile: DEPProfile,
    unknown: Literal["refuse", "allow"],
    devices: tuple[str, ...] = (),
) -> Flow[DeviceOutcomes]:
    profile.check(protocol_version=session.protocol_version, unknown=unknown)
    body = attrs.evolve(profile, devices=devices, profile_uuid=None).wire()
    found = yield from call_for_object(session, "POST", "/profile", body=body, repeatable=False)
    text(found, "profile_uuid")
    return DeviceOutcomes.decode(found)


def _assigner(session: Session, profile_uuid: str) -> Callable[[tuple[str, ...]], Flow[DeviceOutcomes]]:
    method = session.assign_method()

    def send(part: tuple[str, ...]) -> Flow[DeviceOutcomes]:
        body = {"profile_uuid": profile_uuid, "devices": list(part)}
        return DeviceOutcomes.decode(
            (yield from call_for_object(session, method, _ASSIGN, body=body, repeatable=True))
        )

    return send


def _profile(profile: DEPProfile) -> DEPProfile:
    from pymdm.dep.profile import DEPProfile

    if not isinstance(profile, DEPProfile):
        raise TypeError("profile: expected a DEPProfile; DEPProfile.decode makes one of Apple's keys")
    return profile


def _uuid(profile_uuid: str) -> str:
    if not isinstance(profile_uuid, str):
        raise TypeError("profile_uuid: expected a text, as define_profile returns it")
    if not 0 < len(profile_uuid) <= 100 or not profile_uuid.isprintable():
        raise ValueError("profile_uuid: expected the UUID of a profile, as define_profile returns it")
    return profile_uuid
