"""What sealing binds, and what comes out when something is wrong (T69, T70)."""

from __future__ import annotations

import copy
import hashlib
import hmac
import pickle

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pymdm.crypto import SealKey, _sealing
from pymdm.crypto._seal_text import key_id_of
from pymdm.crypto.sealed import OVERHEAD, describe_sealed
from pymdm.errors import StorageError

KIND, OWNER = "unlock_token", "66ADE930-5FDF-5EC4-8429-15640684C489"
KEY = bytes(range(32))
RING = SealKey((KEY,))
OTHER = SealKey((bytes(32),))
SEALED = RING.seal(b"opens the phone", kind=KIND, owner=OWNER)
CLOSED = "does not open"


def opened(sealed: bytes, ring: SealKey = RING, kind: str = KIND, owner: str = OWNER) -> bytes:
    return ring.open(sealed, kind=kind, owner=owner)


def by_hand(
    *, key: bytes = KEY, salt: bytes = b"s" * 16, nonce: bytes = b"n" * 12, bound_to: str, text: bytes
) -> bytes:
    """A sealed value made from the description of the format, with HKDF written out (RFC 5869)."""
    key_id = key_id_of(key)
    extracted = hmac.digest(salt, key, hashlib.sha256)
    derived = hmac.digest(extracted, b"pymdm sealed value 1" + key_id + b"\x01", hashlib.sha256)
    return b"\xf5pm\x01" + key_id + salt + nonce + AESGCM(derived).encrypt(nonce, text, bound_to.encode())


BOUND_TO = f"pymdm sealed value 1;12:{KIND}36:{OWNER}{RING.current_id}"


@pytest.mark.parametrize("text", [b"", b"x", bytes(100_000)])
def test_what_is_sealed_opens(text: bytes) -> None:
    sealed = RING.seal(text, kind=KIND, owner=OWNER)

    assert text == opened(sealed)
    assert len(text) + OVERHEAD == len(sealed)


def test_the_format_is_the_one_that_is_described() -> None:
    assert b"text" == opened(by_hand(bound_to=BOUND_TO, text=b"text"))


@pytest.mark.parametrize(
    "bound_to",
    [
        BOUND_TO.replace("pymdm sealed value 1", "pymdm sealed value 2"),
        BOUND_TO.replace(KIND, "other_token1"),
        BOUND_TO.replace(OWNER, OWNER[::-1]),
        BOUND_TO.replace(RING.current_id, OTHER.current_id),
        BOUND_TO.removesuffix(RING.current_id),
        "",
    ],
    ids=["constant", "kind", "owner", "key id", "no key id", "nothing"],
)
def test_each_part_of_the_associated_data_counts(bound_to: str) -> None:
    """T69: constant, kind, owner and key id."""
    with pytest.raises(StorageError, match=CLOSED):
        opened(by_hand(bound_to=bound_to, text=b"text"))


def test_two_rows_that_were_swapped_do_not_open() -> None:
    """T69: with plain encryption each would open, and a device would be given another's token."""
    rows = {owner: RING.seal(f"of {owner}".encode(), kind=KIND, owner=owner) for owner in ("a", "b")}
    rows["a"], rows["b"] = rows["b"], rows["a"]

    for owner, sealed in rows.items():
        with pytest.raises(StorageError, match=CLOSED):
            opened(sealed, owner=owner)


def test_a_value_of_one_kind_does_not_open_as_another() -> None:
    """T69: a note of the same owner must not become a key."""
    with pytest.raises(StorageError, match=CLOSED):
        opened(SEALED, kind="ca_key")


def test_where_the_kind_ends_and_the_owner_begins_counts() -> None:
    """T69: with the three only joined, these would read the same."""
    for kind, owner in (("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", ""), ("a1:b", "c")):
        for other_kind, other_owner in (("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", ""), ("a1:b", "c")):
            sealed = RING.seal(b"x", kind=kind, owner=owner)
            if (kind, owner) == (other_kind, other_owner):
                assert b"x" == RING.open(sealed, kind=kind, owner=owner)
            else:
                with pytest.raises(StorageError):
                    RING.open(sealed, kind=other_kind, owner=other_owner)


def test_names_in_any_script_are_told_apart() -> None:
    sealed = RING.seal(b"x", kind=KIND, owner="Zoë")

    assert b"x" == opened(sealed, owner="Zoë")
    with pytest.raises(StorageError):
        opened(sealed, owner="Zoe\u0308")


def test_a_key_that_is_missing_is_named_with_what_to_do() -> None:
    """T70: an administrator who restored the wrong key file learns which key the database needs."""
    with pytest.raises(
        StorageError, match=f"under key {RING.current_id}, which is not among .* put the line"
    ):
        opened(SEALED, ring=OTHER)


def test_a_wrong_key_under_the_right_id_opens_nothing() -> None:
    """T70, T69: who writes another key id into a value gains nothing by it."""
    forged = SEALED[:4] + bytes.fromhex(OTHER.current_id) + SEALED[12:]

    with pytest.raises(StorageError, match=CLOSED):
        opened(forged, ring=OTHER)


def test_one_text_for_damage_another_row_and_another_kind() -> None:
    texts = set()
    for sealed, kind, owner in (
        (SEALED[:-1], KIND, OWNER),
        (SEALED[:20], KIND, OWNER),
        (b"", KIND, OWNER),
        (b"no sealed value at all" * 9, KIND, OWNER),
        (SEALED[:-1] + bytes((SEALED[-1] ^ 1,)), KIND, OWNER),
        (SEALED, KIND, "another"),
        (SEALED, "another", OWNER),
    ):
        with pytest.raises(StorageError) as caught:
            opened(sealed, kind=kind, owner=owner)
        texts.add(str(caught.value))
        assert None is caught.value.__cause__

    assert 1 == len(texts)


def test_no_bit_of_a_sealed_value_may_change() -> None:
    for position in range(8 * len(SEALED)):
        changed = bytearray(SEALED)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(StorageError):
            opened(bytes(changed))


def test_what_a_rotated_ring_seals_is_under_the_new_key_and_the_old_values_open() -> None:
    """T70."""
    rotated = RING.rotated()
    sealed = rotated.seal(b"new", kind=KIND, owner=OWNER)

    assert (rotated.current_id, *RING.key_ids) == rotated.key_ids
    assert rotated.current_id != RING.current_id
    assert b"opens the phone" == opened(SEALED, ring=rotated)
    assert b"new" == opened(sealed, ring=rotated)
    with pytest.raises(StorageError, match=rotated.current_id):
        opened(sealed)


def test_rewrapping_may_be_interrupted_and_repeated() -> None:
    """T70: what is done already is left alone, so a second run finishes what the first has begun."""
    rotated = RING.rotated()
    rows = {str(owner): RING.seal(b"%d" % owner, kind=KIND, owner=str(owner)) for owner in range(6)}
    changed = 0
    for limit in (2, 3, 6, 6):  # as if killed after so many rows
        for owner in list(rows)[:limit]:
            new = rotated.rewrap(rows[owner], kind=KIND, owner=owner)
            changed += new is not None
            rows[owner] = rows[owner] if new is None else new

    assert 6 == changed
    only_new = SealKey.parse("\n".join(rotated.to_text().splitlines()[:-1]))
    assert only_new.key_ids == rotated.key_ids[:1]
    assert [b"%d" % owner for owner in range(6)] == [
        only_new.open(sealed, kind=KIND, owner=owner) for owner, sealed in rows.items()
    ]


def test_rewrapping_keeps_a_value_in_its_row() -> None:
    """T69: otherwise a rotation would turn swapped rows into valid ones."""
    with pytest.raises(StorageError, match=CLOSED):
        RING.rotated().rewrap(SEALED, kind=KIND, owner="another")


@pytest.mark.parametrize("sealed", [b"", b"no sealed value at all", SEALED[:30]])
def test_rewrapping_something_else_is_refused(sealed: bytes) -> None:
    with pytest.raises(StorageError, match=CLOSED):
        RING.rewrap(sealed, kind=KIND, owner=OWNER)


def test_a_store_knows_its_key_again_when_it_is_opened() -> None:
    """T70."""
    value = RING.check_value()

    assert RING.current_id == RING.verify_check_value(value)
    assert RING.current_id == RING.rotated().verify_check_value(value)
    with pytest.raises(StorageError, match=f"under key {RING.current_id}"):
        OTHER.verify_check_value(value)


@pytest.mark.parametrize("value", [b"", SEALED, RING.seal(b"x", kind="pymdm key check", owner="")])
def test_a_check_value_is_nothing_else(value: bytes) -> None:
    """T70."""
    with pytest.raises(StorageError):
        RING.verify_check_value(value)


def test_the_same_value_sealed_twice_differs_everywhere_but_in_its_head() -> None:
    first, second = (RING.seal(bytes(64), kind=KIND, owner=OWNER) for _ in range(2))

    assert first[:28] == second[:28]
    assert first[28:] != second[28:]
    assert first[40:] != second[40:]


def test_a_sealed_value_tells_its_key_and_size_and_no_more() -> None:
    facts = describe_sealed(SEALED)

    assert facts is not None
    assert (RING.current_id, len(b"opens the phone")) == (facts.key_id, facts.size)
    assert None is describe_sealed(SEALED[: OVERHEAD - 1])
    assert None is describe_sealed(b"x" * 100)


def test_each_salt_is_derived_once_and_the_number_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    derived = []
    real = _sealing._derived

    def counting(key: bytes, key_id: bytes, salt: bytes) -> AESGCM:
        derived.append(salt)
        return real(key, key_id, salt)

    monkeypatch.setattr(_sealing, "MAX_CIPHERS", 2)
    reader = SealKey((KEY,))
    values = [SealKey((KEY,)).seal(b"x", kind=KIND, owner=OWNER) for _ in range(3)]
    monkeypatch.setattr(_sealing, "_derived", counting)
    for number in (0, 0, 1, 0, 1, 2, 2, 0):
        assert b"x" == opened(values[number], ring=reader)

    first, second, third = (value[12:28] for value in values)
    assert [first, second, third, first] == derived


@pytest.mark.parametrize("keys", [(), (b"short",), (KEY, "x" * 32)])
def test_a_ring_is_made_of_whole_keys(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SealKey(keys)


def test_a_ring_shows_its_ids_and_never_its_keys() -> None:
    shown = f"{RING} {RING!r} {[RING]}"

    assert RING.current_id in shown
    for form in (KEY.hex(), repr(KEY)[2:20], RING.to_text().split()[-1]):
        assert form not in shown


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling_a_ring_is_refused_and_a_copy_is_itself(protocol: int) -> None:
    with pytest.raises(TypeError, match=r"SealKey\.from_file"):
        pickle.dumps([RING], protocol)

    assert RING is copy.copy(RING)
    assert RING is copy.deepcopy([RING])[0]
