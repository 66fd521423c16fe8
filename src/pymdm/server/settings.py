"""What an operator decides about a server."""

from __future__ import annotations

import enum
from datetime import timedelta
from urllib.parse import urlsplit

import attrs

from pymdm.enroll import Transport
from pymdm.protocol import AccessRights
from pymdm.protocol.push import TOPIC_PREFIX
from pymdm.server.digests import SecretDigest
from pymdm.service.driver import SILENT_AFTER, WAKE_AFTER

__all__ = ["MIN_SECRET", "EnrollWith", "ServerSettings"]

# The 43 characters that the commands make are 256 bits.  People who choose their own need fewer to be
# typed, and 24 random letters and digits are beyond guessing over the network.
MIN_SECRET = 24

# A profile that was downloaded but not installed stays usable for a week (T43): people enroll the
# device on the next day, or after the holiday that began on Friday.
SESSION_LIFETIME = timedelta(days=7)

# Thirteen months: whoever renews once a year has a month to spare.
IDENTITY_LIFETIME = timedelta(days=397)


@enum.unique
class EnrollWith(enum.StrEnum):
    """How a device gets the identity with which it enrolls."""

    SCEP = "scep"
    """It makes its key itself and asks ``/scep`` for the certificate: the key never travels."""
    PKCS12 = "pkcs12"
    """Key and certificate are made here and lie in the profile, under a password beside them."""


def _https(_: object, __: attrs.Attribute[str], value: str) -> None:
    # urlsplit drops line breaks and tabs without a word, so they are looked for before it.
    parts = urlsplit(value) if value.isprintable() and " " not in value else None
    if parts is None or parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("url must be an https URL without a query, such as https://mdm.example.com")


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _code(given: str | SecretDigest) -> SecretDigest:
    return _digest(given, "enrollment_code")


def _token(given: str | SecretDigest) -> SecretDigest:
    # What RFC 6750 (2.1) lets an Authorization header carry, nearly; browsers and tools agree on it.
    if isinstance(given, str) and (not given.isascii() or " " in given.strip()):
        raise ValueError("admin_token must be of ASCII characters without spaces")
    return _digest(given, "admin_token")


def _digest(given: str | SecretDigest, name: str) -> SecretDigest:
    if isinstance(given, SecretDigest):
        return given
    if len(given) < MIN_SECRET:
        raise ValueError(f"{name} must have at least {MIN_SECRET} characters")
    if not given.isprintable() or given != given.strip():
        raise ValueError(f"{name} must be printable, without white space at its ends")
    return SecretDigest.of(given)


def _positive(_: object, attribute: attrs.Attribute[timedelta], value: timedelta) -> None:
    if value <= timedelta(0):
        raise ValueError(f"{attribute.name} must be longer than nothing")


def _shown(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value.strip() or not value.isprintable():
        raise ValueError(f"{attribute.name} must be printable text")


@attrs.frozen(kw_only=True)
class ServerSettings:
    """The settings of one server.

    - ``url``: how devices reach it, https; ``/mdm`` and ``/enroll`` are below it.
    - ``topic``: the push certificate's topic.
    - ``organization``: the name that people see in the profile.
    - ``enrollment_code``: what a person must know to download an enrollment profile; text, or the digest
      of one that was kept.
    - ``admin_token``: what the admin API asks for, as ``Authorization: Bearer …``; likewise.
    - ``access_rights``: what profiles ask the device for.
    - ``separate_checkin``: whether profiles name ``/checkin`` as CheckInURL.
    - ``transport``: how profiles tell devices to prove who they are; it has to fit the identity source.
    - ``enroll_with``: how devices get their identity.
    - ``session_lifetime``: how long a profile that was downloaded can be installed.
    - ``identity_lifetime``: how long an identity is valid.
    - ``wake_after``: devices that were quiet for so long are woken, even if nothing waits for them.
    - ``silent_after``: after so long a silence a device counts as inactive; it stays enrolled.

    Raises ValueError for what no device or browser could use.
    """

    url: str = attrs.field(validator=_https, converter=_without_slash)
    topic: str = attrs.field()
    organization: str = attrs.field(default="pymdm", validator=_shown)
    enrollment_code: SecretDigest = attrs.field(repr=False, converter=_code)
    admin_token: SecretDigest = attrs.field(repr=False, converter=_token)
    access_rights: AccessRights = AccessRights.ALL
    separate_checkin: bool = False
    transport: Transport = Transport.MDM_SIGNATURE
    enroll_with: EnrollWith = EnrollWith.SCEP
    session_lifetime: timedelta = attrs.field(default=SESSION_LIFETIME, validator=_positive)
    identity_lifetime: timedelta = attrs.field(default=IDENTITY_LIFETIME, validator=_positive)
    wake_after: timedelta = attrs.field(default=WAKE_AFTER, validator=_positive)
    silent_after: timedelta = attrs.field(default=SILENT_AFTER, validator=_positive)

    @topic.validator
    def _topic(self, _: object, value: str) -> None:
        if not value.startswith(TOPIC_PREFIX) or value == TOPIC_PREFIX:
            raise ValueError(f"topic must begin with {TOPIC_PREFIX}, as the push certificate has it")
        # A topic is sent as an HTTP/2 header with every push.  Copied from a page it may end in "…".
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise ValueError(
                "topic must be of visible ASCII characters only; copy it whole from the push certificate"
            )
