"""FileProvider, as Apple's schema has it.

Source: mdm/profiles/com.apple.fileproviderd.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["FileProvider"]


@model
class FileProvider(Payload):
    """What apps that sync files may do on a Mac."""

    payload_type: ClassVar[str] = "com.apple.fileproviderd"

    management_allows_remote_syncing: bool | None = key(
        "ManagementAllowsRemoteSyncing", default=None, if_absent=True
    )
    management_remote_syncing_allow_list: Sequence[str] | None = key(
        "ManagementRemoteSyncingAllowList", default=None
    )
    allow_managed_file_providers_to_request_attribution: bool | None = key(
        "AllowManagedFileProvidersToRequestAttribution", default=None, if_absent=False
    )
    management_allows_known_folder_syncing: bool | None = key(
        "ManagementAllowsKnownFolderSyncing", default=None, if_absent=True
    )
    management_known_folder_syncing_allow_list: Sequence[str] | None = key(
        "ManagementKnownFolderSyncingAllowList", default=None
    )
    management_allows_external_volume_syncing: bool | None = key(
        "ManagementAllowsExternalVolumeSyncing", default=None, if_absent=True
    )
    management_external_volume_syncing_allow_list: Sequence[str] | None = key(
        "ManagementExternalVolumeSyncingAllowList", default=None
    )
    management_domain_auto_enablement_list: Sequence[str] | None = key(
        "ManagementDomainAutoEnablementList", default=None
    )
