"""WebClip, as Apple's schema has it.

Source: mdm/profiles/com.apple.webClip.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["WebClip"]


@model
class WebClip(Payload):
    """A web page on the home screen or in the Dock."""

    payload_type: ClassVar[str] = "com.apple.webClip.managed"

    precomposed: bool | None = key("Precomposed", default=None, if_absent=False)
    full_screen: bool | None = key("FullScreen", default=None, if_absent=False)
    url: str = key("URL", text="url")
    icon: bytes | None = key("Icon", default=None)
    is_removable: bool | None = key("IsRemovable", default=None, if_absent=True)
    label: str = key("Label")
    ignore_manifest_scope: bool | None = key("IgnoreManifestScope", default=None, if_absent=False)
    target_application_bundle_identifier: str | None = key("TargetApplicationBundleIdentifier", default=None)
