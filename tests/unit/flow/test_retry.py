"""When a request is sent again: F40 (429 and 503), faults of the way there, and what is never repeated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pymdm._flow import HttpRequest, HttpResponse, Sleep
from pymdm._retry import RetryRules, asked_wait, send_with_retries
from pymdm.errors import TransportError

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RULES = RetryRules(now=lambda: NOW, dice=lambda: 0.5, attempts=4, first_wait=2.0, longest_wait=60.0)


class Peer:
    """Answers in turn; keeps the urls asked for, the waits, and the last word."""

    def __init__(self, *answers: HttpResponse | TransportError, repeatable: bool) -> None:
        self.asked: list[str] = []
        self.waited: list[float] = []
        numbers = iter(range(100))

        def make() -> HttpRequest:
            return HttpRequest(method="GET", url=f"https://apple.example/{next(numbers)}")

        self.last = self._drive(send_with_retries(make, RULES, repeatable=repeatable), iter(answers))

    def _drive(self, flow, answers: Iterator[HttpResponse | TransportError]) -> HttpResponse | TransportError:  # type: ignore[no-untyped-def]
        wanted = next(flow)
        try:
            while True:
                if isinstance(wanted, Sleep):
                    self.waited.append(wanted.seconds)
                    wanted = flow.send(None)
                    continue
                self.asked.append(wanted.path)
                answer = next(answers)
                wanted = flow.throw(answer) if isinstance(answer, TransportError) else flow.send(answer)
        except StopIteration as end:
            return end.value
        except TransportError as error:
            return error


def status(number: int, **headers: str) -> HttpResponse:
    return HttpResponse(status=number, headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_an_answer_is_the_end() -> None:
    for number in (200, 400, 401, 403, 404, 501):
        peer = Peer(status(number), repeatable=True)
        assert (["/0"], []) == (peer.asked, peer.waited)
        assert isinstance(peer.last, HttpResponse)
        assert number == peer.last.status


def test_each_attempt_is_built_anew() -> None:
    """T64: a signature made once would carry a nonce that has been used."""
    assert ["/0", "/1"] == Peer(status(500), status(200), repeatable=True).asked


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("number", [429, 503])
def test_what_was_turned_away_is_sent_again_when_it_is_due(number: int, repeatable: bool) -> None:
    """F40: at least as long as Apple asks, and a little of chance on top."""
    peer = Peer(status(number, Retry_After="10"), status(200), repeatable=repeatable)

    assert ["/0", "/1"] == peer.asked
    assert [10.5] == peer.waited


def test_a_longer_wait_than_anybody_stands_is_the_callers() -> None:
    """F40: the answer comes back at once, with its time."""
    peer = Peer(status(429, Retry_After="61"), repeatable=True)

    assert (["/0"], []) == (peer.asked, peer.waited)


def test_without_a_time_to_come_back_the_waits_grow() -> None:
    peer = Peer(*[status(429)] * 4, repeatable=False)

    assert ["/0", "/1", "/2", "/3"] == peer.asked
    assert [1.5, 3.0, 6.0] == peer.waited
    assert isinstance(peer.last, HttpResponse)
    assert 429 == peer.last.status


@pytest.mark.parametrize("number", [500, 502, 503, 504])
def test_what_may_have_been_done_is_not_done_twice(number: int) -> None:
    assert ["/0"] == Peer(status(number), repeatable=False).asked
    assert ["/0", "/1"] == Peer(status(number), status(200), repeatable=True).asked


def test_what_asking_again_cannot_change_is_told_at_once() -> None:
    """T68: a certificate that does not verify will not do so two seconds later."""
    hopeless = TransportError("no such certificate", request_sent=False, retryable=False)

    peer = Peer(hopeless, repeatable=True)
    assert (["/0"], []) == (peer.asked, peer.waited)
    assert hopeless is peer.last


@pytest.mark.parametrize("asked", ["0", "Sat, 21 Nov 2026 11:00:00 GMT"])
def test_a_time_that_is_over_is_no_leave_to_ask_in_a_burst(asked: str) -> None:
    """F40: the clock of the service may be behind."""
    assert [1.5, 3.0, 6.0] == Peer(*[status(429, Retry_After=asked)] * 4, repeatable=True).waited


def test_no_answer_is_asked_again_only_where_that_is_harmless() -> None:
    lost = TransportError("connection lost")
    unsent = TransportError("no connection", request_sent=False)

    assert ["/0"] == Peer(lost, repeatable=False).asked
    assert ["/0", "/1"] == Peer(unsent, status(200), repeatable=False).asked
    peer = Peer(lost, lost, lost, lost, repeatable=True)
    assert ["/0", "/1", "/2", "/3"] == peer.asked
    assert lost is peer.last


@pytest.mark.parametrize(
    ("header", "body", "seconds"),
    [
        ("120", b"", 120.0),
        (" 7 ", b'{"retry_after_seconds": 9}', 7.0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", b"", 30.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", b"", 0.0),
        ("", b'{"retry_after_seconds": 9}', 9.0),
        ("", b'{"retry_after_seconds": "9"}', 9.0),
        ("soon", b"", None),
        ("-5", b"", None),
        ("1e400", b"", None),
        ("Sat, 21 Nov 2026 99999999999999999999:00:00 GMT", b"", None),
        ("123456789", b"", None),
        ("", b'{"retry_after_seconds": -1}', None),
        ("", b'{"retry_after_seconds": 1e400}', None),
        ("", b'["retry_after_seconds"]', None),
        ("", b'"retry_after_seconds', None),
        ("", b'{"retry_after_seconds": 9}' + b" " * 65536, None),
    ],
)
def test_how_long_apple_asks_to_wait(header: str, body: bytes, seconds: float | None) -> None:
    """F40: in seconds, as a date, in the body; nonsense is no wait at all."""
    headers = {"Retry-After": header} if header else {}

    assert seconds == asked_wait(HttpResponse(status=429, headers=headers, body=body), NOW)
