"""Raw bytes against the servers that people use: what each makes of doubtful requests.

The table that this prints (`pytest -s`) is the one of docs/proxies.md; a new version of a server that
behaves in another way makes the row fail, and the page needs a new look.  `make external` runs this.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from tests.external.serving import ASGI_KINDS, KINDS, ask, serving

Place = int | Path


@attrs.frozen(kw_only=True)
class Found:
    """What came of one request: the status, 0 if the server broke off, and what the program was shown."""

    status: int
    shown: dict[str, object] = attrs.field(factory=dict)

    def word(self, key: str) -> object:
        """For the table: what was shown, or the status of a refusal."""
        return self.shown.get(key) if self.status == 200 else self.status


def head(*lines: str, method: str = "PUT", path: str = "/shown") -> bytes:
    first = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
    return ("\r\n".join([*first, *lines]) + "\r\n\r\n").encode("latin-1")


def found(place: Place, request: bytes) -> Found:
    answer = ask(place, request)
    if not answer:
        return Found(status=0)
    status = int(answer.split(b" ", 2)[1])
    body = answer.partition(b"\r\n\r\n")[2]
    return Found(status=status, shown=json.loads(body) if status == 200 else {})


EMPTY = ("Content-Type: application/x-apple-aspen-mdm", "Content-Length: 0")
TYPE = EMPTY[0]
CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"

#: Requests, and what is looked at: (request, key of what the program was shown).
ROWS: dict[str, tuple[bytes, str]] = {
    "Client_Cert alone": (head("Client_Cert: smuggled", *EMPTY), "header"),
    "Client-Cert, then Client_Cert": (head("Client-Cert: right", "Client_Cert: smuggled", *EMPTY), "header"),
    "Client_Cert, then Client-Cert": (head("Client_Cert: smuggled", "Client-Cert: right", *EMPTY), "header"),
    "Client-Cert twice": (head("Client-Cert: right", "Client-Cert: second", *EMPTY), "header"),
    "length and chunks": (head(TYPE, "Content-Length: 4", "Transfer-Encoding: chunked") + CHUNKS, "body"),
    "chunks and length": (head(TYPE, "Transfer-Encoding: chunked", "Content-Length: 4") + CHUNKS, "body"),
    "chunks": (head(TYPE, "Transfer-Encoding: chunked") + CHUNKS, "body"),
    "two lengths": (head(TYPE, "Content-Length: 4", "Content-Length: 5") + b"hello", "body"),
    "a length that is no number": (head(TYPE, "Content-Length: abc") + b"hello", "body"),
    "a header of 12 KB": (head("Mdm-Signature: " + "A" * 12288, *EMPTY), "signature"),
    "a request line of 16 KB": (head(method="GET", path="/shown?message=" + "A" * 16376), "query"),
}

US = "refused by pymdm"
CUT = "hell"  # the first of two lengths counts

# fmt: off
#: What was measured, in the order of ROWS.  A number is the server's own refusal, 0 a connection that it cut.
EXPECTED: dict[str, list[object]] = {
    "waitress":
        [None, "right", "right", "right, second", "hello", "hello", "hello", 400, 400, 12288, 16384],
    "wsgiref":
        ["smuggled", "right,smuggled", "smuggled,right", "right,second", US, US, US, CUT, US, 12288, 16384],
    "gunicorn":
        [None, "right", "right", "right,second", 400, 400, "hello", 400, 400, 431, 414],
    "gunicorn, raised":
        [None, "right", "right", "right,second", 400, 400, "hello", 400, 400, 12288, 16384],
    "gunicorn, refusing":
        [400, 400, 400, "right,second", 400, 400, "hello", 400, 400, 431, 414],
    "granian":
        ["smuggled", "smuggled", "right", "right,second", "hello", "hello", "hello", 400, 400, 12288, 16384],
    "uWSGI":
        ["smuggled", "right, smuggled", "smuggled, right", "right, second", US, US, US, US, US, 0, 0],
    "uWSGI, raised":
        ["smuggled", "right, smuggled", "smuggled, right", "right, second", US, US, US, US, US, 12288, 16384],
}
# fmt: on

#: Whether the self-test of a header opens it, and a word of the text if not.
PASSES = {
    "waitress": "",
    "wsgiref": "WSGIServer takes a name with underscores",
    "gunicorn": "",
    "gunicorn, raised": "",
    "gunicorn, refusing": "",
    "granian": "granian takes a name with underscores",
    "uWSGI": "this server takes a name with underscores",
    "uWSGI, raised": "this server takes a name with underscores",
}
ASGI_PASSES = {
    "uvicorn": "uvicorn takes the address of the peer from a header such as X-Forwarded-For; start it with",
    "uvicorn, without proxy headers": "",
    "granian, ASGI": "",
}


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Place]]:
    with serving(KINDS[request.param]) as place:
        yield request.param, place


def show(*lines: str) -> None:
    print("", *lines, sep="\n")  # noqa: T201 - the table is what this file is for


def cell(place: Place, row: str) -> object:
    request, key = ROWS[row]
    result = found(place, request)
    problem = result.shown.get("problem")
    return US if problem and key == "body" else result.word(key)


def test_every_server_has_its_row() -> None:
    assert set(KINDS) == set(EXPECTED) == set(PASSES)
    assert set(ASGI_KINDS) == set(ASGI_PASSES)


def test_the_server_does_what_the_table_says(server: tuple[str, Place]) -> None:
    """T7, T8, T77, T78"""
    name, place = server
    measured = {row: cell(place, row) for row in ROWS}

    show(name, *(f"  {row:32} {value}" for row, value in measured.items()))
    assert dict(zip(ROWS, EXPECTED[name], strict=True)) == measured


def verdict(place: Place) -> dict[str, object]:
    """Ask until the self-test is over: it began with the first question."""
    answers = (
        json.loads(ask(place, head(method="GET", path="/verdict")).partition(b"\r\n\r\n")[2])
        for _ in range(5000)
    )
    return next(answer for answer in answers if answer)


def test_the_self_test_finds_out(server: tuple[str, Place]) -> None:
    """T7: with the real server, over a real socket."""
    name, place = server
    answer = verdict(place)

    show(f"{name}: {answer['text']}")
    assert (PASSES[name] == "") == answer["passed"]
    assert PASSES[name] in str(answer["text"])


@pytest.mark.parametrize("name", ASGI_KINDS)
def test_under_asgi_the_names_are_those_that_were_sent(name: str) -> None:
    """T6, T7, T8: what uvicorn does unless told otherwise is to believe X-Forwarded-For of local peers."""
    with serving(ASGI_KINDS[name]) as place:
        smuggled = found(place, head("Client_Cert: smuggled", *EMPTY)).shown["header"]
        twice = found(place, ROWS["Client-Cert twice"][0]).shown["header"]
        answer = verdict(place)

    show(f"{name} (ASGI): {answer['text']}")
    assert (None, "right,second") == (smuggled, twice)
    assert (ASGI_PASSES[name] == "") == answer["passed"]
    assert ASGI_PASSES[name] in str(answer["text"])


def test_every_process_of_a_server_tests_for_itself() -> None:
    with serving(KINDS["gunicorn, raised"]) as place:
        passed = set()
        for _ in range(5000):
            answer = verdict(place)
            assert answer["passed"], answer
            passed.add(answer["pid"])
            if len(passed) == 3:
                break

    assert 3 == len(passed)


UNIX = {name: kind for name, kind in {**KINDS, **ASGI_KINDS}.items() if kind.unix}


@pytest.mark.parametrize("name", UNIX)
def test_a_unix_socket_shows_no_address(name: str, tmp_path: Path) -> None:
    """T6: so that `unix` among the peers means what it says.  uWSGI shows 0.0.0.0, and is not believed."""
    with serving(UNIX[name], socket_path=tmp_path / "socket") as place:
        shown = found(place, head(*EMPTY)).shown
        answer = verdict(place)

    show(f"{name} on a unix socket: peer {shown['peer']!r}, {answer['text']}")
    assert shown["peer"] in ("", "localhost")
    assert ({**PASSES, **ASGI_PASSES}[name] == "") == answer["passed"]


def test_the_peer_is_the_address_of_the_connection(server: tuple[str, Place]) -> None:
    """T6: whatever headers say."""
    _, place = server
    shown = found(place, head("X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", *EMPTY)).shown

    assert "127.0.0.1" == shown["peer"]
