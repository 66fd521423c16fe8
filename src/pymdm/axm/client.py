"""The blocking client of the API of Apple Business Manager and Apple School Manager.

with AXMClient(credentials) as axm:
    activity = axm.assign(server.id, serials)
    print(axm.wait(activity.id, timeout=300).sub_status)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Self, TypeVar

from pymdm._machine import dice, new_nonce, utc_now
from pymdm._retry import RetryRules
from pymdm.axm import ops
from pymdm.axm.session import TOKEN_URL, USER_AGENT, AXMSession, MemoryTokenStore
from pymdm.http import httpx_sender, pages, run

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from pymdm._flow import Flow
    from pymdm.axm.models import Activity, MDMServer, OrgDevice
    from pymdm.axm.session import AccessToken, AccessTokenStore, AXMCredentials
    from pymdm.http import HttpSender

__all__ = ["AXMClient"]

T = TypeVar("T")


class AXMClient:
    """Calls the API for one API account; for any number of threads.

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
        http: HttpSender | None = None,
        ca: bytes | None = None,
        base_url: str = "",
        token_url: str = TOKEN_URL,
        user_agent: str = USER_AGENT,
        tokens: AccessTokenStore | None = None,
        longest_wait: float = 120.0,
        now: Callable[[], datetime] = utc_now,
        nonce: Callable[[], str] = new_nonce,
        dice: Callable[[], float] = dice,
        sleep: Callable[[float], object] | None = None,
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
        self._own = httpx_sender(ca=ca) if http is None else None
        self._send: HttpSender = http if self._own is None else self._own  # type: ignore[assignment]  # one is there
        self._sleep = time.sleep if sleep is None else sleep

    @property
    def session(self) -> AXMSession:
        """What all calls share; for flows of your own, see `pymdm.axm.ops`."""
        return self._session

    def login(self) -> AccessToken:
        """Fetch a new access token now; other calls do so where they need one."""
        return self._run(ops.login(self._session))

    def devices(self, *, fields: Iterable[str] = ()) -> Iterator[OrgDevice]:
        """All devices of the organization, a thousand in a request; ``fields``: only these attributes."""
        for page in pages(ops.devices(self._session, fields=fields), self._send, sleep=self._sleep):
            yield from page

    def device(self, device_id: str, *, fields: Iterable[str] = ()) -> OrgDevice:
        """One device, by its serial number; AXMError with status 404: the organization has no such device."""
        return self._run(ops.device(self._session, device_id, fields=fields))

    def assigned_server(self, device_id: str) -> MDMServer | None:
        """The device management service that a device is assigned to; None if it is to none."""
        return self._run(ops.assigned_server(self._session, device_id))

    def servers(self) -> Iterator[MDMServer]:
        """All device management services of the organization."""
        for page in pages(ops.servers(self._session), self._send, sleep=self._sleep):
            yield from page

    def server_devices(self, server_id: str) -> Iterator[str]:
        """The serial numbers of all devices that are assigned to a service."""
        for page in pages(ops.server_devices(self._session, server_id), self._send, sleep=self._sleep):
            yield from page

    def assign(self, server_id: str, device_ids: Iterable[str]) -> Activity:
        """Have devices assigned to a service, away from where they are now; Apple does it later.

        Sent once: after a TransportError with ``request_sent``, look at the devices before you ask again.
        """
        return self._run(ops.assign(self._session, server_id, device_ids))

    def unassign(self, server_id: str, device_ids: Iterable[str]) -> Activity:
        """Have devices assigned to no service; ``server_id`` is the one that they are assigned to."""
        return self._run(ops.unassign(self._session, server_id, device_ids))

    def activity(self, activity_id: str) -> Activity:
        """How far an assignment is."""
        return self._run(ops.activity(self._session, activity_id))

    def watch(self, activity_id: str, *, timeout: float) -> Iterator[Activity]:
        """An activity each time that it is looked at, until it has ended or so many seconds are over."""
        watched = ops.watch(self._session, activity_id, timeout=timeout)
        yield from pages(watched, self._send, sleep=self._sleep)

    def wait(self, activity_id: str, *, timeout: float) -> Activity:
        """An activity when it has ended, or as it is after so many seconds: look at ``ended``."""
        last: Activity | None = None
        for found in self.watch(activity_id, timeout=timeout):
            last = found
        assert last is not None  # it is looked at once at least
        return last

    def close(self) -> None:
        """Close the connections, if they are the client's own."""
        if self._own is not None:
            self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, flow: Flow[T]) -> T:
        return run(flow, self._send, sleep=self._sleep)
