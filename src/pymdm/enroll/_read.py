"""A profile as its author handed it over, signed or not."""

from __future__ import annotations

import attrs

from pymdm.errors import DecodeError, SignatureInvalid
from pymdm.protocol.profile import MDM_PAYLOAD_TYPE, Payload, Profile

__all__ = ["ReadProfile", "mdm_payload", "read_profile"]

# First byte of a signed profile (a SEQUENCE); no property list begins with it.
_SIGNED = b"\x30"


@attrs.frozen(kw_only=True)
class ReadProfile:
    """A profile and the certificates of its signature (DER, the signer's first); none if it is not signed."""

    profile: Profile
    signers: tuple[bytes, ...] = attrs.field(default=(), repr=False)


def read_profile(data: bytes) -> ReadProfile:
    """Read a .mobileconfig; of a signed one the content that its signature covers.

    A good signature says that the bytes are whole, not that the signer is trusted: these are profiles of
    our own.

    Raises:
        DecodeError: not a profile, or a signature that does not verify.
    """
    if not data.startswith(_SIGNED):
        return ReadProfile(profile=Profile.decode(data))
    from pymdm.crypto import cms

    try:
        verified = cms.verify_attached(data, policy=cms.PROFILE)
    except SignatureInvalid as error:
        raise DecodeError("expected a profile whose signature verifies; sign it again") from error
    signer = verified.signer.certificate
    others = tuple(other for other in verified.certificates if other != signer)
    return ReadProfile(profile=Profile.decode(verified.content), signers=(signer, *others))


def mdm_payload(profile: Profile) -> Payload:
    """The one MDM payload.

    Raises:
        DecodeError: there is none (or the payloads are encrypted), or there are several.
    """
    found = [payload for payload in profile.payloads if payload.type == MDM_PAYLOAD_TYPE]
    if len(found) != 1:
        raise DecodeError(f"expected exactly one {MDM_PAYLOAD_TYPE} payload in clear", path="PayloadContent")
    return found[0]
