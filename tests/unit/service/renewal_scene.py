"""Devices that enroll by SCEP with real profiles, and the task that renews their identities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from pymdm.adapters import device_app
from pymdm.enroll import RENEWAL_LEAD, AccountDriven, Transport, build_enrollment_profile, scep_payload
from pymdm.protocol import AccessRights
from pymdm.server.scep import scep_app
from pymdm.service import Purpose
from pymdm.service import verbs as vb
from pymdm.service.records import EnrollmentRecord, EnrollmentSession
from pymdm.service.renewal import IdentityRenewal
from pymdm.service.sessions import OpenedSession
from pymdm.testing import SimulatedDevice, wsgi_sender
from tests.unit.service.scep_scene import TOPIC, Scene


def profile(opened: OpenedSession, *, purpose: Purpose | None = None, topic: str = TOPIC) -> bytes:
    """An enrollment profile with the challenge of a session; else always the same."""
    scep = scep_payload(
        "https://mdm.example.com/scep",
        challenge=opened.challenge.reveal(),
        identifier="com.example.mdm.identity",
        seed="acme",
    )
    settings: dict[str, Any] = {"access_rights": AccessRights.ALL}
    if (purpose or opened.session.purpose) is Purpose.USER_ENROLLMENT:
        settings = {"account": AccountDriven(managed_apple_id="ada@example.com")}
    built = build_enrollment_profile(
        identifier="com.example.mdm",
        seed="acme",
        server_url="https://mdm.example.com/mdm",
        topic=topic,
        identity=scep,
        transport=Transport.MDM_SIGNATURE,
        **settings,
    )
    return built.encode()


class World(Scene):
    """Devices that enroll by SCEP, and the task that renews their identities."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.handed_out: list[bytes] = []
        self.make: Callable[[EnrollmentRecord, OpenedSession], bytes] = lambda _, opened: profile(opened)
        self.renewal = IdentityRenewal(self.mdm, self.store, profile=self._profile, lead=RENEWAL_LEAD)

    def _profile(self, record: EnrollmentRecord, opened: OpenedSession) -> bytes:
        self.handed_out.append(self.make(record, opened))
        return self.handed_out[-1]

    def app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        apps = {"/scep": scep_app(self.scep, clock=lambda: self.now)}
        chosen = apps.get(environ["PATH_INFO"], device_app(self.mdm))
        return chosen(environ, start_response)

    def newcomer(self, *, seed: int = 0, **session: Any) -> SimulatedDevice:
        """A device that has downloaded a profile and is about to enroll."""
        return SimulatedDevice.from_profile(
            profile(self.open(**session)), send=wsgi_sender(self.app), seed=seed
        )

    def managed(self, *, seed: int = 0, **session: Any) -> SimulatedDevice:
        device = self.newcomer(seed=seed, **session)
        assert 200 == device.enroll().status
        return device

    def record(self, device: SimulatedDevice) -> EnrollmentRecord:
        return self.mdm.enrollment(device.enrollment)

    def session(self, device: SimulatedDevice) -> EnrollmentSession:
        """The one that the present identity was issued to."""
        query = vb.IdentityQuery(fingerprint=self.record(device).pin or b"")
        line: Any = self.store.look_up([query])[0][0]
        session: EnrollmentSession = line.session
        return session

    def queued(self, device: SimulatedDevice) -> list[Any]:
        [found] = self.store.look_up([vb.QueueQuery(enrollment=device.enrollment.id)])
        return list(found)

    def later(self, time: timedelta) -> None:
        self.now += time

    def run(self, **options: Any) -> Any:
        return self.renewal.run(now=self.now, **options)
