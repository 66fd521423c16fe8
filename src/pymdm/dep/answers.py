"""What the other calls answer: the account, outcomes by serial number, the rest.

Source: MDM reference 2014, Device Enrollment Program; Apple's documentation of AccountDetail,
AssignProfileResponse, GetAccountDrivenEnrollmentProfileResponse and SeedBuildToken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import attrs

from pymdm._json import date, objects, texts
from pymdm.dep._json import integer, text
from pymdm.dep._words import AssignOutcome, known
from pymdm.errors import DecodeError

__all__ = ["Account", "AccountDrivenProfile", "BetaToken", "DeviceOutcomes", "ServiceURL"]


@attrs.frozen(kw_only=True)
class ServiceURL:
    """One address of the service, with what it takes.

    Attributes:
        uri: such as ``/profile/devices``; may be a whole URL.
        methods: such as ``("POST", "DELETE")``.
        default, maximum: entries in one request; None where Apple states none.
    """

    uri: str
    methods: tuple[str, ...] = ()
    default: int | None = None
    maximum: int | None = None

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> ServiceURL:
        """Read one entry of ``urls``."""
        limit = found.get("limit")
        limit = limit if type(limit) is dict else {}
        return cls(
            uri=text(found, "uri", path=path),
            methods=texts(found, "http_method"),
            default=integer(limit, "default"),
            maximum=integer(limit, "maximum"),
        )


@attrs.frozen(kw_only=True)
class Account:
    """The server as the portal knows it, and its organisation.

    Attributes:
        server_name, server_uuid: of this server.
        admin_id: Apple Account of whoever made the token; in 2014 ``facilitator_id``, which is read as well.
        org_name, org_email, org_phone, org_address: of the organisation.
        org_id, org_id_hash, org_type, org_version: protocol version 3 and later.
        urls: protocol version 3 and later.
        raw: what Apple sent.
    """

    server_uuid: str
    server_name: str = ""
    admin_id: str = ""
    org_name: str = ""
    org_email: str = ""
    org_phone: str = ""
    org_address: str = ""
    org_id: str = ""
    org_id_hash: str = ""
    org_type: str = ""
    org_version: str = ""
    urls: tuple[ServiceURL, ...] = ()
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    def url_for(self, path: str) -> ServiceURL | None:
        """What Apple says of ``/devices`` or another path; None if nothing."""
        return next((url for url in self.urls if _path(url.uri) == path), None)

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> Account:
        """Read the answer of ``/account``.

        Raises:
            DecodeError: it names no server.
        """
        words = {name: found.get(name) for name in _ACCOUNT_TEXTS}
        if words["admin_id"] is None:
            words["admin_id"] = found.get("facilitator_id")
        return cls(
            server_uuid=text(found, "server_uuid"),
            **{name: value for name, value in words.items() if type(value) is str},
            urls=tuple(
                ServiceURL.decode(each, path=f"urls[{n}].") for n, each in enumerate(objects(found, "urls"))
            ),
            raw=found,
        )


def _path(uri: str) -> str:
    try:
        return urlsplit(uri).path.rstrip("/")
    except ValueError:  # such as http://[
        return ""


_ACCOUNT_TEXTS = (
    "server_name",
    "admin_id",
    "org_name",
    "org_email",
    "org_phone",
    "org_address",
    "org_id",
    "org_id_hash",
    "org_type",
    "org_version",
)


@attrs.frozen(kw_only=True, eq=False)  # equal to any mapping with the same words
class DeviceOutcomes(Mapping[str, AssignOutcome | str]):
    """What became of each device, by serial number, in the order in which they were given.

    Attributes:
        outcomes: an `AssignOutcome` each, or another word of Apple's.
        profile_uuid: of the profile, where the call has one.
        retry_after: seconds after which THROTTLED devices may be tried again, if Apple says so.
    """

    outcomes: Mapping[str, AssignOutcome | str]
    profile_uuid: str = ""
    retry_after: float | None = None

    def __getitem__(self, serial: str) -> AssignOutcome | str:
        return self.outcomes[serial]

    def __iter__(self) -> Iterator[str]:
        return iter(self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    def serials(self, outcome: AssignOutcome | str) -> tuple[str, ...]:
        """Those with this outcome."""
        return tuple(serial for serial, each in self.outcomes.items() if each == outcome)

    @property
    def all_succeeded(self) -> bool:
        """There is no other outcome than SUCCESS."""
        return all(each == AssignOutcome.SUCCESS for each in self.outcomes.values())

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> DeviceOutcomes:
        """Read an answer whose ``devices`` is a dictionary of words.

        Raises:
            DecodeError: it is something else.
        """
        devices = found.get("devices", {})
        if type(devices) is not dict or any(type(word) is not str for word in devices.values()):
            raise DecodeError("expected a word for each serial number", path="devices")
        uuid = found.get("profile_uuid", "")
        seconds = integer(found, "retry_after_seconds")
        return cls(
            outcomes={serial: known(AssignOutcome, word) for serial, word in devices.items()},
            profile_uuid=uuid if type(uuid) is str else "",
            retry_after=None if seconds is None else float(seconds),
        )


@attrs.frozen(kw_only=True)
class AccountDrivenProfile:
    """Where devices of Managed Apple Accounts find this server's account-driven enrollment."""

    mdm_service_discovery_url: str
    last_updated_timestamp: datetime | None = None

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> AccountDrivenProfile | None:
        """Read an answer; None if no URL is set."""
        url = found.get("mdm_service_discovery_url")
        if type(url) is not str or not url:
            return None
        return cls(
            mdm_service_discovery_url=url, last_updated_timestamp=date(found, "last_updated_timestamp")
        )


@attrs.frozen(kw_only=True)
class BetaToken:
    """What lets a device install beta releases of one program.

    Attributes:
        title: as people see it, such as ``"iOS 17 Public Beta"``.
        os: which system.
        token: what goes into the device's settings.
    """

    title: str
    os: str
    token: str = attrs.field(repr=False)

    @classmethod
    def decode_all(cls, found: Mapping[str, Any]) -> tuple[BetaToken, ...]:
        """Read an answer: ``betaEnrollmentTokens`` as documented, or ``seedBuildTokens`` as seen."""
        key = "betaEnrollmentTokens" if "betaEnrollmentTokens" in found else "seedBuildTokens"
        return tuple(
            cls(
                title=text(each, "title", path=f"{key}[{n}]."),
                os=text(each, "os", path=f"{key}[{n}]."),
                token=text(each, "token", path=f"{key}[{n}]."),
            )
            for n, each in enumerate(objects(found, key))
        )
