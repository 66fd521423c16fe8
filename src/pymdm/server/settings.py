"""What an operator decides about a server."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import attrs

from pymdm.protocol import AccessRights
from pymdm.protocol.push import TOPIC_PREFIX

__all__ = ["MIN_SECRET", "ServerSettings"]

# 32 characters of the kind that the commands make are 190 bits; shorter ones are typed by people.
MIN_SECRET = 24

# A profile that was downloaded but not installed stays usable for a week (T43): people enroll the
# device on the next day, or after the holiday that began on Friday.
SESSION_LIFETIME = timedelta(days=7)

# Requests for an enrollment session are kept short-lived by the code; identities by their CA.
IDENTITY_LIFETIME = timedelta(days=397)


def _https(_: object, __: attrs.Attribute[str], value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("url must be an https URL without a query, such as https://mdm.example.com")


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _secret(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if len(value) < MIN_SECRET:
        raise ValueError(f"{attribute.name} must have at least {MIN_SECRET} characters")


@attrs.frozen(kw_only=True)
class ServerSettings:
    """The settings of one server.

    - ``url``: how devices reach it, https; ``/mdm`` and ``/enroll`` are below it.
    - ``topic``: the push certificate's topic.
    - ``organization``: the name that people see in the profile.
    - ``enrollment_code``: what a person must know to download an enrollment profile.
    - ``admin_token``: what the admin API asks for, as ``Authorization: Bearer …``.
    - ``separate_checkin``: whether profiles name ``/checkin`` as CheckInURL.
    """

    url: str = attrs.field(validator=_https, converter=_without_slash)
    topic: str = attrs.field()
    organization: str = "pymdm"
    enrollment_code: str = attrs.field(repr=False, validator=_secret)
    admin_token: str = attrs.field(repr=False, validator=_secret)
    access_rights: AccessRights = AccessRights.ALL
    separate_checkin: bool = False
    session_lifetime: timedelta = SESSION_LIFETIME
    identity_lifetime: timedelta = IDENTITY_LIFETIME

    @topic.validator
    def _topic(self, _: object, value: str) -> None:
        if not value.startswith(TOPIC_PREFIX) or value == TOPIC_PREFIX:
            raise ValueError(f"topic must begin with {TOPIC_PREFIX}, as the push certificate has it")
