"""What a signature is over: the part of a message to which only the signer can give another form."""

from __future__ import annotations

from datetime import UTC, datetime

from pymdm.crypto import cms
from tests.unit.crypto.cms import forge

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLAIN = cms.Shape(attributes=False, detached=False)


def verified(signed: bytes) -> cms.VerifiedSignature:
    return cms.verify_attached(signed, policy=cms.MACHINE_INFO)


def test_without_attributes_it_is_the_content() -> None:
    found = verified(cms.sign(b"body", forge.rsa_signer(), shape=PLAIN))

    assert (b"body", False) == (found.signed, found.is_dated)


def test_with_attributes_it_is_these_as_a_set() -> None:
    found = verified(cms.sign(b"body", forge.rsa_signer()))

    assert b"\x31" == found.signed[:1]
    assert forge.MESSAGE_DIGEST in found.signed
    assert not found.is_dated


def test_a_signing_time_makes_each_message_another() -> None:
    first, second = (
        verified(cms.sign(b"body", forge.rsa_signer(), signing_time=NOW.replace(minute=minute)))
        for minute in (1, 2)
    )

    assert first.is_dated
    assert first.content == second.content
    assert first.signed != second.signed


def test_content_that_names_a_signing_time_is_not_dated() -> None:
    assert not verified(cms.sign(forge.SIGNING_TIME, forge.rsa_signer(), shape=PLAIN)).is_dated


def test_the_form_of_the_message_does_not_change_it() -> None:
    signed = cms.sign(b"body", forge.ec_signer(), signing_time=NOW)
    more = cms.sign(
        b"body", forge.ec_signer(), signing_time=NOW, certificates=(forge.rsa_signer().certificate,)
    )

    assert signed != more
    assert verified(signed).signed == verified(more).signed
