"""The fake of Apps and Books on its port, and as a program: http.client, plain bytes, a server of ours."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pymdm._flow import HttpRequest
from pymdm.errors import TransportError
from pymdm.testing._vpp_postman import HttpPost
from pymdm.testing.fake_vpp import FakeVPP, VPPChaos
from tests.unit.testing.vpp_talk import PAGES


def asked(
    base_url: str,
    token: str,
    path: str,
    body: object = None,
    *,
    context: ssl.SSLContext | None = None,
) -> tuple[int, Any]:
    """What http.client makes of one answer."""
    parts = urlsplit(base_url)
    connection: http.client.HTTPConnection
    if context is None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    else:
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=10, context=context
        )
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        method, sent = ("GET", None) if body is None else ("POST", json.dumps(body))
        connection.request(method, f"{parts.path}{path}", sent, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


@contextmanager
def server(got: list[tuple[str | None, bytes]], arrived: threading.Event) -> Iterator[str]:
    """Something that takes notifications; ``arrived`` is set with the third."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers["Authorization"], body))
            if len(got) == 3:
                arrived.set()
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing."""

    found = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=found.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{found.server_port}/vpp"
    finally:
        found.shutdown()
        thread.join()
        found.server_close()


def test_notifications_come_from_a_thread_with_the_bearer() -> None:
    got: list[tuple[str | None, bytes]] = []
    arrived = threading.Event()
    with server(got, arrived) as url, FakeVPP(apps=1, chaos=None, post="http", polls=0) as fake:
        config = {
            "notificationUrl": url,
            "notificationAuthToken": "SUp3r",
            "notificationTypes": ["ASSET_COUNT", "ASSET_MANAGEMENT"],
        }
        assert 200 == asked(fake.base_url, fake.token, "/client/config", config)[0]
        fake.buy(PAGES, 5)
        body = {"assets": [{"adamId": PAGES}], "serialNumbers": ["C1"]}
        _, begun = asked(fake.base_url, fake.token, "/assets/associate", body)
        assert (
            "COMPLETE"
            == asked(fake.base_url, fake.token, f"/status?eventId={begun['eventId']}")[1]["eventStatus"]
        )
        assert arrived.wait(10)
    assert ["TEST_NOTIFICATION", "ASSET_COUNT", "ASSET_MANAGEMENT"] == [
        json.loads(body)["notificationType"] for _, body in got
    ]
    assert {"Bearer SUp3r"} == {bearer for bearer, _ in got}
    post = HttpPost()
    with pytest.raises(TransportError):
        post(HttpRequest(method="POST", url=url))


def test_it_speaks_tls_and_keeps_its_address() -> None:
    with FakeVPP(apps=1, chaos=None, tls="own") as fake:
        context = ssl.create_default_context(cadata=fake.ca_pem.decode())
        status, found = asked(fake.base_url, fake.token, "/assets", context=context)
        assert (200, [PAGES]) == (status, [asset["adamId"] for asset in found["assets"]])
        urls = asked(fake.base_url, "", "/service/config", context=context)[1]["urls"]
        with pytest.raises(RuntimeError, match="does not run"):
            fake.start()
    assert urls["getAssets"] == f"{fake.base_url}/assets"
    assert fake.base_url.startswith("https://127.0.0.1:")


def test_t67_answers_drip_never_end_or_unpack_to_a_mountain() -> None:
    for ending, chaos in (
        ("slow", VPPChaos(slow=1)),
        ("endless", VPPChaos(endless=1)),
        ("bomb", VPPChaos(bomb=1)),
    ):
        fake = FakeVPP(apps=1, chaos=chaos)
        request = HttpRequest(method="GET", url=f"{fake.base_url}/service/config")
        with pytest.raises(TransportError):
            fake.send(request)
        assert [ending] == [request.ending for request in fake.requests]


def test_an_exception_within_is_told_how_to_repeat_it(capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeVPP(apps=1, seed=4)
    assert fake.chaos == VPPChaos.mild(4)
    with pytest.raises(KeyError) as caught, fake:
        raise KeyError("x")
    assert ["FakeVPP(seed=4) repeats what this service did wrong"] == caught.value.__notes__
    assert "FakeVPP(seed=4)" in capsys.readouterr().err


def test_a_program_of_its_own_outlives_its_clients(tmp_path: Path) -> None:
    token_file = tmp_path / "example.vpptoken"
    program = [
        sys.executable,
        "-m",
        "pymdm.testing.fake_vpp",
        "--assets",
        "2",
        "--devices",
        "3",
        "--polls",
        "0",
    ]
    with subprocess.Popen(
        [*program, "--token", str(token_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def say(line: str) -> Any:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        base_url = json.loads(process.stdout.readline())["base_url"]
        token = token_file.read_text("ascii").strip()
        assert {"token", "expDate", "orgName"} == set(json.loads(base64.b64decode(token)))
        assert 0o600 == token_file.stat().st_mode & 0o777
        body = {"assets": [{"adamId": PAGES}], "serialNumbers": ["C1", "C2"]}
        _, begun = asked(base_url, token, "/assets/associate", body)
        asked(base_url, token, f"/status?eventId={begun['eventId']}")

        assert (6, 2, 4) == tuple(say("counts")[key] for key in ("total", "assigned", "available"))
        assert ["C1", "C2"] == say("truth")["assets"][f"{PAGES}/STDQ"]["serialNumbers"]
        assert ["ASSOCIATE"] == [write["kind"] for write in say("writes")]
        assert ["assign"] == [change["kind"] for change in say("journal")]
        assert ["/mdm/v2/assets/associate", "/mdm/v2/status"] == [each["path"] for each in say("requests")]
        assert {begun["eventId"]: "COMPLETE"} == say("events")
        assert 7 == say(f"buy {PAGES} 1")["total"]
        assert [] == say("notifications")
        for word in ("check", "release", "move", "take-over other"):
            assert 2 == say(word)["assigned"]
        assert "buy" in say("nonsense")["error"]
        assert "error" in say("buy x")
        assert 1 == say('chaos {"throttle": 1}')["throttle"]
        assert 429 == asked(base_url, token, "/assets")[0]
        say("chaos")
        newer = say("refuse 9625")["token"]
        assert (401, 200) == (asked(base_url, token, "/assets")[0], asked(base_url, newer, "/assets")[0])
        assert "other" == asked(base_url, newer, "/assets")[1]["mdmInfo"]["id"]
        process.stdin.close()
        assert 0 == process.wait(10)
