"""nginx in Apple's place: it drains, limits streams, reloads, dies, and answers in Apple's words.

`make external` runs this; a missing nginx fails.
"""

from __future__ import annotations

import collections
import functools
import os
import signal
from pathlib import Path

import attrs
import pytest

from benchmarks._apns_certificates import write_certificates
from pymdm.apns.outcome import PushReason, Verdict
from tests.external.pushing import (
    MANY,
    REFUSES,
    TOPIC,
    WAYS,
    Logged,
    Way,
    logged,
    nginx,
    once_each,
    path_of,
    prepare,
    signal_nginx,
    statuses,
    targets,
    workers,
)


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    prepare(tmp_path)
    return tmp_path


def paths(requests: list[Logged]) -> collections.Counter[str]:
    return collections.Counter(request.path for request in requests)


def test_every_push_arrives_as_apple_wants_it(way: Way, folder: Path) -> None:
    everyone = targets(MANY)

    with nginx(folder, server="keepalive_requests 1000000;") as place:
        sent = way.send(place, everyone)
    requests = logged(place)

    once_each(sent.outcomes, everyone)
    assert {200: MANY} == statuses(sent.outcomes)
    wanted = {path_of(one): f'{{"mdm":"{one.push_magic}"}}' for one in everyone}
    assert wanted == {request.path: request.body for request in requests}
    assert MANY == len(requests) == sent.stats.sent == sent.stats.delivered
    told = {
        (one.status, one.method, one.topic, one.push_type, one.priority, one.verified, one.protocol)
        for one in requests
    }
    assert {(200, "POST", TOPIC, "mdm", "10", "SUCCESS", "HTTP/2.0")} == told
    assert all(request.expiration.isdigit() for request in requests)


@pytest.mark.parametrize("reads", [True, False], ids=["reads bodies", "answers before the body"])
def test_a_connection_that_is_drained_every_thousand_requests_loses_nothing(
    way: Way, folder: Path, reads: bool
) -> None:
    """F30: nginx says GOAWAY, answers what it has, and drops what came after."""
    everyone = targets(MANY)

    with nginx(folder, reads=reads, server="keepalive_requests 1000;") as place:
        sent = way.send(place, everyone)
    requests = logged(place)

    once_each(sent.outcomes, everyone)
    assert {200: MANY} == statuses(sent.outcomes)
    # nginx logs what it has processed: each push once, and what it dropped was not logged but sent again.
    assert dict.fromkeys((path_of(one) for one in everyone), 1) == paths(requests)
    # Four connections share them, so that the last ones are not drained.
    assert MANY // 1000 - 4 <= sent.stats.goaways
    assert sent.stats.resent == sum(outcome.attempts - 1 for outcome in sent.outcomes)
    assert MANY + sent.stats.resent == sent.stats.sent


@pytest.mark.parametrize("streams", [1, 2, 128])
def test_no_more_streams_are_open_than_nginx_allows(way: Way, folder: Path, streams: int) -> None:
    """F31.  nginx refuses a stream too many, so a push that was sent twice would show it."""
    everyone = targets(2_000)

    with nginx(
        folder, server=f"http2_max_concurrent_streams {streams}; keepalive_requests 1000000;"
    ) as place:
        sent = way.send(place, everyone)
    requests = logged(place)

    once_each(sent.outcomes, everyone)
    assert {200: len(everyone)} == statuses(sent.outcomes)
    assert len(everyone) == len(requests) == sent.stats.sent
    assert 0 == sent.stats.resent == sent.stats.lost


def test_refusals_in_apples_words_are_outcomes(way: Way, folder: Path) -> None:
    """F32, F33: dead tokens end at once, 429 is tried again and ends as such."""
    everyone = targets(4_000)

    with nginx(folder, answers=REFUSES, server="keepalive_requests 1000000;") as place:
        sent = way.send(place, everyone, retries=1)
    requests = logged(place)

    once_each(sent.outcomes, everyone)
    first_digit = {"0": 410, "1": 429, "2": 400}
    for outcome in sent.outcomes:
        assert outcome.status == first_digit.get(outcome.target.token.hex()[0], 200)
    assert statuses(sent.outcomes)[410] > 200 < statuses(sent.outcomes)[429]
    by_status = {outcome.status: outcome for outcome in sent.outcomes}
    assert PushReason.UNREGISTERED == by_status[410].reason
    assert by_status[410].timestamp is not None
    assert 1533155424 == by_status[410].timestamp.timestamp()
    assert Verdict.DEAD_TOKEN is by_status[410].verdict is by_status[400].verdict
    assert PushReason.TOO_MANY_REQUESTS == by_status[429].reason
    asked = paths(requests)
    for outcome in sent.outcomes:
        times = 2 if outcome.status == 429 else 1
        assert times == outcome.attempts == asked[path_of(outcome.target)]


def test_nothing_but_refusals_does_not_stall(way: Way, folder: Path) -> None:
    """20,000 bodies are more than all credit of a connection, so it has to be returned."""
    everyone = targets(MANY)
    body = '{"reason":"Unregistered","timestamp":1533155424000}'

    with nginx(
        folder,
        reads=False,
        server="keepalive_requests 1000000;",
        answers=f"default_type application/json; return 410 '{body}';",
    ) as place:
        sent = way.send(place, everyone)
    requests = logged(place)

    once_each(sent.outcomes, everyone)
    assert {410: MANY} == statuses(sent.outcomes)
    assert MANY == len(requests) == sent.stats.sent


def test_a_reload_in_the_middle_loses_nothing(way: Way, folder: Path) -> None:
    """F30: the old worker drains, a new one takes over."""
    everyone = targets(MANY)

    with nginx(folder) as place:
        before = workers(place)
        reload = functools.partial(signal_nginx, place, "reload")
        sent = way.send(place, everyone, after=dict.fromkeys((3_000, 8_000, 15_000), reload))
        assert not set(before) & set(workers(place))
    requests = logged(place)

    once_each(sent.outcomes, everyone)
    assert {200: MANY} == statuses(sent.outcomes)
    assert {path_of(one) for one in everyone} == paths(requests).keys()
    assert MANY <= len(requests) <= sent.stats.sent == MANY + sent.stats.resent


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(way: Way, folder: Path) -> None:
    """F30: the connection is gone without a word; what was in flight goes again."""
    everyone = targets(MANY)

    def kill() -> None:
        for worker in workers(place):
            os.kill(worker, signal.SIGKILL)

    with nginx(folder, server="keepalive_requests 1000000;") as place:
        sent = way.send(place, everyone, after=dict.fromkeys((3_000, 8_000, 15_000), kill))
    requests = logged(place)

    assert 3 <= sent.stats.lost
    once_each(sent.outcomes, everyone)
    assert {200: MANY} == statuses(sent.outcomes)
    # It writes the line of a request after the answer, and may be killed in between.
    assert len({path_of(one) for one in everyone} - paths(requests).keys()) <= 3
    assert MANY - 3 <= len(requests) <= sent.stats.sent == MANY + sent.stats.resent


def test_headers_that_are_too_long_for_it_end_the_pushes_and_do_not_hang(way: Way, folder: Path) -> None:
    """nginx ends the whole connection with ENHANCE_YOUR_CALM; each push is tried a few times, no more."""
    everyone = [attrs.evolve(one, token=one.token * 4) for one in targets(10)]

    with nginx(folder, server="connection_pool_size 256; large_client_header_buffers 4 256;") as place:
        sent = way.send(place, everyone, deadline=4)

    once_each(sent.outcomes, everyone)
    assert {0: len(everyone)} == statuses(sent.outcomes)
    assert {Verdict.TRY_LATER} == {outcome.verdict for outcome in sent.outcomes}


def test_a_certificate_that_it_does_not_trust_is_refused_in_words(way: Way, folder: Path) -> None:
    everyone = targets(50)
    (folder / "theirs").mkdir()
    write_certificates(folder / "theirs", TOPIC)
    theirs = (folder / "theirs" / "client.pem").read_bytes()

    with nginx(folder) as place:
        (folder / "client.pem").write_bytes(theirs)
        sent = way.send(place, everyone)

    once_each(sent.outcomes, everyone)
    assert {400: len(everyone)} == statuses(sent.outcomes)
    assert {"HTTP 400"} == {outcome.reason for outcome in sent.outcomes}
