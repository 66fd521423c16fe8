"""A report as lines for a terminal.

Everything that a file says may be hostile to the terminal (T61): escape sequences that rewrite lines
above, line feeds that forge lines, marks that turn the direction of text.  So each text passes
`printable`, the one place where it becomes output.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._inspect_report import Report, Shown

__all__ = ["lines", "printable"]

_INDENT = "  "
# Wider labels push their own value to the right instead of everybody's.
_MAX_LABEL = 28


def printable(text: str) -> str:
    """The text with every character escaped that is not simply a visible one or a space."""
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def lines(report: Report) -> Iterator[str]:
    """The lines of a report, without line feeds."""
    yield printable(report.kind)
    yield from _body(report, _INDENT)


def _body(report: Report, indent: str) -> Iterator[str]:
    facts: dict[str, Shown] = {name.replace("_", " "): value for name, value in report.facts.items()}
    if report.verdict is not None:
        facts = {"verdict": report.verdict.text, **facts}
    yield from _table(facts, indent)
    for word, texts in (("problem", report.problems), ("note", report.notes)):
        for text in texts:
            yield f"{indent}{word}: {printable(text)}"
    for role, part in report.parts:
        yield f"{indent}{printable(role)}: {printable(part.kind)}"
        yield from _body(part, indent + _INDENT)


def _table(facts: Mapping[str, Shown], indent: str) -> Iterator[str]:
    labels = [printable(name) for name in facts]
    width = min(max(map(len, labels), default=0), _MAX_LABEL)
    for label, value in zip(labels, facts.values(), strict=True):
        if isinstance(value, Mapping) and value:
            yield f"{indent}{label}"
            yield from _table(value, indent + _INDENT)
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            yield from _items(label, value, indent, width)
        else:
            yield f"{indent}{label:{width}}{_INDENT}{_word(value)}"


def _items(label: str, items: Sequence[Shown], indent: str, width: int) -> Iterator[str]:
    first = f"{indent}{label:{width}}{_INDENT}"
    for item in items:
        if isinstance(item, Mapping):
            if first:
                yield f"{indent}{label}"
            yield f"{indent}{_INDENT}-"
            yield from _table(item, indent + 2 * _INDENT)
        else:
            yield f"{first or ' ' * (len(indent) + width + len(_INDENT))}{_word(item)}"
        first = ""


def _word(value: Shown) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return printable(value) or "(empty)"
    if value is None or isinstance(value, Mapping | Sequence):
        return "(none)"
    return str(value)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
