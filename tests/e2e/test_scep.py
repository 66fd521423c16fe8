"""SCEP through the server that `pymdm serve` uses."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

import httpx
import pytest

from pymdm.server.scep import scep_app
from pymdm.service.scep import SCEPReply
from tests.e2e.running import listening
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
