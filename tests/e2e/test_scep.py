"""SCEP through the server that `pymdm serve` uses."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from pymdm.crypto import SealKey, fingerprint
from pymdm.crypto.scep import PKIStatus
from pymdm.server.scep import scep_app
from pymdm.service import verbs as vb
from pymdm.service.scep import SCEPReply
from pymdm.stores.sqlite import SQLiteStore
from tests.e2e.running import listening
from tests.unit.crypto.certs import rsa_key
from tests.unit.service.scep_scene import Client, Scene, granted


@pytest.mark.parametrize("size", [0, 8_000, 16_300])
def test_a_long_request_line_reaches_the_program(size: int) -> None:
    """Clients that know no POST send up to 16 KB in the URL; the padding is line breaks, as some do."""
    scene = Scene()
    text = b64encode(Client().message(scene.open().challenge.reveal())).decode()
    path = f"/scep?operation=PKIOperation&message={quote(text, safe='')}"
    path += "%0A" * ((size - len(path)) // 3)
    with listening(scep_app(scene.scep, clock=lambda: scene.now)) as port:
        answer = httpx.get(f"http://127.0.0.1:{port}{path}")
    assert size - 3 < len(path)
    reply = SCEPReply(
        status=answer.status_code, body=answer.content, content_type=answer.headers["content-type"]
    )
    assert 1 == len(granted(reply))


#: As many as a small server has threads for.
CROWD = 8


@pytest.fixture(params=["memory", "sqlite"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    if request.param == "memory":
        yield Scene()
        return
    with SQLiteStore(tmp_path / "mdm.sqlite3", seal=SealKey.generate()) as store:
        yield Scene(store=store)


def all_at_once(scene: Scene, messages: list[bytes]) -> list[SCEPReply]:
    """Post each from a thread of its own, over HTTP."""
    gate = threading.Barrier(len(messages))

    def post(message: bytes) -> SCEPReply:
        gate.wait(timeout=60)
        answer = httpx.post(
            f"http://127.0.0.1:{port}/scep?operation=PKIOperation", content=message, timeout=60
        )
        return SCEPReply(
            status=answer.status_code, body=answer.content, content_type=answer.headers["content-type"]
        )

    with (
        listening(scep_app(scene.scep, clock=lambda: scene.now)) as port,
        ThreadPoolExecutor(len(messages)) as pool,
    ):
        return list(pool.map(post, messages))


def test_of_many_requests_with_one_challenge_one_gets_a_certificate(scene: Scene) -> None:
    """T42: from different clients, over real connections, in a real database."""
    challenge = scene.open().challenge.reveal()
    clients = [Client(key=rsa_key(number), transaction_id=str(number)) for number in range(CROWD)]
    replies = all_at_once(scene, [client.message(challenge) for client in clients])
    read = [client.read(reply) for client, reply in zip(clients, replies, strict=True)]
    assert 1 == sum(response.status is PKIStatus.SUCCESS for response in read)
    [[certificate]] = [response.certificates for response in read if response.certificates]
    assert 1 == len(scene.store.look_up([vb.IdentityQuery(fingerprint=fingerprint(certificate))])[0])


def test_one_request_that_comes_many_times_gets_one_certificate(scene: Scene) -> None:
    """F50: an impatient client, or a proxy that tries again."""
    message = Client().message(scene.open().challenge.reveal())
    replies = all_at_once(scene, [message] * CROWD)
    assert 1 == len({granted(reply) for reply in replies})
