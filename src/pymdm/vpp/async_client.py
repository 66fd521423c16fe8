"""The asynchronous client of Apps and Books, for asyncio.

async with AsyncVPPClient(ContentToken.load("example.vpptoken")) as vpp:
    event = await vpp.associate([Asset("361309726")], serials=["C02XK1ABJG5H"])
    for failure in (await vpp.wait(event, timeout=60)).failures:
        print(failure.serial, failure.error)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Self, TypeVar

from pymdm._machine import dice, utc_now
from pymdm._retry import RetryRules
from pymdm.http import apages, arun, async_httpx_sender
from pymdm.vpp import ops
from pymdm.vpp._words import UserState
from pymdm.vpp.models_events import Event
from pymdm.vpp.session import BASE_URL, USER_AGENT, Session

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from pymdm._flow import Flow, Pages
    from pymdm.crypto import Secret
    from pymdm.http import AsyncHttpSender
    from pymdm.vpp._words import NotificationType, ProductType
    from pymdm.vpp.models import Asset, Assignment, MdmInfo, OwnedAsset, RequestUser, User
    from pymdm.vpp.models_config import ClientConfig, ServiceConfig
    from pymdm.vpp.models_events import Batch, EventStatus, Outcome
    from pymdm.vpp.models_pages import AssetPage, AssignmentPage, UserPage
    from pymdm.vpp.ops import TakeOver
    from pymdm.vpp.tokens import ContentToken, TokenWarning

__all__ = ["AsyncVPPClient"]

T = TypeVar("T")


class AsyncVPPClient:
    """Manages the licenses of one location of Apps and Books; for any number of tasks of one event loop.

    Every call may raise VPPError, when Apple refuses, TransportError, when no answer comes, and DecodeError,
    when it is none that can be read; `pymdm.vpp.ops` tells what each call adds to that.  What Apple turned
    away because it is busy, and what can be asked twice, is asked again up to three times.

    Args:
        token: The content token of the portal.
        http: Sends requests; it stays yours.  None: a sender that the client makes and closes.
        ca: Authorities to trust in place of the system's (PEM), for the client's own sender.
        base_url: Another service than Apple's, such as a simulator.
        user_agent: Names your server to Apple.
        mdm: Who you are.  With it nothing is changed in a location that another server manages.
        uid: The location that is meant, as `ClientConfig.uid` has it; a token of another one is refused.
        reload: Where a newer token may be found; asked once when Apple does not take the one in use;
            called in the loop, so that it has to be quick.
        longest_wait: Seconds that a call waits at most when Apple asks for it; beyond, the error tells.
        now, dice, sleep: The machine's, unless a test knows better.

    Raises:
        ValueError: base URL or user agent cannot be used, or ``ca`` comes with ``http``.
    """

    def __init__(
        self,
        token: ContentToken,
        *,
        http: AsyncHttpSender | None = None,
        ca: bytes | None = None,
        base_url: str = BASE_URL,
        user_agent: str = USER_AGENT,
        mdm: MdmInfo | None = None,
        uid: str = "",
        reload: Callable[[], ContentToken] | None = None,
        longest_wait: float = 120.0,
        now: Callable[[], datetime] = utc_now,
        dice: Callable[[], float] = dice,
        sleep: Callable[[float], Awaitable[object]] | None = None,
    ) -> None:
        if http is not None and ca is not None:
            raise ValueError(
                "ca: expected with the client's own sender only; give yours its authorities yourself"
            )
        self._session = Session(
            token=token,
            rules=RetryRules(now=now, dice=dice, longest_wait=longest_wait),
            reload=reload,
            mdm=mdm,
            uid=uid,
            base_url=base_url,
            user_agent=user_agent,
        )
        self._own = async_httpx_sender(ca=ca) if http is None else None
        self._send: AsyncHttpSender = http if self._own is None else self._own  # type: ignore[assignment]  # one is there
        self._sleep = asyncio.sleep if sleep is None else sleep

    @property
    def session(self) -> Session:
        """What all calls share; for flows of your own, see `pymdm.vpp.ops`."""
        return self._session

    def token_warnings(self) -> tuple[TokenWarning, ...]:
        """What is due to be told of the token's end, by the date that Apple told, else by the file's."""
        return self._session.warnings()

    async def service_config(self) -> ServiceConfig:
        """Addresses and limits of the service, not older than five minutes."""
        return await self._run(ops.service_config(self._session))

    async def client_config(self) -> ClientConfig:
        """The location, who manages it, and where notifications go."""
        return await self._run(ops.client_config(self._session))

    async def set_client_config(
        self,
        *,
        mdm: MdmInfo | None = None,
        notification_url: str = "",
        notification_token: Secret[str] | None = None,
        notification_types: Iterable[NotificationType | str] | None = None,
        take_over: TakeOver | None = None,
    ) -> ClientConfig:
        """Say who manages the location, and where notifications shall go.

        Raises:
            ManagedElsewhere: another server manages it; nothing is changed.
        """
        flow = ops.set_client_config(
            self._session,
            mdm=mdm,
            notification_url=notification_url,
            notification_token=notification_token,
            notification_types=notification_types,
            take_over=take_over,
        )
        return await self._run(flow)

    def asset_pages(
        self,
        *,
        adam_id: str | int | None = None,
        pricing_param: str | None = None,
        product_type: ProductType | None = None,
    ) -> AsyncIterator[AssetPage]:
        """The assets of the location, page by page; ``page.reset`` tells that the listing begins (anew)."""
        flow = ops.asset_pages(
            self._session, adam_id=adam_id, pricing_param=pricing_param, product_type=product_type
        )
        return self._pages(flow)

    async def assets(
        self,
        *,
        adam_id: str | int | None = None,
        pricing_param: str | None = None,
        product_type: ProductType | None = None,
    ) -> tuple[OwnedAsset, ...]:
        """The assets of the location."""
        found: list[OwnedAsset] = []
        async for page in self.asset_pages(
            adam_id=adam_id, pricing_param=pricing_param, product_type=product_type
        ):
            found = [*([] if page.reset else found), *page.assets]
        return tuple(found)

    def assignment_pages(
        self,
        *,
        adam_id: str | int | None = None,
        serial: str | None = None,
        client_user_id: str | None = None,
        since: str | None = None,
    ) -> AsyncIterator[AssignmentPage]:
        """Who has what, page by page, in constant memory; ``page.reset`` tells where it begins (anew).

        With ``since``, a ``version_id``: what has changed since then.
        """
        flow = ops.assignment_pages(
            self._session, adam_id=adam_id, serial=serial, client_user_id=client_user_id, since=since
        )
        return self._pages(flow)

    async def assignments(
        self,
        *,
        adam_id: str | int | None = None,
        serial: str | None = None,
        client_user_id: str | None = None,
    ) -> tuple[Assignment, ...]:
        """Who has what.  All at once: for a whole location rather `assignment_pages`."""
        found: list[Assignment] = []
        pages = self.assignment_pages(adam_id=adam_id, serial=serial, client_user_id=client_user_id)
        async for page in pages:
            if page.reset:
                found.clear()
            found.extend(page.assignments)
        return tuple(found)

    def user_pages(
        self,
        *,
        state: UserState = UserState.ALL,
        client_user_id: str | None = None,
        since: str | None = None,
    ) -> AsyncIterator[UserPage]:
        """The users of the location, page by page; with ``since`` those that have changed."""
        flow = ops.user_pages(self._session, state=state, client_user_id=client_user_id, since=since)
        return self._pages(flow)

    async def users(
        self, *, state: UserState = UserState.ALL, client_user_id: str | None = None
    ) -> tuple[User, ...]:
        """The users of the location."""
        found: list[User] = []
        async for page in self.user_pages(state=state, client_user_id=client_user_id):
            if page.reset:
                found.clear()
            found.extend(page.users)
        return tuple(found)

    async def associate(
        self,
        assets: Iterable[Asset],
        *,
        serials: Iterable[str] = (),
        client_user_ids: Iterable[str] = (),
    ) -> Event:
        """Assign each asset to each device and user; Apple carries it out later: see `wait`."""
        flow = ops.associate(self._session, assets, serials=serials, client_user_ids=client_user_ids)
        return await self._event(flow)

    async def disassociate(
        self,
        assets: Iterable[Asset],
        *,
        serials: Iterable[str] = (),
        client_user_ids: Iterable[str] = (),
    ) -> Event:
        """Take each asset from each device and user."""
        flow = ops.disassociate(self._session, assets, serials=serials, client_user_ids=client_user_ids)
        return await self._event(flow)

    async def revoke(self, *, serials: Iterable[str] = (), client_user_ids: Iterable[str] = ()) -> Event:
        """Take everything that can be taken back from these devices and users."""
        return await self._event(ops.revoke(self._session, serials=serials, client_user_ids=client_user_ids))

    async def create_users(self, users: Iterable[RequestUser]) -> Event:
        """Create users."""
        return await self._event(ops.create_users(self._session, users))

    async def update_users(self, users: Iterable[RequestUser]) -> Event:
        """Change the addresses or Managed Apple Accounts of users."""
        return await self._event(ops.update_users(self._session, users))

    async def retire_users(self, client_user_ids: Iterable[str]) -> Event:
        """Retire users; books are lost with them."""
        return await self._event(ops.retire_users(self._session, client_user_ids))

    async def status(self, event_id: str) -> EventStatus:
        """How far Apple is with one batch of a change."""
        return await self._run(ops.status(self._session, event_id))

    async def wait(
        self,
        event: Event | Batch | str,
        *,
        timeout: float,
        every: float = ops.EVERY,
        progress: Callable[[Outcome], object] | None = None,
    ) -> Outcome:
        """What became of a change, once Apple is done; failures of single devices and users are values.

        Raises:
            EventPending: Apple is not done in this time.
        """
        flow = ops.wait(self._session, event, timeout=timeout, every=every, progress=progress)
        return await self._run(flow)

    async def close(self) -> None:
        """Close the client's own sender."""
        if self._own is not None:
            await self._own.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _run(self, flow: Flow[T]) -> T:
        return await arun(flow, self._send, sleep=self._sleep)

    def _pages(self, flow: Pages[T, None]) -> AsyncIterator[T]:
        return apages(flow, self._send, sleep=self._sleep)

    async def _event(self, flow: Pages[Batch, None]) -> Event:
        return Event(batches=tuple([batch async for batch in self._pages(flow)]))
