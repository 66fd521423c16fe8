"""A stand-in for Apple's push service inside the process: takes pushes, wakes simulated devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pymdm.protocol.push import PushTarget
    from pymdm.testing._session import Step
    from pymdm.testing.channel import SimulatedChannel

__all__ = ["StubAPNs", "StubPush"]


@attrs.frozen(kw_only=True)
class StubPush:
    """One push and what came of it.

    ``status`` and ``reason`` are Apple's: 200; 400 BadDeviceToken for a token never seen; 400
    DeviceTokenNotForTopic; 410 Unregistered for a former token or a device that is no longer managed.
    ``heeded`` is False as well for a wrong magic string: the service accepts it, the device ignores it.
    """

    target: PushTarget
    status: int
    reason: str | None = None
    heeded: bool = False


class StubAPNs:
    """Keeps pushes and wakes devices when told to; nothing happens behind a test's back."""

    def __init__(self) -> None:
        self.pushes: list[StubPush] = []
        self._channels: list[SimulatedChannel] = []
        self._former: set[bytes] = set()
        self._known: dict[int, bytes] = {}

    def register(self, *channels: SimulatedChannel) -> None:
        """Connect devices and users to the service; registering twice changes nothing."""
        for channel in channels:
            if not any(known is channel for known in self._channels):
                self._channels.append(channel)
                self._known[id(channel)] = channel.push_target.token

    @property
    def registered(self) -> bool:
        """Whether any device or user is connected."""
        return bool(self._channels)

    def push(self, target: PushTarget) -> StubPush:
        """Take one push; the device is only marked, ``deliver`` lets it connect."""
        outcome = self._judge(target)
        self.pushes.append(outcome)
        return outcome

    def send_many(self, targets: Iterable[PushTarget]) -> Iterator[StubPush]:
        """Take pushes as a push client does: lazily, one outcome a target."""
        for target in targets:
            yield self.push(target)

    def deliver(self) -> list[tuple[SimulatedChannel, list[Step]]]:
        """Let every pushed device connect once, however many pushes it got; returns what each did."""
        woken = [channel for channel in self._channels if channel.pushed and channel.enrolled]
        return [(channel, channel.connect()) for channel in woken]

    def _judge(self, target: PushTarget) -> StubPush:
        self._follow_tokens()
        found = next((c for c in self._channels if c.push_target.token == target.token), None)
        if found is None:
            if target.token in self._former:
                return StubPush(target=target, status=410, reason="Unregistered")
            return StubPush(target=target, status=400, reason="BadDeviceToken")
        if target.topic != found.push_target.topic:
            return StubPush(target=target, status=400, reason="DeviceTokenNotForTopic")
        if not found.enrolled:
            return StubPush(target=target, status=410, reason="Unregistered")
        return StubPush(target=target, status=200, heeded=found.receive_push(target.push_magic))

    def _follow_tokens(self) -> None:
        for channel in self._channels:
            token = channel.push_target.token
            if self._known[id(channel)] != token:
                self._former.add(self._known[id(channel)])
                self._known[id(channel)] = token
