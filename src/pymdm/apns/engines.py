"""Which engine a connection runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pymdm.apns.connection import Engine

if TYPE_CHECKING:
    from pymdm.apns.connection import PushConnection

__all__ = ["open_connection"]


def open_connection(host: str, *, engine: Engine = "frames") -> PushConnection:
    """A new connection to ``host``, which is only the name in the requests: it opens nothing.

    ``"h2"`` is the reference, on the h2 library; ``"frames"`` does the same at a fraction of the cost.

    Raises:
        ValueError: there is no such engine, or ``host`` is no name.
    """
    if engine == "frames":
        from pymdm.apns._frames import FramesConnection

        return FramesConnection(host)
    if engine == "h2":
        from pymdm.apns._h2 import H2Connection

        return H2Connection(host)
    raise ValueError(f"engine: expected one of {', '.join(get_args(Engine))}")
