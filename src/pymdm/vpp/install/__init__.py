"""From licenses and packages to apps on devices: the commands, and what becomes of them.

command = install_app(assignment, target=target)
install = AppInstall()
install = install.answered(result)
print(install.next().step)

Nothing here sends or waits; names load on first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.vpp.install.hashing import CHUNK_SIZE, ChunkHashes, hash_chunks
    from pymdm.vpp.install.inviting import invitation_url, invite_to_program, redeem
    from pymdm.vpp.install.licensed import install_app, install_free_app
    from pymdm.vpp.install.managing import Management
    from pymdm.vpp.install.manifest import app_manifest, encode_manifest
    from pymdm.vpp.install.packages import install_package
    from pymdm.vpp.install.progress import AppInstall
    from pymdm.vpp.install.reports import AppReport, managed_apps_list, read_list, take_list
    from pymdm.vpp.install.states import TRANSIENT, AppState, InvitationResult, RejectionReason
    from pymdm.vpp.install.steps import PACKAGE_POLLS, STORE_POLLS, Next, PollRules, Step

__all__ = [
    "CHUNK_SIZE",
    "PACKAGE_POLLS",
    "STORE_POLLS",
    "TRANSIENT",
    "AppInstall",
    "AppReport",
    "AppState",
    "ChunkHashes",
    "InvitationResult",
    "Management",
    "Next",
    "PollRules",
    "RejectionReason",
    "Step",
    "app_manifest",
    "encode_manifest",
    "hash_chunks",
    "install_app",
    "install_free_app",
    "install_package",
    "invitation_url",
    "invite_to_program",
    "managed_apps_list",
    "read_list",
    "redeem",
    "take_list",
]

_HOMES = {
    "CHUNK_SIZE": "hashing",
    "PACKAGE_POLLS": "steps",
    "STORE_POLLS": "steps",
    "TRANSIENT": "states",
    "AppInstall": "progress",
    "AppReport": "reports",
    "AppState": "states",
    "ChunkHashes": "hashing",
    "InvitationResult": "states",
    "Management": "managing",
    "Next": "steps",
    "PollRules": "steps",
    "RejectionReason": "states",
    "Step": "steps",
    "app_manifest": "manifest",
    "encode_manifest": "manifest",
    "hash_chunks": "hashing",
    "install_app": "licensed",
    "install_free_app": "licensed",
    "install_package": "packages",
    "invitation_url": "inviting",
    "invite_to_program": "inviting",
    "managed_apps_list": "reports",
    "read_list": "reports",
    "redeem": "inviting",
    "take_list": "reports",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
