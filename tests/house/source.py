"""The library's source as the house rules see it: modules, and what each one imports."""

from __future__ import annotations

import ast
import dataclasses
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pymdm

#: Where the package that the tests import lies: under `make sabotage` that is a copy with a defect.
PACKAGE = Path(pymdm.__file__ or "").parent
SRC = PACKAGE.parent

#: What has to be there: a package that vanishes takes its rules with it, and nothing would go red.
PACKAGES = (
    "_flow",
    "_json",
    "_machine",
    "_model",
    "_retry",
    "adapters",
    "apns",
    "axm",
    "cli",
    "commands",
    "crypto",
    "declarations",
    "dep",
    "documents",
    "enroll",
    "errors",
    "http",
    "profiles",
    "protocol",
    "protocol.plist",
    "schema",
    "server",
    "service",
    "status",
    "stores",
    "testing",
    "vpp",
)

#: Packages that open nothing, wait for nothing, read no clock and roll no dice.
CORE = (
    "_flow",
    "_json",
    "_model",
    "_retry",
    "apns",
    "axm",
    "commands",
    "crypto",
    "declarations",
    "dep",
    "documents",
    "enroll",
    "errors",
    "profiles",
    "protocol",
    "schema",
    "service",
    "status",
    "vpp",
)

#: Modules of these packages that are made of nothing else: where bytes meet sockets, loops and threads.
SHELLS = (
    "pymdm.apns._async_connection",
    "pymdm.apns._async_driver",
    "pymdm.apns._async_source",
    "pymdm.apns._client_sockets",
    "pymdm.apns._tls",
    "pymdm.apns.async_client",
    "pymdm.apns.client",
    "pymdm.axm.async_client",
    "pymdm.axm.client",
    "pymdm.dep.async_client",
    "pymdm.dep.client",
    "pymdm.vpp.async_client",
    "pymdm.vpp.client",
    "pymdm.vpp.legacy.async_client",
    "pymdm.vpp.legacy.client",
)


@dataclasses.dataclass(frozen=True)
class Import:
    """One import of a module; `where` is "module", "function" or "typing"."""

    target: str
    line: int
    where: str


@dataclasses.dataclass(frozen=True)
class Module:
    name: str
    path: Path

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def place(self) -> str:
        return f"src/{self.path.relative_to(SRC)}"

    @property
    def unit(self) -> str:
        return unit(self.name)

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), filename=str(self.path))

    def imports(self) -> list[Import]:
        """Every import, also those inside functions and those that only type checkers follow."""
        return list(self._imports(self.tree, "module"))

    def _imports(self, node: ast.AST, where: str) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inside = where
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                inside = "function"
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                inside = "typing"
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, where) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                yield from (Import(name, child.lineno, where) for name in self._from(child))
            elif isinstance(child, ast.Call) and ast.unparse(child.func).endswith(
                ("import_module", "__import__")
            ):
                literal = child.args[0] if child.args else None
                if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                    yield Import(literal.value, child.lineno, where)
            yield from self._imports(child, inside)

    def _from(self, node: ast.ImportFrom) -> Iterator[str]:
        base = node.module or ""
        if node.level:
            package = self.name if self.is_package else self.name.rpartition(".")[0]
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, base] if base else above)
        for alias in node.names:
            whole = f"{base}.{alias.name}"
            yield whole if whole in modules_by_name() else base


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module of pymdm, sorted by path."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        found.append(Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return tuple(found)


@functools.cache
def modules_by_name() -> dict[str, Module]:
    return {module.name: module for module in modules()}


def unit(name: str) -> str:
    """The box of the architecture picture that a module lies in: "pymdm.service.plan" → "service"."""
    parts = name.split(".")
    if parts[1:3] == ["protocol", "plist"]:
        return "protocol.plist"
    return parts[1] if len(parts) > 1 else "pymdm"


def third_party(target: str) -> str | None:
    """The top-level package of an import that is neither ours nor the standard library's."""
    top = target.split(".")[0]
    # _typeshed is part of every type checker, and never there at run time.
    return None if top in {"pymdm", "_typeshed"} or top in sys.stdlib_module_names else top
