"""Out of every layer that may be around a profile, and no further than into those that belong there."""

from __future__ import annotations

import plistlib
import secrets

import pytest

from pymdm.crypto import cms
from pymdm.crypto.envelope import UNDECRYPTABLE, encrypt_enveloped
from pymdm.enroll import Recipient, encrypt_profile, open_profile, sign_profile
from pymdm.errors import DecodeError, Reason, SignatureInvalid
from tests.unit.crypto.certs import rsa_key
from tests.unit.enroll.profiles import DEVICE, OTHER_DEVICE, PLAIN, SECRET, SIGNER, document

OURS = Recipient(certificate=DEVICE, key=rsa_key(1))
CLOSED = encrypt_profile(PLAIN, recipient=DEVICE, random=secrets.token_bytes)

ODD = plistlib.dumps(document() | {"PayloadDisplayName": 5})


def enveloped(data: bytes) -> bytes:
    return encrypt_enveloped(data, recipient=DEVICE, random=secrets.token_bytes)


def signed(data: bytes) -> bytes:
    return cms.sign(data, SIGNER)


def test_a_plain_profile_is_open() -> None:
    found = open_profile(PLAIN)

    assert (PLAIN, (), False, False) == (found.content, found.signatures, found.encrypted, found.closed)


@pytest.mark.parametrize(
    ("data", "signatures"),
    [
        (CLOSED, 0),
        (sign_profile(CLOSED, signer=SIGNER), 1),  # as Apple says: encrypt, then sign
        (signed(enveloped(PLAIN)), 1),
        (enveloped(sign_profile(PLAIN, signer=SIGNER)), 1),
        (signed(enveloped(signed(CLOSED))), 2),
    ],
)
def test_its_recipient_gets_through_every_order_of_layers(data: bytes, signatures: int) -> None:
    found = open_profile(data, recipient=OURS)

    assert document() == plistlib.loads(found.content)
    assert (signatures, True, False) == (len(found.signatures), found.encrypted, found.closed)
    assert all("PROFILE" == signature.policy for signature in found.signatures)
    assert "com.example.wifi" == found.profile.identifier
    assert SECRET not in repr(found)


def test_a_profile_with_wrong_types_is_opened_and_refused_where_it_is_read() -> None:
    for data in (ODD, signed(ODD)):
        found = open_profile(data)
        assert ODD == found.content
        with pytest.raises(DecodeError, match="PayloadDisplayName: expected a string"):
            _ = found.profile


def test_without_the_key_the_payloads_stay_closed_and_the_rest_can_be_read() -> None:
    found = open_profile(sign_profile(CLOSED, signer=SIGNER))

    assert (CLOSED, 1, True, True) == (found.content, len(found.signatures), found.encrypted, found.closed)


def test_what_is_closed_as_a_whole_is_told() -> None:
    with pytest.raises(DecodeError, match="the whole profile is encrypted"):
        open_profile(enveloped(PLAIN))


def test_a_signature_that_does_not_verify_hides_nothing_behind_it() -> None:
    broken = sign_profile(CLOSED, signer=SIGNER).replace(b"Office", b"0ffice")

    with pytest.raises(SignatureInvalid, match=Reason.DIGEST_MISMATCH.value):
        open_profile(broken, recipient=OURS)
    with pytest.raises(DecodeError, match="for another one"):
        open_profile(CLOSED, recipient=Recipient(certificate=OTHER_DEVICE, key=rsa_key(2)))


def test_there_are_only_so_many_layers() -> None:
    data = PLAIN
    for _ in range(4):
        data = signed(data)

    with pytest.raises(DecodeError, match="at most 3 layers"):
        open_profile(data)


@pytest.mark.parametrize("around", [0, 2])
def test_behind_an_envelope_there_is_one_word_for_all_that_is_wrong(around: int) -> None:
    """T33: else a signature that fails would tell whoever changes blocks which paddings are right."""
    inside = signed(PLAIN)
    too_deep = signed(signed(signed(inside)))
    for wrong in (
        *(inside[:-20] + bytes(20), inside[:-20], signed(b"<plist/>")),
        *(enveloped(PLAIN), too_deep, ODD, signed(ODD)),
    ):
        data = enveloped(wrong)
        for _ in range(around):
            data = signed(data)
        with pytest.raises(DecodeError) as caught:
            open_profile(data, recipient=OURS)
        assert UNDECRYPTABLE == str(caught.value)
