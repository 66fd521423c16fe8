"""The messages of a device, key by key, written as Apple's property-list writer writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm.testing.hardware import Machine
    from pymdm.testing.settings import EnrollmentSettings

__all__ = ["CHECKIN_TYPE", "CONNECT_TYPE", "authenticate", "encode", "headers", "token_update"]

CHECKIN_TYPE = "application/x-apple-aspen-mdm-checkin"
CONNECT_TYPE = "application/x-apple-aspen-mdm; charset=UTF-8"

_QUERY_DEVICE_INFORMATION = 16


def encode(message: Mapping[str, object]) -> bytes:
    """The message as an XML plist with tabs and sorted keys, absent (None) values left out."""
    from pymdm.protocol import plist

    present = {key: value for key, value in message.items() if value is not None}
    # Values come from the modules of this package, which put nothing else into a message.
    return plist.dumps(cast("plist.Encodable", present), sort_keys=True)


def headers(
    *, content_type: str, user_agent: str, length: int, signature: str | None
) -> tuple[tuple[str, str], ...]:
    """The header lines after Host, in the order in which CFNetwork writes them."""
    lines = [
        ("Content-Type", content_type),
        ("Connection", "keep-alive"),
        ("Accept", "*/*"),
        ("User-Agent", user_agent),
        ("Content-Length", str(length)),
        ("Accept-Language", "en-us"),
        ("Accept-Encoding", "gzip, deflate, br"),
    ]
    if signature is not None:
        lines.insert(3, ("Mdm-Signature", signature))
    return tuple(lines)


def authenticate(
    machine: Machine, settings: EnrollmentSettings, ids: Mapping[str, object]
) -> dict[str, object]:
    """Authenticate: Macs name themselves; without the access right hardware facts are left out.

    Source: Apple's schema, checkin/authenticate (keys, and ``accessrights`` per system); key set of
    the Mac as captured from macOS 10.12.
    """
    allowed = bool(settings.access_rights & _QUERY_DEVICE_INFORMATION)
    personal = settings.user_enrollment  # serial number and radio ids are forbidden there
    message: dict[str, object] = {"MessageType": "Authenticate", "Topic": settings.topic, **ids}
    if machine.is_mac:
        message |= {
            "DeviceName": machine.device_name,
            "Model": machine.model,
            "ModelName": machine.model_name,
        }
    if machine.is_mac or allowed:
        message |= {
            "BuildVersion": machine.build_version,
            "OSVersion": machine.os_version,
            "ProductName": machine.product_name,
        }
    if allowed and not personal:
        message |= {"SerialNumber": machine.serial_number, "IMEI": machine.imei, "MEID": machine.meid}
    return message


def token_update(
    machine: Machine,
    settings: EnrollmentSettings,
    ids: Mapping[str, object],
    *,
    token: bytes,
    push_magic: str,
    user_channel: bool,
    first: bool,
) -> dict[str, object]:
    """TokenUpdate: the push address; UnlockToken from iOS the first time, NotOnConsole from a Mac's user."""
    message: dict[str, object] = {
        "MessageType": "TokenUpdate",
        "Topic": settings.topic,
        "Token": token,
        "PushMagic": push_magic,
        **ids,
    }
    if user_channel:
        return message | ({"NotOnConsole": False} if machine.is_mac else {})
    message["AwaitingConfiguration"] = machine.awaiting_configuration
    if first and not settings.user_enrollment:
        message["UnlockToken"] = machine.unlock_token
    return message
