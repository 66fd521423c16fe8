"""A simulated Apple device: the device channel, enrollment and all that a device is given."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from pymdm.errors import LocalProtocolError, RemoteProtocolError, TransportError, VerificationError
from pymdm.protocol.enrollment import EnrollmentID, EnrollmentKind
from pymdm.testing import _messages as messages
from pymdm.testing._answers import ACKNOWLEDGED, Outcome, failed
from pymdm.testing._errors import EnrollmentRefused
from pymdm.testing._ledger import Act, Ledger
from pymdm.testing._link import Link, Prove, SimulatedProxy
from pymdm.testing._notnow import Situation
from pymdm.testing._profiles import INVALID_REPLACEMENT, record
from pymdm.testing._scep import AS_OFFERED, SCEPEnrollee, SCEPStyle
from pymdm.testing.channel import SimulatedChannel
from pymdm.testing.hardware import Machine, new_uuid
from pymdm.testing.identity import SimulatedIdentity
from pymdm.testing.settings import load_enrollment_profile, profile_content
from pymdm.testing.user import SimulatedUser, user_id_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.crypto.cms import Shape
    from pymdm.testing.hardware import Platform
    from pymdm.testing.identity import KeyType
    from pymdm.testing.settings import EnrollmentSettings
    from pymdm.testing.wire import Reply, Send

__all__ = ["SimulatedDevice"]

_EPOCH = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


class SimulatedDevice(SimulatedChannel):
    """A device that talks to an MDM server as real ones do, and remembers all of it.

    Args:
        settings: What an enrollment profile would say; see also ``from_profile``.
        platform: "macOS", "iOS", "iPadOS" or "tvOS".
        shared: Make an iPad a Shared iPad.
        identity: Client identity; by default the settings' one, else a self-signed one.
        scep: How the device speaks SCEP, if its profile names a SCEP server.
        key_type: "rsa" (2048 bits) or "ec" (P-256), for an identity made here.
        shape: Form of the Mdm-Signature; by default what the platform sends.
        prove: How the identity is shown.
        proxy: A proxy that adds the client certificate as a header.
        via: Address of the server behind its TLS proxy, such as ``http://127.0.0.1:8080``.
        send: Delivers requests instead of the network, such as ``wsgi_sender(app)``.
        extra_headers: Header lines added to each request (a proxy's shared secret, or an attack).
        seed: Same seed, same UDID, serial number, tokens and EC keys.
        now: Begin of validity of an identity made here.
    """

    def __init__(
        self,
        settings: EnrollmentSettings,
        *,
        platform: Platform = "macOS",
        shared: bool = False,
        identity: SimulatedIdentity | None = None,
        scep: SCEPStyle = AS_OFFERED,
        key_type: KeyType = "rsa",
        shape: Shape | None = None,
        prove: Prove = Prove.AS_PROFILE,
        proxy: SimulatedProxy | None = None,
        via: str | None = None,
        send: Send | None = None,
        extra_headers: tuple[tuple[str, str], ...] = (),
        seed: int | str = 0,
        now: dt.datetime = _EPOCH,
    ) -> None:
        if shared and platform != "iPadOS":
            raise ValueError("only an iPad can be shared")
        rng = random.Random(seed)  # noqa: S311 - made to be predictable
        machine = Machine.build(platform, shared=shared, rng=rng)
        own = identity or settings.identity
        self._scep_style = scep
        self._scep = None if own else self._enrollee(settings)
        self._identity_due = self._scep is not None
        super().__init__(
            Link(
                machine=machine,
                settings=settings,
                identity=own
                or SimulatedIdentity.self_signed(
                    machine.udid, now=now, rng=rng, key_type="ec" if self._identity_due else key_type
                ),
                ledger=Ledger(),
                rng=rng,
                shape=shape,
                prove=prove,
                proxy=proxy,
                via=via,
                send=send,
                extra_headers=extra_headers,
            ),
            name="device",
        )
        self._users: dict[str, SimulatedUser] = {}
        self._profile: bytes | None = None
        self._password: str | None = None

    @classmethod
    def from_profile(
        cls,
        mobileconfig: bytes,
        *,
        password: str | None = None,
        platform: Platform = "macOS",
        shared: bool = False,
        identity: SimulatedIdentity | None = None,
        scep: SCEPStyle = AS_OFFERED,
        shape: Shape | None = None,
        prove: Prove = Prove.AS_PROFILE,
        proxy: SimulatedProxy | None = None,
        via: str | None = None,
        send: Send | None = None,
        extra_headers: tuple[tuple[str, str], ...] = (),
        seed: int | str = 0,
    ) -> SimulatedDevice:
        """A device that was handed this enrollment profile; arguments as for the class.

        ``password`` opens the PKCS#12 identity if the profile does not.  An identity that comes by SCEP
        is fetched by ``enroll``; ``identity`` replaces that, and one that would come by ACME.

        Raises:
            DecodeError: a device would refuse the profile.
        """
        device = cls(
            load_enrollment_profile(mobileconfig, password=password, identity=identity),
            platform=platform,
            shared=shared,
            scep=scep,
            shape=shape,
            prove=prove,
            proxy=proxy,
            via=via,
            send=send,
            extra_headers=extra_headers,
            seed=seed,
        )
        device._profile = mobileconfig
        device._password = password
        return device

    @property
    def machine(self) -> Machine:
        """What the device is and has; tests may change it."""
        return self._link.machine

    @property
    def settings(self) -> EnrollmentSettings:
        """What its enrollment profile says."""
        return self._link.settings

    @property
    def identity(self) -> SimulatedIdentity:
        """Its client certificate and key; before ``enroll``, one of no use if it is to come by SCEP."""
        return self._link.identity

    @property
    def enrollment(self) -> EnrollmentID:
        """``UDID``, or ``EnrollmentID`` in a User Enrollment (known once it has enrolled)."""
        kind = EnrollmentKind.DEVICE
        if self.settings.user_enrollment:
            self._require_enrolled()
            kind = EnrollmentKind.USER_ENROLLMENT_DEVICE
        return EnrollmentID(kind=kind, id=str(next(iter(self._link.device_ids().values()))))

    @property
    def users(self) -> tuple[SimulatedUser, ...]:
        """The users made so far in this enrollment."""
        return tuple(self._users.values())

    def user(self, user_id: str | None = None, *, short_name: str, long_name: str = "") -> SimulatedUser:
        """The user channel of one user; the same object for the same user.

        On a Shared iPad ``user_id`` is left out: all users share one, and ``short_name`` (a Managed
        Apple Account) tells them apart.

        Raises:
            LocalProtocolError: no user channel here, or the server did not declare it.
        """
        found = user_id_for(self._link, user_id)
        key = short_name if self.machine.shared else found
        if key not in self._users:
            self._users[key] = SimulatedUser(
                self._link, user_id=found, short_name=short_name, long_name=long_name or short_name
            )
        return self._users[key]

    # Life cycle.

    def enroll(self) -> Reply:
        """Install the MDM profile: Authenticate, then the first TokenUpdate, whose reply is returned.

        If TokenUpdate is not answered with 200 the device is enrolled all the same and sends it again
        at its next connection.

        Raises:
            SCEPFailed: it got no identity, so that it did not even try.
            EnrollmentRefused: Authenticate was not answered with 200.
            LocalProtocolError: it is enrolled already.
            TransportError: the server could not be reached.
        """
        if self.enrolled:
            raise LocalProtocolError("already enrolled; use re_enroll()")
        self._fetch_identity()
        link = self._link
        link.enrollment_id = new_uuid(link.rng) if self.settings.user_enrollment else None
        return self._check_in_anew()

    def _check_in_anew(self) -> Reply:
        link = self._link
        message = messages.authenticate(self.machine, self.settings, link.device_ids())
        with link.connection() as send:
            reply = link.check_in(send, "device", message)
            if reply.status != 200:
                raise EnrollmentRefused("Authenticate", reply.status)
            self._install()
            return self._send_token_update(send)

    def _enrollee(self, settings: EnrollmentSettings) -> SCEPEnrollee | None:
        return SCEPEnrollee(settings.scep, self._scep_style) if settings.scep else None

    def _fetch_identity(self) -> None:
        if self._scep is not None and self._identity_due:
            self._link.identity = self._scep.fetch(self._link)
            self._identity_due = False

    def renew_identity(self) -> SimulatedIdentity:
        """Replace the identity by SCEP, as its RenewalReq: a new key, signed for with the old one.

        Raises:
            SCEPFailed: the server gives none.
            LocalProtocolError: the profile names no SCEP server, or the device is not enrolled.
            TransportError: no answer; called again, it repeats the request (F50).
        """
        self._require_enrolled()
        if self._scep is None:
            raise LocalProtocolError("expected an enrollment profile with a SCEP payload")
        self._link.identity = self._scep.renew(self._link)
        self.machine.certificates["identity"] = self._link.identity.certificate
        return self._link.identity

    def re_enroll(
        self, settings: EnrollmentSettings | None = None, *, identity: SimulatedIdentity | None = None
    ) -> Reply:
        """Enroll again, after an erase, a removal or on top: new push addresses, no results left over.

        ``settings`` (from a new profile, say) and ``identity`` replace the old ones where given.

        Raises as ``enroll``.
        """
        link = self._link
        if self.enrolled:
            link.leave("profile replaced")
        if settings is not None:
            self._take(settings)
            self._profile = None
        if identity is not None:
            link.identity, self._identity_due = identity, False
        link.machine.erased = False
        for user in self.users:
            user.retire()
        self._users.clear()
        self._start_afresh()
        return self.enroll()

    def _take(self, settings: EnrollmentSettings) -> None:
        link = self._link
        link.settings = settings
        link.identity = settings.identity or link.identity
        self._scep = self._enrollee(settings)
        self._identity_due = self._scep is not None

    def _replace(self, profile: bytes) -> Outcome:
        """Enroll with the new MDM profile; if that fails the old one is back (2014 reference, Updating
        Expired Profiles)."""
        link = self._link
        before = link.settings, link.identity, self._scep, self._profile
        try:
            self._take(load_enrollment_profile(profile, password=self._password))
            self._profile = profile
            self._fetch_identity()
            self._token_update_done = False
            self._check_in_anew()
        except (RemoteProtocolError, TransportError, VerificationError):
            link.settings, link.identity, self._scep, self._profile = before
            self._identity_due = False
            return failed(INVALID_REPLACEMENT)
        return ACKNOWLEDGED

    def remove_mdm_profile(self) -> None:
        """The user removes the MDM profile: CheckOut if the profile asks for it, then no longer managed."""
        self._require_enrolled()
        with self._link.connection() as send:
            self._session(send).remove_management()

    def set_bootstrap_token(self, token: bytes | None = None) -> Reply:
        """Escrow a bootstrap token (a fresh one by default); empty bytes withdraw it.

        Raises:
            LocalProtocolError: the server did not declare com.apple.mdm.bootstraptoken.
        """
        self._need_bootstrap()
        made = self._link.rng.randbytes(64) if token is None else token
        return self._check_in("SetBootstrapToken", BootstrapToken=made or None)

    def get_bootstrap_token(self) -> bytes | None:
        """Ask for the escrowed bootstrap token; None if the server has none.

        Raises:
            LocalProtocolError: the server did not declare com.apple.mdm.bootstraptoken.
        """
        self._need_bootstrap()
        reply = self._check_in("GetBootstrapToken")
        token = reply.plist.get("BootstrapToken") if reply.status == 200 else None
        return token if isinstance(token, bytes) else None

    def reroute(self, via: str | None) -> None:
        """Reach the server by another address from now on: it was started again on another port."""
        self._link.via = via

    def meddle(self, meddler: Callable[[Send], Send] | None) -> None:
        """Let every connection from now on go through ``meddler``, which may delay, lose or change things.

        It gets the function that delivers a request and gives one that is used instead; to lose an
        answer, deliver and then raise ``TransportError``.  None ends it.
        """
        self._link.meddler = meddler

    def lock(self) -> None:
        """Lock it as its user would: iOS then answers NotNow to most commands, a Mac dozes in Power Nap."""
        if self.machine.is_mac:
            self.machine.power_nap = True
        else:
            self.machine.locked = True

    def unlock(self) -> None:
        """Unlock or wake it; ``poll`` then connects if commands were refused before."""
        self.machine.locked = self.machine.power_nap = False

    def _need_bootstrap(self) -> None:
        if not self.settings.offers("com.apple.mdm.bootstraptoken"):
            raise LocalProtocolError("expected com.apple.mdm.bootstraptoken among the ServerCapabilities")

    def _install(self) -> None:
        link = self._link
        link.enrolled = True
        link.machine.certificates["identity"] = link.identity.certificate
        content = profile_content(self._profile) if self._profile else _bare_profile(link.settings)
        record(link.machine, content, managed=False)
        link.ledger.add(Act.STATE, "device", "enrolled")

    def _ids(self) -> dict[str, object]:
        return self._link.device_ids()

    def _situation(self) -> Situation:
        machine = self.machine
        return Situation(is_mac=machine.is_mac, locked=machine.locked, power_nap=machine.power_nap)


def _bare_profile(settings: EnrollmentSettings) -> dict[str, object]:
    return {
        "PayloadIdentifier": settings.profile_identifier,
        "PayloadUUID": settings.profile_uuid,
        "PayloadDisplayName": settings.display_name,
        "PayloadContent": [{"PayloadType": "com.apple.mdm"}],
    }
