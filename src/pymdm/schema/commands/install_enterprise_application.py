"""InstallEnterpriseApplication, as Apple's schema has it.

Source: mdm/commands/application.install.enterprise.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Command, key, model

__all__ = ["InstallEnterpriseApplication"]


@model
class InstallEnterpriseApplication(Command):
    """Install a package on a Mac, by its manifest or the address of one."""

    request_type: ClassVar[str] = "InstallEnterpriseApplication"

    manifest: Mapping[str, Any] | None = key("Manifest", default=None)
    manifest_url: str | None = key("ManifestURL", default=None, format="https://.*")
    manifest_url_pinning_certs: Sequence[bytes] | None = key("ManifestURLPinningCerts", default=None)
    pinning_revocation_check_required: bool | None = key(
        "PinningRevocationCheckRequired", default=None, if_absent=False
    )
    install_as_managed: bool | None = key("InstallAsManaged", default=None, if_absent=False)
    management_flags: int | None = key("ManagementFlags", default=None, allowed=(1,))
    configuration: Mapping[str, Any] | None = key("Configuration", default=None, secret=True)
    change_management_state: str | None = key("ChangeManagementState", default=None, allowed=("Managed",))
    ios_app: bool | None = key("iOSApp", default=None, if_absent=False)
