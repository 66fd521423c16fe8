"""TVRemote, as Apple's schema has it.

Source: mdm/profiles/com.apple.tvremote.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["TVRemote"]


@model
class TVRemote(Payload):
    """Which remotes an Apple TV takes, and which Apple TVs a device controls."""

    payload_type: ClassVar[str] = "com.apple.tvremote"

    @model
    class AllowedRemotesItem(Model):
        """One of AllowedRemotes."""

        remote_device_id: str = key("RemoteDeviceID")

    @model
    class AllowedTVsItem(Model):
        """One of AllowedTVs."""

        tv_device_id: str = key("TVDeviceID")
        tv_device_name: str | None = key("TVDeviceName", default=None)

    allowed_remotes: Sequence[AllowedRemotesItem] | None = key("AllowedRemotes", default=None)
    allowed_tvs: Sequence[AllowedTVsItem] | None = key("AllowedTVs", default=None)
