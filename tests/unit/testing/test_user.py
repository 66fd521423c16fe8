"""The user channel: ids, UserAuthenticate with its digest, own push address."""

from __future__ import annotations

import hashlib
import plistlib
import random
import re

import attrs
import pytest

from pymdm.errors import LocalProtocolError
from pymdm.protocol import EnrollmentKind, decode_checkin, decode_result
from pymdm.testing import EnrollmentRefused, SimulatedUser
from pymdm.testing.user import digest_response
from tests.unit.testing.tiny_mdm import SETTINGS, Request, TinyMDM, enrolled

USER_ID = "6F5E7C31-0000-4000-8000-000000000001"
CHALLENGE = 'Digest realm="mdm", nonce="abc", qop="auth", algorithm=MD5, opaque="xyz"'


def network_user(server: TinyMDM) -> SimulatedUser:
    return enrolled(server).user(USER_ID, short_name="ada", long_name="Ada Lovelace")


def test_a_local_user_sends_token_update_with_both_ids() -> None:
    server = TinyMDM()
    device = enrolled(server)
    user = device.user(USER_ID, short_name="ada", long_name="Ada Lovelace")
    user.enroll()
    message = server.last("TokenUpdate").message
    assert (device.machine.udid, USER_ID, "ada", "Ada Lovelace", False) == tuple(
        message[key] for key in ("UDID", "UserID", "UserShortName", "UserLongName", "NotOnConsole")
    )
    assert not {"AwaitingConfiguration", "UnlockToken", "AuthToken"} & set(message)
    assert device.push_target.token != user.push_target.token
    assert device.push_target.push_magic != user.push_target.push_magic


@pytest.mark.parametrize(
    ("platform", "shared", "byod", "kind"),
    [
        ("macOS", False, False, EnrollmentKind.USER),
        ("iPadOS", True, False, EnrollmentKind.SHARED_IPAD),
        ("macOS", False, True, EnrollmentKind.USER_ENROLLMENT),
    ],
)
def test_pymdm_resolves_the_users_id(platform: str, shared: bool, byod: bool, kind: EnrollmentKind) -> None:
    server = TinyMDM()
    device = enrolled(server, attrs.evolve(SETTINGS, user_enrollment=byod), platform=platform, shared=shared)
    user = device.user(USER_ID, short_name="ada@example.com")
    user.enroll()
    server.enqueue("u1", "ProfileList")
    assert [("u1", "ProfileList", "Acknowledged")] == user.connect()
    update = decode_checkin(server.last("TokenUpdate").body)
    result = decode_result(server.last("Acknowledged").body)
    assert user.enrollment == update.enrollment == result.enrollment
    assert kind is update.enrollment.kind is user.enrollment.kind
    assert device.enrollment.id == user.enrollment.parent_id


def test_users_of_a_shared_ipad_share_one_user_id() -> None:
    server = TinyMDM()
    device = enrolled(server, platform="iPadOS", shared=True)
    ada, bob = device.user(short_name="ada@example.com"), device.user(short_name="bob@example.com")
    assert ada is not bob
    assert ada is device.user(short_name="ada@example.com")
    assert (ada, bob) == device.users
    assert "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF" == ada.user_id == bob.user_id
    assert ada.enrollment != bob.enrollment


def test_both_steps_of_user_authenticate_and_the_token_afterwards() -> None:
    server = TinyMDM()
    user = network_user(server)

    def authenticate(request: Request) -> tuple[int, str, bytes]:
        answer = request.message.get("DigestResponse")
        body = {"AuthToken": "secret"} if answer else {"DigestChallenge": CHALLENGE}
        return 200, "application/xml", plistlib.dumps(body)

    server.answers["UserAuthenticate"] = authenticate
    user.enroll(password="pass")
    assert ["UserAuthenticate", "UserAuthenticate", "TokenUpdate"] == server.seen[2:]
    answer = dict(re.findall(r'(\w+)="?([^",]+)', server.last("UserAuthenticate").message["DigestResponse"]))
    who = hashlib.md5(b"ada:mdm:pass").hexdigest()
    what = hashlib.md5(b"PUT:/checkin").hexdigest()
    expected = hashlib.md5(f"{who}:abc:00000001:{answer['cnonce']}:auth:{what}".encode()).hexdigest()
    assert expected == answer["response"]
    assert ("/checkin", "xyz") == (answer["uri"], answer["opaque"])
    assert "secret" == server.last("TokenUpdate").message["AuthToken"]
    user.connect()
    assert "secret" == server.last("Idle").message["AuthToken"]


@pytest.mark.parametrize("body", [b"", plistlib.dumps({"DigestChallenge": ""})])
def test_an_empty_challenge_ends_it_without_a_token(body: bytes) -> None:
    server = TinyMDM()
    user = network_user(server)
    server.answer("UserAuthenticate", 200, body)
    user.enroll(password="pass")
    assert ["UserAuthenticate", "TokenUpdate"] == server.seen[2:]
    assert "AuthToken" not in server.last("TokenUpdate").message


def test_a_server_without_user_management_answers_410_and_the_user_stays_out() -> None:
    server = TinyMDM()
    user = network_user(server)
    server.answer("UserAuthenticate", 410)
    with pytest.raises(EnrollmentRefused) as caught:
        user.enroll(password="pass")
    assert 410 == caught.value.status
    assert "UserAuthenticate" == server.seen[-1]
    assert user.enrolled, "the device itself stays enrolled"


def test_a_wrong_password_is_an_empty_token() -> None:
    server = TinyMDM()
    user = network_user(server)
    both = plistlib.dumps({"DigestChallenge": CHALLENGE, "AuthToken": ""})
    server.answer("UserAuthenticate", 200, both)
    with pytest.raises(EnrollmentRefused):
        user.enroll(password="wrong")


def test_a_refused_digest_leaves_no_token() -> None:
    server = TinyMDM()
    user = network_user(server)

    def authenticate(request: Request) -> tuple[int, str, bytes]:
        second = "DigestResponse" in request.message
        return (
            (500, "text/plain", b"") if second else (200, "", plistlib.dumps({"DigestChallenge": CHALLENGE}))
        )

    server.answers["UserAuthenticate"] = authenticate
    assert 500 == user.authenticate("pass").status


def test_a_challenge_without_qop_is_answered_in_the_old_way() -> None:
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    challenge = f'Digest realm="http-auth@example.org", algorithm=SHA-256, nonce="{nonce}"'
    answer = digest_response(
        challenge, user_name="Mufasa", password="Circle of Life", uri="/dir/index.html", rng=random.Random(1)
    )
    who = hashlib.sha256(b"Mufasa:http-auth@example.org:Circle of Life").hexdigest()
    what = hashlib.sha256(b"PUT:/dir/index.html").hexdigest()
    middle = nonce
    assert hashlib.sha256(f"{who}:{middle}:{what}".encode()).hexdigest() in answer
    assert "qop" not in answer


def test_an_unknown_algorithm_is_not_guessed() -> None:
    with pytest.raises(LocalProtocolError, match="SHA-256"):
        digest_response("Digest algorithm=ROT13", user_name="a", password="b", uri="/", rng=random.Random(1))


def test_an_iphone_has_no_user_channel() -> None:
    with pytest.raises(LocalProtocolError, match="Shared iPad"):
        enrolled(TinyMDM(), platform="iOS").user(USER_ID, short_name="ada")


def test_a_macs_user_has_an_id() -> None:
    with pytest.raises(LocalProtocolError, match="id"):
        enrolled(TinyMDM()).user(short_name="ada")


def test_no_user_channel_without_the_capability() -> None:
    device = enrolled(TinyMDM(), attrs.evolve(SETTINGS, server_capabilities=()))
    with pytest.raises(LocalProtocolError, match="per-user-connections"):
        device.user(USER_ID, short_name="ada")


def test_a_new_enrollment_of_the_device_starts_without_users() -> None:
    server = TinyMDM()
    device = enrolled(server)
    user = device.user(USER_ID, short_name="ada")
    device.re_enroll()
    assert device.users == ()
    assert user is not device.user(USER_ID, short_name="ada")
    assert not user.enrolled
    with pytest.raises(LocalProtocolError):
        user.connect()
