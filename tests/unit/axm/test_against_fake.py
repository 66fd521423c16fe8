"""The clients against a service that does wrong: nothing is lost, nothing done twice, no token elsewhere."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import attrs
import pytest

from pymdm.axm import AsyncAXMClient, AXMClient, AXMCredentials
from pymdm.errors import AXMError, DecodeError, TransportError
from pymdm.testing.fake_abm import ABMChaos, FakeABM

WRONG = ABMChaos(
    drop_before=0.05, drop_after=0.05, half=0.02, broken=0.05, throttle=0.05, stale=0.05, short_pages=0.2
)


def credentials(fake: FakeABM, style: Any = "apple") -> AXMCredentials:
    account = fake.account
    return AXMCredentials.from_pem(
        account.key_file(style), client_id=account.client_id, key_id=account.key_id
    )


def client(fake: FakeABM, **more: Any) -> AXMClient:
    return AXMClient(
        credentials(fake),
        http=fake.send,
        base_url=fake.base_url,
        token_url=fake.token_url,
        now=fake.clock,
        dice=lambda: 0.5,
        sleep=fake.clock.advance,
        **more,
    )


@pytest.mark.parametrize("style", ["apple", "pkcs8", "sec1"])
@pytest.mark.parametrize("kind", ["business", "school"])
def test_the_key_of_the_portal_opens_the_service(kind: Any, style: Any) -> None:
    fake = FakeABM(devices=1, kind=kind, chaos=None)
    axm = AXMClient(
        credentials(fake, style), http=fake.send, base_url=fake.base_url, token_url=fake.token_url
    )

    assert fake.serials == [device.serial_number for device in axm.devices()]


@pytest.mark.parametrize("seed", [1, 2, None])
def test_a_fleet_is_moved_through_a_service_that_does_wrong(seed: int | None) -> None:
    """F38, F40: two seeds, and one that is rolled."""
    seed = random.SystemRandom().getrandbits(32) if seed is None else seed
    fake = FakeABM(devices=1200, chaos=attrs.evolve(WRONG, seed=seed))
    target = fake.servers["Second"]
    with client(fake) as axm:
        serials = again(lambda: [device.id for device in axm.devices()])
        assert sorted(fake.serials) == sorted(serials), seed
        while waiting := set(serials) - set(again(lambda: list(axm.server_devices(target)))):
            try:
                started = axm.assign(target, sorted(waiting)[:500])
                again(lambda: axm.wait(started.id, timeout=600))  # noqa: B023
            except (TransportError, AXMError):
                fake.clock.advance(600)  # what Apple has accepted is done by then, and can be seen

    assert {target} == set(fake.truth().values()), seed
    moved = [serial for write in fake.writes for serial in write.devices]
    assert len(moved) == len(set(moved)), seed
    assert () == fake.leaks, seed
    assert len(fake.requests) < 1000, seed


def again(call: Any) -> Any:
    """What a caller does where a service fails more often than a client tries."""
    for _ in range(20):
        try:
            return call()
        except (AXMError, TransportError):
            continue
    raise AssertionError("twenty times in vain")


def test_a_device_that_is_assigned_to_none_has_no_service() -> None:
    fake = FakeABM(devices=2, chaos=None)
    first, second = fake.serials
    fake.assign(first, fake.servers["First"])
    axm = client(fake)

    assert "First" == axm.assigned_server(first).name  # type: ignore[union-attr]
    assert axm.assigned_server(second) is None
    with pytest.raises(AXMError) as caught:
        axm.assigned_server("NOBODY")
    assert 404 == caught.value.status


def test_revoked_tokens_are_replaced_once_for_all_calls() -> None:
    """F38."""
    fake = FakeABM(devices=1200, chaos=None)
    axm = client(fake)
    devices = axm.devices()
    next(devices)
    fake.revoke_bearers()

    assert 1199 == len(list(devices))
    assert 2 == fake.bearers_given


def test_a_link_to_another_host_gets_no_token() -> None:
    """T65: seen from the other host."""
    fake = FakeABM(devices=1200, chaos=ABMChaos(foreign_next=1))
    with pytest.raises(DecodeError, match="expected a page of the same listing"):
        list(client(fake).devices())

    assert () == fake.leaks
    assert 2 == len(fake.requests)


def test_a_link_that_stands_still_ends_the_listing() -> None:
    fake = FakeABM(devices=1200, chaos=ABMChaos(same_next=1))
    with pytest.raises(DecodeError, match="not read before"):
        list(client(fake).devices())

    assert 2 == len(fake.requests)


def test_the_asynchronous_client_moves_devices_on_real_sockets() -> None:
    async def move(fake: FakeABM) -> bool:
        account = credentials(fake)
        async with AsyncAXMClient(
            account, ca=fake.ca_pem, base_url=fake.base_url, token_url=fake.token_url, sleep=no_wait
        ) as axm:
            serials = [device.id async for device in axm.devices()]
            started = await axm.assign(fake.servers["First"], serials)
            return (await axm.wait(started.id, timeout=60)).succeeded

    async def no_wait(seconds: float) -> None:
        fake.clock.advance(seconds)

    with FakeABM(devices=3, chaos=None, tls="own") as fake:
        assert asyncio.run(move(fake))
    assert {fake.servers["First"]} == set(fake.truth().values())
