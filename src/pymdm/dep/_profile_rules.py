"""What a setup document has to obey; each breach with the key that it is about.

Sources: MDM reference 2014, Define Profile; Apple's documentation of Profile.  The lengths are those to which
servers in use hold their users, and which Apple is not known to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pymdm.dep.profile import DEPProfile

__all__ = ["https_url", "problems"]

#: Characters of each text.
_LENGTHS: Final = {
    "profile_name": 125,
    "department": 125,
    "org_magic": 256,
    "support_phone_number": 50,
    "support_email_address": 250,
}

#: Longer URLs are cut or refused by something between a device and its server.
_MAX_URL: Final = 2000

#: What version 1 wants and later versions do not (DEPARTMENT_REQUIRED, SUPPORT_PHONE_REQUIRED).
_WANTED_BY_1: Final = ("department", "support_phone_number")

#: What version 1 does not know.
_SINCE_2: Final = (
    "auto_advance_setup",
    "await_device_configured",
    "is_multi_user",
    "support_email_address",
)

_FORMATS: Final = {
    "language": (re.compile(r"[a-z]{2,3}"), "two or three small letters, such as en or haw"),
    "region": (re.compile(r"[A-Z]{2}"), "two capital letters, such as US"),
    "support_email_address": (re.compile(r"[^@\s]+@[^@\s]+"), "an email address"),
}


def problems(profile: DEPProfile, protocol_version: int) -> Iterator[str]:
    """All that is wrong with it."""
    yield from _texts(profile)
    yield from _version(profile, protocol_version)
    yield from _urls(profile)
    if not profile.is_mdm_removable and not profile.is_supervised:
        yield "is_mdm_removable: expected true, or is_supervised true as well"
    yield from _setup(profile)
    yield from _certificates(profile)


def _texts(profile: DEPProfile) -> Iterator[str]:
    if not profile.profile_name.strip():
        yield "profile_name: expected a name"
    for name, most in _LENGTHS.items():
        value = getattr(profile, name)
        if value is not None and len(value) > most:
            yield f"{name}: expected at most {most} characters"
        if value is not None and not value.isprintable():
            yield f"{name}: expected printable characters on one line"
    for name, (form, what) in _FORMATS.items():
        value = getattr(profile, name)
        if value is not None and not form.fullmatch(value):
            yield f"{name}: expected {what}"


def _version(profile: DEPProfile, protocol_version: int) -> Iterator[str]:
    if protocol_version > 1:
        return
    for name in _WANTED_BY_1:
        if not (getattr(profile, name) or "").strip():
            yield f"{name}: expected a text, which protocol version 1 requires"
    for name in _SINCE_2:
        if getattr(profile, name) not in (None, False):
            yield f"{name}: expected protocol version 2 or later"


def _urls(profile: DEPProfile) -> Iterator[str]:
    for name in ("url", "configuration_web_url"):
        value = getattr(profile, name)
        if value is not None and not https_url(value):
            yield f"{name}: expected https://… with at most {_MAX_URL} characters"


def _setup(profile: DEPProfile) -> Iterator[str]:
    if profile.auto_advance_setup and profile.configuration_web_url is not None:
        yield "auto_advance_setup: expected no configuration_web_url with it, where somebody has to sign in"


def _certificates(profile: DEPProfile) -> Iterator[str]:
    for name in ("anchor_certs", "supervising_host_certs"):
        for number, der in enumerate(getattr(profile, name)):
            from pymdm.crypto._x509 import parse_certificate  # cryptography takes a while to import

            try:
                parse_certificate(der)
            except ValueError:
                yield f"{name}[{number}]: expected one X.509 certificate in DER"


def https_url(value: str) -> bool:
    """Whether devices can go there."""
    if len(value) > _MAX_URL or not value.isascii() or not value.isprintable() or " " in value:
        return False
    try:
        parts = urlsplit(value)
        return (
            parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
        )
    except ValueError:
        return False
