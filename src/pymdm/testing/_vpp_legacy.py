"""The services of 2014, and two later ones: where they are, who may come in, and how they answer.

Sources: MDM reference 2014, VPP App Assignment; Apple's documentation of the legacy interface for the later
two, and for the limits of batches.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any, Final

from pymdm._flow import HttpResponse
from pymdm.testing import _vpp_legacy_licenses as licenses
from pymdm.testing import _vpp_legacy_users as users
from pymdm.testing._vpp_legacy_call import LegacyCall, Parameters
from pymdm.testing._vpp_words import JSON, MESSAGES, Refused, dump, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pymdm._flow import HttpRequest
    from pymdm.testing._vpp_state import Location, World
    from pymdm.testing._vpp_tokens import FakeContentToken

__all__ = ["LEGACY_BASE", "LegacyService"]

LEGACY_BASE: Final = "/WebObjects/MZFinance.woa/wa"

#: VPPServiceConfigSrv has its place for ever; the others are at ``…/wa``, ``…/wa1``, ``…/wa2``, as they move.
_PLACE: Final = re.compile(rf"{LEGACY_BASE}(\d*)/(\w+)")
_DISCOVERY: Final = "VPPServiceConfigSrv"

_HEX: Final = re.compile(r"[0-9A-Fa-f]{64}", re.ASCII)

#: Bytes: "less than 256".
_MAX_CONTEXT: Final = 255


def _client_config(call: LegacyCall) -> dict[str, Any]:
    """VPPClientConfigSrv: what a server stores with the token, and where pushes go."""
    location, context, push = call.location, call.text("clientContext"), call.text("apnToken")
    if context is not None and len(context.encode()) > _MAX_CONTEXT:
        raise Refused(9602)
    if push and not _is_push_token(push):
        raise Refused(9623)
    if context is not None:
        location.client_context = context
    if push is not None:
        receiver = push or location.apn_token  # clearing is told as well: to whom it was
        location.apn_token = receiver
        location.push(0)
        location.apn_token = push
    if context is not None or push is not None:
        call.wrote()
    return {}


_SERVICES: Final[Mapping[str, tuple[str, Callable[[LegacyCall], dict[str, Any]]]]] = {
    "registerVPPUserSrv": ("registerUserSrvUrl", users.register),
    "getVPPUserSrv": ("getUserSrvUrl", users.get),
    "getVPPUsersSrv": ("getUsersSrvUrl", users.listed),
    "retireVPPUserSrv": ("retireUserSrvUrl", users.retire),
    "editVPPUserSrv": ("editUserSrvUrl", users.edit),
    "getVPPLicensesSrv": ("getLicensesSrvUrl", licenses.listed),
    "associateVPPLicenseWithVPPUserSrv": ("associateLicenseSrvUrl", licenses.associate),
    "disassociateVPPLicenseFromVPPUserSrv": ("disassociateLicenseSrvUrl", licenses.disassociate),
    "manageVPPLicensesByAdamIdSrv": ("manageVPPLicensesByAdamIdSrvUrl", licenses.manage),
    "getVPPAssetsSrv": ("getVPPAssetsSrvUrl", licenses.assets),
    "VPPClientConfigSrv": ("clientConfigSrvUrl", _client_config),
}
_LATER: Final = frozenset({"manageVPPLicensesByAdamIdSrv", "getVPPAssetsSrv"})
_KEYS: Final = ("errorNumber", "ErrorCode", "errorCode")


class LegacyService:
    """All of them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, request: HttpRequest, *, number: int, now: datetime) -> HttpResponse:
        """Carry out one request.

        Raises:
            Refused: with Apple's number, to be answered with 200 and status -1.
        """
        found = _PLACE.fullmatch(request.path)
        service = found.group(2) if found else ""
        if service == _DISCOVERY and found and not found.group(1):
            return _whole(self._config())
        if not found or service not in _SERVICES:
            raise Refused(0, status=404, page="<html><body>Not found</body></html>")
        if request.method != "POST":
            raise Refused(0, status=405, page="<html><body>Method not allowed</body></html>")
        try:
            return _whole(self._answered(service, found.group(1), request.body, number, now))
        except Refused as refused:
            style = self._world.chaos.error_name
            refused.key = self._world.rng.choice(_KEYS) if style == "mixed" else style
            raise

    def _answered(self, service: str, place: str, body: bytes, number: int, now: datetime) -> dict[str, Any]:
        world = self._world
        world.just_moved = not world.just_moved and world.roll(world.chaos.moved)
        world.moves += world.just_moved
        if int(place or "0") != world.moves:
            raise Refused(9617)
        parameters = Parameters(_object(body))
        token, location = self._let_in(parameters.text("sToken"), now)
        location.go_on(now)
        call = LegacyCall(
            number=number, now=now, service=service, parameters=parameters, token=token, location=location
        )
        found = {"status": 0, **_SERVICES[service][1](call)}
        told = service in _LATER or service == "VPPClientConfigSrv"
        if location.client_context and told:
            found["clientContext"] = location.client_context
        if told:
            found |= {
                "expirationMillis": int(token.expires.timestamp() * 1000),
                "location": {"locationId": int(location.uid), "locationName": location.name},
                "uId": location.uid,
            }
        if token.ends_soon(now):
            found["tokenExpDate"] = stamp(token.expires)
        return found

    def _let_in(self, text: str | None, now: datetime) -> tuple[FakeContentToken, Location]:
        if not text:
            raise Refused(9601)
        found = self._world.tokens.get(text)
        if found is None:
            raise Refused(9622)
        if refused := found[0].number(now):
            raise Refused(refused)
        return found

    def _config(self) -> dict[str, Any]:
        place = f"{self._world.origin}{LEGACY_BASE}{self._world.moves or ''}"
        invitation = f"{self._world.origin}{LEGACY_BASE}/associateVPPUserWithITSAccount"
        urls = {key: f"{place}/{service}" for service, (key, _) in _SERVICES.items()}
        return {
            "status": 0,
            **urls,
            "invitationEmailUrl": f"{invitation}?inviteCode=%inviteCode%&mt=8",
            "vppWebsiteUrl": f"{self._world.origin}/",
            **self._world.batches,
            "errorCodes": [
                {"errorMessage": words, "errorNumber": number}
                for number, words in MESSAGES.items()
                if number < 9650
            ],
        }


def _whole(found: dict[str, Any]) -> HttpResponse:
    """JSON with its slashes escaped, as the text says."""
    body = dump(found).replace(b"/", rb"\/")
    return HttpResponse(status=200, headers={"Content-Type": JSON}, body=body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(9602)
    return found


def _is_push_token(text: str) -> bool:
    """44 characters of Base64, or 64 of hex: 32 bytes either way."""
    if _HEX.fullmatch(text):
        return True
    try:
        return len(text) == 44 and len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
