"""Rules of the profile as a document: what a device refuses before it looks into any payload, and references.

Sources: MDM reference 2014, MCProfileErrorDomain; Apple's schema, the keys of payloads that name a payload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ._profile_fill import open_references
from ._profile_keys import MDM_PAYLOAD_TYPE, VERSION

if TYPE_CHECKING:
    from .profile import Payload, Profile

__all__ = ["CERTIFICATES", "IDENTITIES", "NO_REFERENCES", "REFERENCES", "references", "structure"]

IDENTITIES: Final = frozenset(
    {
        "com.apple.ADCertificate.managed",
        "com.apple.security.acme",
        "com.apple.security.pkcs12",
        "com.apple.security.scep",
    }
)
"""Payloads that give the device a certificate with its key."""

CERTIFICATES: Final = IDENTITIES | {
    "com.apple.security.pem",
    "com.apple.security.pkcs1",
    "com.apple.security.root",
}
"""Payloads with a certificate."""

REFERENCES: Final = frozenset(
    {
        "AccessKeyReaderIssuerCertificateUUID",
        "AccessKeyTerminalIdentityUUID",
        "AuthenticationCertificateUUID",
        "CheckInURLPinningCertificateUUIDs",
        "ControllerCACertificateUUIDs",
        "ControllerCertificateUUID",
        "DeviceCACertificateUUIDs",
        "DeviceCertificateUUID",
        "EncryptCertPayloadUUID",
        "IdentityCertificateUUID",
        "LeaderPayloadCertificateAnchorUUID",
        "MemberPayloadCertificateAnchorUUID",
        "PayloadCertificateAnchorUUID",
        "PayloadCertificateUUID",
        "ResourcePayloadCertificateUUID",
        "SMIMEEncryptionCertificateUUID",
        "SMIMESigningCertificateUUID",
        "ServerURLPinningCertificateUUIDs",
        "certificateUUID",
    }
)
"""Keys that name a certificate payload of the same profile."""

NO_REFERENCES: Final = frozenset(
    {
        "CellularSliceUUID",
        "ContentFilterUUID",
        "DNSProxyUUID",
        "OrganizationUUID",
        "PayloadUUID",
        "RelayUUID",
        "VPNUUID",
    }
)
"""Keys that look as if they did, and name something else, or the payload itself."""

# An identity is needed there, and a certificate without its key is none.
_IDENTITY_KEYS: Final = frozenset({"IdentityCertificateUUID"})


def structure(profile: Profile) -> Iterator[str]:
    """Why no device would take the document."""
    parts: dict[str, Payload | Profile] = {"Profile": profile}
    parts |= {f"PayloadContent[{n}]": payload for n, payload in enumerate(profile.payloads)}
    for name, part in parts.items():
        if not part.identifier or not part.uuid or not part.type:
            yield f"{name}: expected an identifier, a UUID and a type that are not empty"
        if part.version != VERSION:
            yield f"{name}.PayloadVersion: expected {VERSION}"
    # A UUID is the same in capitals; two that differ in nothing else are somebody's mistake.
    uuids = [part.uuid.upper() for part in parts.values()]
    if len(set(uuids)) < len(uuids):
        yield "PayloadUUID: expected each only once in a profile (1007)"
    identifiers = [payload.identifier for payload in profile.payloads]
    if len(set(identifiers)) < len(identifiers):
        yield "PayloadIdentifier: expected each payload to have its own (1008)"
    if sum(payload.type == MDM_PAYLOAD_TYPE for payload in profile.payloads) > 1:
        yield f"PayloadContent: expected at most one {MDM_PAYLOAD_TYPE} payload"
    for n, payload in enumerate(profile.payloads):
        for path in open_references(payload.content, f"PayloadContent[{n}]"):
            yield f"{path}: expected a payload of this profile; put the one that uuid_of was given into it"


def references(profile: Profile) -> Iterator[str]:
    """Keys that name a payload which is not in the profile, or is none of those that they can name."""
    types = {payload.uuid.upper(): payload.type for payload in profile.payloads}
    for n, payload in enumerate(profile.payloads):
        for key, value, path in _named(payload.content, f"PayloadContent[{n}]"):
            found = types.get(value.upper())
            if found is None:
                yield f"{path}: expected the UUID of a payload of this profile"
            elif found not in (IDENTITIES if key in _IDENTITY_KEYS else CERTIFICATES):
                kind = "an identity" if key in _IDENTITY_KEYS else "a certificate"
                yield f"{path}: expected the UUID of a payload with {kind}"


def _named(value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Each UUID under a key that refers, with key and path; an empty one names nothing."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            here = f"{path}.{key}"
            if key in REFERENCES:
                each = enumerate(inner) if isinstance(inner, list | tuple) else ((None, inner),)
                for n, uuid in each:
                    if isinstance(uuid, str) and uuid:
                        yield key, uuid, here if n is None else f"{here}[{n}]"
            else:
                yield from _named(inner, here)
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _named(inner, f"{path}[{n}]")
