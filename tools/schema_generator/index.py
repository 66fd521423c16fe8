"""The index, and the doors of the packages with what type checkers read instead of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .kinds import PACKAGES
from .layout import WIDTH, Entries, Tuple, laid, literal
from .modules import Module

__all__ = ["files"]

_HEAD = "Generated; tools/schema_generator is the place for changes."

_DOORS = {
    "commands": "Commands and their answers",
    "profiles": "Payloads of configuration profiles",
    "declarations": "Declarations, credentials, messages of DDM",
    "status": "Status items",
    "documents": "Error bodies, manifests, MachineInfo",
}


def files(made: Sequence[Module]) -> dict[str, str]:
    """The index, each package's door and stub, and the stub of all."""
    texts = {"_index.py": _index(made), "__init__.pyi": _root_stub(made)}
    for package in PACKAGES:
        own = [module for module in made if module.package == package]
        texts[f"{package}/__init__.py"] = _door(package)
        texts[f"{package}/__init__.pyi"] = _stub(package, own)
        texts[f"{package}/_availability/__init__.py"] = (
            f'"""Which devices take what is in `pymdm.schema.{package}`; loaded when somebody asks."""\n'
        )
    return texts


def _index(made: Sequence[Module]) -> str:
    lines = [
        '"""Where each generated class is, and which class a name on the wire has.',
        "",
        _HEAD,
        '"""',
        "",
    ]
    lines += ["from __future__ import annotations", "", "from typing import Final", ""]
    lines += laid("__all__ = ", Tuple([literal(name) for name in _INDEX], "[]"))
    for package in PACKAGES:
        own = sorted(
            (plan.name, module.stem) for module in made if module.package == package for plan in module.plans
        )
        entries = Entries([(f'"{name}"', literal(stem)) for name, stem in own])
        lines += ["", *laid(f"{package.upper()}: Final = ", entries)]
        lines += [f'"""Class → module of `pymdm.schema.{package}`."""']
    lines += _types(made)
    return "\n".join([*lines, ""])


_INDEX = (
    "COMMANDS",
    "CREDENTIAL_TYPES",
    "DECLARATIONS",
    "DECLARATION_TYPES",
    "DOCUMENTS",
    "PAYLOAD_TYPES",
    "PROFILES",
    "REQUEST_TYPES",
    "STATUS",
    "STATUS_ITEM_TYPES",
)


def _types(made: Sequence[Module]) -> Iterable[str]:
    commands = [module for module in made if module.plans[0].base == "Command"]
    answers = {
        module.wires[0]: Tuple(
            [literal(module.plans[0].name), literal(module.plans[1].name if module.plans[1:] else None)]
        )
        for module in commands
    }
    yield ""
    yield from laid(
        "REQUEST_TYPES: Final[dict[str, tuple[str, str | None]]] = ",
        Entries([(f'"{wire}"', answers[wire]) for wire in sorted(answers)]),
    )
    yield '"""RequestType → command, answer (None where a device answers no more than a status)."""'
    payloads: dict[str, list[str]] = {}
    for module in made:
        if module.plans[0].base == "Payload":
            payloads.setdefault(module.wires[0], []).append(module.plans[0].name)
    yield ""
    yield from laid(
        "PAYLOAD_TYPES: Final[dict[str, tuple[str, ...]]] = ",
        Entries([(f'"{wire}"', literal(tuple(payloads[wire]))) for wire in sorted(payloads)]),
    )
    yield '"""PayloadType → payloads: several, where Apple has several kinds of content for one type."""'
    for name, base, what in (
        ("DECLARATION_TYPES", "Declaration", "Type of a declaration → class."),
        ("CREDENTIAL_TYPES", "Credential", "Type of a credential → class."),
        ("STATUS_ITEM_TYPES", "StatusItem", "Name of a status item → class."),
    ):
        own = sorted((m.wires[0], m.plans[0].name) for m in made if m.plans[0].base == base)
        yield ""
        yield from laid(f"{name}: Final = ", Entries([(f'"{wire}"', literal(cls)) for wire, cls in own]))
        yield f'"""{what}"""'


def _door(package: str) -> str:
    return f'''"""{_DOORS[package]}: a module per schema file, loaded when first asked for.

{_HEAD}
"""

from __future__ import annotations

from typing import Any

from pymdm.schema._index import {package.upper()}
from pymdm.schema._lazy import load

__all__ = list({package.upper()})


def __getattr__(name: str) -> Any:
    return load(__name__, {package.upper()}, name)


def __dir__() -> list[str]:
    return sorted({{*globals(), *__all__}})
'''


def _stub(package: str, made: Sequence[Module]) -> str:
    lines = []
    for module in sorted(made, key=lambda module: module.stem):
        lines += _import(f"pymdm.schema.{package}.{module.stem}", [plan.name for plan in module.plans])
    return "\n".join([*lines, "", *_all(plan.name for module in made for plan in module.plans), ""])


def _import(module: str, names: Sequence[str]) -> list[str]:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def _all(names: Iterable[str]) -> list[str]:
    return laid("__all__ = ", Tuple([literal(name) for name in sorted(names, key=_as_ruff_sorts)], "[]"))


def _as_ruff_sorts(name: str) -> tuple[bool, bool, str]:
    """Names in capitals are taken for constants and come first, then classes, then the rest."""
    return not name.isupper(), name[0].islower(), name


_FUNCTIONS = """
def command_class(request_type: str) -> type[Command] | None: ...
def answer_class(request_type: str) -> type[Answer] | None: ...
def payload_classes(payload_type: str) -> tuple[type[Payload], ...]: ...
def declaration_class(declaration_type: str) -> type[Declaration] | None: ...
def credential_class(credential_type: str) -> type[Credential] | None: ...
def status_item_class(name: str) -> type[StatusItem] | None: ...
"""


def _root_stub(made: Sequence[Module]) -> str:
    own = sorted(plan.name for module in made if module.package == "commands" for plan in module.plans)
    functions = [line.split()[1].partition("(")[0] for line in _FUNCTIONS.strip().splitlines()]
    lines = ["from pymdm._model import Answer, Command, Credential, Declaration, Payload, StatusItem"]
    lines += _import("pymdm.schema.commands", sorted(own, key=str.casefold))
    return "\n".join([*lines, "", *_all([*own, *functions]), _FUNCTIONS])
