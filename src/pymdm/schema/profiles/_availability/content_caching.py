"""Which devices take ContentCaching.

Source: mdm/profiles/com.apple.AssetCache.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ContentCaching": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.13.4",
            deprecated="27.0",
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
    ),
    "ContentCaching.allow_cache_delete": (Support("macOS", "10.15"),),
    "ContentCaching.auto_enable_tethered_caching": (Support("macOS", "10.15.4"),),
    "ContentCaching.display_alerts": (Support("macOS", "10.15"),),
    "ContentCaching.keep_awake": (Support("macOS", "10.15"),),
    "ContentCaching.RangesItem.type": (Support("macOS", "10.13.4"),),
    "ContentCaching.RangesItem.first": (Support("macOS", "10.13.4"),),
    "ContentCaching.RangesItem.last": (Support("macOS", "10.13.4"),),
}
