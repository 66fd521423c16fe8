"""Enrollment: the profile that makes a device managed."""

from __future__ import annotations

from .profile import (
    AccountDriven,
    EnrollmentMode,
    ServerCapability,
    Transport,
    build_enrollment_profile,
    derive_uuid,
    pkcs12_payload,
    root_payload,
)

__all__ = [
    "AccountDriven",
    "EnrollmentMode",
    "ServerCapability",
    "Transport",
    "build_enrollment_profile",
    "derive_uuid",
    "pkcs12_payload",
    "root_payload",
]
