"""What is used of h2 beside its documented methods does what it did: fails when a release changes it."""

from __future__ import annotations

import inspect

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.stream
import hpack
import pytest
from hyperframe.frame import PingFrame

from pymdm.apns._h2_wire import HOOKS, Wire

SETTINGS = b"\0\0\0\x04\0\0\0\0\0"
LOST = "h2 {} no longer has {}.{}: read its changes and refit pymdm.apns._h2_wire, which rests on that name"
OWNERS = {"H2Connection": h2.connection.H2Connection, "H2Stream": h2.stream.H2Stream}


def plain() -> h2.connection.H2Connection:
    """h2 as it is, set up as `Wire` is, and after the peer's SETTINGS."""
    connection = h2.connection.H2Connection(
        h2.config.H2Configuration(
            header_encoding=None, validate_outbound_headers=False, normalize_outbound_headers=False
        )
    )
    connection.initiate_connection()
    connection.receive_data(SETTINGS)
    connection.data_to_send()
    return connection


def wired() -> Wire:
    wire = Wire()
    wire.receive_data(SETTINGS)
    wire.data_to_send()
    return wire


def instance(name: str) -> object:
    connection = plain()
    if name == "H2Connection":
        return connection
    connection.send_headers(1, [(":method", "POST")])
    return connection.streams[1]


@pytest.mark.parametrize(
    ("owner", "name"), [(owner, name) for owner, names in HOOKS.items() for name in names]
)
def test_h2_has_the_names_that_the_engine_rests_on(owner: str, name: str) -> None:
    assert hasattr(instance(owner), name), LOST.format(h2.__version__, owner, name)


def test_every_hook_that_the_wire_uses_is_listed() -> None:
    source = inspect.getsource(inspect.getmodule(Wire))  # type: ignore[arg-type]
    private = {
        name
        for owner in OWNERS
        for name in dir(instance(owner))
        if name.startswith("_")
        and not name.startswith("__")
        and (f"self.{name}" in source or f"def {name}" in source)
    }

    assert private <= {*HOOKS["H2Connection"], *HOOKS["H2Stream"]}


def test_a_request_is_what_send_headers_and_send_data_would_write() -> None:
    mine, theirs = wired(), plain()
    fields = [(":method", "POST"), (":scheme", "https"), (":path", "/3/device/00"), (":authority", "host")]
    block = hpack.Encoder().encode(fields)
    for stream in (1, 3, 5):
        mine.request(stream, block, b"body")
        theirs.encoder = hpack.Encoder()
        theirs.send_headers(stream, fields)
        theirs.send_data(stream, b"body", end_stream=True)

    said = f"h2 {h2.__version__} writes a request in another way: refit Wire.request"
    assert mine.data_to_send() == theirs.data_to_send(), said
    assert mine.outbound_flow_control_window == theirs.outbound_flow_control_window, said
    assert mine.highest_outbound_stream_id == theirs.highest_outbound_stream_id, said
    assert mine.state_machine.state == theirs.state_machine.state, said
    for stream in (1, 3, 5):
        assert remembered(mine.streams[stream]) == remembered(theirs.streams[stream]), said


def remembered(stream: h2.stream.H2Stream) -> dict[str, object]:
    # What a request says of itself matters to h2 only for HEAD (no body comes) and for promised streams.
    found = dict(vars(stream), config=None, _authority=None, request_method=None)
    return {name: vars(value) if hasattr(value, "__dict__") else value for name, value in found.items()}


def test_frames_are_received_as_h2_receives_them() -> None:
    ours, theirs = wired(), plain()
    ours.answers.block = b""
    for connection in (ours, theirs):
        connection.send_headers(
            1, [(":method", "POST"), (":path", "/"), (":scheme", "https"), (":authority", "a")]
        )
        connection.end_stream(1)
        connection.data_to_send()
    chunk = (
        PingFrame(opaque_data=b"12345678").serialize()
        + b"\0\0\6\1\4\0\0\0\1\x88\0\1a\1b"
        + b"\0\0\2\0\1\0\0\0\1{}"
    )
    said = f"h2 {h2.__version__} receives frames in another way: refit Wire._receive_frame"

    assert [vars_of(event) for event in ours.receive_data(chunk)] == [
        vars_of(event) for event in theirs.receive_data(chunk)
    ], said
    assert ours.data_to_send() == theirs.data_to_send(), said


def vars_of(event: object) -> tuple[str, str]:
    return type(event).__name__, repr(event)


def test_answers_are_read_by_the_decoder_that_was_put_in() -> None:
    wire = wired()
    wire.request(1, hpack.Encoder().encode([(":method", "POST")]), b"{}")
    wire.answers.status_is_enough = True
    block = b"\x88\x40\x07apns-id\x04uuid"
    response, _ended = wire.receive_data(len(block).to_bytes(3, "big") + b"\1\5\0\0\0\1" + block)

    said = f"h2 {h2.__version__} no longer decodes with H2Connection.decoder: refit Wire.answers"
    assert wire.answers.block == block, said
    assert isinstance(response, h2.events.ResponseReceived)
    assert response.headers == [(b":status", b"200")]


def test_bytes_of_streams_that_are_gone_use_the_window_and_credit_opens_it() -> None:
    wire = wired()
    whole = wire.inbound_flow_control_window
    wire.take_unseen(1_000)
    said = f"h2 {h2.__version__} keeps its window in another way: refit Wire.take_unseen"

    assert wire.inbound_flow_control_window == whole - 1_000, said
    wire.increment_flow_control_window(1_000)
    assert wire.inbound_flow_control_window == whole, said
    with pytest.raises(h2.exceptions.FlowControlError):
        wire.take_unseen(whole + 1)


def test_h2_does_not_go_through_its_streams_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 1,000 streams open that scan would cost more than all the rest."""

    def scan(_self: Wire, _remainder: int) -> int:
        raise AssertionError(
            "h2 counts its open streams by going through them: keep that out of request and answer"
        )

    monkeypatch.setattr(Wire, "_open_streams", scan)
    wire = wired()
    wire.request(1, hpack.Encoder().encode([(":method", "POST")]), b"{}")
    wire.receive_data(b"\0\0\1\1\5\0\0\0\1\x88")
    wire.forget(1)

    assert wire.streams == {}
