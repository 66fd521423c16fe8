"""SystemPolicyKernelExtensions, as Apple's schema has it.

Source: mdm/profiles/com.apple.syspolicy.kernel-extension-policy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SystemPolicyKernelExtensions"]


@model
class SystemPolicyKernelExtensions(Payload):
    """Which kernel extensions load without being approved."""

    payload_type: ClassVar[str] = "com.apple.syspolicy.kernel-extension-policy"

    allow_non_admin_user_approvals: bool | None = key(
        "AllowNonAdminUserApprovals", default=None, if_absent=False
    )
    allow_user_overrides: bool | None = key("AllowUserOverrides", default=None, if_absent=False)
    allowed_team_identifiers: Sequence[str] | None = key("AllowedTeamIdentifiers", default=None)
    allowed_kernel_extensions: Mapping[str, Sequence[str]] | None = key(
        "AllowedKernelExtensions", default=None
    )
