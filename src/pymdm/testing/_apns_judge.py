"""A second opinion on what a client sends: the h2 library in the server's role, fed with the same bytes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings

from pymdm.testing._apns_wire import Broken, Code

if TYPE_CHECKING:
    from h2.events import Event
    from hyperframe.frame import Frame, GoAwayFrame

__all__ = ["Judge"]

# h2 looks through all streams to find those that are over; once in so many is enough.
_SWEEP_EVERY: Final = 500


class _Server(H2Connection):
    """h2, which counts streams by looking at each of them whenever one comes: the fake counts itself."""

    farewell = False
    _asked = 0

    @property
    def open_inbound_streams(self) -> int:
        self._asked += 1
        return super().open_inbound_streams if self._asked % _SWEEP_EVERY == 0 else 0

    def _receive_goaway_frame(self, frame: GoAwayFrame) -> tuple[list[Frame], list[Event]]:
        self.farewell = True
        return super()._receive_goaway_frame(frame)


class Judge:
    """Finds what is wrong with frames, fields, stream states and flow control; its own bytes go nowhere."""

    def __init__(self) -> None:
        self._h2 = _Server(H2Configuration(client_side=False, header_encoding=None))
        self._h2.local_settings = Settings(
            client=False, initial_values={SettingCodes.MAX_CONCURRENT_STREAMS: 2**31 - 1}
        )
        self._h2.initiate_connection()

    def receive(self, data: bytes) -> None:
        """Look at what came.

        Raises:
            Broken: h2 refuses it.
        """
        if self._h2.farewell:
            return  # h2 takes nothing after GOAWAY, while a client may well go on reading its answers
        try:
            self._h2.receive_data(data)
        except ProtocolError as error:
            if not self._h2.farewell:
                raise Broken(Code.PROTOCOL_ERROR, f"h2: {type(error).__name__}: {error}") from None
        self._h2.data_to_send()

    def settings(self, pairs: tuple[tuple[int, int], ...]) -> None:
        """The fake has sent these; they hold from the client's acknowledgement on."""
        ours = {key: value for key, value in pairs if key != SettingCodes.MAX_CONCURRENT_STREAMS}
        # Empty, too: each acknowledgement has to find its SETTINGS.
        with contextlib.suppress(ProtocolError):
            self._h2.update_settings({SettingCodes(key): value for key, value in ours.items()})

    def over(self, stream: int) -> None:
        """The fake has answered, refused or abandoned this stream."""
        with contextlib.suppress(ProtocolError):
            self._h2.reset_stream(stream)

    def credit(self, stream: int | None, more: int) -> None:
        """The fake has given so much credit."""
        with contextlib.suppress(ProtocolError):
            self._h2.increment_flow_control_window(more, stream)
