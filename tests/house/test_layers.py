"""Arrows only point down: who may import whom, and which library belongs to which package."""

from __future__ import annotations

import pytest

from tests.house.source import PACKAGES, Import, Module, modules, modules_by_name, third_party, unit

_BASE = {"errors", "_flow", "_model", "_retry", "protocol.plist"}
_SCHEMA = {"schema", "commands", "profiles", "declarations", "status", "documents"}
_DOMAIN = _BASE | _SCHEMA | {"protocol", "crypto"}
_ABOVE_STORES = _DOMAIN | {"enroll", "service", "management", "apns", "dep", "vpp", "axm", "http", "stores"}

#: What each package may import of pymdm, besides itself.  A package that is missing here may import nothing.
MAY_IMPORT: dict[str, set[str]] = {
    "pymdm": {"errors"},
    "errors": set(),
    "_flow": {"errors"},
    "_json": {"errors"},
    "_machine": set(),
    "_retry": {"errors", "_flow"},
    "_model": {"errors", "_flow"},
    "protocol.plist": {"errors"},
    "crypto": {"errors"},
    "schema": {"errors", "_model"},
    "commands": {"errors", "_model", "schema"},
    "profiles": {"errors", "_model", "schema"},
    "declarations": {"errors", "_model", "schema"},
    "status": {"errors", "_model", "schema"},
    "documents": {"errors", "_model", "schema"},
    "protocol": _BASE | {"schema"},
    "enroll": _DOMAIN,
    "service": _DOMAIN,
    "management": _DOMAIN,
    "dep": _DOMAIN | {"_json", "_machine", "http"},
    "vpp": _DOMAIN | {"_json", "_machine", "http"},
    "axm": _DOMAIN | {"_json", "_machine", "http"},
    "apns": _BASE | {"protocol", "crypto"},
    "http": {"errors", "_flow"},
    "stores": _DOMAIN | {"service", "dep", "vpp"},
    "adapters": _ABOVE_STORES,
    "server": _ABOVE_STORES | {"adapters"},
    "testing": _ABOVE_STORES | {"adapters"},
    "cli": _ABOVE_STORES | {"_json", "adapters", "server", "testing"},
    "__main__": {"errors", "cli"},
}

#: Allowed only inside functions or for type checkers, which keeps the import budget.
LATE: dict[str, set[str]] = {
    "_model": {"protocol.plist"},
    "protocol": {"crypto"},
}

#: Names that only type checkers follow, so that no arrow points up at run time.
TYPING_ONLY: dict[str, set[str]] = {
    "_model": {"protocol"},  # Command.check(target: Target)
}

#: Which libraries each package may import.  attrs and the standard library are free to all.
LIBRARIES: dict[str, set[str]] = {
    "crypto": {"cryptography", "asn1crypto"},
    "dep": {"httpx", "oauthlib"},
    "vpp": {"httpx"},
    "axm": {"httpx"},
    "http": {"httpcore", "httpx"},
    "apns": {"cryptography", "h2", "hpack", "hyperframe"},
    "stores": {"psycopg", "sqlalchemy", "alembic"},
    "adapters": {"flask", "django", "starlette"},
    "server": {"waitress"},
    "testing": {"cryptography", "h2", "hpack", "hyperframe", "httpx", "oauthlib"},
    "cli": {"typer", "rich", "httpx", "waitress"},
    "__main__": {"typer", "rich"},
}


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_of_the_picture_is_there(name: str) -> None:
    assert f"pymdm.{name}" in modules_by_name()


def test_every_package_has_its_row_in_the_table() -> None:
    assert [] == sorted({module.unit for module in modules()} - set(MAY_IMPORT))


def test_arrows_only_point_down() -> None:
    assert [] == [text for module in modules() for text in _upward(module)]


def _upward(module: Module) -> list[str]:
    return [
        f"{module.place}:{found.line}: {module.unit} imports {unit(found.target)} ({found.where})"
        for found in module.imports()
        if found.target.split(".")[0] == "pymdm" and not _allowed(module, found)
    ]


def _allowed(module: Module, found: Import) -> bool:
    target = unit(found.target)
    allowed = MAY_IMPORT.get(module.unit, set()) | {module.unit}
    if target == "pymdm":  # the version, and nothing else, is there
        return module.unit in {"cli", "server", "adapters", "testing", "__main__"}
    if found.where != "module":
        allowed = allowed | LATE.get(module.unit, set())
    if found.where == "typing":
        allowed = allowed | TYPING_ONLY.get(module.unit, set())
    return target in allowed


def test_the_layer_rule_itself_sees_imports_inside_functions() -> None:
    module = modules_by_name()["pymdm.errors"]

    assert not _allowed(module, Import("pymdm.service", 1, "function"))
    assert _allowed(modules_by_name()["pymdm.errors"], Import("pymdm.errors", 1, "module"))


def test_the_clients_of_apple_services_do_not_know_one_another() -> None:
    clients = {"dep", "vpp", "axm", "apns"}

    assert [] == [client for client in clients if MAY_IMPORT[client] & clients]


def test_each_library_stays_in_its_packages() -> None:
    assert [] == [
        f"{module.place}:{found.line}: {module.unit} imports {library}"
        for module in modules()
        for found in module.imports()
        if (library := third_party(found.target))
        and library not in LIBRARIES.get(module.unit, set()) | {"attr", "attrs"}
    ]


def test_asn1crypto_is_used_by_one_module_at_most() -> None:
    users = {
        module.name
        for module in modules()
        for found in module.imports()
        if third_party(found.target) == "asn1crypto"
    }

    assert len(users) <= 1, sorted(users)
