"""T82: where secrets are for mutual TLS alone, a question that may be a recording brings none out."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands
from pymdm.errors import Reason
from pymdm.protocol import plist
from pymdm.service import RequestRefused
from pymdm.service.records import CommandState
from pymdm.service.redact import SECRET_KEYS, holds_secret

from .cast import BYOD, MAC, both_colours, checkin, status, uuid_of

PIN = "480215"


@both_colours()
@pytest.mark.parametrize("word", ["Idle", "Acknowledged"])
def test_a_command_with_a_secret_waits_for_the_better_proof(make: Any, word: str) -> None:
    """T82: recorded an hour ago, and sent again now that there is something to get."""
    world = make(mtls_for_secrets=True)
    world.enroll(MAC)
    plain, lock = world.enqueue(MAC, commands.ProfileList()), world.enqueue(MAC, commands.DeviceLock(pin=PIN))
    assert plain == world.idle()

    replayed = world.say(status(word, plain if word == "Acknowledged" else None), source="203.0.113.66")
    if word == "Idle":
        assert (200, plain) == (replayed.status, uuid_of(replayed))  # nothing secret is withheld
        world.say(status("Acknowledged", plain), proof="MTLS")
        replayed = world.say(status("Idle"), source="203.0.113.66")

    assert (400, Reason.PROOF_TOO_WEAK) == (replayed.status, replayed.reason)
    assert PIN.encode() not in replayed.body
    assert Reason.PROOF_TOO_WEAK in {event.reason for event in world.told(RequestRefused)}
    assert CommandState.ACKNOWLEDGED is world.command(MAC, plain).state
    assert CommandState.PENDING is world.command(MAC, lock).state
    for proof in ("MTLS", "BOTH"):
        given = world.say(status("Idle"), proof=proof)
        assert (lock, True) == (uuid_of(given), PIN.encode() in given.body)


@both_colours()
def test_without_the_rule_a_signature_is_enough(make: Any) -> None:
    """T82: it is for servers whose devices come by mutual TLS; others could not lock a device at all."""
    world = make()
    world.enroll(MAC)
    lock = world.enqueue(MAC, commands.DeviceLock(pin=PIN))

    assert lock == world.idle()


@both_colours()
def test_a_token_of_a_service_is_a_secret_as_well(make: Any) -> None:
    """T82: the service that makes it is not even asked."""
    asked: list[object] = []

    def tokens(request: object) -> bytes:
        asked.append(request)
        return b"service token"

    world = make(mtls_for_secrets=True, tokens=tokens)
    world.enroll(BYOD)
    question = checkin("GetToken", BYOD)

    refused = world.say(question, who=BYOD)
    assert (400, Reason.PROOF_TOO_WEAK, []) == (refused.status, refused.reason, asked)
    assert b"service token" == plist.loads(world.say(question, who=BYOD, proof="MTLS").body)["TokenData"]


def test_what_cannot_be_read_counts_as_a_secret() -> None:
    """T82: and so does no command without one."""
    for made in (b"", b"PIN", b"<plist>"):
        assert holds_secret(made)
    for value in ({}, [], {"Command": "x"}, {"Command": {"RequestType": "ProfileList"}}):
        assert not holds_secret(plist.dumps(value))


@pytest.mark.parametrize("request_type", sorted(SECRET_KEYS))
def test_every_command_that_is_emptied_once_it_is_done_is_one(request_type: str) -> None:
    """T82, T71: one list for both."""
    for key in SECRET_KEYS[request_type]:
        assert holds_secret(commands.Raw(request_type, {"List": [{key: "canary"}]}).encode(uuid="U"))
    assert not holds_secret(commands.Raw(request_type, {"Kept": "kept"}).encode(uuid="U"))
