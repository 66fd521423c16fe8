"""Profile commands, performed: ProfileList, InstallProfile, RemoveProfile, CertificateList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509.oid import NameOID

from pymdm.errors import RemoteProtocolError
from pymdm.testing._answers import ACKNOWLEDGED, After, Outcome, failed, malformed
from pymdm.testing.hardware import InstalledProfile
from pymdm.testing.settings import profile_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm.testing.hardware import Machine
    from pymdm.testing.settings import EnrollmentSettings

__all__ = [
    "INVALID_REPLACEMENT",
    "certificate_list",
    "install_profile",
    "profile_list",
    "record",
    "remove_profile",
]

_PROFILE = "MCProfileErrorDomain"
_MDM = "MCMDMErrorDomain"
INVALID_REPLACEMENT = (_MDM, 12009, "Invalid replacement profile.")
_INSTALL_FAILURE = (_PROFILE, 1009, "The profile could not be installed.")
_REMOVAL = 2  # access right: installation and removal of profiles
_REQUIRED = ("PayloadIdentifier", "PayloadUUID", "PayloadVersion", "PayloadContent")


def profile_list(machine: Machine) -> Outcome:
    """ProfileList: one dictionary per profile."""
    found = [
        {
            "PayloadIdentifier": profile.identifier,
            "PayloadUUID": profile.uuid,
            "PayloadDisplayName": profile.display_name,
            "PayloadVersion": 1,
            "IsManaged": profile.managed,
            "PayloadContent": [{"PayloadType": kind, "PayloadVersion": 1} for kind in profile.payload_types],
        }
        for profile in machine.profiles.values()
    ]
    return Outcome(keys={"ProfileList": found})


def install_profile(machine: Machine, settings: EnrollmentSettings, command: Mapping[str, object]) -> Outcome:
    """InstallProfile: records the profile, replacing one with the same identifier.

    The device's own MDM profile is replaced by enrolling with the new one, which is not done here.
    """
    payload = command.get("Payload")
    if not isinstance(payload, bytes):
        return malformed()
    try:
        content = profile_content(payload)
    except RemoteProtocolError:
        return failed(_INSTALL_FAILURE, (_PROFILE, 1000, "The profile is malformed."))
    problem = _problem(content, settings)
    if problem is not None:
        return failed(_INSTALL_FAILURE, problem)
    if _has_mdm(content):
        return Outcome(after=After.REPLACED, profile=payload)
    record(machine, content, managed=True)
    return ACKNOWLEDGED


def remove_profile(machine: Machine, settings: EnrollmentSettings, command: Mapping[str, object]) -> Outcome:
    """RemoveProfile: its own MDM profile always, others with the access right and if MDM installed them."""
    identifier = command.get("Identifier")
    if not isinstance(identifier, str):
        return malformed()
    if identifier == settings.profile_identifier:
        return Outcome(after=After.UNENROLLED)
    if not settings.access_rights & _REMOVAL:
        return failed((_MDM, 12007, "Not authorized."))
    profile = machine.profiles.get(identifier)
    if profile is None or not profile.managed:
        return failed((_MDM, 12013, "The profile is not managed by MDM."))
    del machine.profiles[identifier]
    return ACKNOWLEDGED


def certificate_list(machine: Machine) -> Outcome:
    """CertificateList: certificates of the profiles, and the identity."""
    found = [
        {"CommonName": name, "Data": der, "IsIdentity": name == "identity"}
        for name, der in machine.certificates.items()
    ]
    return Outcome(keys={"CertificateList": found})


def record(machine: Machine, content: Mapping[str, object], *, managed: bool) -> None:
    """Keep a profile that passed the checks, and the certificates in it."""
    payloads = _payloads(content)
    machine.profiles[str(content["PayloadIdentifier"])] = InstalledProfile(
        identifier=str(content["PayloadIdentifier"]),
        uuid=str(content["PayloadUUID"]),
        display_name=str(content.get("PayloadDisplayName", "")),
        payload_types=tuple(str(item.get("PayloadType", "")) for item in payloads),
        managed=managed,
    )
    for item in payloads:
        der = item.get("PayloadContent")
        if item.get("PayloadType") in {"com.apple.security.root", "com.apple.security.pkcs1"} and isinstance(
            der, bytes
        ):
            machine.certificates[_common_name(der)] = der


def _problem(content: Mapping[str, object], settings: EnrollmentSettings) -> tuple[str, int, str] | None:
    if content.get("PayloadType") != "Configuration":
        return (_PROFILE, 1003, "The field “PayloadType” is invalid.")
    for key in _REQUIRED:
        if key not in content and not (key == "PayloadContent" and "EncryptedPayloadContent" in content):
            return (_PROFILE, 1002, f"The required field “{key}” is missing.")
    payloads = _payloads(content)
    uuids = [content["PayloadUUID"], *(item.get("PayloadUUID") for item in payloads)]
    if len({str(found) for found in uuids}) != len(uuids):
        return (_PROFILE, 1007, "The profile contains payloads with the same UUID.")
    if not _has_mdm(content):
        return None
    if content["PayloadIdentifier"] != settings.profile_identifier:
        return (_MDM, 12001, "Multiple MDM instances.")
    return None if _may_replace(content, settings) else INVALID_REPLACEMENT


def _has_mdm(content: Mapping[str, object]) -> bool:
    return any(item.get("PayloadType") == "com.apple.mdm" for item in _payloads(content))


def _may_replace(content: Mapping[str, object], settings: EnrollmentSettings) -> bool:
    """Whoever manages the device stays the same and gets no more rights.

    Apple's schema, mdm/profiles/com.apple.mdm: ServerURL, Topic and AccessRights, "when updating".
    """
    [mdm] = [item for item in _payloads(content) if item.get("PayloadType") == "com.apple.mdm"]
    rights = mdm.get("AccessRights", settings.access_rights)
    return (
        mdm.get("ServerURL") == settings.server_url
        and mdm.get("Topic") == settings.topic
        and isinstance(rights, int)
        and not rights & ~settings.access_rights
    )


def _payloads(content: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = content.get("PayloadContent")
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _common_name(der: bytes) -> str:
    try:
        names = x509.load_der_x509_certificate(der).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError:
        return "unreadable"
    return str(names[0].value) if names else "unnamed"
