"""AssociatedDomains, as Apple's schema has it.

Source: mdm/profiles/com.apple.associated-domains.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["AssociatedDomains"]


@model
class AssociatedDomains(Payload):
    """Domains that belong to apps, for links, shared passwords and extensions."""

    payload_type: ClassVar[str] = "com.apple.associated-domains"

    @model
    class ConfigurationItem(Model):
        """One app and its domains."""

        application_identifier: str = key("ApplicationIdentifier")
        associated_domains: Sequence[str] = key("AssociatedDomains")
        enable_direct_downloads: bool | None = key("EnableDirectDownloads", default=None, if_absent=False)

    configuration: Sequence[ConfigurationItem] = key("Configuration")
