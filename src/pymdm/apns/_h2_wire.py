"""The h2 library as ``engine="h2"`` uses it: its state machines, without what costs time in its surroundings.

h2 judges everything that a peer sends.  What is replaced is (1) the count of open streams, which h2 takes by
going through all of them for each request, (2) the writing of a request's two frames, (3) the description of
each frame for a log that nobody keeps.  That rests on names that h2 does not promise: HOOKS lists them, and
tests/unit/apns/test_h2_hooks.py says so when a release changes one.
"""

from __future__ import annotations

import struct
from typing import Final

from h2.config import H2Configuration
from h2.connection import AllowedStreamIDs, ConnectionInputs, H2Connection
from h2.events import Event
from h2.settings import SettingCodes, Settings
from h2.stream import StreamInputs
from hyperframe.frame import Frame

from pymdm.apns._h2_headers import AnswerDecoder
from pymdm.apns.connection import MAX_HEADER_LIST, RECEIVE_WINDOW

__all__ = ["HOOKS", "Wire"]

# What is used of h2 beside its documented methods: of the connection, and of one stream.
HOOKS: Final = {
    "H2Connection": (
        "_begin_new_stream",
        "_data_to_send",
        "_frame_dispatch_table",
        "_inbound_flow_control_window_manager",
        "_prepare_for_sending",
        "_receive_frame",
        "decoder",
        "outbound_flow_control_window",
        "state_machine",
        "streams",
    ),
    "H2Stream": ("outbound_flow_control_window", "state_machine"),
}

_HEADER: Final = struct.Struct(">BHBBL")
_HEADERS, _DATA = 1, 0
_END_STREAM, _END_HEADERS = 1, 4


class Wire(H2Connection):
    """One client connection of h2, for requests with a small body."""

    def __init__(self) -> None:
        super().__init__(
            H2Configuration(
                client_side=True,
                header_encoding=None,
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
                normalize_inbound_headers=False,  # it joins cookies
            )
        )
        self.answers = self.decoder = AnswerDecoder()
        self.local_settings = Settings(
            client=True,
            initial_values={
                SettingCodes.HEADER_TABLE_SIZE: 0,
                SettingCodes.ENABLE_PUSH: 0,
                SettingCodes.MAX_HEADER_LIST_SIZE: MAX_HEADER_LIST,
            },
        )
        self.initiate_connection()
        self.increment_flow_control_window(RECEIVE_WINDOW - self.inbound_flow_control_window)

    def request(self, stream_id: int, block: bytes, body: bytes) -> None:
        """What ``send_headers`` and ``send_data`` do for a request, in one go; the caller has asked for room.

        Block and body have to fit into a frame each, the body into both windows.
        """
        self.state_machine.process_input(ConnectionInputs.SEND_HEADERS)
        stream = self._begin_new_stream(stream_id, AllowedStreamIDs.ODD)
        stream.state_machine.process_input(StreamInputs.SEND_HEADERS)
        stream.state_machine.process_input(StreamInputs.SEND_END_STREAM)
        size = len(body)
        stream.outbound_flow_control_window -= size
        self.outbound_flow_control_window -= size
        self._data_to_send += b"".join(
            (
                _HEADER.pack(0, len(block), _HEADERS, _END_HEADERS, stream_id),
                block,
                _HEADER.pack(0, size, _DATA, _END_STREAM, stream_id),
                body,
            )
        )

    def write(self, frame: Frame) -> None:
        """Send a frame that h2 shall not know of."""
        self._data_to_send += frame.serialize()

    def forget(self, stream_id: int) -> None:
        """Let go of a stream that has ended; h2 keeps it until it counts the next time."""
        del self.streams[stream_id]

    def take_unseen(self, size: int) -> None:
        """Count the DATA of a stream that h2 has forgotten.

        Raises:
            h2.exceptions.FlowControlError: the peer sends more than it may.
        """
        self._inbound_flow_control_window_manager.window_consumed(size)

    def _receive_frame(self, frame: Frame) -> list[Event]:
        # h2's own also answers late frames on closed streams; they do not come this far.
        frames, events = self._frame_dispatch_table[frame.__class__](frame)
        self._prepare_for_sending(frames)
        found: list[Event] = events
        return found
