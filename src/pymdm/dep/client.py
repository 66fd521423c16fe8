"""The blocking client of the device enrollment service.

with DEPClient(token) as dep:
    for page in dep.sync(load_cursor()):
        save(page.devices, page.cursor)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from pymdm._machine import dice, new_nonce, utc_now
from pymdm._retry import RetryRules
from pymdm.dep import ops
from pymdm.dep.session import BASE_URL, PROTOCOL_VERSION, USER_AGENT, MemorySessionStore, Session
from pymdm.http import httpx_sender, pages, run

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    from pymdm._flow import Flow, Pages
    from pymdm.dep._words import LockOutcome
    from pymdm.dep.answers import Account, AccountDrivenProfile, BetaToken, DeviceOutcomes
    from pymdm.dep.devices import Device, DevicePage
    from pymdm.dep.ops import Disown
    from pymdm.dep.profile import DEPProfile
    from pymdm.dep.session import SessionStore
    from pymdm.dep.tokens import ServerToken
    from pymdm.http import HttpSender

__all__ = ["DEPClient"]

T = TypeVar("T")


class DEPClient:
    """Asks Apple for the devices of one server token; for any number of threads.

    Every call may raise DEPError, when Apple refuses, TransportError, when no answer comes, and DecodeError,
    when it is none that can be read; `pymdm.dep.ops` tells what each call adds to that.  What Apple turned
    away because it is busy, and what can be asked twice, is asked again up to three times.

    Args:
        token: The server token of the portal.
        http: Sends requests; it stays yours.  None: a sender that the client makes and closes.
        ca: Authorities to trust in place of the system's (PEM), for the client's own sender.
        base_url: Another service than Apple's, such as a simulator.
        protocol_version: ``X-Server-Protocol-Version``; decides which keys come, and how some are sent.
        user_agent: Names your server to Apple.
        sessions: Where the session token is kept, to be shared between processes.
        longest_wait: Seconds that a call waits at most when Apple asks for it; beyond, the error tells.
        now, nonce, dice, sleep: The machine's, unless a test knows better.

    Raises:
        ValueError: base URL, version or user agent cannot be used, or ``ca`` comes with ``http``.
    """

    def __init__(
        self,
        token: ServerToken,
        *,
        http: HttpSender | None = None,
        ca: bytes | None = None,
        base_url: str = BASE_URL,
        protocol_version: int = PROTOCOL_VERSION,
        user_agent: str = USER_AGENT,
        sessions: SessionStore | None = None,
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
        self._session = Session(
            token=token,
            rules=RetryRules(now=now, dice=dice, longest_wait=longest_wait),
            nonce=nonce,
            store=MemorySessionStore() if sessions is None else sessions,
            base_url=base_url,
            protocol_version=protocol_version,
            user_agent=user_agent,
        )
        self._own = httpx_sender(ca=ca) if http is None else None
        self._send: HttpSender = http if self._own is None else self._own  # type: ignore[assignment]  # one is there
        self._sleep = time.sleep if sleep is None else sleep

    @property
    def session(self) -> Session:
        """What all calls share; for flows of your own, see `pymdm.dep.ops`."""
        return self._session

    def account(self) -> Account:
        """The server as Apple knows it; its limits are heeded from then on."""
        return self._run(ops.account(self._session))

    def fetch_devices(self, cursor: str | None = None, *, limit: int | None = None) -> Iterator[DevicePage]:
        """All devices, from the beginning or an earlier page's cursor.

        Raises:
            CursorExpired: the cursor is too old, or unknown.
        """
        return self._pages(ops.fetch_devices(self._session, cursor, limit=limit))

    def sync_devices(self, cursor: str, *, limit: int | None = None) -> Iterator[DevicePage]:
        """What has changed since a cursor.

        Raises:
            CursorExpired: it is older than seven days, or unknown: fetch all devices.
        """
        return self._pages(ops.sync_devices(self._session, cursor, limit=limit))

    def sync(self, cursor: str | None, *, limit: int | None = None) -> Iterator[DevicePage]:
        """What has changed since a page's cursor; all devices if it is None or Apple knows it no more.

        With the first page of all devices ``page.reset`` is True.  Keep devices and cursor of a page in one
        transaction; then an interruption costs nothing but time.
        """
        return self._pages(ops.sync(self._session, cursor, limit=limit))

    def iter_devices(self) -> Iterator[Device]:
        """All devices, one by one."""
        for page in self.fetch_devices():
            yield from page.devices

    def device_details(self, serials: Iterable[str]) -> dict[str, Device]:
        """What Apple knows of these devices."""
        return self._run(ops.device_details(self._session, serials))

    def disown(self, serials: Iterable[str], *, confirm: Disown) -> DeviceOutcomes:
        """Give up devices for ever: ``confirm=Disown.FOR_EVER``."""
        return self._run(ops.disown(self._session, serials, confirm=confirm))

    def define_profile(self, profile: DEPProfile, *, unknown: Literal["refuse", "allow"] = "refuse") -> str:
        """Make a profile, and return its UUID."""
        return self._run(ops.define_profile(self._session, profile, unknown=unknown))

    def define_and_assign(
        self, profile: DEPProfile, *, unknown: Literal["refuse", "allow"] = "refuse"
    ) -> DeviceOutcomes:
        """Make a profile and assign it to its ``devices``."""
        return self._run(ops.define_and_assign(self._session, profile, unknown=unknown))

    def assign_profile(self, profile_uuid: str, serials: Iterable[str]) -> DeviceOutcomes:
        """Tell devices to use a profile when they are set up next."""
        return self._run(ops.assign_profile(self._session, profile_uuid, serials))

    def fetch_profile(self, profile_uuid: str) -> DEPProfile:
        """A profile as Apple keeps it."""
        return self._run(ops.fetch_profile(self._session, profile_uuid))

    def remove_profile(self, serials: Iterable[str]) -> DeviceOutcomes:
        """Take the profile from devices."""
        return self._run(ops.remove_profile(self._session, serials))

    def activation_lock(
        self, serial: str, *, escrow_key: str | None = None, lost_message: str = ""
    ) -> LockOutcome | str:
        """Lock a device to the organisation."""
        flow = ops.activation_lock(self._session, serial, escrow_key=escrow_key, lost_message=lost_message)
        return self._run(flow)

    def account_driven_profile(self) -> AccountDrivenProfile | None:
        """Where account-driven enrollment is sent to; None if nowhere."""
        return self._run(ops.account_driven_profile(self._session))

    def set_account_driven_profile(self, mdm_service_discovery_url: str) -> None:
        """Send account-driven enrollment to this https URL."""
        self._run(ops.set_account_driven_profile(self._session, mdm_service_discovery_url))

    def remove_account_driven_profile(self) -> None:
        """Send account-driven enrollment nowhere."""
        self._run(ops.remove_account_driven_profile(self._session))

    def beta_tokens(self) -> tuple[BetaToken, ...]:
        """What lets devices install beta releases."""
        return self._run(ops.beta_tokens(self._session))

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
