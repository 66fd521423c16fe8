"""The client of the API of Apple Business Manager and Apple School Manager, for asyncio.

async with AsyncAXMClient(credentials) as axm:
    activity = await axm.assign(server.id, serials)
    print((await axm.wait(activity.id, timeout=300)).sub_status)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Self, TypeVar

from pymdm._machine import dice, new_nonce, utc_now
from pymdm._retry import RetryRules
from pymdm.axm import ops
from pymdm.axm.session import TOKEN_URL, USER_AGENT, AXMSession, MemoryTokenStore
from pymdm.http import apages, arun, async_httpx_sender

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from pymdm._flow import Flow
    from pymdm.axm.models import Activity, MDMServer, OrgDevice
    from pymdm.axm.session import AccessToken, AccessTokenStore, AXMCredentials
    from pymdm.http import AsyncHttpSender

__all__ = ["AsyncAXMClient"]

T = TypeVar("T")


class AsyncAXMClient:
    """Calls the API for one API account; for any number of tasks of one event loop.

    Every call may raise AXMError, when Apple refuses, TransportError, when no answer comes, and DecodeError,
    when it is none that can be read.  What Apple turned away because it is busy, and what can be asked twice,
    is asked again up to three times.

    Args:
        credentials: The API account of the portal.
        http: Sends requests; it stays yours.  None: a sender that the client makes and closes.
        ca: Authorities to trust in place of the system's (PEM), for the client's own sender.
        base_url: Another service than Apple's, such as a simulator.
        token_url: Where that one gives out tokens.
        user_agent: Names your program to Apple.
        tokens: Where the access token is kept, to be shared between processes.
        longest_wait: Seconds that a call waits at most when Apple asks for it; beyond, the error tells.
        now, nonce, dice, sleep: The machine's, unless a test knows better.

    Raises:
        ValueError: an address cannot be used, or ``ca`` comes with ``http``.
    """

    def __init__(
        self,
        credentials: AXMCredentials,
        *,
        http: AsyncHttpSender | None = None,
        ca: bytes | None = None,
        base_url: str = "",
        token_url: str = TOKEN_URL,
        user_agent: str = USER_AGENT,
        tokens: AccessTokenStore | None = None,
        longest_wait: float = 120.0,
        now: Callable[[], datetime] = utc_now,
        nonce: Callable[[], str] = new_nonce,
        dice: Callable[[], float] = dice,
        sleep: Callable[[float], Awaitable[object]] | None = None,
    ) -> None:
        if http is not None and ca is not None:
            raise ValueError(
                "ca: expected with the client's own sender only; give yours its authorities yourself"
            )
        self._session = AXMSession(
            credentials=credentials,
            rules=RetryRules(now=now, dice=dice, longest_wait=longest_wait),
            nonce=nonce,
            store=MemoryTokenStore() if tokens is None else tokens,
            base_url=base_url,
            token_url=token_url,
            user_agent=user_agent,
        )
        self._own = async_httpx_sender(ca=ca) if http is None else None
        self._send: AsyncHttpSender = http if self._own is None else self._own  # type: ignore[assignment]  # one is there
        self._sleep = asyncio.sleep if sleep is None else sleep

    @property
    def session(self) -> AXMSession:
        """What all calls share; for flows of your own, see `pymdm.axm.ops`."""
        return self._session

    async def login(self) -> AccessToken:
        """Fetch a new access token now; other calls do so where they need one."""
        return await self._run(ops.login(self._session))

    async def devices(self, *, fields: Iterable[str] = ()) -> AsyncIterator[OrgDevice]:
        """All devices of the organization, a thousand in a request; ``fields``: only these attributes."""
        async for page in apages(ops.devices(self._session, fields=fields), self._send, sleep=self._sleep):
            for each in page:
                yield each

    async def device(self, device_id: str, *, fields: Iterable[str] = ()) -> OrgDevice:
        """One device, by its serial number; AXMError with status 404: the organization has no such device."""
        return await self._run(ops.device(self._session, device_id, fields=fields))

    async def assigned_server(self, device_id: str) -> MDMServer | None:
        """The device management service that a device is assigned to; None if it is to none."""
        return await self._run(ops.assigned_server(self._session, device_id))

    async def servers(self) -> AsyncIterator[MDMServer]:
        """All device management services of the organization."""
        async for page in apages(ops.servers(self._session), self._send, sleep=self._sleep):
            for each in page:
                yield each

    async def server_devices(self, server_id: str) -> AsyncIterator[str]:
        """The serial numbers of all devices that are assigned to a service."""
        async for page in apages(ops.server_devices(self._session, server_id), self._send, sleep=self._sleep):
            for each in page:
                yield each

    async def assign(self, server_id: str, device_ids: Iterable[str]) -> Activity:
        """Have devices assigned to a service, away from where they are now; Apple does it later.

        Sent once: after a TransportError with ``request_sent``, look at the devices before you ask again.
        """
        return await self._run(ops.assign(self._session, server_id, device_ids))

    async def unassign(self, server_id: str, device_ids: Iterable[str]) -> Activity:
        """Have devices assigned to no service; ``server_id`` is the one that they are assigned to."""
        return await self._run(ops.unassign(self._session, server_id, device_ids))

    async def activity(self, activity_id: str) -> Activity:
        """How far an assignment is."""
        return await self._run(ops.activity(self._session, activity_id))

    async def watch(self, activity_id: str, *, timeout: float) -> AsyncIterator[Activity]:
        """An activity each time that it is looked at, until it has ended or so many seconds are over."""
        watched = ops.watch(self._session, activity_id, timeout=timeout)
        async for found in apages(watched, self._send, sleep=self._sleep):
            yield found

    async def wait(self, activity_id: str, *, timeout: float) -> Activity:
        """An activity when it has ended, or as it is after so many seconds: look at ``ended``."""
        last: Activity | None = None
        async for found in self.watch(activity_id, timeout=timeout):
            last = found
        assert last is not None  # it is looked at once at least
        return last

    async def close(self) -> None:
        """Close the connections, if they are the client's own."""
        if self._own is not None:
            await self._own.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _run(self, flow: Flow[T]) -> T:
        return await arun(flow, self._send, sleep=self._sleep)
