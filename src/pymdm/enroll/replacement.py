"""Whether a new enrollment profile may take the place of the one on a device.

A device that is sent a profile with the identifier of its enrollment profile replaces it: check-in begins
anew, and if anything fails the old configuration comes back.  What it does not let anybody change is who
manages it and how much; such a profile is answered with an error, on each of ten thousand devices.

Sources: MDM reference 2014, "ProfileList Commands" (updating in place) and "Updating Expired Profiles";
Apple's schema, mdm/profiles/com.apple.mdm (the notes "when updating the payload") and CommonPayloadKeys
(payloads with the same PayloadIdentifier and PayloadUUID are updated).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pymdm.enroll._read import mdm_payload, read_profile
from pymdm.enroll.profile import EnrollmentMode, ServerCapability
from pymdm.errors import DecodeError, LocalProtocolError
from pymdm.protocol.access_rights import AccessRights
from pymdm.protocol.profile import Payload, Profile

__all__ = ["check_replacement"]

#: A change of these is an error for the device, whatever the values are.
FIXED: Final = (
    "Topic",
    "ServerURL",
    "CheckInURL",
    "ManagedAppleID",
    "AssignedManagedAppleID",
    "EnrollmentMode",
    "RequiredAppIDForMDM",
)

_PINS: Final = ("ServerURLPinningCertificateUUIDs", "CheckInURLPinningCertificateUUIDs")

#: What a device takes, and what it then means.
_REMARKS: Final = {
    "SignMessage": (
        "SignMessage changes: devices that have not installed this yet prove themselves in the old way, so"
        " that the server must accept both"
    ),
    "CheckOutWhenRemoved": "CheckOutWhenRemoved changes: whether you hear of a removal is decided by it",
    "UseDevelopmentAPNS": (
        "UseDevelopmentAPNS changes: tokens of one push environment mean nothing in the other, so that the"
        " device cannot be woken before the next TokenUpdate"
    ),
}

#: Judged by their meaning, below.
_JUDGED: Final = {
    *FIXED,
    *_PINS,
    *_REMARKS,
    "AccessRights",
    "IdentityCertificateUUID",
    "ServerCapabilities",
}


def check_replacement(old_profile: bytes, new_profile: bytes) -> tuple[str, ...]:
    """Check that devices with the old enrollment profile take the new one; signed ones are read through.

    Gives what changes and is allowed, in words, for whoever decides about sending it: a SignMessage that
    changes needs a server that accepts both proofs for a while.  No value of a profile is repeated.

    Raises:
        LocalProtocolError: devices would refuse it, or take it for another profile; the text lists every
            difference that has to go.
        DecodeError: the old profile cannot be read.
    """
    old = read_profile(old_profile).profile
    old_mdm = mdm_payload(old)
    try:
        new = read_profile(new_profile).profile.check()
        new_mdm = mdm_payload(new)
    except DecodeError as error:
        raise LocalProtocolError(f"the new profile cannot be read: {error}") from error
    problems = [*_document(old, new), *_keys(old_mdm, new_mdm), *_references(new, new_mdm)]
    if problems:
        raise LocalProtocolError(f"the new profile cannot replace the old one: {'; '.join(problems)}")
    return (*_remarks(old_mdm, new_mdm), *_payload_remarks(old, new))


def _document(old: Profile, new: Profile) -> Iterator[str]:
    if old.identifier != new.identifier:
        # The device keeps the old one and refuses a second MDM payload (12001).
        yield "PayloadIdentifier of the profile changes"
    before = {payload.uuid.upper(): payload for payload in old.payloads}
    for payload in new.payloads:
        known = before.get(payload.uuid.upper())
        if known is not None and known.type != payload.type:
            yield f"PayloadUUID of {known.type} is used for {payload.type}"


def _keys(old: Payload, new: Payload) -> Iterator[str]:
    for key in FIXED:
        if old.content.get(key) != new.content.get(key):
            yield f"{key} changes"
    added = _rights(new) & ~_rights(old)
    if added and not _ignores_rights(new):
        yield f"AccessRights gains {_named(added)}"
    if _per_user(old) != _per_user(new):
        yield f"ServerCapabilities: {ServerCapability.PER_USER_CONNECTIONS} comes or goes"


def _references(new: Profile, mdm: Payload) -> Iterator[str]:
    """UUIDs that lead nowhere, as a payload that was given a new UUID and not told everywhere."""
    present = {payload.uuid for payload in new.payloads}
    if mdm.content.get("IdentityCertificateUUID") not in present:
        yield "IdentityCertificateUUID is of no payload of the new profile"
    for key in _PINS:
        named = mdm.content.get(key, [])
        if not isinstance(named, list) or any(uuid not in present for uuid in named):
            yield f"{key} is of no payload of the new profile"


def _remarks(old: Payload, new: Payload) -> Iterator[str]:
    for key, text in _REMARKS.items():
        if bool(old.content.get(key)) != bool(new.content.get(key)):
            yield text
    if lost := _rights(old) & ~_rights(new):
        yield f"AccessRights loses {_named(lost)}: no later profile can give that back"
    if _capabilities(old) != _capabilities(new):
        yield "ServerCapabilities changes"
    for key in sorted((old.content.keys() | new.content.keys()) - _JUDGED):
        if old.content.get(key) != new.content.get(key):
            yield f"{key} changes"


def _payload_remarks(old: Profile, new: Profile) -> Iterator[str]:
    before = {(payload.identifier, payload.uuid.upper()) for payload in old.payloads}
    after = {(payload.identifier, payload.uuid.upper()) for payload in new.payloads}
    for payload in new.payloads:
        if (payload.identifier, payload.uuid.upper()) not in before:
            yield f"{payload.type} is installed beside the old one, not over it: other identifier or UUID"
    for payload in old.payloads:
        if (payload.identifier, payload.uuid.upper()) not in after:
            yield f"{payload.type} of the old profile is removed"


def _rights(mdm: Payload) -> int:
    rights = mdm.content.get("AccessRights", 0)
    return rights if isinstance(rights, int) else 0


def _ignores_rights(mdm: Payload) -> bool:
    return mdm.content.get("EnrollmentMode") == EnrollmentMode.BYOD or "ManagedAppleID" in mdm.content


def _named(rights: int) -> str:
    known = [right.name or "" for right in AccessRights if right & rights]
    rest = rights & ~int(AccessRights.ALL)
    return ", ".join([*known, *([f"bits {rest:#x}"] if rest else [])])


def _capabilities(mdm: Payload) -> frozenset[Any]:
    listed = mdm.content.get("ServerCapabilities", [])
    texts = (item for item in listed if isinstance(item, str)) if isinstance(listed, list) else ()
    return frozenset(texts)


def _per_user(mdm: Payload) -> bool:
    return ServerCapability.PER_USER_CONNECTIONS in _capabilities(mdm)
