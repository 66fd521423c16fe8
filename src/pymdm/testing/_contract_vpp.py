"""The checks of a store of Apps and Books."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import attrs

from pymdm.errors import Conflict
from pymdm.testing._vpp_contract_scene import (
    APP,
    NOW,
    OTHER_APP,
    UID,
    VPPScene,
    assignment,
    content_token,
    owned,
    raises,
    user,
)
from pymdm.vpp._words import EventType
from pymdm.vpp.sync import EntryCounts, JobFailure, JobState, Kind, VPPStore, Work

__all__ = ["JobContract", "ListContract", "LocationContract", "NoteContract"]

_GONE = EventType.DISASSOCIATE


class _Part:
    def make_store(self) -> VPPStore:
        """A fresh, empty store."""
        raise NotImplementedError("define make_store in your subclass of VPPStoreContract")

    def scene(self) -> VPPScene:
        """A fresh store with a location."""
        return VPPScene(self.make_store())


class LocationContract(_Part):
    """Locations and tokens."""

    def test_a_location_keeps_its_token_until_a_newer_one_comes(self) -> None:
        store = self.make_store()
        assert (store.location(UID), store.token(UID), store.locations()) == (None, None, ())
        first, second = content_token(days=10), content_token(days=20)
        store.add_location(UID, first, name="Zoë", at=NOW)
        store.add_location("1", content_token(mark="another"), at=NOW)
        assert first == store.token(UID)
        store.add_location(UID, second, at=NOW + timedelta(days=1))
        for wrong in (first, content_token(days=30, organization="Somebody else")):
            assert raises(Conflict, partial(store.add_location, UID, wrong, at=NOW))
        assert second == store.token(UID)
        assert [each.uid for each in store.locations()] == ["1", UID]
        location = store.location(UID)
        assert location is not None
        assert (location.name, location.bearer_hash, location.added_at) == ("Zoë", "", NOW)

    def test_what_notifications_carry_outlives_a_new_token(self) -> None:
        scene = self.scene()
        scene.store.keep_bearer_hash(UID, "a" * 64)
        scene.store.add_location(UID, content_token(days=301), at=NOW)
        location = scene.store.location(UID)
        assert location is not None
        assert location.bearer_hash == "a" * 64
        assert raises(LookupError, lambda: scene.store.keep_bearer_hash("x", "a" * 64))


class ListContract(_Part):
    """Pages and what a complete list lacks."""

    def test_rows_and_position_are_stored_together_or_not_at_all(self) -> None:
        scene = self.scene()
        position = scene.page(assignment("A"))
        wrong = attrs.evolve(position, listing=7)
        again = attrs.evolve(position, listing=8)
        assert raises(
            Conflict,
            lambda: scene.store.store_page(
                UID, Kind.ASSIGNMENTS, [assignment("B")], before=wrong, after=again
            ),
        )
        assert (scene.position(), scene.have) == (position, ["A"])

    def test_a_position_is_kept_as_it_is_for_each_list_and_location(self) -> None:
        scene = self.scene()
        before = scene.position(Kind.USERS)
        after = attrs.evolve(
            before, listing=3, version="v", reading="w", pages=4, unswept=True, stirred=5, due=True
        )
        after = attrs.evolve(after, completed_at=NOW)
        scene.store.store_page(UID, Kind.USERS, [], before=before, after=after)
        other = VPPScene(scene.store, "another")
        assert scene.position(Kind.USERS) == after
        assert scene.position(Kind.ASSETS) == other.position(Kind.USERS) == before

    def test_assets_users_and_assignments_come_back_as_they_were_and_in_order(self) -> None:
        scene = self.scene()
        assets = [owned(OTHER_APP, total=3, new={"a": ["Zoë"]}), owned(total=7)]
        scene.page(*assets, kind=Kind.ASSETS)
        scene.page(user("b", email="b@example.org"), user("a", "'; --"), kind=Kind.USERS)
        scene.page(assignment("B"), assignment(user="u/1"), assignment("A", asset=OTHER_APP), assignment("A"))
        assert scene.store.assets(UID) == tuple(reversed(assets))
        assert scene.store.assets(UID)[1].raw == assets[0].raw
        assert [each.client_user_id for each in scene.store.users(UID, after="a")] == ["b"]
        assert scene.store.users(UID)[1].email == "b@example.org"
        assert scene.store.assignments(UID, limit=2) == (assignment("A"), assignment("B"))
        assert scene.store.assignments_of(UID, serial="A") == (
            assignment("A"),
            assignment("A", asset=OTHER_APP),
        )
        assert scene.store.assignments_of(UID, client_user_id="u/1") == (assignment(user="u/1"),)
        assert scene.store.assignments_of(UID, serial="u/1") == ()

    def test_what_lets_somebody_into_a_users_place_is_not_kept(self) -> None:
        """T69."""
        scene = self.scene()
        scene.page(user("a", inviteCode="canary", email="a@example.org"), kind=Kind.USERS)
        [kept] = scene.store.users(UID)
        assert (kept.invite_code, kept.email, "canary" in str(kept.raw)) == ("", "a@example.org", False)

    def test_of_a_user_who_is_there_twice_the_one_that_counts_is_active(self) -> None:
        scene = self.scene()
        scene.page(user("a"), user("b", "Retired"), kind=Kind.USERS, last=False)
        scene.page(user("a", "Retired"), user("b"), user("b", "Retired"), kind=Kind.USERS, first=False)
        assert [each.status for each in scene.store.users(UID)] == ["Registered", "Registered"]
        scene.page(user("a", "Retired"), user("b"), kind=Kind.USERS)
        assert [each.status for each in scene.store.users(UID)] == ["Retired", "Registered"]

    def test_what_a_complete_list_lacks_is_removed_in_parts(self) -> None:
        scene = self.scene()
        scene.page(*(assignment(serial) for serial in "ABCD"))
        position = scene.page(assignment("B"))
        assert EntryCounts(present=4, missing=3) == scene.store.counts(UID, Kind.ASSIGNMENTS)
        swept = [scene.store.sweep(UID, Kind.ASSIGNMENTS, position=position, limit=2) for _ in range(3)]
        assert (swept, scene.have) == ([2, 1, 0], ["B"])

    def test_nothing_is_removed_from_another_place_than_the_list_is_at(self) -> None:
        scene = self.scene()
        scene.page(assignment("A"))
        old = scene.page()
        scene.page(assignment("B"))
        assert raises(Conflict, lambda: scene.store.sweep(UID, Kind.ASSIGNMENTS, position=old, limit=9))
        assert scene.have == ["A", "B"]


class JobContract(_Part):
    """Changes that are kept before Apple hears of them."""

    def test_a_job_is_kept_with_all_that_it_asks_for(self) -> None:
        scene = self.scene()
        work = Work(type=_GONE, assets=(APP, OTHER_APP), serials=("A", "Zoë"), client_user_ids=("u",))
        made = scene.store.add_jobs(UID, [work, Work(type=EventType.REVOKE, serials=("X",))], at=NOW)
        assert [job.work.pairs for job in made] == [6, 0]
        assert made == scene.store.jobs(UID)
        assert made[1:] == scene.store.jobs(UID, after=made[0].number)
        assert (made[0].work, made[0].state, made[0].created_at) == (work, JobState.NEW, NOW)
        assert scene.store.job(9999) is None
        assert raises(LookupError, lambda: scene.store.add_jobs("x", [work], at=NOW))

    def test_what_is_done_is_kept_with_the_end_of_the_job_and_once(self) -> None:
        """F45: two that have asked for the same event, or one twice."""
        scene = self.scene()
        job = scene.accepted("A", "B")
        failure = JobFailure(code="9709", serial="B", assets=("361309726/STDQ",))
        ends = [
            scene.store.finish(
                job.number,
                JobState.DONE,
                done=[assignment("A")],
                failures=[failure],
                completed=1,
                requested=2,
                at=NOW,
            )
            for _ in range(2)
        ]
        now = scene.job(job.number)
        assert (ends, scene.have) == ([True, False], ["A"])
        assert (now.state, now.failures, now.completed, now.requested) == (JobState.DONE, (failure,), 1, 2)
        assert (now.event_ids, now.finished_at, scene.store.jobs(UID, open_only=True)) == (("e1",), NOW, ())
        assert not scene.store.asking(job.number)

    def test_what_was_asked_for_without_an_answer_may_be_asked_for_again(self) -> None:
        """F45: pairs that are named twice take one license."""
        scene = self.scene()
        job = scene.plan("A")
        assert scene.store.asking(job.number)
        assert scene.store.asking(job.number)
        assert (scene.job(job.number).state, scene.job(job.number).asked) == (JobState.ASKED, 2)
        scene.store.accepted(job.number, ["e1"])
        assert not scene.store.asking(job.number)

    def test_a_revocation_without_an_answer_is_not_asked_for_again(self) -> None:
        """F45: it would also take what was assigned since."""
        scene = self.scene()
        job = scene.plan("A", type=EventType.REVOKE)
        assert scene.store.asking(job.number)
        assert not scene.store.asking(job.number)
        assert scene.job(job.number).state is JobState.UNCLEAR
        assert scene.position().due

    def test_a_revocation_takes_all_that_can_be_taken_from_whom_it_did_not_fail_for(self) -> None:
        scene = self.scene()
        scene.page(owned(), owned(OTHER_APP, revocable=False), kind=Kind.ASSETS)
        scene.page(*(assignment(each, asset=app) for each in "ABC" for app in (APP, OTHER_APP)))
        job = scene.accepted("A", "B", type=EventType.REVOKE)
        scene.store.finish(job.number, JobState.DONE, failures=[JobFailure(code="9603", serial="B")], at=NOW)
        assert scene.have == ["B", "C"]
        assert scene.store.assignments_of(UID, serial="A") == (assignment("A", asset=OTHER_APP),)
        assert scene.position().due

    def test_jobs_about_the_same_license_know_it(self) -> None:
        scene = self.scene()
        first, other = scene.plan("A", "B"), scene.plan("A", asset=OTHER_APP)
        assert first.alone
        assert other.alone
        second = scene.plan("B", type=_GONE)
        assert [scene.job(each.number).alone for each in (first, other, second)] == [False, True, False]
        [third, fourth] = scene.store.add_jobs(
            UID, [Work(type=_GONE, assets=(OTHER_APP,), serials=(name,)) for name in "XX"], at=NOW
        )
        assert not third.alone
        assert not fourth.alone

    def test_what_a_job_gave_is_of_the_reading_that_is_under_way(self) -> None:
        scene = self.scene()
        scene.page(last=False)
        job = scene.accepted("A")
        scene.store.finish(job.number, JobState.DONE, done=[assignment("A")], at=NOW)
        assert scene.store.counts(UID, Kind.ASSIGNMENTS).missing == 0

    def test_a_page_from_before_a_job_took_something_does_not_bring_it_back(self) -> None:
        scene = self.scene()
        before = scene.page(assignment("A"), last=False)
        job = scene.accepted("A", type=_GONE)
        scene.store.finish(job.number, JobState.DONE, done=[assignment("A")], at=NOW)
        assert raises(
            Conflict,
            lambda: scene.store.store_page(
                UID, Kind.ASSIGNMENTS, [assignment("A")], before=before, after=before
            ),
        )
        assert scene.have == []


class NoteContract(_Part):
    """What notifications do, once."""

    def test_a_notification_is_done_once_however_often_it_comes(self) -> None:
        scene = self.scene()
        job = scene.accepted("A", "B")
        assert [scene.note("A", name="n") for _ in range(3)] == [True, False, False]
        assert (scene.have, scene.job(job.number).told) == (["A"], 1)
        assert scene.job(job.number).state is JobState.ACCEPTED  # of the rest nothing was told
        other = VPPScene(scene.store, "another")
        assert other.note("A", name="n")

    def test_one_that_comes_after_the_end_of_its_job_changes_nothing(self) -> None:
        """It is late: another job may have taken back what it says was given."""
        scene = self.scene()
        first = scene.accepted("A")
        scene.store.finish(first.number, JobState.DONE, done=[assignment("A")], at=NOW)
        second = scene.accepted("A", event_id="e2", type=_GONE)
        scene.store.finish(second.number, JobState.DONE, done=[assignment("A")], at=NOW)
        assert scene.note("A", event_id="e1")
        assert (scene.have, scene.position().due) == ([], False)

    def test_of_two_jobs_about_one_license_notifications_settle_neither(self) -> None:
        scene = self.scene()
        scene.accepted("A", event_id="e1")
        scene.accepted("A", event_id="e2", type=_GONE)
        scene.note("A", event_id="e2", type="DISASSOCIATE")
        scene.note("A", event_id="e1")
        assert scene.have == []

    def test_a_failure_or_another_kind_of_change_gives_nothing(self) -> None:
        scene = self.scene()
        job = scene.accepted("A")
        scene.note("A", result="FAILURE")
        scene.note("A", type="NEW_WORD")
        assert (scene.have, scene.job(job.number).told) == ([], 2)

    def test_what_belongs_to_no_job_has_the_list_read(self) -> None:
        scene = self.scene()
        scene.note("A", event_id="somebody's")
        assert (scene.have, scene.position().due, scene.position(Kind.ASSETS).due) == ([], True, True)

    def test_each_type_has_its_list_read_and_an_unknown_one_is_only_seen(self) -> None:
        scene = self.scene()
        assert scene.note(kind="NEW_TYPE", name="n")
        assert not scene.note(kind="NEW_TYPE", name="n")
        assert not any(scene.position(kind).due for kind in Kind)
        scene.note(kind="ASSET_COUNT")
        assert [scene.position(kind).due for kind in Kind] == [True, False, False]
        scene.note(kind="USER_ASSOCIATED")
        assert [scene.position(kind).due for kind in Kind] == [True, True, False]

    def test_notifications_are_forgotten_when_they_are_old(self) -> None:
        scene = self.scene()
        scene.note(name="n")
        assert scene.store.forget_notes(NOW) == 0
        assert scene.store.forget_notes(NOW + timedelta(seconds=1)) == 1
        assert scene.note(name="n")
