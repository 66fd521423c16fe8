"""No nonce twice under one key, whatever threads and processes do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pymdm.crypto import SealKey, _sealing

RING_OF = "pymdm.crypto.SealKey((bytes(range(32)),))"


def under(sealed: bytes) -> tuple[bytes, bytes]:
    """Salt, which together with the key makes the sub-key; and nonce."""
    return sealed[12:28], sealed[28:40]


def test_threads_that_share_a_ring_never_use_a_nonce_twice() -> None:
    ring = SealKey.generate()
    sealed: list[bytes] = []
    begin = threading.Barrier(8)

    def work(number: int) -> None:
        begin.wait()
        values = [ring.seal(b"%d" % number, kind="k", owner=str(number)) for _ in range(500)]
        assert all(b"%d" % number == ring.open(value, kind="k", owner=str(number)) for value in values)
        sealed.extend(values)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)

    assert 4000 == len(sealed)
    assert 1 == len({under(value)[0] for value in sealed})
    assert {number.to_bytes(4, "big") for number in range(4000)} == {value[28:32] for value in sealed}


FORK = f"""
import json, os, pymdm.crypto
ring = {RING_OF}
def some():
    return [ring.seal(b"x", kind="k", owner="o").hex() for _ in range(300)]
before = some()
found = [before]
for _ in range(3):
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(send, "w") as pipe:
            json.dump(some(), pipe)
        os._exit(0)
    os.close(send)
    with os.fdopen(receive) as pipe:
        found.append(json.load(pipe))
    os.waitpid(child, 0)
found.append(some())
print(json.dumps(found))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_processes_never_use_a_nonce_of_their_parent_or_of_one_another() -> None:
    """A gunicorn that loads the app before it forks has one ring in all of its workers."""
    done = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=False)
    assert "" == done.stderr
    before, *children, after = (
        [bytes.fromhex(value) for value in batch] for batch in json.loads(done.stdout)
    )
    ring = SealKey((bytes(range(32)),))
    sealed = [*before, *after, *(value for child in children for value in child)]

    assert 3 == len(children)
    assert 1500 == len({under(value) for value in sealed})
    # Not only the random part differs: each process has a sub-key of its own.
    assert 4 == len({under(value)[0] for value in sealed})
    assert {under(before[0])[0]} == {under(value)[0] for value in (*before, *after)}
    assert all(b"x" == ring.open(value, kind="k", owner="o") for value in sealed)


def test_a_new_process_has_a_salt_of_its_own() -> None:
    program = f"import pymdm.crypto; print({RING_OF}.seal(b'x', kind='k', owner='o').hex())"
    salts = set()
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        salts.add(under(bytes.fromhex(done.stdout))[0])

    assert 2 == len(salts)


def test_a_salt_is_given_up_when_its_numbers_are_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sealing, "MESSAGES_PER_SALT", 3)
    ring = SealKey.generate()
    sealed = [ring.seal(b"x", kind="k", owner="o") for _ in range(10)]

    assert 10 == len({under(value) for value in sealed})
    assert 4 == len({under(value)[0] for value in sealed})
    assert [0, 1, 2, 0, 1, 2, 0, 1, 2, 0] == [int.from_bytes(value[28:32], "big") for value in sealed]
    assert all(b"x" == ring.open(value, kind="k", owner="o") for value in sealed)


def test_equal_numbers_still_make_different_nonces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A virtual machine that is cloned while it runs counts on in two places, under one salt."""
    ring = SealKey.generate()
    batch = ring._sealer._batch
    first = ring.seal(b"x", kind="k", owner="o")
    clone = _sealing._Batch(
        cipher=batch.cipher, head=batch.head, numbers=_sealing.itertools.count(), process=batch.process
    )
    monkeypatch.setattr(ring._sealer, "_batch", clone)
    second = ring.seal(b"x", kind="k", owner="o")

    assert first[:32] == second[:32]
    assert first[32:40] != second[32:40]


WATCH = """
import os, sys
written = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        written.append(arguments[0])
    elif event in ("tempfile.mkstemp", "tempfile.mkdtemp", "subprocess.Popen", "os.posix_spawn", "os.exec"):
        written.append(event)
from datetime import UTC, datetime
import pymdm.crypto
sys.addaudithook(watch)
ring = pymdm.crypto.SealKey.generate().rotated()
pymdm.crypto.SealKey.parse(ring.to_text())
ring = pymdm.crypto.SealKey.from_file(sys.argv[1])
now = datetime.now(UTC)
authority = pymdm.crypto.CertificateAuthority.create("CA", now=now)
identity = authority.issue_identity(common_name="device", now=now)
sealed = ring.seal(authority.to_pem(), kind="ca", owner="1")
ring.rotated().rewrap(sealed, kind="ca", owner="1")
pymdm.crypto.CertificateAuthority.from_pem(ring.open(sealed, kind="ca", owner="1"))
pymdm.crypto.certificates.pkcs12(identity, password="x", name="identity")
print(written)
"""


def test_keys_are_made_sealed_and_read_without_a_temporary_file_or_another_program(tmp_path: Path) -> None:
    """T73: what was on a disk once can be found there, and a command line is read by everybody."""
    path = tmp_path / "mdm.key"
    path.write_text(SealKey.generate().to_text())
    path.chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, str(path)], capture_output=True, text=True, check=False
    )

    assert ("", "[]\n") == (done.stderr, done.stdout)
