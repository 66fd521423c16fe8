"""Profiles through signature and envelope: nothing is lost, nothing that was changed passes."""

from __future__ import annotations

import plistlib
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm.enroll import (
    Recipient,
    decrypt_profile,
    diff_profiles,
    encrypt_profile,
    open_profile,
    sign_profile,
    verify_profile,
)
from pymdm.errors import PymdmError, SignatureInvalid
from pymdm.protocol import Profile
from tests.unit.crypto.certs import rsa_key
from tests.unit.enroll.profiles import BETWEEN, CLIP, DEVICE, PLAIN, SIGNER, WIFI, written

MUTATIONS = 3_000
OURS = Recipient(certificate=DEVICE, key=rsa_key(1))
TEXT = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFFFD, exclude_categories=("Cs",)), max_size=20
)
LEAF: st.SearchStrategy[Any] = st.one_of(
    TEXT, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.binary(max_size=40)
)
VALUES = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=12
)
KEYS = st.dictionaries(TEXT.map(lambda key: f"X{key}"), VALUES, max_size=5)  # none that a profile has


def dice(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@settings(max_examples=60, deadline=None)
@given(inside=KEYS, outside=KEYS)
def test_every_key_comes_back_through_encryption_and_signature(
    inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    plain = written({**WIFI, **inside}, CLIP, **outside)
    sent = sign_profile(
        encrypt_profile(plain, recipient=DEVICE, random=dice), signer=SIGNER, chain=(BETWEEN.der,)
    )
    found = open_profile(sent, recipient=OURS)

    assert plistlib.loads(plain) == plistlib.loads(found.content)
    assert () == diff_profiles(Profile.decode(plain), found.profile)


@settings(max_examples=100, deadline=None)
@given(old=KEYS, new=KEYS)
def test_a_difference_is_found_exactly_where_there_is_one(old: dict[str, Any], new: dict[str, Any]) -> None:
    before, after = (Profile.decode(written({**WIFI, **keys}, CLIP)) for keys in (old, new))
    changes = diff_profiles(before, after)

    assert bool(changes) == (_typed(old) != _typed(new))
    assert len(changes) == len(diff_profiles(after, before))


def _typed(value: Any) -> Any:
    """The value with its types, which Python leaves out of comparisons."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    return [_typed(item) for item in value] if isinstance(value, list) else (type(value).__name__, value)


def mutated(data: bytes, roll: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(roll.randint(1, 4)):
        at = roll.randrange(len(changed))
        match roll.randrange(4):
            case 0:
                changed[at] ^= 1 << roll.randrange(8)
            case 1:
                del changed[at : at + roll.randint(1, 30)]
            case 2:
                changed[at:at] = roll.randbytes(roll.randint(1, 8))
            case _:
                changed[at] = roll.randrange(256)
        if not changed:
            return b"\x30"
    return bytes(changed)


def test_nothing_that_was_changed_passes_for_what_was_signed() -> None:
    signed = sign_profile(PLAIN, signer=SIGNER, chain=(BETWEEN.der,))
    roll = random.Random(20)
    for _ in range(MUTATIONS):
        try:
            found = verify_profile(mutated(signed, roll))
        except (SignatureInvalid, PymdmError):
            continue
        assert PLAIN == found.content


def test_whatever_is_done_to_an_encrypted_profile_only_our_errors_come_out() -> None:
    closed = encrypt_profile(PLAIN, recipient=DEVICE, random=dice)
    envelope = plistlib.loads(closed)["EncryptedPayloadContent"]
    roll = random.Random(33)
    for number in range(MUTATIONS // 3):
        broken = mutated(envelope, roll)
        data = broken if number % 2 else written(PayloadContent=None, EncryptedPayloadContent=broken)
        for open_it in (_as_recipient, _through_all_layers):
            try:
                open_it(data)
            except PymdmError as error:
                told = str(error)
            else:
                told = ""
            assert "CANARY" not in told


def _as_recipient(data: bytes) -> None:
    decrypt_profile(data, certificate=DEVICE, key=rsa_key(1))


def _through_all_layers(data: bytes) -> None:
    open_profile(data, recipient=OURS)
