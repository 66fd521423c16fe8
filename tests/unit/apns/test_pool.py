"""Many topics behind one sender."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pymdm.apns import APNsPool, PushOutcome
from pymdm.errors import LocalProtocolError
from pymdm.testing.fake_apns import FakeAPNs
from pymdm.testing.push_certificates import FakePushCA
from tests.unit.apns.sending import options, target, tokens

TOPICS = ("com.apple.mgmt.External.a", "com.apple.mgmt.External.b")


@pytest.fixture
def apns() -> Iterator[FakeAPNs]:
    with FakeAPNs(chaos=None, strict=False, push_ca=FakePushCA.create(now=datetime.now(UTC))) as found:
        yield found


def test_each_push_goes_with_the_certificate_of_its_topic(apns: FakeAPNs) -> None:
    wanted = [target(number, TOPICS[number % 2]) for number in range(100)]
    strange = target(100, "com.apple.mgmt.External.c")
    with APNsPool([apns.certificate_for(topic) for topic in TOPICS], **options(apns)) as pool:
        outcomes = list(pool.send_many([*wanted, strange]))
        single: list[PushOutcome] = [pool.push(wanted[0]), pool.push(strange)]

    assert list(range(101)) == tokens(outcomes)
    assert [(0, "NotSent")] == [(one.status, one.reason) for one in outcomes if not one.delivered]
    assert [200, 0] == [one.status for one in single]
    assert set(TOPICS) == {record.topic for record in apns.connections}
    assert all(one.target.topic == one.headers.topic for one in apns.accepted)


def test_a_renewed_certificate_takes_the_place_of_the_old_one(apns: FakeAPNs) -> None:
    first, second, new = (apns.certificate_for(TOPICS[0]) for _ in range(3))
    with pytest.raises(ValueError, match="one for each topic"):
        APNsPool([first, second], **options(apns))
    with APNsPool([first], **options(apns)) as pool:
        client = pool.clients[TOPICS[0]]
        assert client is pool.add(new)
        assert new is client.certificate
        assert set(TOPICS) == ({*pool.clients} | {pool.add(apns.certificate_for(TOPICS[1])).topic})


def test_a_closed_pool_says_so(apns: FakeAPNs) -> None:
    pool = APNsPool([], **options(apns))
    pool.close()

    for call in (lambda: pool.push(target(1)), lambda: pool.send_many([]), pool.__enter__):
        with pytest.raises(LocalProtocolError, match="open pool"):
            call()
