"""What a device takes from its enrollment profile, and the profiles that it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import attrs

from pymdm.errors import DecodeError, VerificationError
from pymdm.protocol.access_rights import AccessRights
from pymdm.protocol.push import TOPIC_PREFIX
from pymdm.testing._scep import SCEPSettings
from pymdm.testing.identity import SimulatedIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["EnrollmentSettings", "load_enrollment_profile", "profile_content"]

ALL_ACCESS_RIGHTS = int(AccessRights.ALL)
ALL_CAPABILITIES = (
    "com.apple.mdm.per-user-connections",
    "com.apple.mdm.bootstraptoken",
    "com.apple.mdm.token",
)

_MDM = "com.apple.mdm"
_PKCS12 = "com.apple.security.pkcs12"
_SCEP = "com.apple.security.scep"
_CERTIFICATES = ("com.apple.security.root", "com.apple.security.pkcs1")
_DER_SEQUENCE = b"\x30"  # first byte of a signed profile; a plist never starts with it
# Bits that mean nothing without another one (Apple MDM reference 2014, Structure of MDM Payloads).
_NEEDS = ((2, 1), (128, 64))


@attrs.frozen(kw_only=True)
class EnrollmentSettings:
    """Everything that the MDM payload, and the certificates beside it, tell a device.

    Raises:
        DecodeError: a device would refuse to install this: a URL that is not https, a topic
            without ``com.apple.mgmt.``, impossible access rights.
    """

    server_url: str
    topic: str
    check_in_url: str = ""
    access_rights: int = ALL_ACCESS_RIGHTS
    sign_message: bool = True
    check_out_when_removed: bool = True
    use_development_apns: bool = False
    server_capabilities: tuple[str, ...] = ALL_CAPABILITIES
    user_enrollment: bool = False
    profile_identifier: str = "com.example.mdm"
    profile_uuid: str = "A1B2C3D4-0000-4000-8000-000000000001"
    display_name: str = "Device management"
    identity: SimulatedIdentity | None = attrs.field(default=None, repr=False)
    scep: SCEPSettings | None = None  # how the device gets its identity, where it brings none
    anchors: tuple[bytes, ...] = attrs.field(default=(), repr=False)  # DER, trusted for TLS

    def __attrs_post_init__(self) -> None:
        for key, url in (("ServerURL", self.server_url), ("CheckInURL", self.check_in_url)):
            if (url or key == "ServerURL") and not _is_https(url):
                raise DecodeError("expected an https URL with a host", path=key)
        if not self.topic.startswith(TOPIC_PREFIX) or self.topic == TOPIC_PREFIX:
            raise DecodeError(f"expected a topic that starts with {TOPIC_PREFIX}", path="Topic")
        if self.access_rights <= 0 and not self.user_enrollment:
            raise DecodeError("expected at least one access right", path="AccessRights")
        for flag, needed in _NEEDS:
            if self.access_rights & flag and not self.access_rights & needed:
                raise DecodeError(f"{flag} needs {needed} as well", path="AccessRights")

    @property
    def check_in_address(self) -> str:
        """Where check-ins go: CheckInURL, or ServerURL where there is none."""
        return self.check_in_url or self.server_url

    def offers(self, capability: str) -> bool:
        """Whether the server declared this capability."""
        return capability in self.server_capabilities


def load_enrollment_profile(
    mobileconfig: bytes, *, password: str | None = None, identity: SimulatedIdentity | None = None
) -> EnrollmentSettings:
    """Read an enrollment profile, signed or not, as a device does at installation.

    ``password`` opens a PKCS#12 identity whose payload has none (a device asks its user).
    ``identity`` stands in for one that a device would fetch by ACME, or by SCEP.

    Raises:
        DecodeError: the profile is malformed or a device would refuse it.
    """
    profile = profile_content(mobileconfig)
    payloads = _payloads(profile)
    mdm = _single(payloads, _MDM)
    own = identity or _identity(payloads, _text(mdm, "IdentityCertificateUUID"), password)
    return EnrollmentSettings(
        server_url=_text(mdm, "ServerURL"),
        check_in_url=_text(mdm, "CheckInURL", default=""),
        topic=_text(mdm, "Topic"),
        access_rights=_access_rights(mdm),
        sign_message=_flag(mdm, "SignMessage"),
        check_out_when_removed=_flag(mdm, "CheckOutWhenRemoved"),
        use_development_apns=_flag(mdm, "UseDevelopmentAPNS"),
        server_capabilities=_texts(mdm, "ServerCapabilities"),
        user_enrollment=_is_user_enrollment(mdm),
        profile_identifier=_text(profile, "PayloadIdentifier"),
        profile_uuid=_text(profile, "PayloadUUID"),
        display_name=_text(profile, "PayloadDisplayName", default=""),
        identity=own if isinstance(own, SimulatedIdentity) else None,
        scep=own if isinstance(own, SCEPSettings) else None,
        anchors=tuple(
            _data(item, "PayloadContent") for item in payloads if item.get("PayloadType") in _CERTIFICATES
        ),
    )


def profile_content(mobileconfig: bytes) -> dict[str, object]:
    """The plist of a profile, taken out of its signature if it has one.

    Raises:
        DecodeError: not a plist dictionary, or a signature that does not verify.
    """
    from pymdm.crypto import cms
    from pymdm.protocol import plist

    if mobileconfig.startswith(_DER_SEQUENCE):
        try:
            mobileconfig = cms.verify_attached(mobileconfig, policy=cms.PROFILE).content
        except VerificationError as error:
            raise DecodeError("expected a profile whose signature verifies") from error
    found = plist.loads(mobileconfig)
    if not isinstance(found, dict):
        raise DecodeError("expected a profile dictionary")
    return dict(found)


def _payloads(profile: Mapping[str, object]) -> list[Mapping[str, object]]:
    content = profile.get("PayloadContent")
    if profile.get("PayloadType") != "Configuration" or not isinstance(content, list):
        raise DecodeError("expected a Configuration profile with an array of payloads", path="PayloadContent")
    return [item for item in content if isinstance(item, dict)]


def _single(payloads: Sequence[Mapping[str, object]], payload_type: str) -> Mapping[str, object]:
    found = [item for item in payloads if item.get("PayloadType") == payload_type]
    if len(found) != 1:
        raise DecodeError(f"expected exactly one {payload_type} payload", path="PayloadContent")
    return found[0]


def _identity(
    payloads: Sequence[Mapping[str, object]], uuid: str, password: str | None
) -> SimulatedIdentity | SCEPSettings:
    for item in payloads:
        if item.get("PayloadUUID") != uuid:
            continue
        if item.get("PayloadType") == _SCEP:
            return SCEPSettings.read(item.get("PayloadContent"))
        if item.get("PayloadType") != _PKCS12:
            break
        own = _text(item, "Password", default="")
        return SimulatedIdentity.from_pkcs12(_data(item, "PayloadContent"), password=own or password)
    raise DecodeError(
        "expected the UUID of a SCEP or PKCS#12 payload; for others pass identity=",
        path="IdentityCertificateUUID",
    )


def _access_rights(mdm: Mapping[str, object]) -> int:
    rights = mdm.get("AccessRights")
    if rights is None and _is_user_enrollment(mdm):
        return ALL_ACCESS_RIGHTS  # User Enrollment has its own fixed set; the key is not part of it
    if not isinstance(rights, int) or isinstance(rights, bool):
        raise DecodeError("expected an integer of access-right flags", path="AccessRights")
    return rights


def _is_user_enrollment(mdm: Mapping[str, object]) -> bool:
    # iOS 13 profiles name the Managed Apple ID; account-driven ones (iOS 15) say BYOD.
    return mdm.get("EnrollmentMode") == "BYOD" or "ManagedAppleID" in mdm


def _is_https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)


def _text(payload: Mapping[str, object], key: str, *, default: str | None = None) -> str:
    value = payload.get(key, default)
    if not isinstance(value, str):
        raise DecodeError("expected text", path=key)
    return value


def _texts(payload: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = payload.get(key, [])
    if not isinstance(value, list):
        raise DecodeError("expected an array of texts", path=key)
    return tuple(item for item in value if isinstance(item, str))


def _flag(payload: Mapping[str, object], key: str) -> bool:
    value = payload.get(key, False)
    if not isinstance(value, bool):
        raise DecodeError("expected a boolean", path=key)
    return value


def _data(payload: Mapping[str, object], key: str) -> bytes:
    value = payload.get(key)
    if not isinstance(value, bytes):
        raise DecodeError("expected data", path=key)
    return value
