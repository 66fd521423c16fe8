"""One channel of a simulated device: connecting, check-ins that both channels send, faults on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import PushTarget
from pymdm.testing import _messages as messages
from pymdm.testing._answers import Outcome, failed
from pymdm.testing._profiles import INVALID_REPLACEMENT
from pymdm.testing._session import Ending, Fault, Mailbox, Session
from pymdm.testing.hardware import new_uuid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm.protocol.enrollment import EnrollmentID
    from pymdm.testing._ledger import Ledger
    from pymdm.testing._link import Link
    from pymdm.testing._notnow import Situation
    from pymdm.testing._session import Step
    from pymdm.testing.wire import Reply, Send

__all__ = ["SimulatedChannel"]

_TOKEN_BYTES = 32  # of a push token, as devices send them today


class SimulatedChannel:
    """What the device channel and a user channel have in common.

    A base class rather than a member, so that ``device.connect()`` and ``user.connect()`` read the
    same and exist once; only `SimulatedDevice` and `SimulatedUser` derive from it.
    """

    def __init__(self, link: Link, *, name: str) -> None:
        self._link = link
        self._name = name
        self._mailbox = Mailbox()
        self._retired = False  # a user of an enrollment that is over
        self.pushed = False
        self._token_update_due = False
        self._token_update_done = False
        self._new_push_address()

    # What differs between the channels.

    def _ids(self) -> dict[str, object]:
        raise NotImplementedError

    def _situation(self) -> Situation:
        raise NotImplementedError

    @property
    def enrollment(self) -> EnrollmentID:
        """The enrollment id that a server should derive from this channel's messages."""
        raise NotImplementedError

    # What is known.

    @property
    def ledger(self) -> Ledger:
        """Everything that the device and its users sent, received and did."""
        return self._link.ledger

    @property
    def name(self) -> str:
        """How the ledger calls this channel: "device", or the user's id or short name."""
        return self._name

    @property
    def enrolled(self) -> bool:
        """Whether the MDM profile is installed, and for a user, still the one that knew the user."""
        return self._link.enrolled and not self._retired

    @property
    def ending(self) -> Ending | None:
        """Why the last session ended; None before the first."""
        return self._mailbox.ending

    @property
    def push_target(self) -> PushTarget:
        """Where a push for this channel goes."""
        return PushTarget(topic=self._link.settings.topic, token=self._token, push_magic=self._magic)

    @property
    def wants_to_poll(self) -> bool:
        """Whether a real device would connect by itself: pushed, a message to deliver, or NotNow before."""
        box = self._mailbox
        due = self.pushed or self._token_update_due or box.refused or box.cached is not None
        return self.enrolled and due

    # Sessions.

    def connect(self) -> list[Step]:
        """One session: Idle (or the cached result), then command after command until the empty answer.

        Returns the commands that came, in order; ``ending`` says why it ended.

        Raises:
            LocalProtocolError: the device is not enrolled.
            TransportError: the server could not be reached; a result to deliver stays cached.
        """
        self._require_enrolled()
        self.pushed = False
        with self._link.connection() as send:
            if self._token_update_due:
                self._send_token_update(send)
            steps = self._session(send).run() if self.enrolled else []
        return steps + self.connect() if self.ending is Ending.REPLACED else steps

    def poll(self) -> list[Step]:
        """Connect if a real device would do so by itself; otherwise nothing happens."""
        return self.connect() if self.wants_to_poll else []

    def receive_push(self, push_magic: str) -> bool:
        """A push arrived; True if the device heeds it: it is enrolled and the magic is its own."""
        heeded = self.enrolled and push_magic == self._magic
        self.pushed = self.pushed or heeded
        return heeded

    def _session(self, send: Send) -> Session:
        return Session(
            link=self._link,
            name=self._name,
            ids=self._ids(),
            situation=self._situation(),
            mailbox=self._mailbox,
            send=send,
            replace=self._replace,
        )

    def _replace(self, profile: bytes) -> Outcome:
        """Replace the MDM profile, which only the device channel can."""
        return failed(INVALID_REPLACEMENT)

    # Check-ins.

    def token_update(self, *, new_token: bool = False) -> Reply:
        """Send TokenUpdate; with ``new_token`` the push service gave the device another token first.

        If the server does not answer 200, the device tries again at its next connection.
        """
        self._require_enrolled()
        if new_token:
            self._token = self._link.rng.randbytes(_TOKEN_BYTES)
        with self._link.connection() as send:
            return self._send_token_update(send)

    def check_out(self) -> Reply:
        """Send CheckOut and change nothing else; removing the MDM profile sends it by itself."""
        return self._check_in("CheckOut", Topic=self._link.settings.topic)

    def declarative(self, endpoint: str, data: bytes | None = None) -> Reply:
        """Send DeclarativeManagement: tokens, declaration-items, declaration/…/… or status."""
        return self._check_in("DeclarativeManagement", Endpoint=endpoint, Data=data)

    def get_token(self, service_type: str, parameters: Mapping[str, object] | None = None) -> Reply:
        """Send GetToken for a service such as ``com.apple.maid``."""
        return self._check_in("GetToken", TokenServiceType=service_type, TokenParameters=parameters)

    def send_check_in(self, message: Mapping[str, object]) -> Reply:
        """Send any check-in, signed and with this channel's ids where the message names none of its own."""
        self._require_enrolled()
        with self._link.connection() as send:
            reply = self._link.check_in(send, self._name, {**self._ids(), **message})
        self._link.heed(reply)
        return reply

    def _check_in(self, message_type: str, **keys: object) -> Reply:
        return self.send_check_in({"MessageType": message_type, **keys})

    def _send_token_update(self, send: Send) -> Reply:
        message = messages.token_update(
            self._link.machine,
            self._link.settings,
            self._ids(),
            token=self._token,
            push_magic=self._magic,
            user_channel=self._situation().user_channel,
            first=not self._token_update_done,
        )
        self._token_update_due = True
        reply = self._link.check_in(send, self._name, message)
        self._link.heed(reply)
        self._token_update_due = reply.status != 200
        self._token_update_done = self._token_update_done or reply.status == 200
        return reply

    def _new_push_address(self) -> None:
        self._token = self._link.rng.randbytes(_TOKEN_BYTES)
        self._magic = new_uuid(self._link.rng)

    def _require_enrolled(self) -> None:
        if not self.enrolled:
            raise LocalProtocolError("expected an enrolled device; call enroll() or re_enroll() first")

    def _start_afresh(self) -> None:
        self._mailbox.forget()
        self.pushed = self._token_update_due = self._token_update_done = False
        self._new_push_address()

    # Faults, each for the next answer that is due; asked for twice, they hit two answers.

    def duplicate_next_answer(self) -> None:
        """The next answer goes out twice; the device goes on with the second reply."""
        self._mailbox.faults.append(Fault.DUPLICATE)

    def lose_next_response(self) -> None:
        """The server gets the next answer, but its reply is lost: the device answers again next time."""
        self._mailbox.faults.append(Fault.LOSE_RESPONSE)

    def drop_connection(self) -> None:
        """The connection breaks while the next command runs: its answer leaves in the next session."""
        self._mailbox.faults.append(Fault.CUT)

    def hold_next_answer(self) -> None:
        """The next answer is kept back, even across a new enrollment, until ``send_held``."""
        self._mailbox.faults.append(Fault.HOLD)

    def send_held(self) -> list[Step]:
        """Begin a session with each answer that was held back; returns the commands that followed."""
        self._require_enrolled()
        held, self._mailbox.held = self._mailbox.held, []
        steps: list[Step] = []
        for report in held:
            with self._link.connection() as send:
                steps += self._session(send).run(report)
        return steps
