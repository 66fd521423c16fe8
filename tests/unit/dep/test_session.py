"""Logins: when there is one, what is signed, whose session counts, and what is never asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pymdm.crypto import Secret
from pymdm.dep import ops
from pymdm.dep.session import MemorySessionStore
from pymdm.errors import DecodeError, DEPError, TermsNotAccepted, TokenRejected, TransportError
from tests.unit.dep.calling import KEY, NOW, SECRETS, Peer, answer, logged_in, session, token

ACCOUNT = answer(body={"server_uuid": "677cab70"})
REFUSED = answer(401, b"UNAUTHORIZED")
FORBIDDEN = answer(403, b'"FORBIDDEN"')


def test_the_first_request_of_a_session_is_its_login() -> None:
    made = session(None)
    peer = Peer(ops.account(made), logged_in(), ACCOUNT)

    assert ["GET /session", "GET /account"] == peer.asked
    assert [None, "session-canary-1"] == peer.sessions
    assert "677cab70" == peer.value.server_uuid
    assert Secret("session-canary-1") == made.store.get(KEY)


def test_a_session_that_is_open_is_used() -> None:
    """As the api page has it: no login, no network."""
    wanted = next(ops.account(session()))

    assert ("GET", "/account") == (wanted.method, wanted.path)


def test_a_login_is_signed_with_the_server_token() -> None:
    (login,) = Peer(ops.account(session(None)), answer(400)).requests

    signed = login.headers["Authorization"]
    assert signed.startswith('OAuth realm="ADM"')
    assert all(
        part in signed
        for part in (
            'oauth_consumer_key="CK_1234"',
            'oauth_token="AT_access-canary"',
            'oauth_signature_method="HMAC-SHA1"',
            f'oauth_timestamp="{int(NOW.timestamp())}"',
            'oauth_nonce="nonce0"',
        )
    )


def test_every_request_names_server_version_and_type() -> None:
    """Depsim takes no other spelling of the content type, and Apple no request without a user agent."""
    peer = Peer(
        ops.account(session(None, user_agent="example-mdm/3", protocol_version=7)), logged_in(), ACCOUNT
    )

    for request in peer.requests:
        assert "example-mdm/3" == request.headers["User-Agent"]
        assert "7" == request.headers["X-Server-Protocol-Version"]
        assert "application/json;charset=UTF8" == request.headers["Content-Type"]


def test_no_answer_is_waited_for_or_read_without_end() -> None:
    """T67: each exchange has a deadline, and each answer a length beyond which it is cut."""
    login, call = Peer(ops.account(session(None)), logged_in(), ACCOUNT).requests

    assert 0 < login.deadline <= 60
    assert 0 < call.deadline <= 60
    assert login.limit <= 65536
    assert call.limit <= 16 << 20


def test_each_attempt_of_a_login_is_signed_anew() -> None:
    """T64: Apple remembers nonces, and takes a repeated one for an attack."""
    peer = Peer(ops.account(session(None)), answer(503), TransportError("cut"), logged_in(), ACCOUNT)

    signed = [each.headers["Authorization"] for each in peer.requests[:3]]
    assert ["nonce0" in signed[0], "nonce1" in signed[1], "nonce2" in signed[2]] == [True] * 3
    assert 3 == len(set(signed))


@pytest.mark.parametrize(
    "refusal",
    [REFUSED, FORBIDDEN, answer(403, b"FORBIDDEN\n"), answer(401), answer(403, {"code": "FORBIDDEN"})],
)
def test_a_session_that_has_expired_is_opened_again_once(refusal: object) -> None:
    """F38: 401 whatever it says, 403 only with FORBIDDEN, quoted or not."""
    made = session()
    peer = Peer(ops.account(made), refusal, logged_in(), ACCOUNT)  # type: ignore[arg-type]

    assert ["GET /account", "GET /session", "GET /account"] == peer.asked
    assert ["session-canary-0", None, "session-canary-1"] == peer.sessions
    assert Secret("session-canary-1") == made.store.get(KEY)


@pytest.mark.parametrize("refusal", [REFUSED, FORBIDDEN])
def test_a_refusal_after_a_login_is_the_callers(refusal: object) -> None:
    """F38, F39: Fleet has seen a 403 that no login helps against; Zentral logs in until its stack ends."""
    peer = Peer(ops.account(session()), refusal, logged_in(), refusal)  # type: ignore[arg-type]

    assert 3 == len(peer.requests)
    assert isinstance(peer.error, DEPError)
    assert peer.error.status in (401, 403)
    assert not peer.error.retryable


def test_a_refusal_of_a_session_just_opened_is_the_callers() -> None:
    """F38: no second login."""
    peer = Peer(ops.account(session(None)), logged_in(), REFUSED)

    assert ["GET /session", "GET /account"] == peer.asked
    assert isinstance(peer.error, DEPError)


@pytest.mark.parametrize(
    "body", [b"T_C_NOT_SIGNED", b'"T_C_NOT_SIGNED"', b'{"code":"T_C_NOT_SIGNED"}', b" 't_c_not_signed'\r\n"]
)
@pytest.mark.parametrize("kept", ["session-canary-0", None])
def test_terms_that_wait_for_somebody_are_told_at_once(kept: str | None, body: bytes) -> None:
    """F39: at the login or later, in whatever quotes."""
    peer = Peer(ops.account(session(kept)), answer(403, body))

    assert isinstance(peer.error, TermsNotAccepted)
    assert "T_C_NOT_SIGNED" == peer.error.code
    assert "accept" in str(peer.error)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("kept", ["session-canary-0", None])
def test_denied_access_is_told_at_once(kept: str | None, status: int) -> None:
    """F39: no login gives more rights."""
    peer = Peer(ops.account(session(kept)), answer(status, b'"ACCESS_DENIED"'))

    assert 1 == len(peer.requests)
    assert type(peer.error) is DEPError
    assert "ACCESS_DENIED" == peer.error.code


@pytest.mark.parametrize("status", [400, 403, 404, 405, 301, 302])
def test_other_refusals_are_told_at_once(status: int) -> None:
    """F39.  An address that redirects is the wrong one, and is not followed (T65)."""
    peer = Peer(ops.account(session()), answer(status, b"no", Location="https://other.example/"))

    assert ["GET /account"] == peer.asked
    assert isinstance(peer.error, DEPError)
    assert (status, "") == (peer.error.status, peer.error.code)
    assert ("base URL" in str(peer.error)) == (status in (301, 302))


def test_any_answer_may_bring_the_next_session_token() -> None:
    """Also one that turns the request away for a while."""
    made = session()
    busy = answer(429, b"", Retry_After="1", X_ADM_Auth_Session="session-canary-8")
    done = answer(200, ACCOUNT.body, X_ADM_Auth_Session="session-canary-9")
    peer = Peer(ops.account(made), busy, done)

    assert ["session-canary-0", "session-canary-8"] == peer.sessions
    assert Secret("session-canary-9") == made.store.get(KEY)


@pytest.mark.parametrize("odd", ["two words", "x" * 5000, "ümlaut", ""])
def test_no_header_is_made_of_what_is_no_token(odd: str) -> None:
    made = session()
    Peer(ops.account(made), answer(200, ACCOUNT.body, X_ADM_Auth_Session=odd))

    assert Secret("session-canary-0") == made.store.get(KEY)


def test_the_session_that_another_worker_has_opened_meanwhile_is_used() -> None:
    made = session()

    def flow() -> object:
        inner = ops.account(made)
        wanted = next(inner)
        response = yield wanted
        made.store.put(KEY, Secret("session-canary-7"), expected=Secret("session-canary-0"))
        wanted = inner.send(response)
        while True:
            wanted = inner.send((yield wanted))

    peer = Peer(flow(), REFUSED, REFUSED, logged_in(), REFUSED)

    assert ["session-canary-0", "session-canary-7", None, "session-canary-1"] == peer.sessions


def test_a_slower_worker_does_not_overwrite_the_session_of_a_faster_one() -> None:
    store = MemorySessionStore({KEY: Secret("new")})

    assert not store.put(KEY, Secret("mine"), expected=Secret("old"))
    assert not store.put(KEY, Secret("mine"), expected=None)
    assert Secret("new") == store.get(KEY)
    assert store.put(KEY, Secret("mine"), expected=Secret("new"))


def test_apple_is_asked_again_when_it_says_and_not_before() -> None:
    """F40: at the login as well as later; in the header or in the body."""
    peer = Peer(
        ops.account(session(None)),
        answer(429, {"retry_after_seconds": 10}),
        logged_in(),
        answer(503, b"", Retry_After="20"),
        ACCOUNT,
    )

    assert ["GET /session", "GET /session", "GET /account", "GET /account"] == peer.asked
    assert [10.5, 21.0] == peer.waited


def test_a_wait_that_nobody_stands_is_told() -> None:
    """F40."""
    peer = Peer(ops.account(session()), answer(429, b"", Retry_After="3600"))

    assert isinstance(peer.error, DEPError)
    assert (429, 3600.0, True) == (peer.error.status, peer.error.retry_after, peer.error.retryable)


@pytest.mark.parametrize(
    "body",
    [b"", b"token_rejected", b"oauth_problem=token_expired&x=1", b'"consumer_key_unknown"', b"UNAUTHORIZED"],
)
def test_a_token_that_apple_does_not_take_is_told(body: bytes) -> None:
    peer = Peer(ops.account(session(None)), answer(401, body, Date="Sat, 21 Nov 2026 12:00:30 GMT"))

    assert isinstance(peer.error, TokenRejected)
    assert "download a new server token" in str(peer.error)
    assert "clock" not in str(peer.error)


def test_a_login_forbidden_is_a_token_rejected() -> None:
    assert isinstance(Peer(ops.account(session(None)), FORBIDDEN).error, TokenRejected)


def test_a_token_that_has_expired_says_so() -> None:
    old = token(access_token_expiry=NOW - timedelta(days=3))
    peer = Peer(ops.account(session(None, token=old)), REFUSED)

    assert isinstance(peer.error, TokenRejected)
    assert "expired on 2026-11-18" in str(peer.error)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("Sat, 21 Nov 2026 12:15:00 GMT", "15 minutes behind"),
        ("Sat, 21 Nov 2026 11:45:00 GMT", "15 minutes ahead"),
    ],
)
def test_a_login_refused_for_a_wrong_clock_says_so(date: str, words: str) -> None:
    """F29: and is no TokenRejected, so that nobody puts a good token out of use."""
    error = Peer(ops.account(session(None)), answer(401, b"UNAUTHORIZED", Date=date)).error

    assert words in str(error)
    assert type(error) is DEPError


def test_a_rejected_token_stays_one_with_a_wrong_clock() -> None:
    """F29: both are told."""
    late = answer(401, b"token_rejected", Date="Sat, 21 Nov 2026 12:15:00 GMT")
    error = Peer(ops.account(session(None)), late).error

    assert isinstance(error, TokenRejected)
    assert "15 minutes behind" in str(error)
    assert "new server token" in str(error)


@pytest.mark.parametrize("body", [b"nonce_used", b"timestamp_refused"])
def test_a_refused_time_is_no_bad_token(body: bytes) -> None:
    error = Peer(ops.account(session(None)), answer(401, body)).error

    assert type(error) is DEPError
    assert "clock" in str(error)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"auth_session_token": "a b"}', b'{"auth_session_token": 1}']
)
def test_a_login_without_a_session_token_is_no_login(body: bytes) -> None:
    made = session(None)

    assert isinstance(Peer(ops.account(made), answer(200, body)).error, DecodeError)
    assert made.store.get(KEY) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 302])
@pytest.mark.parametrize("kept", ["session-canary-0", None])
def test_no_secret_is_in_an_error_or_a_repr(kept: str | None, status: int) -> None:
    """T65: not even where the answer repeats what was sent."""
    echo = answer(
        status,
        b'{"code": "AT_access-canary", "message": "OAuth session-canary-0 CS_consumer-canary"}',
        Retry_After="9999",
    )
    made = session(kept)
    answers = [echo] if status != 401 or kept is None else [echo, logged_in(), echo]
    if status == 500:
        answers = [answer(500, echo.body)] * 4
    peer = Peer(ops.account(made), *answers)

    assert isinstance(peer.error, DEPError)
    shown = "\n".join([*peer.shown(), repr(made), str(made)])
    assert [] == [word for word in SECRETS if word in shown]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("base_url", "http://mdmenrollment.apple.com"),
        ("base_url", "https://user:pw@mdmenrollment.apple.com"),
        ("base_url", "https://mdmenrollment.apple.com/?x"),
        ("base_url", "mdmenrollment.apple.com"),
        ("protocol_version", 0),
        ("user_agent", " "),
        ("user_agent", "a\r\nX-Evil: 1"),
    ],
)
def test_a_session_that_cannot_work_is_refused(option: str, value: object) -> None:
    with pytest.raises(ValueError, match=option):
        session(**{option: value})  # type: ignore[arg-type]


def test_another_service_may_lie_below_a_path() -> None:
    made = session(base_url="http://127.0.0.1:9001/sim/")

    assert "http://127.0.0.1:9001/sim/account" == next(ops.account(made)).url


def test_a_session_that_others_replace_for_ever_is_given_up() -> None:
    """F38: ten workers that all throw out one another's sessions do not chase each other."""

    class Restless(MemorySessionStore):
        def get(self, consumer_key: str) -> Secret[str]:
            self.asked = getattr(self, "asked", 0) + 1
            return Secret(f"session-canary-{self.asked}")

    made = session(store=Restless())
    peer = Peer(ops.account(made), REFUSED, REFUSED, logged_in(), REFUSED)

    assert isinstance(peer.error, DEPError)
    assert 4 == len(peer.requests)


def test_the_name_of_a_file_is_no_token() -> None:
    with pytest.raises(TypeError, match=r"token: expected a ServerToken, such as ServerToken\.from_json"):
        session(token="dep-token.json")
