"""One connection of the asyncio client: what the event loop tells of it goes to the delivery."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pymdm.apns._client_sockets import MAX_UNSENT, described
from pymdm.apns._tls import alpn_error

if TYPE_CHECKING:
    from pymdm.apns._async_driver import Driver
    from pymdm.apns._delivery_link import Link

__all__ = ["Connection"]


class Connection(asyncio.Protocol):
    """A connection under its key; ``clogged`` while the peer does not take what was written."""

    def __init__(self, owner: Driver, key: int) -> None:
        self.key = key
        self.clogged = False
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._why: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TLS is up."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        found = transport.get_extra_info("ssl_object")
        self._why = alpn_error(found.selected_alpn_protocol() if found is not None else None)
        if self._why is None:
            self._owner.opened(self)
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._owner.received(self.key, data)

    def pause_writing(self) -> None:
        """The buffer of the event loop is full enough."""
        self.clogged = True

    def resume_writing(self) -> None:
        """It has emptied."""
        self.clogged = False
        self._owner.writable()

    def connection_lost(self, error: Exception | None) -> None:
        """The end, wanted or not."""
        self._owner.gone(self.key, self._why or ("closed by the peer" if error is None else described(error)))

    def flush(self, link: Link) -> None:
        """Write what the machine has to say."""
        data = link.machine.data_to_send()
        if data and self._transport is not None:
            self._transport.write(data)
            if self._transport.get_write_buffer_size() > MAX_UNSENT:
                self._why = "the peer does not read"
                self._transport.abort()
        link.clogged = self.clogged

    def close(self, farewell: bytes) -> None:
        """Write the last bytes; a peer that does not take them is left at once."""
        if self._transport is None:
            return
        self._transport.write(farewell)
        if self.clogged:
            self._transport.abort()
        else:
            self._transport.close()

    def abort(self) -> None:
        """Wait for nothing."""
        if self._transport is not None:
            self._transport.abort()
