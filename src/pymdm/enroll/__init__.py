"""Enrollment: the profile that makes a device managed, and when and how it is replaced."""

from __future__ import annotations

from .certificates import (
    RENEWAL_LEAD,
    CertificateRole,
    DueReason,
    ProfileCertificate,
    certificates_in,
    replace_by,
    replacement_due,
    tls_certificates,
)
from .encrypted_profile import decrypt_profile, encrypt_profile
from .opened_profile import OpenedProfile, Recipient, open_profile
from .payloads import derive_uuid, pkcs12_payload, root_payload, scep_payload
from .profile import (
    AccountDriven,
    EnrollmentMode,
    ServerCapability,
    Transport,
    build_enrollment_profile,
)
from .profile_diff import Change, ChangeKind, diff_profiles
from .replacement import check_replacement
from .signed_profile import VerifiedProfile, sign_profile, verify_profile

__all__ = [
    "RENEWAL_LEAD",
    "AccountDriven",
    "CertificateRole",
    "Change",
    "ChangeKind",
    "DueReason",
    "EnrollmentMode",
    "OpenedProfile",
    "ProfileCertificate",
    "Recipient",
    "ServerCapability",
    "Transport",
    "VerifiedProfile",
    "build_enrollment_profile",
    "certificates_in",
    "check_replacement",
    "decrypt_profile",
    "derive_uuid",
    "diff_profiles",
    "encrypt_profile",
    "open_profile",
    "pkcs12_payload",
    "replace_by",
    "replacement_due",
    "root_payload",
    "scep_payload",
    "sign_profile",
    "tls_certificates",
    "verify_profile",
]
