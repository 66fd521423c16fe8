"""Domains, as Apple's schema has it.

Source: mdm/profiles/com.apple.domains.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Domains"]


@model
class Domains(Payload):
    """Domains whose mail and documents count as managed."""

    payload_type: ClassVar[str] = "com.apple.domains"

    email_domains: Sequence[str] | None = key("EmailDomains", default=None)
    web_domains: Sequence[str] | None = key("WebDomains", default=None)
    safari_password_auto_fill_domains: Sequence[str] | None = key(
        "SafariPasswordAutoFillDomains", default=None
    )
    cross_site_tracking_prevention_relaxed_domains: Sequence[str] | None = key(
        "CrossSiteTrackingPreventionRelaxedDomains", default=None
    )
    cross_site_tracking_prevention_relaxed_apps: Sequence[str] | None = key(
        "CrossSiteTrackingPreventionRelaxedApps", default=None
    )
