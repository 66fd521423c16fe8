"""The contract of what happens beside the conversation: pushes, events and threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import attrs

from pymdm.protocol import Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import MAC, NOW, PHONE, SAM, TOPIC

__all__ = ["EventContract", "PushContract", "ThreadContract"]


class PushContract(ContractPart):
    """When a device is to be woken."""

    def test_a_wake_up_is_recorded_with_the_command_and_due_after_the_first_token_update(self) -> None:
        """F2."""
        scene = self.scene()
        scene.authenticate()
        scene.enqueue("A")
        assert scene.pushes() == []
        scene.token_update()
        [push] = scene.pending_pushes()
        assert push == vb.PendingPush(enrollment=MAC, target=scene.target(), wanted_at=scene.now)

    def test_a_command_may_be_queued_without_a_wake_up(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A", push=False)
        scene.enqueue("B", push=False, not_before=scene.now + timedelta(hours=1))
        assert scene.pushes() == []
        assert scene.idle() == "A"
        scene.acknowledge("A")
        scene.pass_time(hours=2)
        assert scene.pushes() == []

    def test_a_new_generation_wakes_nobody_for_the_old_one(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        scene.enroll(MAC)
        assert scene.pushes() == []

    def test_a_delivered_push_is_not_sent_again_and_a_failed_one_is(self) -> None:
        """F34: one that was never sent is due at once."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(PHONE)
        scene.enqueue("A")
        scene.pass_time(seconds=1)
        scene.enqueue("P", PHONE)
        mac, phone = scene.pending_pushes()
        assert (mac.enrollment, phone.enrollment) == (MAC, PHONE)
        assert scene.pending_pushes(scene.receipt(mac)) == (phone,)
        assert (scene.record().pushed_at, scene.record(PHONE).pushed_at) == (scene.now, None)

    def test_a_round_is_limited_and_begins_with_the_oldest(self) -> None:
        scene = self.scene()
        for who in (MAC, PHONE):
            scene.enroll(who)
        scene.enqueue("P", PHONE)
        scene.pass_time(seconds=1)
        scene.enqueue("A")
        [push] = scene.pending_pushes(limit=1)
        assert push.enrollment == PHONE

    def test_a_receipt_does_not_take_back_a_later_wish(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        [push] = scene.pending_pushes()
        scene.idle()
        scene.acknowledge("A")
        assert scene.pushes() == []
        scene.pass_time(seconds=1)
        scene.enqueue("B")
        [later] = scene.pending_pushes(scene.receipt(push))
        assert later.wanted_at == scene.now

    def test_a_device_that_was_woken_and_does_not_come_is_woken_every_day(self) -> None:
        """F37: while something waits for it; users as well as devices."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("A")
        scene.enqueue("U", SAM)
        for _ in range(3):
            pushes = scene.pending_pushes()
            assert [push.enrollment for push in pushes] == [MAC, SAM]
            assert scene.pending_pushes(*map(scene.receipt, pushes)) == ()
            scene.pass_time(hours=23)
            assert scene.pushes() == []
            scene.pass_time(hours=1)
        assert scene.idle() == "A"
        assert scene.acknowledge("A") is None
        assert scene.pushes() == ["MAC:SAM"]

    def test_a_command_without_a_wake_up_is_not_pushed_for_the_next_day_either(self) -> None:
        """F37."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A", expires_at=scene.now + timedelta(hours=1))
        scene.enqueue("quiet", push=False)
        [push] = scene.pending_pushes()
        assert scene.idle() == "A"
        assert scene.acknowledge("A") == "quiet"
        scene.pending_pushes(scene.receipt(push))
        scene.pass_time(days=2)
        assert scene.pushes() == []

    def test_a_round_goes_on_behind_the_last_one_and_without_some_topics(self) -> None:
        """F35: those of a refused certificate do not stand in the way of others."""
        scene = self.scene()
        for who in (MAC, PHONE):
            scene.enroll(who)
        scene.enqueue("A")
        scene.enqueue("P", PHONE)
        [mac] = scene.pending_pushes(limit=1)
        [phone] = scene.pending_pushes(after=(mac.wanted_at, mac.enrollment.id))
        assert (mac.enrollment, phone.enrollment) == (MAC, PHONE)
        assert scene.pending_pushes(after=(phone.wanted_at, phone.enrollment.id)) == ()
        assert scene.pending_pushes(limit=0) == ()
        assert scene.pending_pushes(skip_topics=frozenset({TOPIC, "another"})) == ()
        assert scene.pending_pushes(skip_topics=frozenset({"another"})) == (mac, phone)

    def test_a_device_that_has_drained_its_queue_needs_no_wake_up(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        scene.idle()
        assert scene.pushes() == ["MAC"]
        scene.acknowledge("A")
        assert scene.pushes() == []

    def test_a_device_is_woken_when_a_command_becomes_due(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        scene.enqueue("later", not_before=scene.now + timedelta(hours=1))
        [push] = scene.pending_pushes()
        assert scene.pending_pushes(scene.receipt(push)) == ()
        scene.idle()
        scene.acknowledge("A")
        assert scene.pushes() == []
        scene.pass_time(hours=1)
        assert scene.pushes() == ["MAC"]

    def test_a_wake_up_for_later_survives_the_push_for_now(self) -> None:
        """Even if the device has not come by then."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        scene.enqueue("later", not_before=scene.now + timedelta(hours=1))
        [push] = scene.pending_pushes()
        scene.pending_pushes(scene.receipt(push))
        scene.pass_time(hours=1)
        assert scene.pushes() == ["MAC"]

    def test_after_not_now_the_device_comes_by_itself(self) -> None:
        """F13: no push is sent for what it refused, but for what is queued from then on, and on the next day
        if it does not come after all (F37)."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        scene.enqueue("never", never_refused=True)
        scene.idle()
        assert scene.not_now("A") == "never"
        scene.pass_time(hours=23)
        assert scene.pushes() == []
        scene.pass_time(hours=1)
        assert scene.pushes() == ["MAC"]
        scene.idle()
        assert scene.not_now("A") == "never"
        scene.pass_time(seconds=1)
        assert scene.pushes() == []
        scene.enqueue("B")
        assert scene.acknowledge("never") is None
        assert scene.pushes() == ["MAC"]
        assert scene.idle() == "A"

    def test_cancelling_everything_cancels_the_wake_up(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        scene.enqueue("B")
        scene.cancel(["A"])
        assert scene.pushes() == ["MAC"]
        scene.cancel()
        assert scene.pushes() == []

    def test_users_are_pushed_to_at_their_own_address(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("U", SAM)
        assert [push.target for push in scene.pending_pushes()] == [scene.target(SAM)]


class EventContract(ContractPart):
    """Events are told in order, at least once, to every consumer."""

    def test_numbers_grow_and_times_are_the_messages(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.pass_time(minutes=1)
        scene.set_bootstrap(b"token")
        events = scene.events()
        numbers = [event.id for event in events]
        assert numbers == sorted(set(numbers))
        assert [event.at for event in events] == [NOW, NOW, scene.now]
        assert {event.enrollment for event in events} == {MAC}

    def test_events_come_again_until_they_are_acknowledged(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        first, second = scene.events("a")
        assert scene.events("a") == (first, second)
        assert scene.events("a", acknowledged=first.id) == (second,)
        assert scene.events("a") == (second,)
        assert scene.events("a", acknowledged=first.id) == (second,)
        assert scene.events("a", acknowledged=second.id) == ()

    def test_consumers_do_not_take_events_from_each_other(self) -> None:
        scene = self.scene()
        scene.events("slow")
        scene.enroll(MAC)
        last = scene.events("quick")[-1].id
        assert scene.events("quick", acknowledged=last) == ()
        assert len(scene.events("slow")) == 2

    def test_a_limit_cuts_the_page_and_not_the_order(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        first, second, third = scene.events("a")
        assert scene.events("a", limit=2) == (first, second)
        assert scene.events("a", acknowledged=second.id, limit=2) == (third,)

    def test_acknowledging_what_has_not_happened_loses_nothing(self) -> None:
        scene = self.scene()
        scene.events("a", acknowledged=1_000_000)
        scene.enroll(MAC)
        assert len(scene.events("a")) == 2


class ThreadContract(ContractPart):
    """A store is called by many threads at once."""

    def race(self, *calls: Callable[[], object]) -> None:
        """Let all calls begin at the same moment; raises what one of them raised."""
        barrier = threading.Barrier(len(calls))
        failures: list[BaseException] = []

        def run(call: Callable[[], object]) -> None:
            try:
                barrier.wait()
                call()
            except BaseException as error:  # noqa: BLE001 - told to the checking thread below
                failures.append(error)

        threads = [threading.Thread(target=run, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def test_two_workers_may_repeat_a_command_but_store_one_result(self) -> None:
        """F9, F24."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        offered: list[str | None] = []
        self.race(*[lambda: offered.append(scene.idle())] * 4)
        assert offered == ["A"] * 4
        self.race(*[partial(scene.says, status, "A") for status in (Status.ACKNOWLEDGED, Status.ERROR)] * 2)
        [told] = scene.told(ev.CommandFinished)
        assert told.raw == scene.command("A").result

    def test_one_identity_cannot_win_two_devices_at_once(self) -> None:
        """T3."""
        scene = self.scene()
        outcomes: list[object] = []
        self.race(
            lambda: outcomes.append(scene.authenticate(MAC, "shared")),
            lambda: outcomes.append(scene.authenticate(PHONE, "shared")),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Done", "Refused"]

    def test_a_repeated_enqueue_queues_once_even_at_the_same_moment(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        outcomes: list[vb.Enqueued] = []
        self.race(*[lambda: outcomes.append(scene.enqueue("A", dedupe_key="key"))] * 4)
        assert sorted(outcome.fresh for outcome in outcomes) == [False, False, False, True]
        assert scene.waiting() == ["A"]

    def test_no_event_is_lost_and_no_number_given_twice(self) -> None:
        scene = self.scene()
        everyone = [attrs.evolve(MAC, id=f"MAC{number}") for number in range(4)]
        self.race(*[partial(scene.enroll, who) for who in everyone])
        numbers = [event.id for event in scene.events()]
        assert len(numbers) == len(set(numbers)) == 8
