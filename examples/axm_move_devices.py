"""Move devices to another device management service: those of a file, as far as they are not there yet.

    export PYMDM_AXM_CLIENT_ID=BUSINESSAPI.… PYMDM_AXM_KEY_ID=… PYMDM_AXM_KEY=key.pem
    python -m examples.axm_move_devices "New server" < serials.txt
    python -m examples.axm_move_devices "New server" --from-server "Old server"

Nothing is moved twice: what is at the service already is left out, and after a lost answer the devices are
looked at before they are asked for again.  Run it in the folder of the checkout.

The exit code is 0 if all devices are there in the end, 1 if some are not.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from pymdm.axm import AXMClient, AXMCredentials
from pymdm.errors import TransportError

AT_ONCE = 500
ROUNDS = 3


def server_id(axm: AXMClient, name: str) -> str:
    (found,) = [server.id for server in axm.servers() if name in (server.id, server.name)]
    return found


def move(axm: AXMClient, target: str, serials: Iterable[str]) -> set[str]:
    """The devices that are not there in the end."""
    left = set(serials)
    for _ in range(ROUNDS):
        left -= set(axm.server_devices(target))
        for start in range(0, len(left), AT_ONCE):
            part = sorted(left)[start : start + AT_ONCE]
            try:
                activity = axm.assign(target, part)
            except TransportError as error:
                print(f"{error}; the next round looks where the devices are", file=sys.stderr)
                continue
            ended = axm.wait(activity.id, timeout=900)
            print(f"{len(part)} devices: {ended.sub_status or ended.status}", file=sys.stderr)
        if not left:
            break
    return left - set(axm.server_devices(target))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Move devices to another device management service.")
    parser.add_argument("server", help="where to: the name in the portal, or the id")
    parser.add_argument(
        "--from-server", help="all devices of this one; else serial numbers on standard input"
    )
    parser.add_argument("--endpoint", default="", help="another service than Apple's, such as a fake")
    parser.add_argument("--ca", type=Path, help="the authority to trust for it, PEM")
    asked = parser.parse_args(arguments)
    credentials = AXMCredentials.from_pem(
        Path(os.environ["PYMDM_AXM_KEY"]).read_bytes(),
        client_id=os.environ["PYMDM_AXM_CLIENT_ID"],
        key_id=os.environ["PYMDM_AXM_KEY_ID"],
    )
    other = {"base_url": asked.endpoint, "token_url": f"{asked.endpoint}/auth/oauth2/token"}
    with AXMClient(
        credentials, ca=asked.ca.read_bytes() if asked.ca else None, **(other if asked.endpoint else {})
    ) as axm:
        if asked.from_server:
            serials = list(axm.server_devices(server_id(axm, asked.from_server)))
        else:
            serials = [line.strip() for line in sys.stdin if line.strip()]
        missing = move(axm, server_id(axm, asked.server), serials)
    print(f"{len(serials) - len(missing)} of {len(serials)} devices are there")
    for serial in sorted(missing):
        print(serial)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
