"""The checks of a store of the enrollment program."""

from __future__ import annotations

from datetime import timedelta

import attrs

from pymdm.crypto import Secret
from pymdm.dep.sync import DEPStore, DeviceCounts, PageCounts
from pymdm.dep.sync.merging import MAX_UNANSWERED, MOST_COOL_DOWN
from pymdm.errors import Conflict
from pymdm.testing._dep_contract_scene import NOW, SERVER, DEPScene, device, raises, server_token

__all__ = ["AssignmentContract", "LeaseContract", "ListingContract", "PageContract", "TokenContract"]


class _Part:
    def make_store(self) -> DEPStore:
        """A fresh, empty store."""
        raise NotImplementedError("define make_store in your subclass of DEPStoreContract")

    def scene(self) -> DEPScene:
        """A fresh store with a server that has a lease."""
        return DEPScene(self.make_store())


class LeaseContract(_Part):
    """Who may write."""

    def test_a_server_is_synchronized_by_one_at_a_time(self) -> None:
        scene = self.scene()
        assert raises(Conflict, scene.begin)
        DEPScene(scene.store, "CK_another")
        scene.store.end(scene.lease)
        assert not scene.state().owner
        assert scene.begin()[0].fence > scene.lease.fence

    def test_a_lease_ends_by_itself_after_the_last_write(self) -> None:
        scene = self.scene()
        scene.pass_time(minutes=14)
        scene.page()
        scene.pass_time(minutes=14)
        assert raises(Conflict, scene.begin)
        scene.settle()
        scene.pass_time(minutes=15)
        assert scene.begin()[1].owner == "me"

    def test_who_has_lost_the_lease_writes_nothing_any_more(self) -> None:
        """F26: a process that slept for an hour, and another one that has gone on."""
        scene = self.scene()
        scene.page(device("A"))
        lost, (scene.lease, state) = scene.lease, scene.begin(take_over=True)
        assert state.position == scene.position
        before = scene.record()
        for late in (
            lambda: scene.page(device("B"), lease=lost),
            lambda: scene.ask("A", lease=lost),
            lambda: scene.answer(lost, A="SUCCESS"),
            lambda: scene.settle(["A"], lease=lost),
        ):
            assert raises(Conflict, late)
        scene.store.end(lost)
        assert scene.state().owner == "me"
        assert scene.store.devices(SERVER) == (before,)

    def test_a_lease_of_a_clock_that_was_years_ahead_holds_nobody_up(self) -> None:
        """F29."""
        scene = self.scene()
        scene.pass_time(days=400)
        scene.page()
        scene.pass_time(days=-400)
        assert scene.begin()[0].fence > scene.lease.fence

    def test_servers_are_listed_in_the_order_of_their_keys(self) -> None:
        store = self.make_store()
        for key in ("CK_b", "CK_a", "CK_c"):
            DEPScene(store, key).page(device("A", asset_tag=key))
        assert [state.server for state in store.servers()] == ["CK_a", "CK_b", "CK_c"]
        assert store.devices("CK_b")[0].device.asset_tag == "CK_b"
        assert store.state("CK_d") is None
        assert store.devices("CK_d") == ()
        assert DeviceCounts() == store.counts("CK_d")


class PageContract(_Part):
    """What becomes of a page."""

    def test_devices_and_position_are_stored_together_or_not_at_all(self) -> None:
        """F42: a page that comes from somewhere else than the server is stores nothing."""
        scene = self.scene()
        scene.page(device("A"), cursor="one")
        position = scene.position
        scene.position = attrs.evolve(position, cursor="elsewhere")
        assert raises(Conflict, lambda: scene.page(device("B"), device("A", color="red")))
        assert scene.state().position == position
        assert len(scene.store.devices(SERVER)) == 1
        assert not scene.record().device.color

    def test_a_position_is_kept_as_it_is(self) -> None:
        scene = self.scene()
        scene.page(
            cursor="ä" * 1000,
            spare_cursor="spare",
            listing=3,
            listing_began=NOW,
            listing_cursor="listing",
            listed_at=NOW + timedelta(microseconds=1),
            unswept=True,
            synced_at=NOW,
        )
        assert scene.state().position == scene.position
        scene.page(cursor=None, spare_cursor=None, listing_began=None, unswept=False)
        assert scene.state().position == scene.position

    def test_what_apple_said_is_kept_with_keys_that_nobody_knows(self) -> None:
        scene = self.scene()
        said = device("A", "added", 1, new_key={"a": [1, None, "Zoë 🙂"]}, asset_tag="'; DROP TABLE x; --")
        assert PageCounts(added=1) == scene.page(said)
        assert dict(said.raw) == {**scene.record().device.raw, "op_date": said.raw["op_date"]}
        assert scene.record().device == said
        assert (
            scene.record().first_seen_at,
            scene.record().changed_at,
            scene.record().deleted_at,
        ) == (NOW, NOW, None)

    def test_an_older_change_never_overwrites_a_newer_one(self) -> None:
        """F42: also within one page, whatever their order is there."""
        scene = self.scene()
        newer, older = device("A", "modified", 2, color="new"), device("A", "added", 1, color="old")
        assert PageCounts(added=1, old=1) == scene.page(newer, older)
        assert PageCounts(old=2) == scene.page(older, older)
        assert scene.record().device.color == "new"

    def test_a_change_that_comes_again_changes_nothing(self) -> None:
        """F42: the 2014 example has a device added and deleted within one second."""
        scene = self.scene()
        added, deleted = device("A", "added", 1), device("A", "deleted", 1)
        assert PageCounts(added=1, deleted=1) == scene.page(added, deleted)
        before = scene.record()
        assert PageCounts(old=3) == scene.page(added, deleted, added)
        assert (before, True) == (scene.record(), before.deleted_at is not None)

    def test_a_change_that_comes_again_after_a_listing_is_older_than_the_listing(self) -> None:
        """F42."""
        scene = self.scene()
        change, gone = device("A", "modified", 1, color="red"), device("B", "deleted", 1)
        scene.page(change, device("B"), gone)
        assert PageCounts(added=1, changed=1) == scene.listing(device("A", color="blue"), device("B"))
        assert PageCounts(old=2) == scene.page(change, gone)
        assert scene.record().device.color == "blue"
        assert scene.record("B").deleted_at is None

    def test_a_change_from_the_far_future_does_not_make_all_others_old(self) -> None:
        """F42."""
        scene = self.scene()
        scene.page(device("A", "added", 1), device("A", "modified", 60 * 24 * 3650, color="red"))
        assert PageCounts(changed=1) == scene.page(device("A", "modified", 2, color="blue"))
        assert scene.record().device.color == "blue"

    def test_a_listing_without_profiles_takes_none_away(self) -> None:
        """An answer that lacks ``profile_status``; then all devices would get another profile."""
        scene = self.scene()
        scene.page(device("A", profile_status="assigned", profile_uuid="P"), device("B"))
        scene.listing(*(device(serial, profile_status=None) for serial in "ABC"))
        assert scene.assignable() == ["B", "C"]
        scene.listing(device("A"))
        assert scene.assignable() == ["A", "B", "C"]

    def test_two_changes_in_one_second_count_in_the_order_in_which_they_come(self) -> None:
        scene = self.scene()
        for color in ("red", "blue"):
            scene.page(device("A", "modified", 1, color=color))
        assert scene.record().device.color == "blue"

    def test_a_deleted_device_keeps_its_row_and_may_come_back(self) -> None:
        scene = self.scene()
        scene.page(device("A", color="red"))
        scene.pass_time(minutes=5)
        assert PageCounts(deleted=1) == scene.page(device("A", "deleted", 1, model=None, profile_status=None))
        assert (scene.now, "red", "IPAD", "deleted") == (
            scene.record().deleted_at,
            scene.record().device.color,
            scene.record().device.model,
            scene.record().device.op_type,
        )
        assert DeviceCounts(deleted=1) == scene.store.counts(SERVER)
        assert PageCounts(added=1) == scene.page(device("A", "added", 2))
        assert DeviceCounts(present=1, unassigned=1) == scene.store.counts(SERVER)

    def test_a_change_may_leave_out_what_has_not_changed(self) -> None:
        scene = self.scene()
        assigned = device("A", profile_status="assigned", profile_uuid="P", color="red")
        scene.page(assigned)
        scene.page(device("A", "modified", 1, profile_status=None, asset_tag="7"))
        assert (
            scene.record().device.color,
            scene.record().device.asset_tag,
            scene.record().device.profile_uuid,
        ) == ("red", "7", "P")
        scene.page(device("A", "modified", 2, profile_status="removed"))
        assert scene.record().device.profile_uuid == ""
        assert scene.record().unassigned

    def test_devices_are_listed_in_order_and_in_parts(self) -> None:
        scene = self.scene()
        scene.page(*(device(serial) for serial in ("B", "a", "C", "A")))
        first = scene.store.devices(SERVER, limit=3)
        assert [record.serial_number for record in first] == ["A", "B", "C"]
        assert [record.serial_number for record in scene.store.devices(SERVER, after="C")] == ["a"]
        named = scene.store.devices(SERVER, serials=["a", "X", "A"])
        assert [record.serial_number for record in named] == ["A", "a"]


class ListingContract(_Part):
    """What a full listing lacks."""

    def test_what_a_listing_does_not_have_is_missing(self) -> None:
        scene = self.scene()
        scene.listing(*(device(serial) for serial in "EDCBA"))
        assert scene.missing() == ()
        changed_at = scene.record("B").changed_at
        scene.pass_time(days=1)
        assert PageCounts(same=1) == scene.listing(device("B"))
        assert changed_at == scene.record("B").changed_at
        assert scene.missing(limit=2) == ("A", "C")
        assert scene.missing(after="C") == ("D", "E")
        assert scene.store.counts(SERVER).missing == 4

    def test_what_was_told_of_since_a_listing_began_is_not_missing(self) -> None:
        """F41: a device that was added while the listing was under way."""
        scene = self.scene()
        scene.listing(*(device(serial) for serial in "ABCD"))
        scene.page(device("D", "deleted", 1))
        scene.listing()
        scene.page(device("A", "modified", 2), device("B", "deleted", 2), device("E", "added", 2))
        assert scene.missing() == ("C",)

    def test_only_what_is_still_missing_is_marked(self) -> None:
        scene = self.scene()
        scene.listing(*(device(serial) for serial in "ABC"))
        scene.listing()
        scene.page(device("B", "modified", 2))
        assert scene.settle(gone=["A", "B", "X"], present=["C"]) == 1
        assert scene.missing() == ()
        deleted = [record.deleted_at is not None for record in scene.store.devices(SERVER)]
        assert deleted == [True, False, False]
        assert scene.settle(gone=["A"]) == 0
        assert PageCounts(added=1, same=2) == scene.listing(*(device(serial) for serial in "ABC"))


class AssignmentContract(_Part):
    """Devices without a profile, and what Apple answers for them."""

    def test_devices_without_a_profile_are_found_also_those_that_were_never_added(self) -> None:
        scene = self.scene()
        scene.listing(
            device("D"),
            device("B", profile_status="removed"),
            device("A", profile_status="assigned"),
            device("C", profile_status="pushed"),
        )
        scene.page(device("E", "added", 1), device("F", "deleted", 1))
        assert scene.assignable() == ["B", "D", "E"]
        assert scene.assignable(after="B", limit=1) == ["D"]

    def test_an_outcome_is_kept_and_success_makes_the_profile_the_devices(self) -> None:
        scene = self.scene()
        scene.page(*(device(serial) for serial in "ABC"))
        assert tuple(sorted(scene.ask("A", "B", "X"))) == ("A", "B")
        asking = scene.record("A").assignment
        assert asking is not None
        assert (
            asking.profile_uuid,
            asking.outcome,
            asking.unanswered,
            asking.retry_at,
        ) == ("PROFILE", "", 1, None)
        scene.answer(A="SUCCESS", B="NEW_WORD")
        record, other = scene.record("A"), scene.record("B")
        assert (record.device.profile_status, record.device.profile_uuid) == ("assigned", "PROFILE")
        assert record.assignment is not None
        assert other.assignment is not None
        assert (record.assignment.outcome, other.assignment.outcome) == ("SUCCESS", "NEW_WORD")
        assert (record.unassigned, other.unassigned) == (False, True)
        assert scene.assignable() == ["C"]

    def test_after_an_answer_a_device_is_left_alone_for_a_day(self) -> None:
        """Fleet 14957: FAILED goes on failing; asking again and again gets a server throttled."""
        scene = self.scene()
        scene.page(*(device(serial) for serial in "ABC"))
        for serial, outcome in zip("ABC", ("FAILED", "THROTTLED", "NOT_ACCESSIBLE"), strict=True):
            scene.answer(**{serial: outcome}, wait=3600)
        scene.pass_time(hours=23, minutes=59)
        assert scene.assignable() == []
        assert scene.ask("A", "B", "C") == ()
        scene.page(*(device(serial, "added", 1) for serial in "ABC"))
        assert scene.assignable() == ["C"]  # which was not the server's, and is now
        scene.pass_time(minutes=1)
        assert scene.assignable() == ["A", "B", "C"]

    def test_apple_may_ask_for_a_longer_rest(self) -> None:
        scene = self.scene()
        scene.page(device("A"))
        scene.answer(A="THROTTLED", wait=48 * 3600)
        scene.pass_time(hours=47)
        assert scene.assignable() == []
        scene.pass_time(hours=1)
        assert scene.assignable() == ["A"]

    def test_a_rest_that_nobody_can_mean_ends_after_a_week(self) -> None:
        """Whoever asks for thirty years (F40), and a clock that was years ahead (F29)."""
        scene = self.scene()
        scene.page(device("A"), device("B"))
        scene.answer(A="THROTTLED", wait=10**9 - 1)
        assert scene.assignable() == ["B"]
        scene.pass_time(days=365)
        scene.answer(B="FAILED")
        scene.pass_time(days=-365)
        assert scene.assignable() == ["B"]
        assert scene.ask("A", "B") == ("B",)
        scene.now += MOST_COOL_DOWN
        assert scene.assignable() == ["A", "B"]

    def test_a_process_that_dies_each_time_does_not_ask_for_ever(self) -> None:
        """F42: a death between Apple's answer and the commit repeats a request, but not without end."""
        scene = self.scene()
        scene.page(device("A"))
        asked = 0
        while scene.ask("A"):
            asked += 1
            assert asked <= MAX_UNANSWERED
        assert (asked, scene.assignable()) == (MAX_UNANSWERED, [])
        scene.pass_time(days=1)
        assert scene.ask("A") == ("A",)

    def test_a_request_of_which_it_is_known_that_it_failed_does_not_count(self) -> None:
        scene = self.scene()
        scene.page(device("A"))
        for _ in range(2 * MAX_UNANSWERED):
            assert scene.ask("A") == ("A",)
            scene.answer(A=None)
        scene.answer(A="FAILED")
        scene.answer(A=None)
        assert scene.ask("A") == ()

    def test_a_device_that_has_its_profile_by_now_is_not_asked_for(self) -> None:
        scene = self.scene()
        scene.page(device("A"), device("B"))
        scene.page(device("A", "modified", 1, profile_status="assigned"), device("B", "deleted", 1))
        assert scene.ask("A", "B") == ()


class TokenContract(_Part):
    """Tokens and sessions."""

    def test_a_token_is_kept_and_replaced_by_a_newer_one_of_the_same_server(self) -> None:
        store = self.make_store()
        assert store.token(SERVER) is None
        first, second = server_token(days=10, mark="one"), server_token(days=20, mark="two")
        store.keep_token(first)
        store.keep_token(server_token("CK_another"))
        assert first == store.token(SERVER)
        store.keep_token(second)
        assert raises(Conflict, lambda: store.keep_token(first))
        assert second == store.token(SERVER)

    def test_a_token_outlives_synchronizing(self) -> None:
        store = self.make_store()
        store.keep_token(server_token())
        store.sessions.put(SERVER, Secret("session"), expected=None)
        scene = DEPScene(store)
        scene.page(device("A"))
        store.end(scene.lease)
        assert server_token() == store.token(SERVER)
        assert Secret("session") == store.sessions.get(SERVER)

    def test_a_session_is_replaced_only_by_who_knows_it(self) -> None:
        sessions = self.make_store().sessions
        one, two = Secret("one"), Secret("two")
        assert sessions.get(SERVER) is None
        assert not sessions.put(SERVER, two, expected=one)
        assert sessions.put(SERVER, one, expected=None)
        assert not sessions.put(SERVER, two, expected=None)
        assert one == sessions.get(SERVER)
        assert sessions.put(SERVER, two, expected=one)
        assert two == sessions.get(SERVER)
