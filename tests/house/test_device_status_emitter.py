"""T17: on device routes one function alone may answer 401, or 403 with com.apple.unrecognized.device.

A device takes either as the order to unenroll, so an error path that says 401 empties a fleet.  Any
spelling of these answers in the source is found here, and has to be in the one module that decides it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

import pytest

from tests.house.source import Module, modules, modules_by_name

#: The deliberate unenroll.
EMITTER = "pymdm.service.unenroll"

#: Who may call it: an admission policy, and an audited admin action.
CALLERS = {"pymdm.service.reply", "pymdm.server.admin"}

#: Packages whose answers can reach a device.
ANSWERING = {
    "protocol",
    "enroll",
    "service",
    "management",
    "stores",
    "adapters",
    "server",
    "errors",
    "http",
}

#: Modules with a login of their own, on routes that no device is sent to, and what they may say.
LOGINS: dict[str, set[str]] = {
    "pymdm.server.admin": {"401"},
    "pymdm.server.cross_site": {"403"},
    # Reads what Apple's push service answers us, and answers nobody.
    "pymdm.service.pushing": {"403"},
}

UNRECOGNIZED = "com.apple.unrecognized.device"


def answers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every spelling of one of the two answers: numbers, status lines, HTTPStatus, the error code."""
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    documented |= {id(key) for node in ast.walk(tree) if _is_phrase_table(node) for key in node.keys}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "UnenrollForm.UNAUTHORIZED":
            continue  # names a way to say it, and says nothing
        if isinstance(node, ast.Attribute) and node.attr in {"UNAUTHORIZED", "FORBIDDEN"}:
            yield {"UNAUTHORIZED": "401", "FORBIDDEN": "403"}[node.attr], node.lineno
        elif isinstance(node, ast.Constant) and id(node) not in documented:
            yield from ((what, node.lineno) for what in _said(node.value))


def _said(value: object) -> Iterator[str]:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    for status in ("401", "403"):
        if (isinstance(value, int) and value == int(status)) or (
            isinstance(text, str) and text.split(" ")[0] == status
        ):
            yield status
    if isinstance(text, str) and UNRECOGNIZED in text:
        yield UNRECOGNIZED


def _is_phrase_table(node: ast.AST) -> TypeGuard[ast.Dict]:
    """Status to reason phrase: words for whatever status was chosen elsewhere."""
    return isinstance(node, ast.Dict) and all(
        isinstance(value, ast.Constant) and isinstance(value.value, str) for value in node.values
    )


def permitted(module: Module) -> set[str]:
    return {"401", "403", UNRECOGNIZED} if module.name == EMITTER else LOGINS.get(module.name, set())


def test_t17_only_the_deliberate_unenroll_can_say_401_or_unrecognized_device() -> None:
    assert [] == [
        f"{module.place}:{line}: {what}"
        for module in modules()
        if module.unit.split(".")[0] in ANSWERING
        for what, line in answers(module.tree)
        if what not in permitted(module)
    ]


def test_t17_the_emitter_is_where_the_rule_says() -> None:
    assert {"401", "403", UNRECOGNIZED} <= {what for what, _ in answers(modules_by_name()[EMITTER].tree)}


def test_t17_the_emitter_is_one_function() -> None:
    emitting = {
        node.name
        for node in ast.walk(modules_by_name()[EMITTER].tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and any(answers(call))
    }

    assert {"unenroll"} == emitting


def test_t17_the_deliberate_unenroll_is_called_where_somebody_has_decided_it() -> None:
    callers = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "unenroll"
    }

    assert set() == callers - CALLERS


@pytest.mark.parametrize(
    "code",
    [
        "f(401)",
        "start_response('401 Unauthorized', [])",
        "x = HTTPStatus.UNAUTHORIZED",
        "x = b'401 no'",
        "x = {401: 1}",
    ],
)
def test_t17_the_rule_itself_sees_every_spelling(code: str) -> None:
    assert ["401"] == [what for what, _ in answers(ast.parse(code))]


def test_t17_the_rule_lets_documentation_and_tables_of_phrases_speak() -> None:
    assert [] == list(
        answers(ast.parse('"""401 means unenroll."""\ndef f():\n    """401 Unauthorized."""\n'))
    )
