"""Configuration profiles, as `pymdm inspect` shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import attrs

from pymdm._model import Payload as TypedPayload
from pymdm._model._fields import fields_of
from pymdm.enroll import decrypt_profile
from pymdm.errors import DecodeError, LocalProtocolError
from pymdm.protocol import AccessRights, Profile
from pymdm.protocol.profile import MDM_PAYLOAD_TYPE
from pymdm.protocol.push import TOPIC_PREFIX

from ._inspect_cms import OPENED, enveloped
from ._inspect_report import Report, Shown, shape, show
from ._inspect_typed import address, typed

if TYPE_CHECKING:
    from pymdm.protocol import Payload

    from ._inspect_report import Inquiry

__all__ = ["profile", "shown_value"]

_CERTIFICATES: Final = frozenset(
    {"com.apple.security.root", "com.apple.security.pkcs1", "com.apple.security.pem"}
)
_URLS: Final = ("ServerURL", "CheckInURL")
# What an MDM payload may say in clear; nothing here opens anything.
_MDM_KEYS: Final = (
    "Topic",
    "SignMessage",
    "CheckOutWhenRemoved",
    "UseDevelopmentAPNS",
    "IdentityCertificateUUID",
    "ServerCapabilities",
    "AssignedManagedAppleID",
    "EnrollmentMode",
    "PinningRevocationCheckRequired",
    "PromptUserToAllowBootstrapTokenForAuthentication",
)
# What everybody may see in any profile: the keys that all have in common, and those of an MDM payload.
_PUBLIC: Final = frozenset(
    {
        *_MDM_KEYS,
        "AccessRights",
        "DurationUntilRemoval",
        "IsEncrypted",
        "PayloadDescription",
        "PayloadDisplayName",
        "PayloadExpirationDate",
        "PayloadIdentifier",
        "PayloadOrganization",
        "PayloadRemovalDisallowed",
        "PayloadScope",
        "PayloadType",
        "PayloadUUID",
        "PayloadVersion",
        "RemovalDate",
        "TargetDeviceType",
    }
)


def profile(data: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """A configuration profile that is not signed, or the content of a signed one.

    Raises:
        DecodeError: it lacks what every profile has.
    """
    found = Profile.decode(data)
    problems: list[str] = []
    try:
        found.check()
    except LocalProtocolError as error:
        problems.append(str(error))
    facts: dict[str, Shown] = {
        "identifier": found.identifier,
        "uuid": found.uuid,
        "display_name": found.display_name,
        "organization": found.organization,
        "type": found.type,
        "scope": None if found.scope is None else found.scope.value,
        "removal_disallowed": found.removal_disallowed,
        "payloads": [_payload(payload, asked, problems) for payload in found.payloads],
    }
    if found.extra:
        facts["other_keys"] = {key: shape(value, asked) for key, value in found.extra.items()}
    parts: list[tuple[str, Report]] = []
    if isinstance(envelope := found.extra.get("EncryptedPayloadContent"), bytes):
        parts.append(("encrypted payloads", _encrypted(data, envelope, asked, look)))
    for payload in found.payloads:
        inside = payload.content.get("PayloadContent")
        if payload.type == MDM_PAYLOAD_TYPE:
            parts.append(("management", _management(payload, found, asked)))
        elif payload.type in _CERTIFICATES and isinstance(inside, bytes):
            parts.append((payload.identifier, look(inside)))
    return Report(kind="profile", facts=facts, problems=tuple(problems), parts=tuple(parts))


def shown_value(path: str, value: object, asked: Inquiry) -> Shown:
    """The value at a path of keys, if everybody may see it; else what it is."""
    if path in _URLS:
        return address(value, asked)
    return show(value, asked) if path.partition("[")[0] in _PUBLIC else shape(value, asked)


def _encrypted(data: bytes, envelope: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """To whom the payloads are encrypted and, for that recipient, the profile with them in clear."""
    try:
        closed = enveloped(envelope, attrs.evolve(asked, recipient=None), look)
    except DecodeError as error:
        return Report(kind="unknown", problems=(str(error),))
    if asked.recipient is None:
        return closed
    try:
        content = decrypt_profile(data, certificate=asked.recipient.certificate, key=asked.recipient.key)
    except (DecodeError, ValueError) as error:
        return attrs.evolve(closed, notes=(), problems=(str(error),))
    return attrs.evolve(closed, notes=(OPENED,), parts=(("content, decrypted", look(content)),))


def _payload(payload: Payload, asked: Inquiry, problems: list[str]) -> dict[str, Shown]:
    facts: dict[str, Shown] = {
        "type": payload.type,
        "identifier": payload.identifier,
        "uuid": payload.uuid,
        "keys": ", ".join(payload.content),
    }
    if payload.type == MDM_PAYLOAD_TYPE:  # has a part of its own
        return facts
    wrong: list[DecodeError] = []
    found = payload.typed(problems=wrong)
    problems += [f"{payload.identifier}: {error}" for error in wrong]
    if found is None:
        return facts if wrong else {**facts, "known": False}
    problems += [f"{payload.identifier}: {fault}" for fault in found.faults()]
    names = [field.key.wire for field in fields_of(TypedPayload)]
    return {**facts, "title": type(found).__name__, "values": typed(found, asked, without=names)}


def _management(payload: Payload, found: Profile, asked: Inquiry) -> Report:
    content = payload.content
    facts: dict[str, Shown] = {key: address(content[key], asked) for key in _URLS if key in content}
    facts |= {key: show(content[key], asked) for key in _MDM_KEYS if key in content}
    problems = [
        f"{key}: expected an https address"
        for key in _URLS
        if key in content and not str(content[key]).lower().startswith("https://")
    ]
    problems += [f"{key}: expected, found nothing" for key in ("ServerURL", "Topic") if key not in content]
    if not str(content.get("Topic", TOPIC_PREFIX)).startswith(TOPIC_PREFIX):
        problems.append(f"Topic: expected {TOPIC_PREFIX} and a suffix")
    uuid = content.get("IdentityCertificateUUID")
    if uuid not in [other.uuid for other in found.payloads]:
        problems.append("IdentityCertificateUUID: expected the UUID of a payload of this profile")
    if "AccessRights" in content:
        facts["AccessRights"] = _rights(content["AccessRights"], problems)
    rest = content.keys() - {*_URLS, *_MDM_KEYS, "AccessRights"}
    if rest:
        facts["other_keys"] = {key: shape(content[key], asked) for key in content if key in rest}
    return Report(kind="MDM payload", facts=facts, problems=tuple(problems))


def _rights(value: object, problems: list[str]) -> Shown:
    try:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError
        rights = AccessRights(value)
    except ValueError:
        problems.append(f"AccessRights: expected a sum of the known rights, at most {int(AccessRights.ALL)}")
        return value if isinstance(value, int) else None
    try:
        rights.check()
    except LocalProtocolError as error:
        problems.append(str(error))
    return {"value": value, "rights": [_words(right) for right in rights]}


def _words(right: AccessRights) -> str:
    return (right.name or str(int(right))).lower().replace("_", " ")
