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
from .payloads import derive_uuid, pkcs12_payload, root_payload, scep_payload
from .profile import (
    AccountDriven,
    EnrollmentMode,
    ServerCapability,
    Transport,
    build_enrollment_profile,
)
from .replacement import check_replacement

__all__ = [
    "RENEWAL_LEAD",
    "AccountDriven",
    "CertificateRole",
    "DueReason",
    "EnrollmentMode",
    "ProfileCertificate",
    "ServerCapability",
    "Transport",
    "build_enrollment_profile",
    "certificates_in",
    "check_replacement",
    "derive_uuid",
    "pkcs12_payload",
    "replace_by",
    "replacement_due",
    "root_payload",
    "scep_payload",
    "tls_certificates",
]
