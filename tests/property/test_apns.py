"""Whatever comes from a push service, an engine says `Failed` at most, and keeps every push."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.apns.connection import Engine, Failed, State
from pymdm.apns.outcome import PushOutcome
from tests.unit.apns.engines import ENGINES, Peer, answer

FRAME = st.builds(
    lambda kind, flags, stream, body: (
        len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body
    ),
    st.integers(0, 11),
    st.sampled_from((0, 1, 4, 5, 8, 0x20, 0x2D, 0xFF)),
    st.sampled_from((0, 1, 2, 3, 5, 7, 2**31 + 1)),
    st.binary(max_size=12) | st.sampled_from((b"\x88", b"\x8d", b"\0" * 4, b"\0" * 8, b"\0\3\0\0\0\1")),
)


@given(st.sampled_from(ENGINES), st.lists(FRAME | st.binary(max_size=20), max_size=8), st.integers(1, 40))
@settings(deadline=None)
def test_any_frames_leave_every_push_answered_returned_or_in_flight(
    engine: Engine, frames: list[bytes], size: int
) -> None:
    peer = Peer(engine)
    sent = peer.submit(3)
    heard = b"".join(frames)
    events = [
        event
        for at in range(0, len(heard), size)
        for event in peer.connection.receive_data(heard[at : at + size])
    ]

    assert all(not isinstance(event, Failed) for event in events[:-1])
    broken = bool(events) and isinstance(events[-1], Failed)
    assert broken is (peer.connection.state is State.CLOSED)
    ended = [event.push for event in events if hasattr(event, "push")]
    left = peer.connection.take_unanswered()
    assert sorted(map(id, sent)) == sorted(map(id, [*ended, *left]))


@given(st.lists(st.sampled_from((200, 400, 410, 429, 503)), min_size=1, max_size=30))
@settings(deadline=None, max_examples=40)
def test_answers_in_any_order_find_their_pushes(statuses: list[int]) -> None:
    for engine in ENGINES:
        peer = Peer(engine)
        sent = dict(zip(peer.submit(len(statuses)), statuses, strict=True))
        order = sorted(sent, key=lambda push: push.target.token)
        events = peer.receive(*(answer(push.stream, sent[push]) for push in order))
        found = [(event.push, event.status) for event in events if isinstance(event, PushOutcome)]
        assert [(push, sent[push]) for push in order] == found
