"""The self-test without which a header of a proxy is not believed: which names this server mixes up.

Many servers show ``Client-Cert`` and ``Client_Cert`` to a program as one and the same (T7).  A proxy that
replaces the first lets the second pass, and with it whatever certificate a stranger wrote into it.  Some
servers hide that a header came twice (T8), or take the peer's address from another header (T6).  Which
do so depends on version and settings, so it is not looked up but tried: the program sends a few requests
to itself, and compares what arrives with what it has sent.

    probe = HeaderProbe("http://127.0.0.1:8000/mdm", header="client-cert")
    identity = trust.trusted_peer_header(peers=("127.0.0.1",), probe=probe)
    probe.start()   # where the program begins; otherwise the first device waits for the test in vain
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from pymdm.adapters._probe_request import MARK, Answer, Target, Trial, ask
from pymdm.crypto.peers import UNIX, TrustedPeers

if TYPE_CHECKING:
    from pymdm.crypto import Evidence

__all__ = ["HeaderProbe", "HeaderVerdict"]

log = logging.getLogger("pymdm.adapters")

# The program is often built before its server listens; a minute is longer than any start.
START_SECONDS = 60.0

# Between two tries to connect: the test should be over before the first device comes.
PAUSE_SECONDS = 0.1

# Where several processes share one socket, each has to see a request of its own.  With eight of them all
# of 200 go elsewhere once in 10^11 starts; with more, the test is tried again.
MAX_TRIES = 200

# After a test that came to no result, wait so long before the next header asks for another.
RETRY_SECONDS = 30.0

_ADVICE = {
    "gunicorn": 'set header_map = "drop" in its configuration',
    "uvicorn": "start it with --no-proxy-headers",
    "wsgiserver": "it is made for development; use waitress or gunicorn",
}
_ANY_ADVICE = (
    "use waitress or gunicorn, or let the proxy send X-Pymdm-Client with a secret "
    "(TrustStore.proxy_header), which needs no test"
)


@attrs.frozen(kw_only=True)
class HeaderVerdict:
    """What the test has shown; ``final`` is False where it came to no result and will be repeated."""

    passed: bool
    final: bool
    text: str


@attrs.frozen(kw_only=True)
class _Seen:
    value: str | None
    address: str


class _Run:
    """The test of one process: a fork begins its own."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.lock = threading.Lock()
        self.under_way = False
        self.ended_at = 0.0
        self.over = threading.Event()
        self.verdict: HeaderVerdict | None = None
        self.expected: set[str] = set()
        self.seen: dict[str, _Seen] = {}


class HeaderProbe:
    """Tests how this program's server shows one header, and keeps it closed until that is known.

    Args:
        url: where this program itself listens, without TLS, with the path of its device route.
        header: the header to be believed, such as ``client-cert`` or ``x-ssl-client-cert``.
        unix_socket: path of the socket, if it listens on one; ``url`` then only names host and path.
        host: what to send as Host, if the program answers to certain names only.
        start_seconds: how long to wait for the server to listen.
        clock: seconds that only grow.

    Raises:
        ValueError: the address is no plain http one, or the header's name has an underscore or no hyphen.
    """

    def __init__(
        self,
        url: str,
        *,
        header: str,
        unix_socket: str | None = None,
        host: str | None = None,
        start_seconds: float = START_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if "-" not in header or not header.replace("-", "").isalnum() or not header.isascii():
            raise ValueError("header must be a name of letters, digits and hyphens, such as client-cert")
        self._header = header.lower()
        self._target = Target.parse(url, unix_socket=unix_socket, host=host)
        self._start_seconds = start_seconds
        self._clock = clock
        self._run = _Run()

    @property
    def header(self) -> str:
        """The name of the header, in lower case."""
        return self._header

    @property
    def verdict(self) -> HeaderVerdict | None:
        """What this process knows; None before the end of the first test."""
        return self._own().verdict

    def start(self) -> None:
        """Begin the test in a thread of its own; nothing happens if it is under way or decided."""
        run = self._own()
        with run.lock:
            decided = run.verdict is not None and run.verdict.final
            if run.under_way or decided:
                return
            run.under_way = True
            run.over.clear()
        threading.Thread(target=self._test, args=(run,), name="header self-test", daemon=True).start()

    def wait(self, timeout: float | None = None) -> HeaderVerdict | None:
        """Start the test if need be, wait for its end and give the verdict; None after ``timeout`` seconds.

        Not from the thread that answers requests, if there is only one.
        """
        self.start()
        run = self._own()
        return run.verdict if run.over.wait(timeout) else None

    def admits(self, evidence: Evidence) -> bool:
        """Whether the header of this request may be read; also sees the requests of the test go by."""
        run = self._own()
        nonce = evidence.headers.get(MARK)
        if nonce in run.expected:
            run.seen[nonce] = _Seen(value=evidence.headers.get(self._header), address=evidence.peer_address)
            return False
        verdict = run.verdict
        if verdict is None or not (verdict.final or self._clock() - run.ended_at < RETRY_SECONDS):
            self.start()
        return verdict is not None and verdict.passed

    def _own(self) -> _Run:
        # A server that loads the program and then forks takes no thread along, and no test under way.
        if self._run.pid != os.getpid():
            self._run = _Run()
        return self._run

    def _test(self, run: _Run) -> None:
        verdict = HeaderVerdict(passed=False, final=False, text="the header self-test broke off")
        try:
            verdict = self._judge(run)
        finally:
            tell = log.info if verdict.passed else log.error
            tell("%s", verdict.text)
            run.expected.clear()
            run.seen.clear()
            with run.lock:
                run.verdict, run.ended_at, run.under_way = verdict, self._clock(), False
            run.over.set()

    def _judge(self, run: _Run) -> HeaderVerdict:
        usual: Answer | None = None
        for trial in Trial:
            try:
                seen, answer = self._try(run, trial, usual)
            except OSError as error:
                return self._open_end(f"nothing answers there: {error}")
            usual = usual or answer
            if seen is None and not _refused_by_server(answer, usual):
                return self._open_end(f"the answer was {answer.status}, from elsewhere")
            problem = _problem(trial, seen, answer)
            if problem:
                return self._failed(answer.server, problem)
        text = f"header self-test passed: {self._header} is believed from trusted peers"
        return HeaderVerdict(passed=True, final=True, text=text)

    def _try(self, run: _Run, trial: Trial, usual: Answer | None) -> tuple[_Seen | None, Answer]:
        """Ask until this very process has seen the request: others may share its socket."""
        for _ in range(MAX_TRIES):
            nonce = secrets.token_hex(16)
            run.expected.add(nonce)
            answer = self._ask(trial, nonce)
            seen = run.seen.pop(nonce, None)
            if seen is not None or (usual is not None and _refused_by_server(answer, usual)):
                break
        return seen, answer

    def _ask(self, trial: Trial, nonce: str) -> Answer:
        until = self._clock() + self._start_seconds
        pause = threading.Event()
        while True:
            try:
                return ask(self._target, self._header, trial, nonce)
            except (ConnectionError, FileNotFoundError):
                if self._clock() >= until:
                    raise
                pause.wait(PAUSE_SECONDS)

    def _open_end(self, why: str) -> HeaderVerdict:
        return HeaderVerdict(
            passed=False,
            final=False,
            text=(
                f"header self-test without result, so {self._header} stays closed: the requests to "
                f"{self._target.place}, path {self._target.path}, did not reach this program ({why}); "
                "give HeaderProbe the address on which it listens, the path of its device route, "
                "and a host that it answers to"
            ),
        )

    def _failed(self, server: str, problem: str) -> HeaderVerdict:
        name = server.partition("/")[0]
        advice = _ADVICE.get(name.lower(), _ANY_ADVICE)
        return HeaderVerdict(
            passed=False,
            final=True,
            text=(
                f"header self-test failed, so {self._header} stays closed: "
                f"{name or 'this server'} {problem.format(header=self._header)}; {advice}"
            ),
        )


def _refused_by_server(answer: Answer, usual: Answer) -> bool:
    """Whether the server itself turned a request away: unlike the program, which says the same each time."""
    return answer.status == 400 and answer.body != usual.body


def _problem(trial: Trial, seen: _Seen | None, answer: Answer) -> str | None:
    if seen is None:
        return None  # the server refuses such requests, and the program never sees them
    if not trial.passes(seen.value):
        if trial is Trial.ALONE:
            return "does not hand {header} over as it was sent"
        if trial is Trial.TWICE:
            return "hides that {header} came twice"
        return "takes a name with underscores for {header}"
    if not TrustedPeers.parse((answer.own_address or UNIX,)).includes(seen.address):
        return "takes the address of the peer from a header such as X-Forwarded-For"
    return None
