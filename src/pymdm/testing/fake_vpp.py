"""The fake of Apps and Books under one name.

`FakeVPP` is the service, `VPPChaos` what it does wrong.
"""

from __future__ import annotations

from pymdm.testing._fake_clock import FakeClock
from pymdm.testing._vpp_books import VPPChange
from pymdm.testing._vpp_chaos import VPPChaos
from pymdm.testing._vpp_fake import FakeVPP
from pymdm.testing._vpp_notes import VPPNotification
from pymdm.testing._vpp_state import VPPRequest, VPPWrite

__all__ = ["FakeClock", "FakeVPP", "VPPChange", "VPPChaos", "VPPNotification", "VPPRequest", "VPPWrite"]
