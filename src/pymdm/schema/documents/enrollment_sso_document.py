"""EnrollmentSSODocument, as Apple's schema has it.

Source: other/esso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence

from pymdm._model import Document, key, model

__all__ = ["EnrollmentSSODocument"]


@model
class EnrollmentSSODocument(Document):
    """How single sign-on works while a device enrolls."""

    itunes_store_id: int | None = key("iTunesStoreID", default=None)
    app_ids: Sequence[str] | None = key("AppIDs", default=None)
    associated_domains: Sequence[str] | None = key("AssociatedDomains", default=None)
    associated_domains_enable_direct_downloads: bool | None = key(
        "AssociatedDomainsEnableDirectDownloads", default=None, if_absent=False
    )
    configuration_profile: bytes = key("ConfigurationProfile")
