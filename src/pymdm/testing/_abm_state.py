"""The organization behind the fake API: devices, servers, and activities that take their time."""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.testing._abm_words import precise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pymdm.testing._abm_chaos import ABMChaos

__all__ = ["ABMRequest", "ABMWrite", "Activity", "Organization"]

# Of each kind: deviceModel, productFamily, productType, color and deviceCapacity.
_KINDS: Final = (
    ("iPad (10th generation)", "iPad", "iPad13,18", "SILVER", "64GB"),
    ("iPhone 16", "iPhone", "iPhone17,3", "BLAUGRÜN", "128GB"),
    ("MacBook Air 13-inch (M2)", "Mac", "Mac14,2", "MIDNIGHT", "256GB"),
    ("Apple TV 4K", "AppleTV", "AppleTV14,1", "BLACK", "64GB"),
)

#: After so many seconds an activity is done even if nobody asks.
_DONE_AFTER: Final = 60


@attrs.frozen(kw_only=True)
class ABMRequest:
    """One request as it was answered; ``status`` 0 is a broken connection, ``ending`` as of `DEPRequest`."""

    number: int
    at: datetime
    method: str
    path: str
    status: int
    code: str = ""
    ending: str = "whole"


@attrs.frozen(kw_only=True)
class ABMWrite:
    """One activity that was accepted.

    Attributes:
        number: Of the request.
        at: By the fake's clock.
        activity: Its id.
        activity_type: ``"ASSIGN_DEVICES"`` or ``"UNASSIGN_DEVICES"``.
        server: The id of the server.
        devices: Serial numbers.
    """

    number: int
    at: datetime
    activity: str
    activity_type: str
    server: str
    devices: tuple[str, ...]


@attrs.define(kw_only=True)
class Activity:
    """What was asked for, and what became of it."""

    write: ABMWrite
    polls: int = 0
    done: datetime | None = None
    failed: tuple[str, ...] = ()

    def attributes(self, base: str) -> dict[str, str]:
        """As the API tells them."""
        found = {"createdDateTime": precise(self.write.at)}
        if self.done is None:
            step = "SUBMITTED" if self.polls == 0 else "PROCESSING"
            return {**found, "status": "IN_PROGRESS", "subStatus": step}
        status, sub = "COMPLETED", "COMPLETED_WITH_SUCCESS"
        if self.failed:
            sub = "COMPLETED_WITH_ERROR"
        if len(self.failed) == len(self.write.devices):
            status, sub = "FAILED", "COMPLETED_WITH_FAILURE"
        return {
            **found,
            "status": status,
            "subStatus": sub,
            "completedDateTime": precise(self.done),
            "downloadUrl": f"{base}/download/{self.write.activity}.csv",
        }

    def csv(self) -> bytes:
        """What downloadUrl leads to."""
        lines = [
            f"{serial},{'FAILED' if serial in self.failed else 'SUCCESS'}" for serial in self.write.devices
        ]
        return "\r\n".join(["serialNumber,status", *lines, ""]).encode()


class Organization:
    """Everything behind the endpoints."""

    def __init__(self, *, chaos: ABMChaos, polls: int, page: int) -> None:
        self.chaos = chaos
        self.rng = random.Random(chaos.seed)  # noqa: S311 - repeatable is the point
        self.devices: dict[str, dict[str, Any]] = {}
        self.assigned: dict[str, str] = {}
        self.servers: dict[str, dict[str, str]] = {}
        self.activities: dict[str, Activity] = {}
        self.failing: set[str] = set()
        self.requests: list[ABMRequest] = []
        self.writes: list[ABMWrite] = []
        self.page = page
        self._polls = polls

    def roll(self, fraction: float) -> bool:
        """Whether it happens now; a fraction of 0 costs no chance."""
        return fraction > 0 and self.rng.random() < fraction

    def grow(self, count: int, *, now: datetime) -> None:
        """So many devices more, none of them assigned."""
        for number in range(len(self.devices), len(self.devices) + count):
            model, family, product, color, capacity = _KINDS[number % len(_KINDS)]
            serial = f"AB{number:010X}"
            self.devices[serial] = {
                "serialNumber": serial,
                "deviceModel": model,
                "productFamily": family,
                "productType": product,
                "color": color,
                "deviceCapacity": capacity,
                "partNumber": "MQ6K3LL/A",
                "orderNumber": f"{number // 10:010}",
                "orderDateTime": precise(now),
                "addedToOrgDateTime": precise(now),
                "updatedDateTime": precise(now),
                "purchaseSourceType": "APPLE",
                "purchaseSourceId": "1234567",
                "status": "UNASSIGNED",
            }

    def add_server(self, name: str, *, now: datetime) -> str:
        """A device management service; returns its id."""
        server = uuid.UUID(int=self.rng.getrandbits(128), version=4).hex.upper()
        moment = precise(now)
        self.servers[server] = {
            "serverName": name,
            "serverType": "MDM",
            "createdDateTime": moment,
            "updatedDateTime": moment,
        }
        return server

    def assign(self, serial: str, server: str | None, *, now: datetime) -> None:
        """At once, as by hand in the portal; None: to no server."""
        if server is None:
            self.assigned.pop(serial, None)
        else:
            self.assigned[serial] = server
        status = "UNASSIGNED" if server is None else "ASSIGNED"
        self.devices[serial].update(status=status, updatedDateTime=precise(now))

    def begin(
        self, *, number: int, activity_type: str, server: str, devices: tuple[str, ...], now: datetime
    ) -> Activity:
        """Accept an activity."""
        write = ABMWrite(
            number=number,
            at=now,
            activity=str(uuid.UUID(int=self.rng.getrandbits(128), version=4)),
            activity_type=activity_type,
            server=server,
            devices=devices,
        )
        self.writes.append(write)
        activity = self.activities[write.activity] = Activity(write=write)
        return activity

    def go_on(self, now: datetime) -> None:
        """Carry out what has been asked about often enough, or has waited long enough."""
        for activity in self.activities.values():
            waited = (now - activity.write.at).total_seconds()
            if activity.done is None and (activity.polls > self._polls or waited >= _DONE_AFTER):
                self.finish(activity, now)

    def finish(self, activity: Activity, now: datetime) -> None:
        """Carry it out now."""
        write = activity.write
        assigning = write.activity_type == "ASSIGN_DEVICES"
        failed = []
        for serial in write.devices:
            known = serial in self.devices
            other = known and not assigning and self.assigned.get(serial) != write.server
            if not known or other or serial in self.failing:
                failed.append(serial)
            else:
                self.assign(serial, write.server if assigning else None, now=now)
        activity.failed, activity.done = tuple(failed), now

    def truth(self) -> Mapping[str, str | None]:
        """The server of each device."""
        return {serial: self.assigned.get(serial) for serial in self.devices}
