"""The blocking client of the 2014 services.

with LegacyVPPClient(ContentToken.load("example.vpptoken")) as vpp:
    user = vpp.register_user("810C9B91-DF83-41DA-80A1-408AD7F081A8", email="user1@example.org")
    print(vpp.invitation_url(user.invite_code))
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Self, TypeVar

from pymdm._machine import dice, utc_now
from pymdm._retry import RetryRules
from pymdm.http import httpx_sender, pages, run
from pymdm.vpp.legacy import ops
from pymdm.vpp.legacy.session import BASE_URL, LegacySession
from pymdm.vpp.session import USER_AGENT

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from pymdm._flow import Flow, Pages
    from pymdm.http import HttpSender
    from pymdm.vpp.legacy.config import LegacyConfig
    from pymdm.vpp.legacy.managed import Change
    from pymdm.vpp.legacy.models import LegacyClientConfig, LegacyUser, License, LicenseChange
    from pymdm.vpp.legacy.pages import LegacyUserPage, LicensePage
    from pymdm.vpp.models import Asset, OwnedAsset
    from pymdm.vpp.tokens import ContentToken, TokenWarning

__all__ = ["LegacyVPPClient"]

T = TypeVar("T")


class LegacyVPPClient:
    """Manages users and licenses with the services of 2014; for any number of threads.

    Every call may raise VPPError, when Apple refuses, TransportError, when no answer comes, and DecodeError,
    when it is none that can be read; `pymdm.vpp.legacy.ops` tells what each call adds to that, and what is
    asked for again when an answer is lost.

    Args:
        token: The content token of the portal.
        http: Sends requests; it stays yours.  None: a sender that the client makes and closes.
        ca: Authorities to trust in place of the system's (PEM), for the client's own sender.
        base_url: Another service than Apple's, such as a simulator; VPPServiceConfigSrv is behind it.
        user_agent: Names your server to Apple.
        uid: The location that is meant; nothing is changed with a token of another one.
        reload: Where a newer token may be found; asked once when Apple does not take the one in use.
        longest_wait: Seconds that a call waits at most when Apple asks for it; beyond, the error tells.
        now, dice, sleep: The machine's, unless a test knows better.

    Raises:
        ValueError: base URL or user agent cannot be used, or ``ca`` comes with ``http``.
    """

    def __init__(
        self,
        token: ContentToken,
        *,
        http: HttpSender | None = None,
        ca: bytes | None = None,
        base_url: str = BASE_URL,
        user_agent: str = USER_AGENT,
        uid: str = "",
        reload: Callable[[], ContentToken] | None = None,
        longest_wait: float = 120.0,
        now: Callable[[], datetime] = utc_now,
        dice: Callable[[], float] = dice,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        if http is not None and ca is not None:
            raise ValueError(
                "ca: expected with the client's own sender only; give yours its authorities yourself"
            )
        self._session = LegacySession.of(
            token,
            RetryRules(now=now, dice=dice, longest_wait=longest_wait),
            reload=reload,
            uid=uid,
            base_url=base_url,
            user_agent=user_agent,
        )
        self._own = httpx_sender(ca=ca) if http is None else None
        self._send: HttpSender = http if self._own is None else self._own  # type: ignore[assignment]  # one is there
        self._sleep = time.sleep if sleep is None else sleep

    @property
    def session(self) -> LegacySession:
        """What all calls share; for flows of your own, see `pymdm.vpp.legacy.ops`."""
        return self._session

    def token_warnings(self) -> tuple[TokenWarning, ...]:
        """What is due to be told of the token's end, by the date that Apple told, else by the file's."""
        return self._session.shared.warnings()

    def service_config(self) -> LegacyConfig:
        """Where the services are, asked now; others ask with the first call, and when Apple says so."""
        return self._run(ops.service_config(self._session))

    def invitation_url(self, invite_code: str) -> str:
        """The address with which somebody accepts an invitation."""
        return self._run(ops.invitation_url(self._session, invite_code))

    def client_config(
        self, *, client_context: str | None = None, apn_token: str | bytes | None = None
    ) -> LegacyClientConfig:
        """What is stored with the token; what is given is stored first, "" clears it."""
        flow = ops.client_config(self._session, client_context=client_context, apn_token=apn_token)
        return self._run(flow)

    def register_user(self, client_user_id: str, *, email: str = "") -> LegacyUser:
        """The active user of this identifier, made if there is none."""
        return self._run(ops.register_user(self._session, client_user_id, email=email))

    def get_user(
        self,
        *,
        user_id: int | str | None = None,
        client_user_id: str | None = None,
        its_id_hash: str | None = None,
    ) -> LegacyUser:
        """One user with the licenses."""
        flow = ops.get_user(
            self._session, user_id=user_id, client_user_id=client_user_id, its_id_hash=its_id_hash
        )
        return self._run(flow)

    def current_user(self, user: LegacyUser) -> LegacyUser | None:
        """The record that a user whom you know stands for now; None if there is no active one any more."""
        return self._run(ops.current_user(self._session, user))

    def user_pages(
        self,
        *,
        include_retired: bool = False,
        since: str | None = None,
        batch_token: str | None = None,
    ) -> Iterator[LegacyUserPage]:
        """All users, or those that have changed, page by page; the last page has the next ``since``."""
        flow = ops.user_pages(
            self._session, include_retired=include_retired, since=since, batch_token=batch_token
        )
        return self._pages(flow)

    def users(self, *, include_retired: bool = False) -> tuple[LegacyUser, ...]:
        """All users, without their licenses."""
        found = self.user_pages(include_retired=include_retired)
        return tuple(user for page in found for user in page.users)

    def license_pages(
        self,
        *,
        adam_id: str | int | None = None,
        pricing_param: str | None = None,
        since: str | None = None,
        batch_token: str | None = None,
    ) -> Iterator[LicensePage]:
        """Licenses, page by page, in constant memory; the last page has the next ``since``."""
        flow = ops.license_pages(
            self._session, adam_id=adam_id, pricing_param=pricing_param, since=since, batch_token=batch_token
        )
        return self._pages(flow)

    def licenses(
        self, *, adam_id: str | int | None = None, pricing_param: str | None = None
    ) -> tuple[License, ...]:
        """All licenses, or those of one asset.  All at once: for a whole location rather `license_pages`."""
        found = self.license_pages(adam_id=adam_id, pricing_param=pricing_param)
        return tuple(item for page in found for item in page.licenses)

    def retire_user(
        self, *, user_id: int | str | None = None, client_user_id: str | None = None
    ) -> LegacyUser | None:
        """Retire a user: the licenses are free again, except for those that cannot be taken back.

        Raises:
            UserRetired: it was retired already.
        """
        return self._run(ops.retire_user(self._session, user_id=user_id, client_user_id=client_user_id))

    def edit_user(
        self,
        *,
        user_id: int | str | None = None,
        client_user_id: str | None = None,
        email: str | None = None,
    ) -> LegacyUser:
        """Give a user another address."""
        flow = ops.edit_user(self._session, user_id=user_id, client_user_id=client_user_id, email=email)
        return self._run(flow)

    def associate_license(
        self,
        *,
        user_id: int | str | None = None,
        client_user_id: str | None = None,
        license_id: int | str | None = None,
        asset: Asset | None = None,
    ) -> LicenseChange:
        """Give a user this license, or any that is free of this asset.

        Raises:
            UnknownAsset: there is no such license, or none is free.
        """
        flow = ops.associate_license(
            self._session,
            user_id=user_id,
            client_user_id=client_user_id,
            license_id=license_id,
            asset=asset,
        )
        return self._run(flow)

    def disassociate_license(self, license_id: int | str) -> LicenseChange:
        """Take a license back from whoever has it."""
        return self._run(ops.disassociate_license(self._session, license_id))

    def manage_licenses(
        self,
        asset: Asset,
        *,
        associate_serials: Iterable[str] = (),
        associate_client_user_ids: Iterable[str] = (),
        disassociate_serials: Iterable[str] = (),
        disassociate_client_user_ids: Iterable[str] = (),
        disassociate_license_ids: Iterable[int | str] = (),
        notify_disassociation: bool | None = None,
    ) -> tuple[Change, ...]:
        """Take back and assign many licenses of one asset; failures of single ones are values."""
        flow = ops.manage_licenses(
            self._session,
            asset,
            associate_serials=associate_serials,
            associate_client_user_ids=associate_client_user_ids,
            disassociate_serials=disassociate_serials,
            disassociate_client_user_ids=disassociate_client_user_ids,
            disassociate_license_ids=disassociate_license_ids,
            notify_disassociation=notify_disassociation,
        )
        return tuple(change for part in self._pages(flow) for change in part)

    def assets(self, *, pricing_param: str | None = None) -> tuple[OwnedAsset, ...]:
        """The assets of the location with their counts."""
        return self._run(ops.assets(self._session, pricing_param=pricing_param))

    def close(self) -> None:
        """Close the client's own sender."""
        if self._own is not None:
            self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, flow: Flow[T]) -> T:
        return run(flow, self._send, sleep=self._sleep)

    def _pages(self, flow: Pages[T, None]) -> Iterator[T]:
        return pages(flow, self._send, sleep=self._sleep)
