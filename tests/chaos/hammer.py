"""One of several processes that write into the same database as fast as they can.

    python -m tests.chaos.hammer DATABASE KEY_FILE NUMBER ROUNDS

Says "ready", waits for a line, hammers, and says what it got.
"""

from __future__ import annotations

import json
import sys

from pymdm.crypto import SealKey
from pymdm.protocol import EnrollmentID, EnrollmentKind
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing._contract_scene import Scene

SHARED = EnrollmentID(kind=EnrollmentKind.DEVICE, id="SHARED")


def own(number: int) -> EnrollmentID:
    return EnrollmentID(kind=EnrollmentKind.DEVICE, id=f"DEVICE-{number}")


def hammer(scene: Scene, number: int, rounds: int) -> dict[str, object]:
    """Queue and answer for a device of its own, and with the others for one that all have."""
    mine = own(number)
    offered, refused = [], 0
    for turn in range(rounds):
        for device in (mine, SHARED):
            uuid = f"{number}-{turn}"
            scene.enqueue(uuid, device)
            refused += not scene.enqueue(uuid, device).fresh
        offered.append(scene.idle(mine))
        scene.acknowledge(f"{number}-{turn}", mine)
        scene.acknowledge(f"{number}-{turn}", SHARED)
    return {"offered": offered, "repeats": refused}


def main() -> None:
    database, key_file, number, rounds = sys.argv[1:]
    with SQLiteStore(database, seal=SealKey.from_file(key_file)) as store:
        scene = Scene(store)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(json.dumps(hammer(scene, int(number), int(rounds))))


if __name__ == "__main__":
    main()
