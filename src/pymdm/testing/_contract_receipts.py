"""The contract of what becomes of a push: every kind of answer of Apple's, and how long a device waits."""

from __future__ import annotations

import bisect
from datetime import timedelta
from typing import Any

import attrs

from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.pushing import PushFate
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import MAC, PHONE, Scene

__all__ = ["ReceiptContract"]

_TWO_DAYS = 172_800


def _until_due(scene: Scene) -> int:
    """Whole seconds until somebody is to be pushed to."""

    def due(seconds: int) -> bool:
        return scene.store.push_round([vb.PushRound(at=scene.now + timedelta(seconds=seconds))]) != [()]

    found = bisect.bisect_left(range(_TWO_DAYS), True, key=due)
    assert found < _TWO_DAYS, "nobody is due within two days"
    return found


def _wait_after(scene: Scene, outcome: dict[str, Any]) -> int:
    """Seconds that the one who is due has to wait after this outcome."""
    [push] = scene.pending_pushes()
    assert scene.pending_pushes(scene.receipt(push, **outcome)) == ()
    return _until_due(scene)


class ReceiptContract(ContractPart):
    """What a store makes of the answers."""

    def test_a_device_whose_push_is_refused_for_now_waits_and_others_go_on(self) -> None:
        """F33: longer each time, not for ever, and not because of a new command."""
        scene = self.scene()
        for who in (MAC, PHONE):
            scene.enroll(who)
            scene.enqueue(who.id, who)
        [mac, phone] = scene.pending_pushes()
        busy = {"fate": PushFate.TRY_LATER, "reason": "TooManyRequests"}
        assert scene.pending_pushes(scene.receipt(mac, **busy)) == (phone,)
        assert scene.record().push_failure == "TooManyRequests"
        scene.enqueue("another")
        assert scene.pending_pushes(scene.receipt(phone)) == ()
        waits = []
        for _ in range(12):
            scene.pass_time(seconds=_until_due(scene))
            waits.append(_wait_after(scene, busy))
        assert waits[:4] == sorted(set(waits[:4]))
        assert 2700 <= min(waits[-4:]) <= max(waits[-4:]) <= 4500
        scene.pass_time(hours=2)
        [push] = scene.pending_pushes()
        scene.pending_pushes(scene.receipt(push))
        assert scene.record().push_failure is None
        scene.enqueue("more")
        [push] = scene.pending_pushes()
        assert _wait_after(scene, busy) <= 90, "it has been reached since"

    def test_apple_may_ask_for_a_longer_wait(self) -> None:
        """F33."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        assert _wait_after(scene, {"fate": PushFate.TRY_LATER, "retry_after": timedelta(hours=3)}) == 10800

    def test_a_push_that_is_refused_for_what_it_is_is_tried_on_the_next_day(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        refused = {"fate": PushFate.REFUSED, "reason": "PayloadTooLarge"}
        assert _wait_after(scene, refused) == 86400
        assert scene.waiting() == ["A"]
        scene.token_update(address="second")
        assert scene.pushes() == ["MAC"], "another address, another try"

    def test_a_refused_certificate_says_nothing_about_the_device(self) -> None:
        """F35: its push stays due for when the certificate is replaced."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        [push] = scene.pending_pushes()
        refused = scene.receipt(push, fate=PushFate.CERTIFICATE, reason="BadCertificate")
        assert scene.pending_pushes(refused) == (push,)
        assert scene.record().push_failure == "BadCertificate"
        assert scene.pending_pushes(scene.receipt(push, fate=PushFate.UNSENT, reason="NotSent")) == (push,)

    def test_a_dead_token_is_not_pushed_to_until_the_next_token_update(self) -> None:
        """F32: and the commands stay."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        [push] = scene.pending_pushes()
        dead = scene.receipt(push, fate=PushFate.DEAD_TOKEN, reason="Unregistered")
        assert scene.pending_pushes(dead) == ()
        assert scene.pending_pushes(dead) == ()
        scene.enqueue("B")
        assert (scene.pushes(), scene.waiting()) == ([], ["A", "B"])
        [told] = scene.told(ev.PushTokenDead)
        assert (told.enrollment, told.why, told.since) == (MAC, "Unregistered", None)
        assert scene.record().push_failure == "Unregistered"
        scene.token_update(address="second")
        assert (scene.pushes(), scene.record().push_failure) == (["MAC"], None)

    def test_a_token_that_apple_calls_dead_since_before_the_last_token_update_lives(self) -> None:
        """F32, F29: in doubt about the clocks too; it waits like one that is refused for now."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.pass_time(days=1)
        scene.token_update()
        assert scene.record().push_updated_at == scene.now
        scene.enqueue("A")
        for minutes in (-1440, -1, 0, 14):
            since = scene.now + timedelta(minutes=minutes)
            dead = {"fate": PushFate.DEAD_TOKEN, "reason": "Unregistered", "dead_since": since}
            [push] = scene.pending_pushes()
            scene.token_update()
            assert scene.pending_pushes(scene.receipt(push, **dead)) == ()
            assert scene.told(ev.PushTokenDead) == []
            scene.pass_time(seconds=_until_due(scene))
        [push] = scene.pending_pushes()
        since = scene.now + timedelta(minutes=15)
        scene.pass_time(days=1)
        dead = {"fate": PushFate.DEAD_TOKEN, "reason": "Unregistered", "dead_since": since}
        scene.pending_pushes(scene.receipt(push, **dead))
        [told] = scene.told(ev.PushTokenDead)
        assert told.since == since
        scene.pass_time(days=30)
        assert scene.pushes() == []

    def test_a_receipt_for_an_old_token_says_nothing_about_the_new_one(self) -> None:
        """F32: the TokenUpdate may overtake the push."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        [push] = scene.pending_pushes()
        scene.token_update(address="second")
        for receipt in (scene.receipt(push), scene.receipt(push, fate=PushFate.DEAD_TOKEN)):
            [again] = scene.pending_pushes(receipt)
            assert again.target == scene.target(address="second")
        unknown = attrs.evolve(scene.receipt(push), enrollment=PHONE)
        assert len(scene.pending_pushes(unknown)) == 1
