"""Files to inspect, and how the tests ask."""

from __future__ import annotations

import base64
import plistlib
from datetime import datetime
from typing import Any

from pymdm.cli._inspect_file import inspect
from pymdm.cli._inspect_report import Inquiry, Report
from pymdm.cli._inspect_text import lines
from pymdm.crypto import TrustStore
from pymdm.crypto.cms import PrivateKeySigner
from tests.unit.crypto.certs import NOW, FixedCA, rsa_key

CA = FixedCA.make(rsa_key(0))
OTHER_CA = FixedCA.make(rsa_key(2), subject="Other CA")
DEVICE = CA.issue(rsa_key(1))
SIGNER = PrivateKeySigner(certificate=DEVICE, key=rsa_key(1))
UDID = "66ADE930-5FDF-5EC4-8429-15640684C489"
TOPIC = "com.apple.mgmt.External.1"
IDLE = plistlib.dumps({"Status": "Idle", "UDID": UDID})


def look(data: bytes, *, now: datetime = NOW, **how: Any) -> Report:
    return inspect(data, Inquiry(now=now, **how))


def text(data: bytes, **how: Any) -> str:
    return "\n".join(lines(look(data, **how)))


def facts(value: dict[str, Any], **how: Any) -> dict[str, Any]:
    """The facts of a dictionary as property list."""
    return dict(look(plistlib.dumps(value), **how).facts)


def part(report: Report, role: str) -> Report:
    (found,) = (inner for name, inner in report.parts if name == role)
    return found


def trust() -> TrustStore:
    return TrustStore((CA.der,))


def pem(label: str, der: bytes) -> bytes:
    lines = base64.encodebytes(der).decode()
    return f"text before\n-----BEGIN {label}-----\n{lines}-----END {label}-----\n".encode()


def verdict(report: Report) -> Any:
    assert report.verdict is not None
    return report.verdict
