"""Python expressions laid out as ruff does: on one line, else broken where ruff would break them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import attrs

__all__ = ["WIDTH", "Call", "Entries", "Expression", "Tuple", "flat", "laid", "literal"]

#: The line length of this repository (pyproject.toml).
WIDTH = 110


@attrs.frozen
class Call:
    """A call: ruff first tries all arguments on one line of their own."""

    name: str
    arguments: Sequence[tuple[str, Expression]]
    """Keyword (empty for a positional argument) and value."""


@attrs.frozen
class Tuple:
    """A tuple or a list: an item a line, if it does not fit on one."""

    items: Sequence[Expression]
    brackets: str = "()"


@attrs.frozen
class Entries:
    """A dictionary that stands on several lines, however short it is."""

    entries: Sequence[tuple[str, Expression]]


Expression: TypeAlias = str | Call | Tuple | Entries


def literal(value: object) -> Expression:
    """A string, number or tuple as ruff writes it."""
    if isinstance(value, tuple):
        return Tuple([literal(item) for item in value])
    if isinstance(value, str):
        text = repr(value)
        if text[0] == "'" and '"' not in text:
            text = f'"{text[1:-1]}"'
        return text
    return repr(value)


def flat(expression: Expression) -> str:
    """The expression on one line."""
    match expression:
        case str():
            return expression
        case Call(name, arguments):
            return f"{name}({', '.join(_argument(*argument) for argument in arguments)})"
        case Tuple(items, brackets):
            inner = ", ".join(flat(item) for item in items)
            return f"{brackets[0]}{inner}{',' if len(items) == 1 and brackets == '()' else ''}{brackets[1]}"
        case Entries(entries):
            return f"{{{', '.join(f'{name}: {flat(value)}' for name, value in entries)}}}"


def _argument(name: str, value: Expression) -> str:
    return f"{name}={flat(value)}" if name else flat(value)


def laid(start: str, expression: Expression, end: str = "", indent: int = 0) -> list[str]:
    """Lines of ``start`` with the expression behind it and ``end`` behind that, indented."""
    pad = " " * indent
    line = f"{pad}{start}{flat(expression)}{end}"
    if isinstance(expression, str) or (len(line) <= WIDTH and not isinstance(expression, Entries)):
        return [line]
    inner = indent + 4
    match expression:
        case Call(name, arguments):
            body = " " * inner + ", ".join(_argument(*argument) for argument in arguments)
            if len(body) <= WIDTH:
                return [f"{pad}{start}{name}(", body, f"{pad}){end}"]
            parts = [laid(f"{n}=" if n else "", value, ",", inner) for n, value in arguments]
            opened, closed = f"{name}(", ")"
        case Tuple(items, brackets):
            parts = [laid("", item, ",", inner) for item in items]
            opened, closed = brackets[0], brackets[1]
        case Entries(entries):
            parts = [laid(f"{name}: ", value, ",", inner) for name, value in entries]
            opened, closed = "{", "}"
    return [f"{pad}{start}{opened}", *(line for part in parts for line in part), f"{pad}{closed}{end}"]
