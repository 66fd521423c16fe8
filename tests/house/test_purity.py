"""The core opens nothing, waits for nothing, reads no clock and rolls no dice."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import CORE, SHELLS, Module, modules

#: Modules of the standard library that the core may not import, whatever for.
FORBIDDEN = {
    "asyncio",
    "http.client",
    "http.server",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "random",
    "secrets",
    "select",
    "shutil",
    "signal",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "time",
    "urllib.request",
    "wsgiref",
}

#: Calls that read the machine; the last parts of the dotted name that is called.
CALLS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "generate_private_key",
    "input",
    "open",
    "os.urandom",
    "print",
    "random_serial_number",
    "read_bytes",
    "read_text",
    "uuid.uuid1",
    "uuid.uuid4",
    "write_bytes",
    "write_text",
}

#: (module, what) that may all the same, with the reason.
EXCEPTIONS: dict[tuple[str, str], str] = {
    (
        "pymdm.apns.certificate",
        "datetime.now",
    ): "PushCertificate.load, called once at start, checks the date where the caller gives no clock",
    ("pymdm.apns.certificate", "open"): "PushCertificate.load, with the caller's path",
    (
        "pymdm.crypto.certificates",
        "generate_private_key",
    ): "making a key is what new_key is for; the one named exception",
    (
        "pymdm.crypto.certificates",
        "random_serial_number",
    ): "part of issuing: a serial number that can be foretold is a flaw",
    ("pymdm.crypto._machine", "logging"): "a key file that others can read has to be told to somebody",
    ("pymdm.crypto._machine", "open"): "SealKey.from_file, called once at start with the caller's path",
    ("pymdm.crypto._machine", "os"): "nonces, keys and the process that makes them: never a caller's choice",
    ("pymdm.crypto.trust", "read_bytes"): "TrustStore.from_file, called once at start with the caller's path",
    ("pymdm.service.machine", "datetime.now"): "what the drivers use where the caller gives no clock",
    ("pymdm.service.machine", "secrets"): "the same for randomness",
    ("pymdm.service.machine", "uuid.uuid4"): "the same for CommandUUIDs",
    ("pymdm.service.dispatch", "logging"): "the edge of the service: outcomes by enrollment id, never bodies",
    ("pymdm.service.driver", "asyncio"): "the drivers are where the pure functions meet threads and stores",
    ("pymdm.service.driver", "logging"): "as in dispatch",
    ("pymdm.service._driving", "logging"): "as in dispatch",
    ("pymdm.service.scep", "logging"): "as in dispatch: what became of a request, never its challenge",
    ("pymdm.vpp.tokens.token", "open"): "ContentToken.load, called once at start with the caller's path",
}


def core() -> list[Module]:
    found = [module for module in modules() if module.unit.split(".")[0] in CORE]
    return [module for module in found if module.name not in SHELLS]


def breaches(module: Module) -> Iterator[tuple[str, int]]:
    for found in module.imports():
        if found.where != "typing" and any(
            found.target == name or found.target.startswith(f"{name}.") for name in FORBIDDEN
        ):
            yield found.target, found.line
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            for name in CALLS:
                if called == name or called.endswith(f".{name}"):
                    yield name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module == "uuid":
            yield from (
                (f"uuid.{alias.name}", node.lineno)
                for alias in node.names
                if alias.name in {"uuid1", "uuid4"}
            )


def test_the_core_does_not_touch_the_machine() -> None:
    assert [] == [
        f"{module.place}:{line}: {what}"
        for module in core()
        for what, line in breaches(module)
        if (module.name, what) not in EXCEPTIONS
    ]


def test_every_exception_is_still_needed_and_in_the_core() -> None:
    found = {(module.name, what) for module in core() for what, _ in breaches(module)}

    assert set() == set(EXCEPTIONS) - found


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_is_one(name: str) -> None:
    """A module that touches nothing is held to the rule like all others."""
    (module,) = [module for module in modules() if module.name == name]

    assert list(breaches(module))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("def f():\n    import os\n", "os"),
        ("from datetime import datetime\nx = datetime.now()\n", "datetime.now"),
        ("from uuid import uuid4\n", "uuid.uuid4"),
        ("import pathlib\npathlib.Path('x').read_bytes()\n", "read_bytes"),
        ("with open('x') as file:\n    pass\n", "open"),
    ],
)
def test_the_rule_itself_sees(code: str, what: str) -> None:
    module = Module("pymdm.protocol.made_up", modules()[0].path)
    module.__dict__["tree"] = ast.parse(code)

    assert what in {name for name, _ in breaches(module)}
