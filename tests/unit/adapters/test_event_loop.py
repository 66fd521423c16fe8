"""A store that blocks does not stop the event loop of an asynchronous program.

Nothing here measures time: the store waits until the loop has done something else.  If the loop waited for
the store, neither would ever go on; the bound on the wait only makes that a failure and not a hang.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from pymdm import commands
from pymdm.adapters import asgi_device_app
from pymdm.service import AsyncMDMService, MDMService
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice
from tests.support import PATIENCE
from tests.unit.adapters.test_conversation import (
    CA,
    CONNECT,
    NOW,
    SETTINGS,
    authority,
    identity,
    signed,
    spoken,
)
from tests.unit.adapters.wires import ASGIWire, Asked, sender


class Waiting(MemoryStore):
    """A store whose hot verb, once armed, takes until somebody lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.armed = False
        self.entered = threading.Event()
        self.go_on = threading.Event()

    def report_and_next(self, batch: Any, /) -> Any:
        if self.armed:
            self.entered.set()
            assert self.go_on.wait(PATIENCE), "the event loop waits for the store"
        return super().report_and_next(batch)

    async def is_entered(self) -> None:
        while not self.entered.is_set():
            await asyncio.sleep(0)


class Scene:
    """A service over such a store, and a device that has enrolled with it."""

    def __init__(self, **options: Any) -> None:
        self.store = Waiting()
        chosen: dict[str, Any] = {
            "identity": authority(CA).trust_store().mdm_signature(),
            "clock": lambda: NOW,
        }
        mdm = AsyncMDMService(self.store, **chosen, **options)
        self.mdm = MDMService(self.store, **chosen)
        self.wire = ASGIWire(asgi_device_app(mdm, checkin_path="/checkin"))
        self.mac = SimulatedDevice(SETTINGS, identity=identity("a Mac"), send=sender(self.wire))
        self.mac.enroll()

    def idle(self) -> Asked:
        return Asked(headers=(("Content-Type", CONNECT), *signed(self.mac)), parts=(spoken(self.mac),))


def test_another_request_is_answered_while_the_store_blocks() -> None:
    scene = Scene()
    scene.store.armed = True

    async def both() -> list[int]:
        first = asyncio.create_task(scene.wire.converse(scene.idle()))
        await scene.store.is_entered()
        second = await scene.wire.converse(Asked(path="/other", parts=(b"x",)))
        scene.store.go_on.set()
        return [(await first).status, second.status]

    assert [200, 404] == asyncio.run(both())


def test_a_request_that_is_given_up_leaves_the_store_whole() -> None:
    """F5, F6: the verb is finished in its thread, and the device gets the command again."""
    scene = Scene()
    uuid = scene.mdm.enqueue(scene.mac.enrollment, commands.ProfileList())
    scene.store.armed = True

    async def give_up() -> None:
        request = asyncio.create_task(scene.wire.converse(scene.idle()))
        await scene.store.is_entered()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        scene.store.go_on.set()

    asyncio.run(give_up())
    scene.store.armed = False

    assert 1 == scene.mdm.command(scene.mac.enrollment, uuid).sent_count
    assert [uuid] == [step.command_uuid for step in scene.mac.connect()]


def test_events_are_told_beside_the_loop() -> None:
    """A callback that blocks, or that queues through a service that does, is called in a thread."""
    told: list[bool] = []

    Scene(on_event=lambda event: told.append(threading.current_thread() is threading.main_thread()))

    assert [False, False] == told
