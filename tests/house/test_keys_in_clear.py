"""T73: wherever a private key could be written in clear, or reach a file, is listed here with the reason.

That the package makes no temporary files and starts no programs outside of the demonstration and the fakes is
shown in tests/unit/server/test_no_temporary_files.py; here those two are named one by one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import Module, modules

#: (module, what): serializations without a password, and calls of those that leave it to the caller.
IN_CLEAR = {
    (
        "pymdm.crypto.certificates",
        "NoEncryption",
    ): "CertificateAuthority.to_pem without a password; callers below",
    ("pymdm.apns.certificate", "NoEncryption"): "PushCertificate.to_pem without a password; callers below",
    ("pymdm.crypto.self_signed", "NoEncryption"): "pair_to_pem without a password; callers below",
    ("pymdm.server.authorities", "to_pem()"): "into KeptState, which the store seals",
    ("pymdm.server.push_certificates", "to_pem()"): "into KeptState, which the store seals",
    ("pymdm.testing.identity", "NoEncryption"): "the key of a simulated device, for ssl by way of memory",
    ("pymdm.testing._abm_tokens", "NoEncryption"): "the key of an account that only the fake lets in",
    ("pymdm.testing._apns_tls", "NoEncryption"): "the key of the fake push service, made for the occasion",
    ("pymdm.testing.fake_apns", "to_pem()"): "a push certificate that only the fake push service takes",
}

#: (module, module of the standard library): where programs are started or temporary files are made.
MACHINERY = {
    (
        "pymdm.cli.demo",
        "tempfile",
    ): "the demonstration's folder: database, key and CA of devices that do not exist",
    (
        "pymdm.cli.demo_stage",
        "subprocess",
    ): "the demonstration's server and devices run as programs of their own",
    ("pymdm.cli.demo_stage", "tempfile"): "what these programs say",
    ("pymdm.testing._apns_tls", "tempfile"): "ssl reads keys from files only; the fake service's own key",
    ("pymdm.testing.wire", "tempfile"): "the same for a simulated device, on systems without files in memory",
}


def in_clear(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute | ast.Name) and "NoEncryption" in (
            getattr(node, "attr", None),
            getattr(node, "id", None),
        ):
            yield "NoEncryption"
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "to_pem"
        ):
            password = [keyword.value for keyword in node.keywords if keyword.arg == "password"]
            if not password or (isinstance(password[0], ast.Constant) and password[0].value is None):
                yield "to_pem()"


def machinery(module: Module) -> Iterator[str]:
    for found in module.imports():
        top = found.target.partition(".")[0]
        if top in {"tempfile", "subprocess", "multiprocessing", "pty"}:
            yield top


def test_private_keys_are_written_in_clear_only_where_it_is_listed() -> None:
    assert set(IN_CLEAR) == {(module.name, what) for module in modules() for what in in_clear(module)}


def test_programs_and_temporary_files_are_used_only_where_it_is_listed() -> None:
    found = {(module.name, what) for module in modules() for what in machinery(module)}

    assert set(MACHINERY) == found
    assert {name.split(".")[1] for name, _ in found} <= {"cli", "testing"}


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("key.private_bytes(e, f, serialization.NoEncryption())", ["NoEncryption"]),
        ("from x import NoEncryption\nkey.private_bytes(e, f, NoEncryption())", ["NoEncryption"]),
        ("ca.to_pem()", ["to_pem()"]),
        ("ca.to_pem(password=None)", ["to_pem()"]),
        ("ca.to_pem(password=secret)", []),
    ],
)
def test_the_rule_itself_sees(code: str, what: list[str]) -> None:
    module = Module("pymdm.made_up", modules()[0].path)
    module.__dict__["tree"] = ast.parse(code)

    assert what == list(in_clear(module))
