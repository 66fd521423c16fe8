"""What VPPServiceConfigSrv tells: where the services are, how to invite, what the numbers of errors mean.

Source: MDM reference 2014, VPP App Assignment, VPPServiceConfigSrv; for the limits, Apple's documentation of
VppServiceConfigResponse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import attrs

from pymdm.errors import DecodeError
from pymdm.vpp._json import integer, text

__all__ = ["SERVICES", "LegacyConfig"]

#: The services that take a content token, and the key under which the service config has the address of each.
SERVICES: Final[Mapping[str, str]] = {
    "registerVPPUserSrv": "registerUserSrvUrl",
    "getVPPUserSrv": "getUserSrvUrl",
    "getVPPUsersSrv": "getUsersSrvUrl",
    "getVPPLicensesSrv": "getLicensesSrvUrl",
    "retireVPPUserSrv": "retireUserSrvUrl",
    "associateVPPLicenseWithVPPUserSrv": "associateLicenseSrvUrl",
    "disassociateVPPLicenseFromVPPUserSrv": "disassociateLicenseSrvUrl",
    "editVPPUserSrv": "editUserSrvUrl",
    "VPPClientConfigSrv": "clientConfigSrvUrl",
    "manageVPPLicensesByAdamIdSrv": "manageVPPLicensesByAdamIdSrvUrl",
    "getVPPAssetsSrv": "getVPPAssetsSrvUrl",
}

#: What is replaced by the code of an invitation: as the text has it, and as the service writes it in a URL.
_PLACES: Final = ("%inviteCode%", "%25inviteCode%25")

#: Licenses in one request where the service does not say: what it has said as long as it says it.
_BATCH: Final = 100


@attrs.frozen(kw_only=True)
class LegacyConfig:
    """The service's word on itself.

    Attributes:
        urls: address by key, such as ``registerUserSrvUrl``; all that are there, known or not.
        invitation_template: address that invites a user, with a place for the code; empty if not told.
        error_codes: Apple's sentence by number; where a number comes twice, the first one.
        most_associations: licenses that one request may assign.
        most_disassociations: licenses that one request may take back.
        raw: what Apple sent.
    """

    urls: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    invitation_template: str = ""
    error_codes: Mapping[int, str] = attrs.field(factory=dict, repr=False)
    most_associations: int = _BATCH
    most_disassociations: int = _BATCH
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> LegacyConfig:
        """Read it; what is missing is left out."""
        return cls(
            urls={key: url for key, url in found.items() if key.endswith("Url") and type(url) is str},
            invitation_template=text(found, "invitationEmailUrl"),
            error_codes=_sentences(found.get("errorCodes")),
            most_associations=_limit(found, "maxBatchAssociateLicenseCount"),
            most_disassociations=_limit(found, "maxBatchDisassociateLicenseCount"),
            raw=found,
        )

    def invitation_url(self, invite_code: str) -> str:
        """The address with which somebody accepts an invitation, for a mail or for InviteToProgram.

        Raises:
            ValueError: there is no code.
            DecodeError: the service told no address, or one without a place for the code.
        """
        if not invite_code:
            raise ValueError("invite_code: expected the code of a user who is Registered")
        template = self.invitation_template
        place = next((place for place in _PLACES if place in template), None)
        if place is None:
            raise DecodeError("expected an address with %inviteCode%", path="invitationEmailUrl")
        return template.replace(place, quote(invite_code, safe=""))


def _limit(found: Mapping[str, Any], key: str) -> int:
    value = integer(found, key)
    return value if value is not None and value > 0 else _BATCH


def _sentences(found: object) -> dict[int, str]:
    sentences: dict[int, str] = {}
    for item in found if type(found) is list else ():
        number = integer(item, "errorNumber") if type(item) is dict else None
        if number is not None:
            sentences.setdefault(number, text(item, "errorMessage"))
    return sentences
