"""The reference server: shows how the parts are wired; a rule of the protocol in here is misplaced."""

from __future__ import annotations

from pymdm.server.app import Server, create_server
from pymdm.server.settings import ServerSettings

__all__ = ["Server", "ServerSettings", "create_server"]
