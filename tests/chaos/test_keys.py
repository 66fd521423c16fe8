"""T70: the process dies in the middle of sealing a database under a new key."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.service.verbs import EnrollmentQuery
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import failpoints
from tests.chaos.house import House

REWRAP = """
import sys
from pymdm.crypto import SealKey
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import failpoints

database, key_file, row = sys.argv[1:]
failpoints.die_at("rewrap.row", int(row))
SQLiteStore(database, seal=SealKey.from_file(key_file)).rewrap()
"""


def newest(ring: SealKey) -> SealKey:
    """The ring without its old keys."""
    keys = [line for line in ring.to_text().splitlines() if not line.startswith("#")]
    return SealKey.parse(f"{keys[0]}\n")


def test_a_death_in_the_middle_of_a_change_of_keys_loses_no_value(tmp_path: Path) -> None:
    house = House(tmp_path, seed=70)
    mac = house.device()
    mac.set_bootstrap_token(b"bootstrap token")
    for _ in range(3):
        house.order(mac)
    mac.connect()
    waiting = house.order(mac)
    house.store.close()
    old, ring = house.seal, house.seal.rotated()
    key_file = tmp_path / "key"
    key_file.touch(mode=0o600)
    key_file.write_text(ring.to_text())

    for row in (2, 5):
        command = [sys.executable, "-b", "-c", REWRAP, str(house.path), str(key_file), str(row)]
        assert failpoints.EXIT_STATUS == subprocess.run(command, timeout=60, check=False).returncode
        # Sealed half under the one and half under the other; the ring opens both.
        house.seal = ring
        house.open()
        assert "pending" == house.state(mac, waiting)
        house.store.close()

    with SQLiteStore(house.path, seal=ring) as store:
        assert 0 < store.rewrap()
        assert 0 == store.rewrap()
    with pytest.raises(StorageError):
        SQLiteStore(house.path, seal=old)
    house.seal = newest(ring)
    house.open()
    [[record]] = house.store.look_up([EnrollmentQuery(id=mac.enrollment.id)])
    assert b"bootstrap token" == record.bootstrap_token  # type: ignore[union-attr]
    mac.connect()
    assert (4, 4) == (house.audit().finished, house.audit().executions)
    house.close()
