"""ContentCacheInfo, as Apple's schema has it.

Source: declarative/status/content-cache.info.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["ContentCacheInfo"]


@model
class ContentCacheInfo(StatusItem):
    """The status item content-cache.info."""

    status_item_type: ClassVar[str] = "content-cache.info"

    @model
    class Value(Model):
        """What stands under content-cache.info."""

        cache_details: Sequence[str] | None = key("cache-details", default=None)
        cache_free: int | None = key("cache-free", default=None)
        cache_limit: int | None = key("cache-limit", default=None)
        cache_status: str | None = key("cache-status", default=None, allowed=("LOWSPACE", "OK"))
        cache_used: int | None = key("cache-used", default=None)
        max_cache_pressure_last_hour: float | None = key(
            "max-cache-pressure-last-hour", default=None, minimum=0.0, maximum=1.0
        )
        personal_cache_free: int | None = key("personal-cache-free", default=None)
        personal_cache_limit: int | None = key("personal-cache-limit", default=None)
        personal_cache_used: int | None = key("personal-cache-used", default=None)

    value: Value | None = key("content-cache.info", default=None, required=True)
