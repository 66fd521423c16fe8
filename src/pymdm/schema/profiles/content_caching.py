"""ContentCaching, as Apple's schema has it.

Source: mdm/profiles/com.apple.AssetCache.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ContentCaching"]


@model
class ContentCaching(Payload):
    """A Mac as the content cache of its network."""

    payload_type: ClassVar[str] = "com.apple.AssetCache.managed"

    @model
    class RangesItem(Model):
        """One of ListenRanges and others."""

        type: str | None = key("type", default=None, if_absent="IPv4", allowed=("IPv4", "IPv6"))
        first: str = key("first")
        last: str = key("last")

    allow_cache_delete: bool | None = key("AllowCacheDelete", default=None, if_absent=True)
    allow_personal_caching: bool | None = key("AllowPersonalCaching", default=None, if_absent=True)
    allow_shared_caching: bool | None = key("AllowSharedCaching", default=None, if_absent=True)
    auto_activation: bool | None = key("AutoActivation", default=None, if_absent=False)
    auto_enable_tethered_caching: bool | None = key(
        "AutoEnableTetheredCaching", default=None, if_absent=False
    )
    cache_limit: int | None = key("CacheLimit", default=None, if_absent=0)
    data_path: str | None = key(
        "DataPath", default=None, if_absent="/Library/Application Support/Apple/AssetCache/Data"
    )
    deny_tethered_caching: bool | None = key("DenyTetheredCaching", default=None, if_absent=False)
    display_alerts: bool | None = key("DisplayAlerts", default=None, if_absent=False)
    keep_awake: bool | None = key("KeepAwake", default=None, if_absent=False)
    listen_ranges: Sequence[RangesItem] | None = key("ListenRanges", default=None)
    listen_ranges_only: bool | None = key("ListenRangesOnly", default=None, if_absent=False)
    listen_with_peers_and_parents: bool | None = key(
        "ListenWithPeersAndParents", default=None, if_absent=True
    )
    local_subnets_only: bool | None = key("LocalSubnetsOnly", default=None, if_absent=True)
    log_client_identity: bool | None = key("LogClientIdentity", default=None, if_absent=False)
    parents: Sequence[str] | None = key("Parents", default=None)
    parent_selection_policy: str | None = key(
        "ParentSelectionPolicy",
        default=None,
        if_absent="round-robin",
        allowed=("first-available", "url-path-hash", "random", "round-robin", "sticky-available"),
    )
    peer_filter_ranges: Sequence[RangesItem] | None = key("PeerFilterRanges", default=None)
    peer_listen_ranges: Sequence[RangesItem] | None = key("PeerListenRanges", default=None)
    peer_local_subnets_only: bool | None = key("PeerLocalSubnetsOnly", default=None, if_absent=True)
    port: int | None = key("Port", default=None, if_absent=0)
    public_ranges: Sequence[RangesItem] | None = key("PublicRanges", default=None)
