"""The text of a module: its classes, and the module of availability beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import attrs

from .layout import Call, Entries, Expression, Tuple, laid, literal
from .plan import Attribute, ClassPlan

__all__ = ["Module", "availability", "classes"]


@attrs.define
class Module:
    """All that is known of one file: where its module lies and what is in it."""

    package: str
    stem: str
    path: str
    """The schema file."""
    plans: list[ClassPlan]
    rows: dict[str, Tuple]
    docs: dict[str, str]
    """Docstrings by qualified name; the others are made of what the class is."""
    constants: dict[str, list[tuple[str, Expression]]]
    """Class variables by qualified name: what it is called on the wire, and rules."""
    wires: list[str]
    """What its classes are called on the wire."""


def classes(module: Module) -> str:
    """The module of the classes."""
    plans = module.plans
    used = "\n".join(line for plan in plans for line in _class(module, plan, 0))
    names = sorted(plan.name for plan in plans)
    return "\n".join(
        [
            f'"""{plans[0].name}, as Apple\'s schema has it.',
            "",
            *_source(module),
            "",
            *_imports(used),
            "",
            *laid("__all__ = ", _list(names)),
            used,
            "",
        ]
    )


def _source(module: Module) -> list[str]:
    return [
        f"Source: {module.path}",
        "Generated; tools/schema_generator is the place for changes.",
        '"""',
    ]


def _list(names: Sequence[str]) -> Expression:
    return Tuple([literal(name) for name in names], "[]")


def _imports(used: str) -> Iterator[str]:
    def uses(name: str) -> bool:
        return any(mark in used for mark in (f"{name}[", f"{name}(", f"({name})", f": {name}", f"[{name}"))

    abstract = [name for name in ("Mapping", "Sequence") if f"{name}[" in used]
    if abstract:
        yield f"from collections.abc import {', '.join(abstract)}"
    if "datetime |" in used or ": datetime" in used or "[datetime" in used:
        yield "from datetime import datetime"
    typing = [name for name in ("Any", "ClassVar") if _word(name, used)]
    if typing:
        yield f"from typing import {', '.join(typing)}"
    if abstract or typing or "datetime" in used:
        yield ""
    bases = [base for base in _BASES if f"({base})" in used]
    rules = [rule for rule in ("at_least_one", "at_most_one", "exactly_one") if f"{rule}(" in used]
    if rules:
        bases.insert(0, "Choice")
    own = [*sorted(bases), *rules, *(["key"] if " key(" in used else []), "model"]
    yield f"from pymdm._model import {', '.join(own)}"


_BASES = (
    "Answer",
    "Command",
    "Credential",
    "Declaration",
    "Document",
    "Model",
    "Payload",
    "StatusItem",
    "Tagged",
)


def _word(name: str, text: str) -> bool:
    return any(f"{name}{after}" in text for after in (" |", "]", "[", " =", ",")) and f"{name}" in text


def _class(module: Module, plan: ClassPlan, indent: int) -> Iterator[str]:
    pad, inner = " " * indent, indent + 4
    yield from ["", ""] if not indent else [""]
    yield f"{pad}@model"
    yield f"{pad}class {plan.name}({plan.base}):"
    yield from _docstring(module.docs.get(plan.qualname, plan.what), inner)
    constants = list(module.constants.get(plan.qualname, ()))
    if plan.tag:
        constants.insert(0, ("TAG: ClassVar[tuple[str, str]]", literal(plan.tag)))
    if constants:
        yield ""
    for start, value in constants:
        yield from laid(f"{start} = ", value, "", inner)
    for nested in plan.nested:
        yield from _class(module, nested, inner)
    for alias, members in plan.unions.items():
        yield ""
        yield from _alias(alias, members, inner)
    if plan.attributes:
        yield ""
    for attribute in plan.attributes:
        yield from _attribute(attribute, inner)


def _alias(alias: str, members: Sequence[str], indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{alias} = ("
    yield f"{' ' * indent}    {members[0]}"
    yield from (f"{' ' * indent}    | {member}" for member in members[1:])
    yield f"{' ' * indent})"


def _docstring(text: str, indent: int) -> Iterator[str]:
    pad = " " * indent
    first, _, more = text.partition("\n\n")
    if not more:
        yield f'{pad}"""{first}"""'
        return
    yield f'{pad}"""{first}'
    yield ""
    for line in textwrap.wrap(" ".join(more.split()), 100 - indent):
        yield f"{pad}{line}"
    yield f'{pad}"""'


def _attribute(attribute: Attribute, indent: int) -> Iterator[str]:
    facts = dict(attribute.facts)
    arguments: list[tuple[str, Expression]] = [("", literal(attribute.wire))]
    if not attribute.insists:
        arguments.append(("default", "None"))
        if attribute.required:
            arguments.append(("required", "True"))
    order = ("if_absent", "allowed", "minimum", "maximum", "format", "length", "text", "combine", "assets")
    for name in (*order, "contents"):
        if name in facts:
            value = literal(facts[name])
            arguments.append((name, _raw(facts[name]) if name == "format" else value))
    if attribute.secret:
        arguments.append(("secret", "True"))
    yield from laid(f"{attribute.name}: {attribute.annotation} = ", Call("key", arguments), "", indent)


def _raw(pattern: str) -> Expression:
    return f'r"{pattern}"' if "\\" in pattern else literal(pattern)


def availability(module: Module) -> str:
    """The module of the rows."""
    never = "NEVER, " if any("NEVER" in str(rows) for rows in module.rows.values()) else ""
    entries: list[tuple[str, Expression]] = [(f'"{name}"', rows) for name, rows in module.rows.items()]
    return "\n".join(
        [
            f'"""Which devices take {module.plans[0].name}.',
            "",
            *_source(module),
            "",
            "from typing import Final",
            "",
            f"from pymdm._model import {never}Rows, Support",
            "",
            '__all__ = ["SUPPORT"]',
            "",
            *laid("SUPPORT: Final[Rows] = ", Entries(entries)),
            "",
        ]
    )
