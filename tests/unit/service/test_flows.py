"""The generators behind both drivers, driven by hand: no store, no clock, no thread."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from pymdm import commands
from pymdm.errors import NotFound, NotSupportedOn
from pymdm.protocol import Channel, PushTarget
from pymdm.service import EnrollmentRecord, MDMReply, ServiceRules, accept_strangers, flows
from pymdm.service import steps as st
from pymdm.service import verbs as vb
from pymdm.service.pushing import PushFate, TopicWatch
from tests.unit.service.cast import COMMAND, MAC, NOW, PHONE, SAM, TOPIC, Shown, request, status

RULES = ServiceRules(identity=Shown(), admission=accept_strangers)
RECORD = EnrollmentRecord(id=MAC, os="macOS", os_version="14.1")


def finish(flow: Any, outcome: Any) -> Any:
    """The result of a flow that ends with this outcome."""
    with pytest.raises(StopIteration) as stop:
        flow.send(outcome)
    return stop.value.value


def test_a_conversation_needs_no_step_for_what_deserves_none() -> None:
    with pytest.raises(StopIteration) as stop:
        next(flows.conversation(request(b"", None), RULES, NOW))
    assert stop.value.value.status == 400


def test_a_conversation_yields_each_step_and_is_sent_its_outcome() -> None:
    flow = flows.conversation(request(status("Idle")), RULES, NOW)

    first = next(flow)
    asked = flow.send(vb.Stranger(enrollment=MAC))
    again = flow.send(RULES.admission(asked.stranger))
    reply = finish(flow, vb.Answer(next=vb.NextCommand(uuid="U", body=b"body")))

    assert isinstance(first, st.Perform)
    assert isinstance(asked, st.AskAdmission)
    assert again.verb.sender.admitted
    assert reply == MDMReply(body=b"body")


@pytest.mark.parametrize("code", [401, 403])
def test_an_answer_that_would_unenroll_by_mistake_is_withheld(
    code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T17: whatever mistake made it, here or in code to come."""
    monkeypatch.setattr(flows, "plan", lambda *_: MDMReply(status=code))

    with pytest.raises(StopIteration) as stop:
        next(flows.conversation(request(b""), RULES, NOW))

    assert stop.value.value.status == 400


def test_an_order_looks_up_checks_and_queues() -> None:
    flow = flows.enqueue("MAC", COMMAND, uuid="U", now=NOW, unknown="refuse", priority=2)

    assert next(flow) == flows.StoreVerb(verb=vb.EnrollmentQuery(id="MAC"))
    queued = flow.send((RECORD,))

    assert queued == flows.StoreVerb(
        verb=vb.Enqueue(
            enrollment="MAC",
            uuid="U",
            request_type="ProfileList",
            body=COMMAND.encode(uuid="U"),
            at=NOW,
            priority=2,
        )
    )
    assert finish(flow, vb.Enqueued(uuid="OTHER", fresh=False)) == "OTHER"


@pytest.mark.parametrize(("system", "guaranteed"), [("iOS", True), ("macOS", False), (None, False)])
def test_what_cannot_be_refused_depends_on_the_system(system: str | None, guaranteed: bool) -> None:
    """The 2014 text promises ProfileList for iOS and not for OS X."""
    flow = flows.enqueue(MAC, COMMAND, uuid="U", now=NOW, unknown="allow")
    next(flow)

    assert flow.send((attrs.evolve(RECORD, os=system),)).verb.never_refused is guaranteed


def test_an_order_for_a_user_looks_at_the_device_too() -> None:
    flow = flows.enqueue(SAM, COMMAND, uuid="U", now=NOW, unknown="refuse")

    next(flow)
    assert flow.send((EnrollmentRecord(id=SAM),)) == flows.StoreVerb(verb=vb.EnrollmentQuery(id="MAC"))
    assert flow.send((RECORD,)).verb.enrollment == "MAC:SAM"


def test_a_command_that_the_channel_rules_out_is_never_queued() -> None:
    flow = flows.enqueue(SAM, commands.EraseDevice(), uuid="U", now=NOW, unknown="allow")
    next(flow)
    flow.send((EnrollmentRecord(id=SAM),))

    with pytest.raises(NotSupportedOn):
        flow.send((RECORD,))


def test_nobody_is_not_found() -> None:
    for flow in (
        flows.find_enrollment(PHONE),
        flows.find_command(PHONE, "U"),
        flows.enqueue(PHONE, COMMAND, uuid="U", now=NOW, unknown="allow"),
    ):
        next(flow)
        with pytest.raises(NotFound):
            flow.send(())


def test_what_is_known_of_a_record_is_what_a_command_is_checked_against() -> None:
    target = flows.target_of(RECORD)

    assert (target.os, target.version, target.channel) == ("macOS", "14.1", Channel.DEVICE)
    assert (target.enrollment, target.supervised) == (MAC.kind, None)


@attrs.frozen
class Outcome:
    target: PushTarget
    status: int
    reason: str | None = None
    timestamp: datetime | None = None
    retry_after: int | None = None


def pending(number: int, **fields: Any) -> vb.PendingPush:
    who = attrs.evolve(MAC, id=f"D{number}")
    target = PushTarget(topic=TOPIC, token=bytes([number]) * 32, push_magic=f"magic {number}")
    return vb.PendingPush(**{"enrollment": who, "target": target, "wanted_at": NOW, **fields})


def send_pushes() -> Any:
    return flows.send_pushes(now=NOW, topics=TopicWatch(print))


def came(*outcomes: Outcome, at: datetime = NOW) -> flows.Outcomes:
    return flows.Outcomes(outcomes=outcomes, at=at)  # type: ignore[arg-type]


def test_a_round_of_pushes_stores_what_became_of_each() -> None:
    flow = send_pushes()
    one, two, three = pending(1), pending(2), pending(3)

    assert next(flow).verb == vb.PushRound(at=NOW, limit=flows.PUSH_BATCH)
    wish = flow.send((one, two, three))
    assert wish == flows.SendPushes(targets=(one.target, two.target, three.target))
    sending: Any = iter(())
    assert flow.send(sending) == flows.TakeOutcomes(sending=sending, limit=flows.RECEIPT_BATCH)
    # In any order, and not for all of them.
    later = NOW + timedelta(seconds=7)
    dead = Outcome(three.target, 410, "Unregistered", timestamp=NOW, retry_after=9)
    stored = flow.send(came(dead, Outcome(one.target, 200), at=later))

    assert stored.verb == vb.PushRound(
        at=later,
        receipts=(
            vb.PushReceipt(
                enrollment=three.enrollment,
                target=three.target,
                wanted_at=NOW,
                at=later,
                fate=PushFate.DEAD_TOKEN,
                reason="Unregistered",
                dead_since=NOW,
                retry_after=timedelta(seconds=9),
            ),
            vb.PushReceipt(
                enrollment=one.enrollment,
                target=one.target,
                wanted_at=NOW,
                at=later,
                fate=PushFate.DELIVERED,
            ),
        ),
        limit=0,
    )
    following = flow.send(())
    assert following.verb == vb.PushRound(at=NOW, limit=flows.PUSH_BATCH, after=(NOW, "D3"))
    assert finish(flow, ()) == 1


def test_outcomes_are_stored_while_others_are_still_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "RECEIPT_BATCH", 1)
    flow = send_pushes()
    one, two = pending(1), pending(2)
    next(flow)
    flow.send((one, two))
    take = flow.send(iter(()))

    assert flow.send(came(Outcome(two.target, 200))).verb.receipts[0].enrollment == two.enrollment
    assert flow.send(()) == take
    assert flow.send(came(Outcome(one.target, 200))).verb.receipts[0].enrollment == one.enrollment
    assert flow.send(()) == take
    assert flow.send(came()).verb.after == (NOW, "D2")


def test_a_topic_of_which_nothing_gets_through_is_left_out_for_the_rest_of_the_round() -> None:
    """F34: a push that was never sent says nothing about its device, and leaves no receipt."""
    flow = send_pushes()
    other = attrs.evolve(pending(2).target, topic=TOPIC + ".other")
    one, two = pending(1), pending(2, target=other)
    next(flow)
    flow.send((one, two))
    flow.send(iter(()))

    stored = flow.send(came(Outcome(one.target, 0, "NoConnection"), Outcome(other, 200)))
    assert [receipt.enrollment for receipt in stored.verb.receipts] == [two.enrollment]
    assert flow.send(()).verb.skip_topics == {TOPIC}


def test_two_enrollments_behind_one_address_share_its_outcome() -> None:
    flow = send_pushes()
    one, two = pending(1), pending(2, target=pending(1).target)
    next(flow)
    assert flow.send((one, two)) == flows.SendPushes(targets=(one.target,))
    flow.send(iter(()))

    again = flow.send(came(*[Outcome(one.target, 200)] * 2))

    assert [PushFate.DELIVERED] * 2 == [receipt.fate for receipt in again.verb.receipts]
    assert "magic" not in repr(flows.SendPushes(targets=(one.target,)))


def test_a_cancellation_passes_on_what_was_chosen() -> None:
    for uuids, expected in ((None, None), (["U"], ("U",))):
        flow = flows.cancel(MAC, uuids, now=NOW)
        assert next(flow).verb == vb.Cancel(enrollment="MAC", at=NOW, uuids=expected)
        assert finish(flow, vb.Cancelled(uuids=("U",))) == ("U",)
