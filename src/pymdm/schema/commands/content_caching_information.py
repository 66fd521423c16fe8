"""ContentCachingInformation, as Apple's schema has it.

Source: mdm/commands/information.contentcaching.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ContentCachingInformation", "ContentCachingInformationResponse"]


@model
class ContentCachingInformation(Command):
    """Ask a Mac for the state of its content cache."""

    request_type: ClassVar[str] = "ContentCachingInformation"


@model
class ContentCachingInformationResponse(Answer):
    """The state of a Mac's content cache."""

    @model
    class StatusResponse(Model):
        """What the cache holds, serves and complains of."""

        @model
        class AlertsForPeerFilterRanges(Model):
            """What stands under AlertsForPeerFilterRanges."""

            class_name: str | None = key(
                "className",
                default=None,
                required=True,
                allowed=("AssetCacheUnfriendlyPeersInFilterRangeAlert",),
            )
            post_date: datetime | None = key("postDate", default=None, required=True)
            peer_filter_range_index: int | None = key("peerFilterRangeIndex", default=None, required=True)
            addresses: Sequence[str] | None = key("addresses", default=None, required=True)

        @model
        class AlertsItem(Model):
            """One of Alerts."""

            class_name: str | None = key(
                "className",
                default=None,
                required=True,
                allowed=(
                    "AssetCacheLowSpaceAlert",
                    "AssetCacheNoSpaceAlert",
                    "AssetCacheRegistrationRejectedAlert",
                    "AssetCacheRegistrationUnavailableAlert",
                    "AssetCacheResourceMissingAlert",
                ),
            )
            post_date: datetime | None = key("postDate", default=None, required=True)
            cache_limit: int | None = key("cacheLimit", default=None)
            reserved_volume_space: int | None = key("reservedVolumeSpace", default=None)
            resource: str | None = key("resource", default=None)
            path_preventing_access: str | None = key("pathPreventingAccess", default=None)

        @model
        class CacheDetails(Model):
            """How much of what the cache holds."""

            category_name: int | None = key("Category Name", default=None, required=True)

        @model
        class DataMigrationError(Model):
            """What stands under DataMigrationError."""

            domain: str | None = key("domain", default=None, required=True)
            code: int | None = key("code", default=None, required=True)
            user_info: Mapping[str, Any] | None = key("userInfo", default=None)

        @model
        class ParentsItem(Model):
            """One cache that this one asks."""

            @model
            class Alert(Model):
                """What stands under alert."""

                class_name: str | None = key(
                    "className",
                    default=None,
                    required=True,
                    allowed=("AssetCacheParentCycleAlert", "AssetCacheParentDepthAlert"),
                )
                post_date: datetime | None = key("postDate", default=None, required=True)
                addresses: Sequence[str] | None = key("addresses", default=None, required=True)

            @model
            class Details(Model):
                """What stands under details."""

                @model
                class Capabilities(Model):
                    """What stands under capabilities."""

                    im: bool | None = key("im", default=None, if_absent=False)
                    ns: bool | None = key("ns", default=None, if_absent=False)
                    pc: bool | None = key("pc", default=None, if_absent=False)
                    query_parameters: bool | None = key("query-parameters", default=None, if_absent=False)
                    sc: bool | None = key("sc", default=None, if_absent=False)
                    ur: bool | None = key("ur", default=None, if_absent=False)

                @model
                class LocalNetwork(Model):
                    """What stands under local-network."""

                    speed: int | None = key("speed", default=None)
                    wired: bool | None = key("wired", default=None, if_absent=False)

                ac_power: bool | None = key("ac-power", default=None, if_absent=False)
                cache_size: int | None = key("cache-size", default=None)
                capabilities: Capabilities | None = key("capabilities", default=None)
                is_portable: bool | None = key("is-portable", default=None, if_absent=False)
                local_network: LocalNetwork | None = key("local-network", default=None)

            address: str | None = key("address", default=None, required=True)
            alert: Alert | None = key("alert", default=None)
            details: Details | None = key("details", default=None, required=True)
            guid: str | None = key("guid", default=None, required=True)
            healthy: bool | None = key("healthy", default=None, required=True)
            port: int | None = key("port", default=None, required=True)
            version: str | None = key("version", default=None, required=True)

        @model
        class PeersItem(Model):
            """One cache beside this one."""

            @model
            class Alert(Model):
                """What stands under alert."""

                class_name: str | None = key(
                    "className",
                    default=None,
                    required=True,
                    allowed=("AssetCachePeerCycleAlert", "AssetCacheUnfriendlyPeerAlert"),
                )
                post_date: datetime | None = key("postDate", default=None, required=True)
                addresses: Sequence[str] | None = key("addresses", default=None)
                peer_address: str | None = key("peerAddress", default=None)

            @model
            class Details(Model):
                """What stands under details."""

                @model
                class Capabilities(Model):
                    """What stands under capabilities."""

                    im: bool | None = key("im", default=None, if_absent=False)
                    ns: bool | None = key("ns", default=None, if_absent=False)
                    pc: bool | None = key("pc", default=None, if_absent=False)
                    query_parameters: bool | None = key("query-parameters", default=None, if_absent=False)
                    sc: bool | None = key("sc", default=None, if_absent=False)
                    ur: bool | None = key("ur", default=None, if_absent=False)

                @model
                class LocalNetwork(Model):
                    """What stands under local-network."""

                    speed: int | None = key("speed", default=None)
                    wired: bool | None = key("wired", default=None, if_absent=False)

                ac_power: bool | None = key("ac-power", default=None, if_absent=False)
                cache_size: int | None = key("cache-size", default=None)
                capabilities: Capabilities | None = key("capabilities", default=None)
                is_portable: bool | None = key("is-portable", default=None, if_absent=False)
                local_network: LocalNetwork | None = key("local-network", default=None)

            address: str | None = key("address", default=None, required=True)
            alert: Alert | None = key("alert", default=None)
            details: Details | None = key("details", default=None, required=True)
            friendly: bool | None = key("friendly", default=None, required=True)
            guid: str | None = key("guid", default=None, required=True)
            healthy: bool | None = key("healthy", default=None, required=True)
            port: int | None = key("port", default=None, required=True)
            version: str | None = key("version", default=None, required=True)

        activated: bool | None = key("Activated", default=None, if_absent=False)
        active: bool | None = key("Active", default=None, if_absent=False)
        actual_cache_used: int | None = key("ActualCacheUsed", default=None)
        alerts_for_peer_filter_ranges: Mapping[str, AlertsForPeerFilterRanges] | None = key(
            "AlertsForPeerFilterRanges", default=None
        )
        alerts: Sequence[AlertsItem] | None = key("Alerts", default=None)
        cache_details: CacheDetails | None = key("CacheDetails", default=None)
        cache_free: int | None = key("CacheFree", default=None)
        cache_limit: int | None = key("CacheLimit", default=None)
        cache_status: str | None = key("CacheStatus", default=None, allowed=("LOWSPACE", "OK"))
        cache_used: int | None = key("CacheUsed", default=None)
        data_migration_completed: bool | None = key("DataMigrationCompleted", default=None, if_absent=False)
        data_migration_error: DataMigrationError | None = key("DataMigrationError", default=None)
        data_migration_progress: float | None = key(
            "DataMigrationProgress", default=None, minimum=0.0, maximum=1.0
        )
        max_cache_pressure_last1_hour: float | None = key(
            "MaxCachePressureLast1Hour", default=None, minimum=0.0, maximum=1.0
        )
        parents: Sequence[ParentsItem] | None = key("Parents", default=None)
        peers: Sequence[PeersItem] | None = key("Peers", default=None)
        personal_cache_free: int | None = key("PersonalCacheFree", default=None)
        personal_cache_limit: int | None = key("PersonalCacheLimit", default=None)
        personal_cache_used: int | None = key("PersonalCacheUsed", default=None)
        port: int | None = key("Port", default=None)
        private_addresses: Sequence[str] | None = key("PrivateAddresses", default=None)
        public_address: str | None = key("PublicAddress", default=None)
        registration_error: str | None = key("RegistrationError", default=None)
        registration_response_code: int | None = key("RegistrationResponseCode", default=None)
        registration_started: datetime | None = key("RegistrationStarted", default=None)
        registration_status: int | None = key("RegistrationStatus", default=None, allowed=(-1, 0, 1))
        restricted_media: bool | None = key("RestrictedMedia", default=None, if_absent=False)
        server_guid: str | None = key("ServerGUID", default=None)
        startup_status: str | None = key(
            "StartupStatus", default=None, allowed=("FAILED", "MIGRATING_DATA", "OK", "PENDING")
        )
        tetherator_status: int | None = key("TetheratorStatus", default=None, allowed=(-1, 0, 1))
        total_bytes_are_since: datetime | None = key("TotalBytesAreSince", default=None)
        total_bytes_dropped: int | None = key("TotalBytesDropped", default=None)
        total_bytes_imported: int | None = key("TotalBytesImported", default=None)
        total_bytes_returned_to_children: int | None = key("TotalBytesReturnedToChildren", default=None)
        total_bytes_returned_to_clients: int | None = key("TotalBytesReturnedToClients", default=None)
        total_bytes_returned_to_peers: int | None = key("TotalBytesReturnedToPeers", default=None)
        total_bytes_stored_from_origin: int | None = key("TotalBytesStoredFromOrigin", default=None)
        total_bytes_stored_from_parents: int | None = key("TotalBytesStoredFromParents", default=None)
        total_bytes_stored_from_peers: int | None = key("TotalBytesStoredFromPeers", default=None)

    status_response: StatusResponse | None = key("StatusResponse", default=None, required=True)
