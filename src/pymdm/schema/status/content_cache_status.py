"""ContentCacheStatus, as Apple's schema has it.

Source: declarative/status/content-cache.status.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["ContentCacheStatus"]


@model
class ContentCacheStatus(StatusItem):
    """The status item content-cache.status."""

    status_item_type: ClassVar[str] = "content-cache.status"

    @model
    class Value(Model):
        """What stands under content-cache.status."""

        server_guid: str | None = key("server-guid", default=None, required=True)
        activated: bool | None = key("activated", default=None, if_absent=False)
        active: bool | None = key("active", default=None, if_absent=False)
        cache_status: str | None = key("cache-status", default=None, allowed=("LOWSPACE", "OK"))
        private_addresses: Sequence[str] | None = key("private-addresses", default=None)
        public_address: str | None = key("public-address", default=None)
        port: int | None = key("port", default=None)
        registration_status: int | None = key("registration-status", default=None, allowed=(-1, 0, 1))
        registration_started: str | None = key("registration-started", default=None)
        registration_response_code: int | None = key("registration-response-code", default=None)
        registration_error: str | None = key("registration-error", default=None)
        startup_status: str | None = key(
            "startup-status", default=None, allowed=("FAILED", "MIGRATING_DATA", "OK", "PENDING")
        )
        tetherator_status: int | None = key("tetherator-status", default=None, allowed=(-1, 0, 1))
        sending_reports: bool | None = key("sending-reports", default=None)
        report_response_code: int | None = key("report-response-code", default=None)
        report_error: str | None = key("report-error", default=None)
        version: str | None = key("version", default=None, required=True)

    value: Value | None = key("content-cache.status", default=None, required=True)
