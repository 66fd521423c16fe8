"""The fake enrollment service under one name.

`FakeDEP` is the service, `DEPChaos` what it does wrong.
"""

from __future__ import annotations

from pymdm.testing._dep_chaos import DEPChaos, DEPStorm
from pymdm.testing._dep_fake import FakeDEP
from pymdm.testing._dep_fleet import Event, Fleet, FleetDevice
from pymdm.testing._dep_login import FakeToken
from pymdm.testing._dep_state import DEPRequest, DEPWrite
from pymdm.testing._fake_clock import FakeClock

__all__ = [
    "DEPChaos",
    "DEPRequest",
    "DEPStorm",
    "DEPWrite",
    "Event",
    "FakeClock",
    "FakeDEP",
    "FakeToken",
    "Fleet",
    "FleetDevice",
]
