"""Stand-ins for the outside world, for tests of pymdm and of programs that use it.

`SimulatedDevice` enrolls with any MDM server over HTTP, performs commands on an in-memory device and
keeps a ledger; `StubAPNs` wakes it inside the process, `FakeAPNs` over HTTP/2 and TLS.  `Checker` compares
the ledgers with orders, database and events, `Canaries` looks for leaked secrets, and
`pymdm.testing.failpoints` ends a server at a named step.  `FakeDEP`, `FakeABM` and `FakeVPP` are
Apple's web services; they load on first use.
Nothing here needs a test framework.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pymdm.testing._apns_chaos import Chaos, Storm
from pymdm.testing._apns_fake import FakeAPNs
from pymdm.testing._apns_machine import FakeAPNsConnection
from pymdm.testing._apns_service import AcceptedPush, ConnectionRecord
from pymdm.testing._errors import EnrollmentRefused, NoProfile, SCEPFailed
from pymdm.testing._ledger import Act, Entry, Ledger
from pymdm.testing._link import Prove, SimulatedProxy
from pymdm.testing._orders import Order, Orders
from pymdm.testing._scep import SCEPStyle
from pymdm.testing._session import Ending, Step
from pymdm.testing.apns import StubAPNs, StubPush
from pymdm.testing.canaries import Canaries, Hit
from pymdm.testing.checker import Audit, Checker, Difference, Wrong
from pymdm.testing.device import SimulatedDevice
from pymdm.testing.hardware import Application, InstalledProfile, Machine
from pymdm.testing.identity import SimulatedIdentity
from pymdm.testing.push_certificates import FAKE_TOPIC, FakePushCA, FakeVendor, fake_push_certificate
from pymdm.testing.server_tokens import fake_server_token, server_token_file
from pymdm.testing.settings import EnrollmentSettings, load_enrollment_profile
from pymdm.testing.user import SimulatedUser
from pymdm.testing.wire import Reply, WireRequest, download_profile, wsgi_sender

if TYPE_CHECKING:
    from pymdm.testing.fake_abm import ABMChaos, FakeABM
    from pymdm.testing.fake_dep import DEPChaos, DEPStorm, FakeClock, FakeDEP
    from pymdm.testing.fake_vpp import FakeVPP, VPPChaos

__all__ = [
    "FAKE_TOPIC",
    "ABMChaos",
    "AcceptedPush",
    "Act",
    "Application",
    "Audit",
    "Canaries",
    "Chaos",
    "Checker",
    "ConnectionRecord",
    "DEPChaos",
    "DEPStorm",
    "Difference",
    "Ending",
    "EnrollmentRefused",
    "EnrollmentSettings",
    "Entry",
    "FakeABM",
    "FakeAPNs",
    "FakeAPNsConnection",
    "FakeClock",
    "FakeDEP",
    "FakePushCA",
    "FakeVPP",
    "FakeVendor",
    "Hit",
    "InstalledProfile",
    "Ledger",
    "Machine",
    "NoProfile",
    "Order",
    "Orders",
    "Prove",
    "Reply",
    "SCEPFailed",
    "SCEPStyle",
    "SimulatedDevice",
    "SimulatedIdentity",
    "SimulatedProxy",
    "SimulatedUser",
    "Step",
    "Storm",
    "StubAPNs",
    "StubPush",
    "VPPChaos",
    "WireRequest",
    "Wrong",
    "download_profile",
    "fake_push_certificate",
    "fake_server_token",
    "load_enrollment_profile",
    "server_token_file",
    "wsgi_sender",
]

_LATER = {
    "ABMChaos": "fake_abm",
    "DEPChaos": "fake_dep",
    "DEPStorm": "fake_dep",
    "FakeABM": "fake_abm",
    "FakeClock": "fake_dep",
    "FakeDEP": "fake_dep",
    "FakeVPP": "fake_vpp",
    "VPPChaos": "fake_vpp",
}


def __getattr__(name: str) -> object:
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{module}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
