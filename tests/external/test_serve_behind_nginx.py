"""The way of a real device: TLS by nginx, identity by SCEP, mutual TLS, and a server with a database."""

from __future__ import annotations

from pathlib import Path

import attrs
import httpx
import pytest

from pymdm.cli.demo_stage import Admin, PushListener, ServerProcess
from pymdm.crypto import SealKey
from pymdm.testing import SimulatedDevice, SimulatedIdentity, load_enrollment_profile
from tests.e2e.running import CODE, TOKEN, TOPIC
from tests.external import proxied
from tests.external.serving import free_port


class Site:
    """``pymdm serve`` as the page about the first iPhone starts it, behind the sample configuration."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.options = options
        self.pushes = PushListener()
        self.port, self.app_port = free_port(), free_port()
        self.anchor = proxied._server_certificate(folder)
        (folder / "pymdm.key").write_text(SealKey.generate().to_text())
        (folder / "pymdm.key").chmod(0o600)
        (folder / "proxy-secret").write_text(f"{proxied.SECRET}\n")

    def serve(self) -> ServerProcess:
        return ServerProcess(
            url=f"https://localhost:{self.port}",
            topic=TOPIC,
            stub_apns=self.pushes.address,
            code=CODE,
            token=TOKEN,
            database=self.folder / "pymdm.db",
            port=self.app_port,
            options=self.options,
        )

    def device(self) -> SimulatedDevice:
        with httpx.Client(verify=proxied.tls(self.anchor, None), trust_env=False) as client:
            profile = client.post(f"https://localhost:{self.port}/enroll", data={"code": CODE}).content
        settings = attrs.evolve(load_enrollment_profile(profile), anchors=(self.anchor,))
        assert settings.scep is not None
        return SimulatedDevice(settings, platform="iOS", seed="behind nginx")


@pytest.mark.parametrize("mode", ["proxy", "signature"])
def test_a_device_enrolls_by_scep_through_nginx_and_survives_a_restart(tmp_path: Path, mode: str) -> None:
    """By mutual TLS, or by signatures through the same proxy; then the server is killed and starts again."""
    secret = ("--proxy-secret-file", str(tmp_path / "proxy-secret"))
    site = Site(tmp_path, "--identity", mode, *(secret if mode == "proxy" else ()))
    with proxied._nginx(tmp_path, port=site.port, app=site.app_port):
        with site.serve() as first:
            phone = site.device()
            assert (mode == "signature") == phone.settings.sign_message
            assert 200 == phone.enroll().status
            admin = Admin(first.admin_url, TOKEN)
            place = f"/v1/enrollments/{phone.enrollment.id}/commands"
            uuid = admin.post(place, {"request_type": "ProfileList"})["command_uuid"]
            admin.close()
            first.kill()
        with site.serve() as second:
            assert [uuid] == [step.command_uuid for step in phone.connect()]
            admin = Admin(second.admin_url, TOKEN)
            assert "acknowledged" == admin.get(f"{place}/{uuid}")["state"]
            admin.close()
            assert proxied.SECRET not in second.log()
    site.pushes.close()


def test_an_identity_of_ones_own_making_is_nobodys(tmp_path: Path) -> None:
    """T2, T24: nginx lets every certificate through, and the server believes those of its own CA."""
    secret = ("--proxy-secret-file", str(tmp_path / "proxy-secret"))
    site = Site(tmp_path, "--identity", "proxy", *secret)
    with proxied._nginx(tmp_path, port=site.port, app=site.app_port), site.serve():
        phone = site.device()
        own = SimulatedIdentity.self_signed(phone.machine.udid, now=proxied.utc_now(), rng=phone._link.rng)
        stranger = SimulatedDevice(phone.settings, platform="iOS", seed="behind nginx", identity=own)
        with pytest.raises(Exception, match="400"):
            stranger.enroll()
        assert 200 == phone.enroll().status
    site.pushes.close()
