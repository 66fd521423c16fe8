"""ContentCaching, as Apple's schema has it.

Source: declarative/declarations/configurations/content-cache.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["ContentCaching"]


@model
class ContentCaching(Declaration):
    """A Mac as the content cache of its network."""

    declaration_type: ClassVar[str] = "com.apple.configuration.content-cache.settings"
    APPLY: ClassVar[str] = "single"

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
    deny_activation: bool | None = key("DenyActivation", default=None, if_absent=False)
    deny_tethered_caching: bool | None = key("DenyTetheredCaching", default=None, if_absent=False)
    declarative_status_interval: int | None = key(
        "DeclarativeStatusInterval", default=None, if_absent=0, minimum=300, maximum=86400
    )
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
    personal_cache_limit: int | None = key("PersonalCacheLimit", default=None, if_absent=0)
    port: int | None = key("Port", default=None, if_absent=0)
    public_ranges: Sequence[RangesItem] | None = key("PublicRanges", default=None)
    management_status_target: str | None = key("ManagementStatusTarget", default=None)
    management_security_config: str | None = key(
        "ManagementSecurityConfig",
        default=None,
        if_absent="no-cert",
        allowed=("no-cert", "signedByCACert", "specificServerCert"),
    )
    management_reporting_interval: int | None = key(
        "ManagementReportingInterval", default=None, if_absent=300, minimum=60, maximum=86400
    )
    management_status_certificate_reference: str | None = key(
        "ManagementStatusCertificateReference",
        default=None,
        assets=("com.apple.asset.credential.certificate",),
    )
