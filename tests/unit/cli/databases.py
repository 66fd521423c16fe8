"""Databases for the commands that work on them, and the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
from typer.testing import CliRunner

from pymdm.cli.app import app
from pymdm.crypto import SealKey
from pymdm.server import EnrollWith, Server, ServerSettings, create_server
from pymdm.server.authorities import keep_authorities
from pymdm.server.kept import KeptState
from pymdm.service.machine import utc_now
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing import SimulatedDevice, wsgi_sender

CODE, TOKEN = "enrollment-code-of-these-tests", "admin-token-of-these-tests"
TOPIC = "com.apple.mgmt.External.11111111-2222-3333-4444-555555555555"


@attrs.frozen(kw_only=True)
class Database:
    """A database and its key, in a folder of their own."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "pymdm.db"

    @property
    def key(self) -> Path:
        return self.folder / "mdm.key"

    @classmethod
    def make(cls, folder: Path) -> Database:
        found = cls(folder=folder)
        found.key.write_text(SealKey.generate().to_text())
        found.key.chmod(0o600)
        found.store().close()
        return found

    def store(self) -> SQLiteStore:
        return SQLiteStore(self.path, seal=SealKey.from_file(self.key))

    def server(self, store: SQLiteStore) -> Server:
        settings = ServerSettings(
            url="https://mdm.example.com",
            topic=TOPIC,
            enrollment_code=CODE,
            admin_token=TOKEN,
            enroll_with=EnrollWith.PKCS12,
        )
        authorities = keep_authorities(KeptState(store, clock=utc_now), now=utc_now())
        return create_server(settings, store, authorities, start_worker=False)

    def device(self, server: Server, platform: Any = "macOS", *, seed: str) -> SimulatedDevice:
        """A device that has enrolled."""
        from tests.unit.server.scene import call

        profile = call(server.device, "POST", "/enroll", body=f"code={CODE}".encode()).body
        send = wsgi_sender(server.device)
        made = SimulatedDevice.from_profile(profile, platform=platform, send=send, seed=seed)
        made.enroll()
        return made

    def run(self, *words: str, **options: Any) -> Any:
        """A command of ``pymdm`` on this database."""
        return CliRunner().invoke(
            app, [*words, "--database", str(self.path), "--seal-key", str(self.key)], **options
        )
