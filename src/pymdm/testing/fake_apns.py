"""The fake push service: everything about it, under one name.

`FakeAPNs` is the service with its socket, `FakeAPNsConnection` the pure byte machine inside, `Chaos` what it
does wrong.
"""

from __future__ import annotations

from pymdm.testing._apns_chaos import Chaos, Storm
from pymdm.testing._apns_fake import FakeAPNs
from pymdm.testing._apns_machine import FakeAPNsConnection
from pymdm.testing._apns_service import AcceptedPush, ConnectionRecord, Service

__all__ = ["AcceptedPush", "Chaos", "ConnectionRecord", "FakeAPNs", "FakeAPNsConnection", "Service", "Storm"]
