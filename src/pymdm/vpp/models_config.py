"""What the service says of itself, and of one location.

Source: Apple's documentation of ServiceConfigResponse, ClientConfigResponse and Service Config.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import attrs

from pymdm._json import date, texts
from pymdm.crypto import Secret
from pymdm.errors import DecodeError
from pymdm.vpp._json import integer, text
from pymdm.vpp._words import NotificationType, known
from pymdm.vpp.models import MdmInfo

__all__ = ["ClientConfig", "Limits", "ServiceConfig"]

#: What stands for the code in the invitation's address: as the 2014 reference has it, and percent-encoded.
_INVITE_MARKS: Final = ("%25inviteCode%25", "%inviteCode%")


@attrs.frozen(kw_only=True)
class Limits:
    """How much one request may carry; the defaults are those of Apple's example.

    Attributes:
        assets, client_user_ids, serials: of associate and disassociate.
        revoke_client_user_ids, revoke_serials: of revoke.
        users: of create, update and retire.
        notification_length: characters of the address for notifications, and of its token.
        mdm_id_length, mdm_name_length, mdm_metadata_length: characters of `MdmInfo`.
        requests_per_second: of a location, over all programs; 0 for none stated.
    """

    assets: int = 25
    client_user_ids: int = 1000
    serials: int = 1000
    revoke_client_user_ids: int = 100
    revoke_serials: int = 100
    users: int = 100
    notification_length: int = 512
    mdm_id_length: int = 100
    mdm_name_length: int = 100
    mdm_metadata_length: int = 255
    requests_per_second: int = 0

    @classmethod
    def decode(cls, found: object) -> Limits:
        """Read them; what is missing or makes no sense has its default."""
        if type(found) is not dict:
            return cls()
        stated = {name: integer(found, key) for name, key in _LIMITS.items()}
        return cls(**{name: value for name, value in stated.items() if value is not None and value > 0})


_LIMITS: Final = {
    "assets": "maxAssets",
    "client_user_ids": "maxClientUserIds",
    "serials": "maxSerialNumbers",
    "revoke_client_user_ids": "maxRevokeClientUserIds",
    "revoke_serials": "maxRevokeSerialNumbers",
    "users": "maxUsers",
    "notification_length": "maxNotificationLength",
    "mdm_id_length": "maxMdmIdLength",
    "mdm_name_length": "maxMdmNameLength",
    "mdm_metadata_length": "maxMdmMetadataLength",
    "requests_per_second": "maxRequestPerSecond",
}


@attrs.frozen(kw_only=True)
class ServiceConfig:
    """Addresses, limits and errors of the service; they change, so that a client asks every five minutes.

    Attributes:
        limits: of one request.
        urls: by name, such as ``getAssets``; also ``invitationEmail`` and ``contentMetadataLookup``.
        notification_types: what can be subscribed to.
        error_messages: Apple's words, by number.
        raw: what Apple sent.
    """

    limits: Limits = Limits()
    urls: Mapping[str, str] = attrs.field(factory=dict)
    notification_types: tuple[NotificationType | str, ...] = ()
    error_messages: Mapping[int, str] = attrs.field(factory=dict, repr=False)
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> ServiceConfig:
        """Read an answer.

        Raises:
            DecodeError: it is none.
        """
        urls = found.get("urls")
        if type(urls) is not dict:
            raise DecodeError("expected an object with addresses", path="urls")
        rows = found.get("errorCodes")  # for people: whatever is there, the rest can be used
        messages = {
            integer(row, "errorNumber"): text(row, "errorMessage")
            for row in (rows if type(rows) is list else ())
            if type(row) is dict
        }
        return cls(
            limits=Limits.decode(found.get("limits")),
            urls={name: url for name, url in urls.items() if type(url) is str and url},
            notification_types=tuple(
                known(NotificationType, word) for word in texts(found, "notificationTypes")
            ),
            error_messages={number: words for number, words in messages.items() if number is not None},
            raw=found,
        )

    def invitation_url(self, invite_code: str) -> str:
        """Where a user associates their Apple Account.

        Raises:
            ValueError: the service has not said where that is, or the code is none.
        """
        template = self.urls.get("invitationEmail", "")
        mark = next((mark for mark in _INVITE_MARKS if mark in template), None)
        if mark is None or not template.startswith("https://"):
            raise ValueError("urls.invitationEmail: expected an address over https with a place for the code")
        if not invite_code:
            raise ValueError("invite_code: expected the code of a user who is Registered")
        return template.replace(mark, quote(invite_code, safe=""))


@attrs.frozen(kw_only=True)
class ClientConfig:
    """A location as Apple knows it, and where it sends notifications.

    Attributes:
        uid: the location, whichever token leads to it.
        location_name: for people.
        mdm: who manages the location; None if nobody said so.
        country: two letters.
        platform: ``enterprisestore`` or ``volumestore``.
        website_url: the portal.
        notification_url: empty for none.
        notification_token: what notifications carry to show that they are Apple's.
        notification_types: what is subscribed to.
        token_expires: end of the content token; Apple tells it within 15 days of the end.
        raw: what Apple sent, with the notification token in clear.
    """

    uid: str = ""
    location_name: str = ""
    mdm: MdmInfo | None = None
    country: str = ""
    platform: str = ""
    website_url: str = ""
    notification_url: str = ""
    notification_token: Secret[str] | None = attrs.field(default=None, repr=False)
    notification_types: tuple[NotificationType | str, ...] = ()
    token_expires: datetime | None = None
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> ClientConfig:
        """Read an answer."""
        token = text(found, "notificationAuthToken")
        return cls(
            uid=uid_of(found),
            location_name=text(found, "locationName"),
            mdm=MdmInfo.decode(found.get("mdmInfo")),
            country=text(found, "countryISO2ACode"),
            platform=text(found, "defaultPlatform"),
            website_url=text(found, "websiteURL"),
            notification_url=text(found, "notificationUrl"),
            notification_token=Secret(token) if token else None,
            notification_types=tuple(
                known(NotificationType, word) for word in texts(found, "subscribedNotificationTypes")
            ),
            token_expires=token_expiry_of(found),
            raw=found,
        )


def uid_of(found: Mapping[str, Any]) -> str:
    """The location that an answer is about; empty if it does not say."""
    value = found.get("uId")
    return str(value) if type(value) in (str, int) else ""


def token_expiry_of(found: Mapping[str, Any]) -> datetime | None:
    """The end of the token as an answer tells it: by today's name, or by that of 2014."""
    return date(found, "tokenExpirationDate") or date(found, "tokenExpDate")
