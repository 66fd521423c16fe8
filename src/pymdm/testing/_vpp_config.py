"""What today's interface tells of itself, and what a server may tell of itself.

Sources: Apple's documentation of Service Config, Client Config and Getting Started with the Management API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pymdm.testing._vpp_notes import TYPES
from pymdm.testing._vpp_state import VPPWrite
from pymdm.testing._vpp_words import MESSAGES, Refused, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.testing._vpp_notes import VPPNotification
    from pymdm.testing._vpp_state import Call, Location, World

__all__ = ["BASE", "PATHS", "client_config", "service_config", "set_client_config"]

BASE: Final = "/mdm/v2"

#: Where each call goes, by the name that Service Config gives it.
PATHS: Final = {
    "clientConfig": "/client/config",
    "getAssets": "/assets",
    "getAssignments": "/assignments",
    "getUsers": "/users",
    "associateAssets": "/assets/associate",
    "disassociateAssets": "/assets/disassociate",
    "revokeAssets": "/assets/revoke",
    "createUsers": "/users/create",
    "updateUsers": "/users/update",
    "retireUsers": "/users/retire",
    "eventStatus": "/status",
}

_INVITATION: Final = (
    "https://buy.itunes.apple.com/WebObjects/MZFinance.woa/wa/associateVPPUserWithITSAccount"
    "?inviteCode=%25inviteCode%25&mt=8"
)
_LOOKUP: Final = "https://uclient-api.itunes.apple.com/WebObjects/MZStorePlatform.woa/wa/lookup"

#: Those of Apple's Service Config.
_CODES: Final = (9601, 9602, 9603, 9609, 9621, 9625, 9634, 9646, 9650, *range(9700, 9729))

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def service_config(world: World) -> dict[str, Any]:
    """GET service/config; the only call without a token."""
    urls = {name: f"{world.origin}{BASE}{path}" for name, path in PATHS.items()}
    return {
        "errorCodes": [named(number) for number in _CODES if number in MESSAGES],
        "limits": world.limits,
        "notificationTypes": list(TYPES),
        "urls": {"invitationEmail": _INVITATION, "contentMetadataLookup": _LOOKUP, **urls, **world.urls},
    }


def client_config(location: Location) -> dict[str, Any]:
    """GET client/config."""
    found: dict[str, Any] = {
        "countryISO2ACode": "US",
        "defaultPlatform": "enterprisestore",
        "locationName": location.name,
        "websiteURL": "https://business.apple.com",
        "subscribedNotificationTypes": [kind for kind in TYPES if kind in location.notes.subscribed],
    }
    if location.notification_url:
        found["notificationUrl"] = location.notification_url
        found["notificationAuthToken"] = location.notification_token
    return found


def set_client_config(call: Call, reach: Callable[[str, str, VPPNotification], bool]) -> dict[str, Any]:
    """POST client/config: who manages the location, and where notifications go.

    Whoever comes last is right: Apple does not refuse another server, it only tells everybody.
    """
    location, body = call.location, call.body
    mdm = _mdm(location.world, body.get("mdmInfo")) if "mdmInfo" in body else None
    types = body.get("notificationTypes")
    if types is not None and (not isinstance(types, list) or not set(map(str, types)) <= set(TYPES)):
        raise Refused(9602)
    url, token = body.get("notificationUrl"), body.get("notificationAuthToken")
    if (url is None) != (token is None) or bool(url) != bool(token):
        raise Refused(9710)
    if url and token:
        _check_url(location.world, url, token)
        if not reach(url, token, location.notes.test()):
            raise Refused(9728)
    if url is not None and token is not None:
        location.notification_url, location.notification_token = url, token
    if types is not None:
        location.notes.subscribed = set(types)
    if mdm is not None:
        location.mdm = mdm
    location.world.writes.append(VPPWrite(number=call.number, at=call.now, kind="CLIENT_CONFIG"))
    return client_config(location)


def _mdm(world: World, found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        raise Refused(9602)
    mdm = {key: found.get(key) for key in ("id", "metadata", "name")}
    if not all(isinstance(value, str) and value for value in mdm.values()):
        raise Refused(9723)
    for key, limit, number in (
        ("id", "maxMdmIdLength", 9724),
        ("name", "maxMdmNameLength", 9725),
        ("metadata", "maxMdmMetadataLength", 9713),
    ):
        if len(str(mdm[key])) > world.limits[limit]:
            raise Refused(number)
    return {key: str(value) for key, value in mdm.items()}


def _check_url(world: World, url: object, token: object) -> None:
    if not isinstance(url, str) or not isinstance(token, str):
        raise Refused(9602)
    if max(len(url), len(token)) > world.limits["maxNotificationLength"]:
        raise Refused(9711)
    parts = urlsplit(url)
    nearby = parts.scheme == "http" and parts.hostname in _LOOPBACK  # of the fake alone
    if not parts.hostname or not (parts.scheme == "https" or nearby):
        raise Refused(9712)
