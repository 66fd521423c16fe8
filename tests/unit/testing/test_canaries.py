"""The canary scan finds what is planted, in every form, and nothing else."""

from __future__ import annotations

import base64
import json
import random
import textwrap
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest

from pymdm.protocol import plist
from pymdm.testing.canaries import MIN_LENGTH, Canaries, Hit, database_files, forms

#: Ways in which a secret ends up where it does not belong, written with other tools than the scan's.
WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda secret: secret,
    "hex": lambda secret: "".join(f"{byte:02x}" for byte in secret).encode(),
    "hex in capitals": lambda secret: "".join(f"{byte:02X}" for byte in secret).encode(),
    "hex with colons": lambda secret: secret.hex(":").encode(),
    "hex in lines": lambda secret: "\n".join(textwrap.wrap(secret.hex(), 8)).encode(),
    "base64": base64.b64encode,
    "base64 for addresses": base64.urlsafe_b64encode,
    "base64, one byte before": lambda secret: base64.b64encode(b"x" + secret + b"yz"),
    "base64, two bytes before": lambda secret: base64.b64encode(b"\xff\xfe" + secret + b"y"),
    "base64 in lines": base64.encodebytes,
    "a property list": lambda secret: plist.dumps({"a": {"b": {"c": b"\x01" + secret * 4}}}),
    "repr of bytes": lambda secret: repr({"key": secret}).encode(),
    "a form": lambda secret: quote(secret, safe="").encode(),
}
TEXT_WRITERS: dict[str, Callable[[str], bytes]] = {
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "JSON": lambda text: json.dumps({"x": text}).encode(),
    "XML": lambda text: escape(text).encode(),
}
SECRETS = {
    "letters": b"q7Zk9X",
    "bytes": random.Random(4).randbytes(32),
    "one byte more": random.Random(5).randbytes(33),
    "two bytes more": random.Random(6).randbytes(34),
    "signs": 'pa"ss<wö>rd&\\'.encode(),
}


def surroundings(seed: int) -> tuple[bytes, bytes]:
    rng = random.Random(seed)
    return rng.randbytes(1000), rng.randbytes(777)


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("writer", WRITERS)
def test_a_secret_is_found_however_it_is_written(writer: str, kind: str) -> None:
    before, after = surroundings(1)
    canaries = Canaries(seed=1)
    canaries.add("the secret", SECRETS[kind])

    found = canaries.scan({"log": before + WRITERS[writer](SECRETS[kind]) + after, "clean": before + after})

    assert {("the secret", "log")} == {(hit.canary, hit.where) for hit in found}


@pytest.mark.parametrize("kind", ["letters", "signs"])
@pytest.mark.parametrize("writer", TEXT_WRITERS)
def test_a_secret_text_is_found_however_it_is_written(writer: str, kind: str) -> None:
    before, after = surroundings(2)
    canaries = Canaries(seed=1)
    canaries.add("the secret", SECRETS[kind].decode())

    found = canaries.scan({"log": before + TEXT_WRITERS[writer](SECRETS[kind].decode()) + after})

    assert {"the secret"} == {hit.canary for hit in found}


def test_a_hit_says_where_and_not_what() -> None:
    canaries = Canaries(seed=1)
    pin = canaries.plant("PIN", length=6)

    [hit] = canaries.scan({"stderr": f"12345{pin}"})

    assert Hit(canary="PIN", form="plain", where="stderr", offset=5) == hit
    assert pin not in repr(hit)
    assert pin not in repr(vars(canaries).keys())


def test_random_bytes_of_megabytes_hold_no_canary() -> None:
    canaries = Canaries(seed=7)
    for number in range(20):
        canaries.plant(f"secret {number}", length=MIN_LENGTH)
    noise = random.Random(8).randbytes(2_000_000)

    assert () == canaries.scan({"noise": noise, "text": base64.b64encode(noise)})


def test_the_same_seed_makes_the_same_secrets_and_another_one_others() -> None:
    first, again, other = (Canaries(seed=seed).plant("PIN") for seed in (1, 1, 2))

    assert first == again != other


def test_names_are_kept_apart_and_short_secrets_refused() -> None:
    canaries = Canaries(seed=1)
    canaries.plant("PIN")
    with pytest.raises(ValueError, match="another canary is called PIN"):
        canaries.plant("PIN")
    with pytest.raises(ValueError, match="at least 6 bytes"):
        canaries.add("short", b"12345")
    assert (["PIN"], 1) == (list(canaries), len(canaries))


def test_forms_that_come_out_the_same_are_looked_for_once() -> None:
    found = forms(b"abcdef")

    assert len(set(found.values())) == len(found)
    assert {"plain", "hex", "base64 0", "base64 1", "base64 2", "utf-16 le", "utf-16 be"} <= set(found)


def test_a_database_is_all_files_that_begin_with_its_name(tmp_path: Path) -> None:
    for name in ("x.db", "x.db-wal", "x.db-shm", "x.db.lock", "other.db"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "x.db.folder").mkdir()

    files = database_files(tmp_path / "x.db")

    assert {name: name.encode() for name in ("x.db", "x.db-wal", "x.db-shm", "x.db.lock")} == files
    canaries = Canaries(seed=1)
    canaries.add("the name", "x.db-wal")
    assert {"x.db-wal"} == {hit.where for hit in canaries.scan({**files, "path": tmp_path / "other.db"})}
