"""The fake of the Apple Business Manager API under one name.

`FakeABM` is the service, `ABMChaos` what it does wrong.
"""

from __future__ import annotations

from pymdm.testing._abm_chaos import ABMChaos
from pymdm.testing._abm_fake import FakeABM
from pymdm.testing._abm_state import ABMRequest, ABMWrite
from pymdm.testing._abm_tokens import AUDIENCE, APIAccount
from pymdm.testing._fake_clock import FakeClock

__all__ = ["AUDIENCE", "ABMChaos", "ABMRequest", "ABMWrite", "APIAccount", "FakeABM", "FakeClock"]
