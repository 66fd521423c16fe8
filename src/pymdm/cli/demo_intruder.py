"""Two who speak for a device that is not theirs: with a certificate of another CA, and with a genuine one."""

from __future__ import annotations

import base64

import httpx

from pymdm.cli.demo_stage import ServerProcess
from pymdm.crypto import CertificateAuthority
from pymdm.crypto.cms import APPLE_DER, PrivateKeySigner, sign
from pymdm.protocol import plist
from pymdm.service.machine import utc_now
from pymdm.testing import SimulatedDevice, download_profile

__all__ = ["speak_for"]


def speak_for(udid: str, server: ServerProcess, code: str, *, who: str) -> tuple[int, int]:
    """Send Idle in another device's name; gives the status and the length of the answer."""
    body = plist.dumps({"Status": "Idle", "UDID": udid})
    signer = _foreign() if who == "another CA" else _enrolled(server, code)
    signature = base64.b64encode(sign(body, signer, shape=APPLE_DER)).decode()
    answer = httpx.put(
        f"{server.devices_url}/mdm",
        content=body,
        headers={"Content-Type": "application/x-apple-aspen-mdm", "Mdm-Signature": signature},
        trust_env=False,
    )
    return answer.status_code, len(answer.content)


def _foreign() -> PrivateKeySigner:
    now = utc_now()
    authority = CertificateAuthority.create("Example School identity CA", now=now)
    identity = authority.issue_identity(common_name="MDM identity", now=now)
    assert identity.key is not None
    return PrivateKeySigner(certificate=identity.certificate, key=identity.key)


def _enrolled(server: ServerProcess, code: str) -> PrivateKeySigner:
    profile = download_profile(f"{server.devices_url}/enroll", code=code)
    device = SimulatedDevice.from_profile(profile, platform="iOS", via=server.devices_url, seed="intruder")
    device.enroll()
    return PrivateKeySigner(certificate=device.identity.certificate, key=device.identity.key)
