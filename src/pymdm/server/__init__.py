"""The reference server: shows how the parts are wired; a rule of the protocol in here is misplaced."""

from __future__ import annotations

from pymdm.server.app import Server, create_server
from pymdm.server.authorities import Authorities
from pymdm.server.push import KeptPushSender
from pymdm.server.settings import EnrollWith, ServerSettings
from pymdm.server.worker import Job

__all__ = ["Authorities", "EnrollWith", "Job", "KeptPushSender", "Server", "ServerSettings", "create_server"]
