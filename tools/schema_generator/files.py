"""All files that the generator writes, as text by path below src/pymdm/schema."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from . import index, modules, overlay, rows
from .kinds import PACKAGES, Planned, planned
from .layout import Call, Expression, Tuple, literal
from .names import snake
from .plan import ClassPlan, Planner
from .tree import Source, load, read

__all__ = ["committed", "generated", "sources"]

#: One-line descriptions in this project's words, by qualified name of the class.
WORDS = Path(__file__).parent / "words.toml"

#: Files of the schema package that are written by hand.
BY_HAND = frozenset(("__init__.py", "_lazy.py"))

#: Keys of every payload: the base class has them.
_COMMON = frozenset(
    (
        "PayloadDescription",
        "PayloadDisplayName",
        "PayloadIdentifier",
        "PayloadOrganization",
        "PayloadType",
        "PayloadUUID",
        "PayloadVersion",
    )
)


def sources(folder: Path) -> list[Source]:
    """The schema files of a folder, the overlay laid over them."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        name = str(path.relative_to(folder).with_suffix(""))
        if not name.startswith("docs/"):
            found.append(read(name, overlay.laid_over(load(path), name)))
    return found


def generated(folder: Path) -> dict[str, str]:
    """The text of every generated file."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    made = [_module(source, planned(source), words) for source in sources(folder) if planned(source)]
    made.sort(key=lambda module: (PACKAGES.index(module.package), module.stem))
    _refuse_twins(made)
    texts = {}
    for module in made:
        texts[f"{module.package}/{module.stem}.py"] = modules.classes(module)
        if module.rows:
            texts[f"{module.package}/_availability/{module.stem}.py"] = modules.availability(module)
    return texts | index.files(made)


def _refuse_twins(made: list[modules.Module]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for module in made:
        for name in (module.stem, *(plan.name for plan in module.plans)):
            if other := seen.get((module.package, name)):
                raise ValueError(
                    f"{module.path} and {other} are both {name}: kinds.py is the place for names"
                )
            seen[module.package, name] = module.path


def committed(schema: Path) -> set[str]:
    """The generated files that are there."""
    paths = [*schema.rglob("*.py"), *schema.rglob("*.pyi")]
    return {str(path.relative_to(schema)) for path in paths} - BY_HAND


def _module(source: Source, classes: list[Planned], words: dict[str, Any]) -> modules.Module:
    table: dict[str, str] = words.get(classes[0].kind.package, {})
    module = modules.Module(
        package=classes[0].kind.package,
        stem=snake(classes[0].name),
        path=f"{source.path}.yaml",
        plans=[],
        rows={},
        docs=table,
        constants={},
        wires=[planned.wire for planned in classes],
    )
    for wanted in classes:
        planner = Planner(answers=wanted.kind.answers, support=module.rows)
        level = None
        if wanted.kind.base != "Answer":
            level = rows.effective(None, source.payload.get("supportedOS") or {})
            if (whole := rows.rows(None, level)) is not None:
                module.rows[wanted.name] = whole
        attribute = "value" if wanted.kind.base == "StatusItem" else None
        keys = [key for key in wanted.keys if wanted.kind.base != "Payload" or key.key not in _COMMON]
        plan = planner.plan(
            keys, wanted.name, base=wanted.kind.base, level=level, what=_what(wanted), attribute=attribute
        )
        module.plans.append(plan)
        module.constants[plan.name] = _constants(source, wanted)
        _rules(module, plan)
    return module


def _constants(source: Source, wanted: Planned) -> list[tuple[str, Expression]]:
    texts, names = "ClassVar[str]", "ClassVar[tuple[str, ...]]"
    possible = (
        (wanted.kind.constant, texts, wanted.wire),
        ("RIGHT_EXCEPTION", texts, overlay.EXCEPTIONS.get(wanted.name)),
        ("APPLY", texts, source.payload.get("apply")),
        ("STATUS_ITEMS", names, source.status_items),
        ("REASONS", names, source.reasons),
    )
    return [(f"{name}: {kind}", literal(value)) for name, kind, value in possible if value]


_WHAT = {
    "Answer": "What a device answers to {0}.",
    "Command": "The command {1}.",
    "Credential": "The data of the credential {1}.",
    "Declaration": "The payload of {1}.",
    "Document": "The dictionary {0}.",
    "Payload": "The payload {1}.",
    "StatusItem": "The status item {1}.",
}


def _what(wanted: Planned) -> str:
    return _WHAT[wanted.kind.base].format(wanted.name.removesuffix("Response"), wanted.wire)


def _rules(module: modules.Module, plan: ClassPlan) -> None:
    for inner in plan.walk():
        found = [choice for choice in overlay.CHOICES if choice.qualname == inner.qualname]
        for choice in found:
            rule = Call(choice.rule, [("", literal(key)) for key in choice.keys])
            rules = module.constants.setdefault(inner.qualname, [])
            rules.append(("RULES: ClassVar[tuple[Choice, ...]]", Tuple([rule])))
