"""What an operator decides about a server."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import attrs

from pymdm.protocol import AccessRights
from pymdm.protocol.push import TOPIC_PREFIX

__all__ = ["MIN_SECRET", "ServerSettings"]

# The 43 characters that the commands make are 256 bits.  People who choose their own need fewer to be
# typed, and 24 random letters and digits are beyond guessing over the network.
MIN_SECRET = 24

# A profile that was downloaded but not installed stays usable for a week (T43): people enroll the
# device on the next day, or after the holiday that began on Friday.
SESSION_LIFETIME = timedelta(days=7)

# Thirteen months: whoever renews once a year has a month to spare.
IDENTITY_LIFETIME = timedelta(days=397)


def _https(_: object, __: attrs.Attribute[str], value: str) -> None:
    # urlsplit drops line breaks and tabs without a word, so they are looked for before it.
    parts = urlsplit(value) if value.isprintable() and " " not in value else None
    if parts is None or parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("url must be an https URL without a query, such as https://mdm.example.com")


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _secret(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if len(value) < MIN_SECRET:
        raise ValueError(f"{attribute.name} must have at least {MIN_SECRET} characters")
    if not value.isprintable() or value != value.strip():
        raise ValueError(f"{attribute.name} must be printable, without white space at its ends")


def _token(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    # What RFC 6750 (2.1) lets an Authorization header carry, nearly; browsers and tools agree on it.
    if not value.isascii() or " " in value:
        raise ValueError(f"{attribute.name} must be of ASCII characters without spaces")


def _shown(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value.strip() or not value.isprintable():
        raise ValueError(f"{attribute.name} must be printable text")


@attrs.frozen(kw_only=True)
class ServerSettings:
    """The settings of one server.

    - ``url``: how devices reach it, https; ``/mdm`` and ``/enroll`` are below it.
    - ``topic``: the push certificate's topic.
    - ``organization``: the name that people see in the profile.
    - ``enrollment_code``: what a person must know to download an enrollment profile.
    - ``admin_token``: what the admin API asks for, as ``Authorization: Bearer …``.
    - ``access_rights``: what profiles ask the device for.
    - ``separate_checkin``: whether profiles name ``/checkin`` as CheckInURL.
    - ``session_lifetime``: how long a profile that was downloaded can be installed.
    - ``identity_lifetime``: how long the identity in it is valid.

    Raises ValueError for what no device or browser could use.
    """

    url: str = attrs.field(validator=_https, converter=_without_slash)
    topic: str = attrs.field()
    organization: str = attrs.field(default="pymdm", validator=_shown)
    enrollment_code: str = attrs.field(repr=False, validator=_secret)
    admin_token: str = attrs.field(repr=False, validator=[_secret, _token])
    access_rights: AccessRights = AccessRights.ALL
    separate_checkin: bool = False
    session_lifetime: timedelta = SESSION_LIFETIME
    identity_lifetime: timedelta = IDENTITY_LIFETIME

    @topic.validator
    def _topic(self, _: object, value: str) -> None:
        if not value.startswith(TOPIC_PREFIX) or value == TOPIC_PREFIX:
            raise ValueError(f"topic must begin with {TOPIC_PREFIX}, as the push certificate has it")
        # A topic is sent as an HTTP/2 header with every push.  Copied from a page it may end in "…".
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise ValueError(
                "topic must be of visible ASCII characters only; copy it whole from the push certificate"
            )
