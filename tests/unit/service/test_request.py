"""Reading a request from WSGI and ASGI: bounded, framed and never raising for what a peer sent."""

from __future__ import annotations

import asyncio
import io
import tracemalloc
from collections.abc import Iterable
from typing import Any

import pytest

from pymdm.service import MAX_CHECKIN_BODY, MAX_CONNECT_BODY, MDMRequest, MessageKind, RequestProblem

CHECKIN = "application/x-apple-aspen-mdm-checkin"
CONNECT = "application/x-apple-aspen-mdm"
GIGABYTE = 1024**3


class Virtual:
    """A stream of zeros that counts what is read of it."""

    def __init__(self, size: int = GIGABYTE) -> None:
        self.left = size
        self.taken = 0

    def read(self, size: int) -> bytes:
        part = bytes(min(size, self.left))
        self.left -= len(part)
        self.taken += len(part)
        return part


class Breaking:
    """A stream of a peer that goes away."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, size: int) -> bytes:
        raise self.error


def wsgi(body: Any = b"", **environ: Any) -> MDMRequest:
    stream = io.BytesIO(body) if isinstance(body, bytes) else body
    length = {"CONTENT_LENGTH": str(len(body))} if isinstance(body, bytes) else {}
    return MDMRequest.from_wsgi({"wsgi.input": stream, "CONTENT_TYPE": CONNECT, **length, **environ})


def asgi(
    parts: Iterable[bytes | None] = (b"",), *, headers: Iterable[tuple[str, str]] = (), **scope: Any
) -> MDMRequest:
    """``None`` among the parts is a peer that goes away."""
    messages = [
        {"type": "http.disconnect"}
        if part is None
        else {"type": "http.request", "body": part, "more_body": True}
        for part in parts
    ]
    if messages[-1]["type"] == "http.request":
        messages[-1]["more_body"] = False
    queue = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(queue)

    raw = [(name.encode(), value.encode()) for name, value in [("Content-Type", CONNECT), *headers]]
    return asyncio.run(MDMRequest.from_asgi({"headers": raw, **scope}, receive))


# ── what arrives ─────────────────────────────────────────────────────────────────────────────────


def test_wsgi_gives_body_headers_parameters_and_source() -> None:
    request = wsgi(
        b"body",
        HTTP_MDM_SIGNATURE="c2ln",
        HTTP_X_PYMDM_CLIENT="value",
        QUERY_STRING="team=a&team=b&empty=",
        REMOTE_ADDR="192.0.2.1",
    )

    assert (request.body, request.kind, request.problem) == (b"body", MessageKind.CONNECT, None)
    assert request.headers == {"mdm-signature": "c2ln", "x-pymdm-client": "value"}
    assert request.params == {"team": "a", "empty": ""}
    assert request.source == "192.0.2.1"


def test_asgi_gives_the_same() -> None:
    request = asgi(
        [b"bo", b"", b"dy"],
        headers=[("Mdm-Signature", "c2ln"), ("Content-Length", "4")],
        query_string=b"team=a&team=b&empty=",
        client=("192.0.2.1", 1234),
    )

    assert (request.body, request.kind, request.problem) == (b"body", MessageKind.CONNECT, None)
    assert request.headers["mdm-signature"] == "c2ln"
    assert request.params == {"team": "a", "empty": ""}
    assert request.source == "192.0.2.1"


def test_the_peer_is_who_made_the_connection_and_nobody_out_of_a_header() -> None:
    """T6"""
    assert "10.1.0.7" == wsgi(b"x", REMOTE_ADDR="10.1.0.7", HTTP_X_FORWARDED_FOR="192.0.2.1").peer_address
    assert "10.1.0.7" == asgi(client=("10.1.0.7", 1), headers=[("X-Forwarded-For", "192.0.2.1")]).peer_address
    assert "" == wsgi(b"x", REMOTE_ADDR="").peer_address
    assert "" == asgi(client=None).peer_address


def test_an_address_that_proxyfix_has_put_in_place_of_the_peers_is_not_the_peers() -> None:
    """T6: it comes from X-Forwarded-For, which whoever connects may write."""
    replaced: dict[str, Any] = {
        "REMOTE_ADDR": "127.0.0.1",
        "werkzeug.proxy_fix.orig": {"REMOTE_ADDR": "192.0.2.1"},
    }

    assert "192.0.2.1" == wsgi(b"x", **replaced).peer_address
    assert "" == wsgi(b"x", **{**replaced, "werkzeug.proxy_fix.orig": {"REMOTE_ADDR": None}}).peer_address


def test_nothing_of_a_request_shows_in_its_repr() -> None:
    request = wsgi(b"secret body", HTTP_MDM_SIGNATURE="c2lnbmF0dXJl", QUERY_STRING="code=sesame")

    assert not {"secret", "c2lnbmF0dXJl", "sesame"} & set(repr(request).replace("'", " ").split())


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        (CHECKIN, MessageKind.CHECKIN),
        (f"{CHECKIN}; charset=UTF-8", MessageKind.CHECKIN),
        (CONNECT, MessageKind.CONNECT),
        ("Application/X-Apple-Aspen-MDM;charset=utf-8", MessageKind.CONNECT),
        ("", MessageKind.UNSTATED),
    ],
)
def test_the_content_type_says_which_protocol(content_type: str, kind: MessageKind) -> None:
    assert wsgi(b"x", CONTENT_TYPE=content_type).kind is kind


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/json", f"{CONNECT},{CONNECT}", "application/xml"]
)
def test_any_other_content_type_is_refused_unread(content_type: str) -> None:
    stream = Virtual(10)

    request = wsgi(stream, CONTENT_TYPE=content_type, CONTENT_LENGTH="10")

    assert (request.problem, request.body, stream.taken) == (RequestProblem.WRONG_TYPE, b"", 0)


def test_the_content_type_that_wsgiref_invents_is_none() -> None:
    """Else a result of mdmb, which states no type, would be refused by Django's runserver only."""
    invented = {"CONTENT_TYPE": "text/plain", "SERVER_SOFTWARE": "WSGIServer/0.2 CPython/3.11.2"}

    assert wsgi(b"x", **invented).kind is MessageKind.UNSTATED
    assert wsgi(b"x", **invented).problem is None
    assert wsgi(b"x", **{**invented, "CONTENT_TYPE": "text/html"}).problem is RequestProblem.WRONG_TYPE
    assert wsgi(b"x", **{**invented, "SERVER_SOFTWARE": "other"}).problem is RequestProblem.WRONG_TYPE


def test_an_asgi_request_without_headers_is_unstated() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    request = asyncio.run(MDMRequest.from_asgi({}, receive))

    assert (request.kind, request.body, request.source) == (MessageKind.UNSTATED, b"", "")


def test_a_header_that_was_sent_twice_is_joined() -> None:
    """T8: as WSGI servers do; whoever parses an identity refuses the comma."""
    request = asgi(headers=[("Mdm-Signature", "one"), ("Mdm-Signature", "two")])

    assert request.headers["mdm-signature"] == "one,two"


def test_too_many_parameters_are_none() -> None:
    assert wsgi(b"", QUERY_STRING="&".join(f"a{n}=1" for n in range(100))).params == {}


# ── how much is read ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "limit"), [(CHECKIN, MAX_CHECKIN_BODY), (CONNECT, MAX_CONNECT_BODY), ("", MAX_CONNECT_BODY)]
)
def test_a_stated_gigabyte_is_refused_unread(kind: str, limit: int) -> None:
    """T75."""
    for size in (GIGABYTE, limit + 1):
        stream = Virtual()
        request = wsgi(stream, CONTENT_TYPE=kind, CONTENT_LENGTH=str(size))
        assert (request.problem, stream.taken) == (RequestProblem.TOO_LARGE, 0)
    assert wsgi(Virtual(), CONTENT_TYPE=kind, CONTENT_LENGTH=str(limit)).problem is None


def test_a_chunked_gigabyte_is_read_up_to_the_limit_only() -> None:
    """T75: with less than 20 MB of memory."""
    stream = Virtual()
    tracemalloc.start()
    try:
        request = wsgi(stream, HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input_terminated": True})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (request.problem, request.body) == (RequestProblem.TOO_LARGE, b"")
    assert stream.taken < MAX_CONNECT_BODY + 100_000
    assert peak < 20 * 1024**2


def test_a_gigabyte_over_asgi_is_received_up_to_the_limit_only() -> None:
    """T75: whether it was stated or not."""
    received = 0

    async def receive() -> dict[str, Any]:
        nonlocal received
        received += 64 * 1024
        return {"type": "http.request", "body": bytes(64 * 1024), "more_body": True}

    for stated, most in (([], MAX_CHECKIN_BODY + 64 * 1024), ([(b"content-length", b"1073741824")], 0)):
        received = 0
        scope = {"headers": [(b"content-type", CHECKIN.encode()), *stated]}
        request = asyncio.run(MDMRequest.from_asgi(scope, receive))
        assert (request.problem, request.body) == (RequestProblem.TOO_LARGE, b"")
        assert received <= most


def test_a_body_in_tiny_parts_takes_no_more_memory_than_its_bytes() -> None:
    """T75: whoever sends byte after byte must not fill the memory with what holds them."""
    count = 100_000
    messages = ({"type": "http.request", "body": b"x", "more_body": n < count - 1} for n in range(count))

    async def receive() -> dict[str, Any]:
        return next(messages)

    class Dripping(Virtual):
        def read(self, size: int) -> bytes:
            return super().read(1)

    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    for read in (
        lambda: wsgi(Dripping(count), **chunked),
        lambda: asyncio.run(MDMRequest.from_asgi({}, receive)),
    ):
        tracemalloc.start()
        try:
            request = read()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(request.body) == count
        assert peak < 6 * count


def test_a_body_of_unknown_length_is_read_where_the_server_ends_it() -> None:
    """T77."""
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked"}

    assert wsgi(io.BytesIO(b"abc"), **chunked, **{"wsgi.input_terminated": True}).body == b"abc"
    for environ in (chunked, {}, {"CONTENT_LENGTH": ""}, {"wsgi.input_terminated": True}):
        stream = Virtual(10)
        request = wsgi(stream, **environ)
        assert (request.problem, stream.taken) == (RequestProblem.LENGTH_REQUIRED, 0)


@pytest.mark.parametrize("length", ["-1", "+5", "5,5", "0x5", "5 5", "five", "٥", "9" * 19, " 5"])
def test_a_length_that_is_not_one_is_refused(length: str) -> None:
    """T77."""
    assert wsgi(Virtual(10), CONTENT_LENGTH=length).problem is RequestProblem.BAD_FRAMING
    if length.isascii():
        assert asgi(headers=[("Content-Length", length)]).problem is RequestProblem.BAD_FRAMING


def test_two_ways_to_say_the_length_are_one_too_many() -> None:
    """T77: servers disagree on which one wins."""
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

    assert wsgi(b"abc", **environ).problem is RequestProblem.BAD_FRAMING
    both = [("Transfer-Encoding", "chunked"), ("Content-Length", "0")]
    assert asgi(headers=both).problem is RequestProblem.BAD_FRAMING
    assert asgi([b"abc"], headers=both[:1]).body == b"abc"
    twice = [("Content-Length", "3"), ("Content-Length", "3")]
    assert asgi([b"abc"], headers=twice).problem is RequestProblem.BAD_FRAMING


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "deflate", "br", "identity, gzip", "gzip, identity"])
def test_a_compressed_body_is_refused_unread(coding: str) -> None:
    """T76."""
    stream = Virtual(10)

    request = wsgi(stream, CONTENT_LENGTH="10", HTTP_CONTENT_ENCODING=coding)

    assert (request.problem, stream.taken) == (RequestProblem.ENCODED, 0)
    assert asgi(headers=[("Content-Encoding", coding)]).problem is RequestProblem.ENCODED


@pytest.mark.parametrize("coding", ["identity", " Identity ", ""])
def test_no_compression_may_be_stated(coding: str) -> None:
    assert wsgi(b"x", HTTP_CONTENT_ENCODING=coding).problem is None


def test_a_body_that_ends_early_is_incomplete() -> None:
    """F5: a cut connection is no message."""
    assert wsgi(io.BytesIO(b"abc"), CONTENT_LENGTH="4").problem is RequestProblem.INCOMPLETE
    assert asgi([b"abc"], headers=[("Content-Length", "4")]).problem is RequestProblem.INCOMPLETE
    assert asgi([b"abc"], headers=[("Content-Length", "2")]).problem is RequestProblem.INCOMPLETE
    assert asgi([b"abc", None]).problem is RequestProblem.INCOMPLETE


@pytest.mark.parametrize("error", [OSError(), ValueError(), EOFError(), RuntimeError("NoMoreData")])
def test_a_stream_that_breaks_is_incomplete(error: Exception) -> None:
    """T77: every server has its own exception for a peer that breaks off."""
    stream = Breaking(error)
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

    assert wsgi(stream, CONTENT_LENGTH="4").problem is RequestProblem.INCOMPLETE
    assert wsgi(stream, **chunked).problem is RequestProblem.INCOMPLETE


def test_no_more_than_the_stated_length_is_read() -> None:
    """What follows belongs to the next request on the same connection."""
    stream = io.BytesIO(b"bodyNEXT")

    assert wsgi(stream, CONTENT_LENGTH="4").body == b"body"
    assert stream.read() == b"NEXT"
    assert wsgi(b"", CONTENT_LENGTH="0").problem is None


@pytest.mark.parametrize("problem", RequestProblem)
def test_each_problem_has_an_answer_that_does_not_unenroll(problem: RequestProblem) -> None:
    """T17."""
    code, text = problem.answer

    assert code in {400, 411, 413, 415}
    assert text
