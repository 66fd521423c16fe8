"""The senders that are compared, each in a process of its own.

``python -m benchmarks._apns_senders NAME FOLDER PORT`` answers each line of its input, a number of pushes, by
a line of JSON: CPU seconds, seconds, how many were accepted, and the most memory that it ever held.

Each number begins a client of its own; the first `WARM` pushes open the connection and are not measured.
Every sender gets what it needs ready-made, in the type that it wants, and has one connection.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import resource
import socket
import ssl
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypedDict

import attrs

from pymdm.protocol.push import PushTarget

TOPIC = "com.apple.mgmt.External.6d3c1b2a-8f4e-4d5a-9b6c-7e8f90a1b2c3"
WARM = 100
#: How many different devices there are; they take turns, so that the list is small beside what is measured.
DEVICES = 10_000
IN_FLIGHT = 1000
#: aioapns and h2 look through all open streams for each push, so they are asked at their best, not at 1000.
FEW_IN_FLIGHT = 100


class Figures(TypedDict):
    """What one run took."""

    cpu: float
    wall: float
    accepted: int
    rss: int


@attrs.frozen
class Place:
    """Where the peer is, and the files that it takes to talk with it."""

    folder: Path
    port: int

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        context.load_cert_chain(self.folder / "client.pem")
        context.set_alpn_protocols(["h2"])
        return context


class Meter:
    """Begins to count when it is told that everything is warm."""

    def begin(self) -> None:
        gc.collect()
        self._cpu, self._wall = _cpu(), time.perf_counter()

    def end(self, accepted: int) -> Figures:
        return Figures(
            cpu=_cpu() - self._cpu,
            wall=time.perf_counter() - self._wall,
            accepted=accepted,
            rss=_most_memory(),
        )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _most_memory() -> int:
    """KiB.  Not of getrusage: that one is never less than what the parent held when it started us."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def targets() -> list[PushTarget]:
    made = (
        uuid.UUID(int=(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128))
        for number in range(DEVICES)
    )
    return [
        PushTarget(topic=TOPIC, token=one.bytes + one.bytes[::-1], push_magic=str(one).upper())
        for one in made
    ]


def repeated(things: Iterable[Any], count: int) -> Iterator[Any]:
    return itertools.islice(itertools.cycle(things), count)


# ── ours ─────────────────────────────────────────────────────────────────────────────────────────


def ours(engine: str) -> Callable[[Place, int], Figures]:
    def run(place: Place, count: int) -> Figures:
        from pymdm.apns import APNsClient

        everyone, meter = targets(), Meter()
        with APNsClient(_certificate(place), **_options(place, engine)) as client:
            for _ in client.send_many(repeated(everyone, WARM)):
                pass
            meter.begin()
            accepted = 0
            for outcome in client.send_many(repeated(everyone, count)):
                accepted += outcome.status == 200
            return meter.end(accepted)

    return run


def ours_async(engine: str) -> Callable[[Place, int], Figures]:
    async def run(place: Place, count: int) -> Figures:
        from pymdm.apns import AsyncAPNsClient

        everyone, meter = targets(), Meter()
        async with AsyncAPNsClient(_certificate(place), **_options(place, engine)) as client:
            async for _ in client.send_many(repeated(everyone, WARM)):
                pass
            meter.begin()
            accepted = 0
            async for outcome in client.send_many(repeated(everyone, count)):
                accepted += outcome.status == 200
            return meter.end(accepted)

    return lambda place, count: asyncio.run(run(place, count))


def _certificate(place: Place) -> Any:
    from pymdm.apns.certificate import PushCertificate

    return PushCertificate.load(place.folder / "client.pem")


def _options(place: Place, engine: str) -> dict[str, Any]:
    return {
        "engine": engine,
        "endpoint": ("127.0.0.1", place.port),
        "ca": (place.folder / "ca.pem").read_bytes(),
        "connections": 1,
    }


# ── others ───────────────────────────────────────────────────────────────────────────────────────


async def _in_turn(send: Callable[[Any], Awaitable[bool]], things: Iterator[Any], workers: int) -> int:
    """So many tasks that take from the same iterator; gives how many were accepted."""

    async def work() -> int:
        return sum([await send(thing) for thing in things])

    return sum(await asyncio.gather(*(work() for _ in range(workers))))


def aioapns(in_flight: int) -> Callable[[Place, int], Figures]:
    async def run(place: Place, count: int) -> Figures:
        from aioapns import APNs, NotificationRequest, PushType
        from aioapns.connection import APNsProductionClientProtocol

        APNsProductionClientProtocol.APNS_SERVER = "127.0.0.1"
        APNsProductionClientProtocol.APNS_PORT = place.port
        client = APNs(
            client_cert=str(place.folder / "client.pem"),
            topic=TOPIC,
            ssl_context=place.context(),
            max_connections=1,
        )

        async def send(request: NotificationRequest) -> bool:
            return (await client.send_notification(request)).is_successful

        requests = [
            NotificationRequest(
                device_token=target.token.hex(),
                message={"mdm": target.push_magic},
                push_type=PushType.MDM,
                priority=10,
                time_to_live=604800,
            )
            for target in repeated(targets(), count + WARM)
        ]
        meter, waiting = Meter(), iter(requests)
        await _in_turn(send, itertools.islice(waiting, WARM), in_flight)
        meter.begin()
        figures = meter.end(await _in_turn(send, waiting, in_flight))
        client.pool.close()
        return figures

    return lambda place, count: asyncio.run(run(place, count))


async def _httpx(place: Place, count: int) -> Figures:
    import httpx

    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    async with httpx.AsyncClient(
        http2=True, verify=place.context(), limits=limits, trust_env=False, timeout=60
    ) as client:

        async def send(target: PushTarget) -> bool:
            answer = await client.post(
                f"https://127.0.0.1:{place.port}/3/device/{target.token.hex()}",
                content=json.dumps({"mdm": target.push_magic}),
                headers=_HEADERS,
            )
            return answer.status_code == 200

        everyone, meter = targets(), Meter()
        await _in_turn(send, repeated(everyone, WARM), 1)
        meter.begin()
        return meter.end(await _in_turn(send, repeated(everyone, count), FEW_IN_FLIGHT))


_HEADERS = {
    "apns-topic": TOPIC,
    "apns-push-type": "mdm",
    "apns-priority": "10",
    "apns-expiration": "1800000000",
}


def raw_h2(in_flight: int) -> Callable[[Place, int], Figures]:
    """The library as it comes, its writes joined; what a careful person makes of it in a day."""

    def run(place: Place, count: int) -> Figures:
        everyone, meter = targets(), Meter()
        plain = socket.create_connection(("127.0.0.1", place.port))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with place.context().wrap_socket(plain, server_hostname="127.0.0.1") as secure:
            loop = _RawH2(secure, in_flight)
            loop.send(repeated(everyone, WARM))
            meter.begin()
            return meter.end(loop.send(repeated(everyone, count)))

    return run


class _RawH2:
    def __init__(self, secure: ssl.SSLSocket, in_flight: int) -> None:
        from h2.connection import H2Connection

        self._socket, self._in_flight = secure, in_flight
        self._connection = H2Connection()
        self._connection.initiate_connection()

    def send(self, everyone: Iterator[PushTarget]) -> int:
        from h2.events import ResponseReceived, StreamEnded

        connection, accepted, waiting = self._connection, 0, 0
        while True:
            for target in itertools.islice(everyone, self._in_flight - waiting):
                self._write(target)
                waiting += 1
            if not waiting:
                return accepted
            self._socket.sendall(connection.data_to_send())
            for event in connection.receive_data(self._socket.recv(1 << 18)):
                if isinstance(event, ResponseReceived):
                    accepted += event.headers[0][1] == b"200"
                elif isinstance(event, StreamEnded):
                    waiting -= 1

    def _write(self, target: PushTarget) -> None:
        stream = self._connection.get_next_available_stream_id()
        headers = [
            (":method", "POST"),
            (":scheme", "https"),
            (":authority", "127.0.0.1"),
            (":path", f"/3/device/{target.token.hex()}"),
            *_HEADERS.items(),
        ]
        self._connection.send_headers(stream, headers)
        body = json.dumps({"mdm": target.push_magic}).encode()
        self._connection.send_data(stream, body, end_stream=True)


SENDERS: dict[str, Callable[[Place, int], Figures]] = {
    "frames": ours("frames"),
    "frames-async": ours_async("frames"),
    "h2": ours("h2"),
    "h2-async": ours_async("h2"),
    "aioapns": aioapns(FEW_IN_FLIGHT),
    "aioapns-1000": aioapns(IN_FLIGHT),
    "raw-h2": raw_h2(FEW_IN_FLIGHT),
    "raw-h2-1000": raw_h2(IN_FLIGHT),
    "httpx": lambda place, count: asyncio.run(_httpx(place, count)),
}


def main() -> None:
    name, folder, port = sys.argv[1:]
    for line in sys.stdin:
        print(json.dumps(SENDERS[name](Place(Path(folder), int(port)), int(line))), flush=True)


if __name__ == "__main__":
    main()
