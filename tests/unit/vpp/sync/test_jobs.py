"""Changes as jobs: whatever dies or is lost, the books balance."""

from __future__ import annotations

import pytest

from pymdm._flow import HttpRequest
from pymdm.errors import ContentTokenExpired, TransportError
from pymdm.testing.fake_vpp import VPPChaos
from pymdm.vpp import EventType
from pymdm.vpp.sync import JobState, Kind
from tests.unit.vpp.sync.world import World

GIVE, TAKE, REVOKE = EventType.ASSOCIATE, EventType.DISASSOCIATE, EventType.REVOKE


def settled(world: World) -> bool:
    """The store has what Apple has, before and after a synchronization."""
    before = world.kept == world.true
    world.sync()
    return before and world.balanced()


def test_what_was_planned_is_carried_out_and_kept() -> None:
    world = World()
    assert len(world.plan(GIVE, "A", "B")) == 1
    report = world.work()

    assert report.succeeded
    assert [(step.done, step.pairs) for step in world.steps][-1] == (4, 4)
    assert world.kept == {(app, serial) for app in world.fake.adam_ids for serial in "AB"}
    assert settled(world)


def test_a_change_is_cut_to_the_limits_of_the_service() -> None:
    world = World()
    world.sync()
    world.fake.limit("maxSerialNumbers", 2)
    world.session.config = None
    world.sync(full=True)
    jobs = world.plan(GIVE, "A", "B", "C")

    assert [job.work.serials for job in jobs] == [("A", "B"), ("C",)]
    assert world.work().succeeded
    assert settled(world)


def test_limits_that_have_become_lower_make_one_job_of_several_events() -> None:
    world = World()
    world.sync()
    [job] = world.plan(GIVE, "A", "B", "C")
    world.fake.limit("maxSerialNumbers", 2)
    assert world.work().succeeded

    kept = world.store.job(job.number)
    assert kept is not None
    assert len(kept.event_ids) == 2
    assert settled(world)


@pytest.mark.parametrize("answered", [False, True], ids=["before it was heard", "after it was heard"])
def test_pairs_whose_answer_was_lost_are_asked_for_again_and_take_one_license(*, answered: bool) -> None:
    """F45."""
    world = World()
    world.plan(GIVE, "A", "B")

    def lose(request: HttpRequest) -> None:
        if request.method == "POST":
            if answered:
                world.fake.send(request)
            raise TransportError("gone")

    world.before = lose
    with pytest.raises(TransportError):
        world.work()
    world.before = lambda _: None
    assert world.work().succeeded

    assets = world.fake.truth()["assets"].values()
    assert [asset["assigned"] for asset in assets] == [2, 2]
    assert settled(world)


def test_a_revocation_whose_answer_was_lost_is_not_sent_again() -> None:
    """F45: it would take what was assigned since."""
    world = World()
    world.plan(GIVE, "A", "B")
    world.work()
    world.plan(REVOKE, "A")

    def lose(request: HttpRequest) -> None:
        if request.url.endswith("revoke"):
            world.fake.send(request)
            raise TransportError("gone")

    world.before = lose
    with pytest.raises(TransportError):
        world.work()
    world.before = lambda _: None
    world.fake.release()
    report = world.work()

    assert [job.state for job in report.finished] == [JobState.UNCLEAR]
    assert [write.kind for write in world.fake.writes].count("REVOKE") == 1
    assert Kind.ASSIGNMENTS in world.sync().read
    assert world.balanced()


def test_a_revocation_takes_all_that_somebody_has() -> None:
    world = World()
    world.plan(GIVE, "A", "B")
    world.work()
    world.sync()
    world.plan(REVOKE, "A")

    assert world.work().succeeded
    assert {who for _, who in world.kept} == {"B"}
    assert settled(world)


def test_a_serial_number_that_no_device_has_is_assigned_by_apples_word_alone() -> None:
    """F46: the job is done, the license is gone, and nobody says that anything is installed."""
    world = World()
    world.plan(GIVE, "NO-SUCH-DEVICE")
    [job] = world.work().finished

    assert (job.state, job.failures) == (JobState.DONE, ())
    assert ("361309726", "NO-SUCH-DEVICE") in world.kept
    assert "installed" not in {str(state) for state in JobState}
    assert settled(world)


def test_where_licenses_run_out_only_who_got_one_is_kept() -> None:
    world = World(licenses=2)
    world.plan(GIVE, "A", "B", "C")
    report = world.work()

    assert {failure.code for failure in report.failures} == {"9709"}
    assert not report.succeeded
    assert len(world.kept) == 4
    assert settled(world)


def test_what_apple_refuses_ends_a_job_and_the_others_go_on() -> None:
    world = World()
    world.fake.buy("1", 1)
    world.sync()
    adam_ids = world.fake.adam_ids
    assert adam_ids[-1] == "1"
    from pymdm.vpp import Asset
    from pymdm.vpp.sync import plan

    plan(world.store, world.session, GIVE, [Asset("999")], serials=["A"])
    world.plan(GIVE, "A")
    report = world.work()

    assert [(job.state, [each.code for each in job.failures]) for job in report.finished] == [
        (JobState.REFUSED, ["9610"]),
        (JobState.DONE, []),
    ]
    assert settled(world)


def test_a_token_that_apple_takes_no_more_leaves_the_jobs_for_later() -> None:
    """F44."""
    world = World()
    world.plan(GIVE, "A")
    world.fake.refuse_token(9622)
    with pytest.raises(ContentTokenExpired):
        world.work()
    assert [job.state for job in world.store.jobs(world.uid)] == [JobState.ASKED]
    assert world.fake.writes == ()


def test_what_apple_is_not_done_with_in_time_is_gone_on_with() -> None:
    world = World(polls=50, delay=10_000)
    world.plan(GIVE, "A")
    assert world.work(timeout=60).still_open == 1
    assert world.work(timeout=0).still_open == 1
    world.fake.release()
    assert world.work(timeout=0).succeeded
    assert len(world.fake.writes) == 1
    assert settled(world)


def test_notifications_that_repeat_vanish_and_come_late_do_no_harm() -> None:
    world = World(licenses=400, chaos=VPPChaos(seed=7, lose=0.3, repeat=0.5, reorder=0.5))
    world.subscribe()
    world.deliver()
    serials = [f"S{number:03}" for number in range(300)]
    world.plan(GIVE, *serials)
    world.plan(TAKE, *serials[:150])
    world.before = lambda _: world.deliver()
    report = world.work(every=2)

    assert report.succeeded
    world.deliver()
    assert sum(job.told for job in report.finished) > 0
    assert settled(world)


def test_what_is_told_before_apple_is_asked_is_kept_at_once() -> None:
    world = World(licenses=200, polls=1, delay=10_000)
    world.subscribe()
    [job] = world.plan(GIVE, *(f"S{number:03}" for number in range(150)), apps=1)
    world.work(timeout=0)
    world.deliver()

    kept = world.store.job(job.number)
    assert kept is not None
    assert kept.state is JobState.ACCEPTED
    assert 0 < len(world.kept) == kept.told
    world.fake.release()
    assert world.work().succeeded
    assert settled(world)


def test_the_later_of_two_changes_of_one_license_counts() -> None:
    world = World()
    world.plan(GIVE, "A", "B")
    world.plan(TAKE, "A")
    world.plan(GIVE, "A", apps=1)

    assert world.work(every=1).succeeded
    assert ("361309726", "A") in world.kept
    assert settled(world)


def test_a_plan_says_what_and_for_whom() -> None:
    world = World()
    for kind, apps in ((EventType.CREATE, 1), (GIVE, 0)):
        with pytest.raises(ValueError, match="expected ASSOCIATE"):
            world.plan(kind, "A", apps=apps)
    assert world.plan(GIVE) == ()
    assert world.work().succeeded
