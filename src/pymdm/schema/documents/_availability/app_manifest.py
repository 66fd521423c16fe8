"""Which devices take AppManifest.

Source: other/manifesturl.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppManifest": (
        Support("iOS", "7.0"),
        Support("macOS", "10.9"),
        Support("tvOS", "10.2"),
        Support("visionOS", "1.1"),
        Support("watchOS", "10.0"),
    ),
    "AppManifest.ItemsItem.AssetsItem.needs_shine": (
        Support("iOS macOS tvOS visionOS", removed="0"),
        Support("watchOS", NEVER),
    ),
    "AppManifest.ItemsItem.Metadata.size_in_bytes": (
        Support("iOS macOS tvOS visionOS", removed="0"),
        Support("watchOS", NEVER),
    ),
    "AppManifest.ItemsItem.Metadata.items": (
        Support("iOS macOS tvOS visionOS", removed="0"),
        Support("watchOS", NEVER),
    ),
}
