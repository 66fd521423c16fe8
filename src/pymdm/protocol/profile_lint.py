"""Advice about profiles that devices take but people regret: the best practices of 2014, as rules.

None of it is an error.  Findings name rule and place and never repeat a value.

Source: MDM reference 2014, "MDM Best Practices" and "Managed App Configuration and Feedback".
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from ._profile_keys import MDM_PAYLOAD_TYPE
from ._profile_rules import CERTIFICATES

if TYPE_CHECKING:
    from .profile import Profile

__all__ = ["Advice", "LintRule", "lint_app_configuration", "lint_profile"]

_PKCS12: Final = "com.apple.security.pkcs12"
_REMOVAL_PASSWORD: Final = "com.apple.profileRemovalPassword"  # noqa: S105 - the name of a payload

_ACCOUNTS: Final = frozenset(
    {
        "com.apple.AIM.account",
        "com.apple.caldav.account",
        "com.apple.carddav.account",
        "com.apple.eas.account",
        "com.apple.ews.account",
        "com.apple.google-oauth",
        "com.apple.jabber.account",
        "com.apple.ldap.account",
        "com.apple.mail.managed",
        "com.apple.osxserver.account",
        "com.apple.subscribedcalendar.account",
    }
)
# Payloads that give a user nothing and forbid something.
_RESTRICTIONS: Final = frozenset(
    {
        "com.apple.DiscRecording",
        "com.apple.ShareKitHelper",
        "com.apple.applicationaccess",
        "com.apple.applicationaccess.new",
        "com.apple.dashboard",
        "com.apple.familycontrols.contentfilter",
        "com.apple.familycontrols.timelimits.v2",
        "com.apple.gamed",
        "com.apple.ironwood.support",
        "com.apple.mobiledevice.passwordpolicy",
        "com.apple.systempreferences",
        "com.apple.systemuiserver",
    }
)
_PREFERENCES: Final = "com.apple.ManagedClient.preferences"

# Names of keys under which apps keep secrets.  A word like "token" alone counts only at the end of a name:
# "tokenLifetime" is none.
_SECRET_NAME: Final = re.compile(
    r"pass(?:word|wd|phrase|code)|secret|credential|private.?key|(?:api|access|license|shared).?key|token$",
    re.IGNORECASE,
)
# What such names may lead to without being a secret: where one can be changed, and how long it must be.
_HARMLESS_NAME: Final = re.compile(
    r"(?:ur[il]|policy|hint|label|prompt|message|text|username)$", re.IGNORECASE
)
_PRIVATE_KEY: Final = re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----")
_URL_WITH_PASSWORD: Final = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^/?#\s:@]{0,200}:[^/?#\s@]{1,200}@", re.IGNORECASE
)


@enum.unique
class LintRule(enum.StrEnum):
    """What a piece of advice is about."""

    ONE_ACCOUNT = "one-account"
    """Each account wants a profile of its own."""
    LOCKED = "locked"
    """Users should be able to remove what they do not need."""
    INITIAL_BASICS = "initial-basics"
    """The profile that enrolls holds trust, identity and management, nothing else."""
    IDENTITY_FROM_SERVER = "identity-from-server"
    """The key of a device is best made on the device."""
    RESTRICTIONS_ALONE = "restrictions-alone"
    """A restriction comes with something that is worth it."""
    APP_SECRET = "app-secret"  # noqa: S105 - a rule, not a secret
    """Devices keep the configuration of apps unencrypted."""


@attrs.frozen(kw_only=True)
class Advice:
    """One finding.

    Attributes:
        rule: What it is about.
        path: Where, such as ``PayloadContent[1]``.
        text: What to do, and why.
    """

    rule: LintRule
    path: str
    text: str


def lint_profile(profile: Profile) -> tuple[Advice, ...]:
    """What the best practices say against a profile, in the order of its payloads rule by rule."""
    types = [payload.type for payload in profile.payloads]
    managing = MDM_PAYLOAD_TYPE in types
    found = [*_accounts(types), *_locked(profile, types)]
    found += _initial(profile, types) if managing else _alone(profile, types)
    for n, payload in enumerate(profile.payloads):
        if payload.type == _PREFERENCES or not _is_known(payload.type):
            found += lint_app_configuration(payload.content, path=f"PayloadContent[{n}]")
    return tuple(found)


def lint_app_configuration(
    configuration: Mapping[str, Any], *, path: str = "Configuration"
) -> tuple[Advice, ...]:
    """Secrets, by their names and forms, in what is to configure an app.

    Also for the Configuration of InstallApplication and of the ApplicationConfiguration setting.
    """
    text = (
        "expected no secret in the configuration of an app: devices keep it unencrypted; let the app fetch it"
    )
    return tuple(
        Advice(rule=LintRule.APP_SECRET, path=where, text=text) for where in _secrets(configuration, path)
    )


def _is_known(payload_type: str) -> bool:
    from pymdm.schema import payload_classes

    return bool(payload_classes(payload_type))


def _accounts(types: list[str]) -> Iterator[Advice]:
    places = [n for n, kind in enumerate(types) if kind in _ACCOUNTS]
    for n in places[1:]:
        yield Advice(
            rule=LintRule.ONE_ACCOUNT,
            path=f"PayloadContent[{n}]",
            text="expected one account in a profile; alone it can be replaced without the others",
        )


def _is_locked(profile: Profile, types: list[str]) -> bool:
    return profile.removal_disallowed is True or _REMOVAL_PASSWORD in types


def _locked(profile: Profile, types: list[str]) -> Iterator[Advice]:
    rest = [kind for kind in types if kind != _REMOVAL_PASSWORD]
    if not _is_locked(profile, types) or (rest and _RESTRICTIONS.issuperset(rest)):
        return  # a restriction that something else depends on may be locked
    path = "PayloadRemovalDisallowed"
    if not profile.removal_disallowed:
        path = f"PayloadContent[{types.index(_REMOVAL_PASSWORD)}]"
    text = "expected a profile that users may remove, with the accounts that they do not want"
    if MDM_PAYLOAD_TYPE in types:
        text = "expected an MDM profile that users may remove, unless it comes by Automated Device Enrollment"
    yield Advice(rule=LintRule.LOCKED, path=path, text=text)


def _initial(profile: Profile, types: list[str]) -> Iterator[Advice]:
    identities = {
        named.upper()
        for payload in profile.payloads
        if payload.type == MDM_PAYLOAD_TYPE
        and isinstance(named := payload.content.get("IdentityCertificateUUID"), str)
    }
    for n, payload in enumerate(profile.payloads):
        path = f"PayloadContent[{n}]"
        if payload.type not in CERTIFICATES | {MDM_PAYLOAD_TYPE, _REMOVAL_PASSWORD}:
            yield Advice(
                rule=LintRule.INITIAL_BASICS,
                path=path,
                text="expected only certificates, identity and MDM in this profile; send the rest after it",
            )
        elif payload.type == _PKCS12 and payload.uuid.upper() in identities:
            yield Advice(
                rule=LintRule.IDENTITY_FROM_SERVER,
                path=path,
                text="expected an identity whose key the device makes itself, by SCEP or ACME",
            )


def _alone(profile: Profile, types: list[str]) -> Iterator[Advice]:
    if types and _RESTRICTIONS.issuperset(types) and not _is_locked(profile, types):
        yield Advice(
            rule=LintRule.RESTRICTIONS_ALONE,
            path="PayloadContent",
            text="expected restrictions together with what they are the price of, as an account or a VPN; "
            "who removes this profile loses nothing",
        )


def _secrets(value: Any, path: str, name: str = "") -> Iterator[str]:
    """Paths of what looks like a secret, by the name of the key above it or by its form."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _secrets(inner, f"{path}.{key}", key)
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _secrets(inner, f"{path}[{n}]", name)
    elif isinstance(value, str | bytes) and value:
        named = _SECRET_NAME.search(name) and not _HARMLESS_NAME.search(name)
        if named or (
            isinstance(value, str) and (_PRIVATE_KEY.search(value) or _URL_WITH_PASSWORD.search(value))
        ):
            yield path
