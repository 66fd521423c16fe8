"""nghttpd in Apple's place, the server of the library behind curl and many others, with its odder habits.

`make external` runs this; a missing nghttpd fails.
"""

from __future__ import annotations

import collections
import contextlib
from pathlib import Path

import pytest

from pymdm.apns.outcome import Verdict
from tests.external.pushing import (
    MANY,
    WAYS,
    Place,
    Way,
    nghttpd,
    once_each,
    path_of,
    paths_told,
    prepare,
    statuses,
    targets,
)

#: What it is told to do, each of which Apple might do one day.
HABITS = {
    "as it comes": [],
    "padding": ["--padding=200"],
    "trailers": ["--trailer=x-late: yes"],
    "no content-length": ["--no-content-length"],
    "a small header table": ["--header-table-size=0", "--encoder-header-table-size=0"],
    "1,000 streams": ["--max-concurrent-streams=1000"],
    "all of it": [
        "--padding=255",
        "--trailer=x-late: yes",
        "--max-concurrent-streams=7",
        "--no-content-length",
    ],
}


@pytest.fixture(params=WAYS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    prepare(tmp_path)
    return tmp_path


def test_every_push_arrives_once(way: Way, folder: Path) -> None:
    """Each body comes back as the answer's, so that credit has to go both ways."""
    everyone = targets(MANY)

    with nghttpd(folder, "--echo-upload") as place:
        sent = way.send(place, everyone)
        told = collections.Counter(paths_told(place))

    once_each(sent.outcomes, everyone)
    assert {200: MANY} == statuses(sent.outcomes)
    assert dict.fromkeys(map(path_of, everyone), 1) == told
    assert MANY == sent.stats.sent


@pytest.mark.parametrize("habit", HABITS)
def test_odd_habits_change_nothing(way: Way, folder: Path, habit: str) -> None:
    everyone = targets(1_000)

    with nghttpd(folder, "--echo-upload", *HABITS[habit]) as place:
        sent = way.send(place, everyone)
        told = collections.Counter(paths_told(place))

    once_each(sent.outcomes, everyone)
    assert {200: len(everyone)} == statuses(sent.outcomes)
    assert dict.fromkeys(map(path_of, everyone), 1) == told


@pytest.mark.parametrize("early", [True, False], ids=["before the body", "after the body"])
def test_files_are_accepted_and_others_are_not(way: Way, folder: Path, early: bool) -> None:
    """Answers with a page instead of JSON, and before the push is complete if so asked."""
    everyone = targets(2_000)
    (folder / "htdocs" / "3" / "device").mkdir(parents=True)
    for one in everyone[::2]:
        (folder / "htdocs" / path_of(one)[1:]).write_bytes(b"" if one.token[0] % 2 else b"here")

    with nghttpd(folder, *(["--early-response"] if early else [])) as place:
        sent = way.send(place, everyone)

    once_each(sent.outcomes, everyone)
    found = {outcome.target.token: outcome for outcome in sent.outcomes}
    assert [200, 404] * 1_000 == [found[one.token].status for one in everyone]
    refused = found[everyone[1].token]
    assert ("HTTP 404", Verdict.REFUSED) == (refused.reason, refused.verdict)


@pytest.mark.parametrize("streams", [1, 3])
def test_no_more_streams_are_open_than_it_allows(way: Way, folder: Path, streams: int) -> None:
    """F31.  It refuses a stream too many, which would be sent again and counted."""
    everyone = targets(1_000)

    with nghttpd(folder, "--echo-upload", f"--max-concurrent-streams={streams}") as place:
        sent = way.send(place, everyone)

    once_each(sent.outcomes, everyone)
    assert {200: len(everyone)} == statuses(sent.outcomes)
    assert (len(everyone), 0) == (sent.stats.sent, sent.stats.resent)


def test_a_server_that_dies_and_comes_back_loses_nothing(way: Way, folder: Path) -> None:
    """F30: without a word, and for a moment there is none."""
    everyone = targets(5_000)
    with contextlib.ExitStack() as stack:
        places = [stack.enter_context(nghttpd(folder, "--echo-upload"))]

        def again() -> None:
            _end(places[-1])
            places.append(stack.enter_context(nghttpd(folder, "--echo-upload", port=places[0].port)))

        sent = way.send(places[0], everyone, after=dict.fromkeys((1_000, 3_000), again))
        told = collections.Counter(paths_told(places[0]))

    once_each(sent.outcomes, everyone)
    assert {200: len(everyone)} == statuses(sent.outcomes)
    assert set(map(path_of, everyone)) == told.keys()
    assert 2 <= sent.stats.lost
    assert len(everyone) + sent.stats.resent == sent.stats.sent
    assert len(everyone) <= told.total() <= sent.stats.sent


def _end(place: Place) -> None:
    place.process.kill()
    place.process.wait(10)


def test_nobody_there_is_an_outcome_and_not_an_exception(way: Way, folder: Path) -> None:
    everyone = targets(20)
    with nghttpd(folder) as place:
        _end(place)

    sent = way.send(place, everyone, deadline=2)

    once_each(sent.outcomes, everyone)
    assert {0: len(everyone)} == statuses(sent.outcomes)
    assert {Verdict.TRY_LATER} == {outcome.verdict for outcome in sent.outcomes}
    assert 0 == sent.stats.sent
