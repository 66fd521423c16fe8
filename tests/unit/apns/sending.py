"""Both clients behind one face, so that each test is written once: what a caller gives, what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

from pymdm.apns import APNsClient, AsyncAPNsClient, PushOutcome, PushStats
from pymdm.protocol.push import PushTarget
from pymdm.testing.fake_apns import FakeAPNs
from pymdm.testing.push_certificates import FAKE_TOPIC

CLIENTS = ("blocking", "asyncio")
ENGINES = ("frames", "h2")


def target(number: int, topic: str = FAKE_TOPIC) -> PushTarget:
    return PushTarget(topic=topic, token=number.to_bytes(32, "big"), push_magic=f"magic-{number}")


def targets(count: int) -> list[PushTarget]:
    return [target(number) for number in range(count)]


def options(apns: FakeAPNs, **more: Any) -> dict[str, Any]:
    return {"endpoint": apns.endpoint, "ca": apns.ca_pem} | more


def send(
    kind: str, apns: FakeAPNs, wanted: Iterable[PushTarget], **more: Any
) -> tuple[list[PushOutcome], PushStats]:
    """All outcomes of one ``send_many`` by a client of its own, and what the client counted."""
    certificate = apns.certificate_for()
    if kind == "blocking":
        with APNsClient(certificate, **options(apns, **more)) as client:
            return list(client.send_many(wanted)), client.stats

    async def run() -> tuple[list[PushOutcome], PushStats]:
        async with AsyncAPNsClient(certificate, **options(apns, **more)) as client:
            return [outcome async for outcome in client.send_many(wanted)], client.stats

    return asyncio.run(run())


def tokens(outcomes: Iterable[PushOutcome]) -> list[int]:
    return sorted(int.from_bytes(outcome.target.token, "big") for outcome in outcomes)


async def slowly(wanted: Iterable[PushTarget]) -> AsyncIterator[PushTarget]:
    for each in wanted:
        await asyncio.sleep(0)
        yield each
