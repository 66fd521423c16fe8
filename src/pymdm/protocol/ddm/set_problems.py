"""What can be wrong with the references of a set of declarations; each is named, none hides another."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import attrs

from .kinds import DeclarationKind
from .reference import Reference, references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .declaration import Declaration

__all__ = ["ReferenceFault", "ReferenceProblem", "reference_problems"]


@enum.unique
class ReferenceFault(enum.Enum):
    """A sort of problem; ``fatal`` tells whether a device could not do what is declared."""

    MISSING = "missing"
    WRONG_TYPE = "wrong type"
    CIRCULAR = "circular"
    UNUSED = "unused"

    @property
    def fatal(self) -> bool:
        """Whether it is a mistake; what is merely unused is reported by devices as an "Info"."""
        return self is not ReferenceFault.UNUSED


@attrs.frozen(kw_only=True)
class ReferenceProblem:
    """One problem.

    Attributes:
        what: Its sort.
        identifier: Of the declaration that has it.
        path: The key of the reference, such as ``Payload.StandardConfigurations[0]``; empty where the problem
            is that nothing refers to the declaration.
        expected: What should be there.
    """

    what: ReferenceFault
    identifier: str
    path: str = ""
    expected: str

    def __str__(self) -> str:
        where = f"{self.identifier}: {self.path}" if self.path else self.identifier
        return f"{where}: {self.what.value}, expected {self.expected}"


def reference_problems(declarations: Sequence[Declaration]) -> tuple[ReferenceProblem, ...]:
    """All problems, by declaration in the order given; those of being unused come last."""
    known = {each.identifier: each for each in declarations}
    named = {each.identifier: references(each) for each in declarations}
    found = [
        problem
        for identifier, outgoing in named.items()
        for reference in outgoing
        if (problem := _problem(identifier, reference, known, named)) is not None
    ]
    return (*found, *_unused(declarations, named))


def _problem(
    identifier: str,
    reference: Reference,
    known: Mapping[str, Declaration],
    named: Mapping[str, Sequence[Reference]],
) -> ReferenceProblem | None:
    target = known.get(reference.identifier)
    wanted = " or ".join(reference.types) or f"a declaration of the kind {reference.kind.value}"
    if target is None:
        what, expected = ReferenceFault.MISSING, f"{wanted} with the identifier {reference.identifier}"
    elif _leads_to(identifier, reference.identifier, named):
        what, expected = ReferenceFault.CIRCULAR, f"{reference.identifier} not to lead back here"
    elif target.kind is not reference.kind or (reference.types and target.type not in reference.types):
        what, expected = ReferenceFault.WRONG_TYPE, f"{wanted}, {reference.identifier} is {target.type}"
    else:
        return None
    return ReferenceProblem(what=what, identifier=identifier, path=reference.path, expected=expected)


def _leads_to(goal: str, start: str, named: Mapping[str, Sequence[Reference]]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(reference.identifier for reference in named.get(here, ()))
    return False


def _unused(
    declarations: Sequence[Declaration], named: Mapping[str, Sequence[Reference]]
) -> Iterator[ReferenceProblem]:
    used = {reference.identifier for outgoing in named.values() for reference in outgoing}
    users = {
        DeclarationKind.CONFIGURATION: "an activation that names it",
        DeclarationKind.ASSET: "a configuration that names it",
    }
    for each in declarations:
        if each.kind in users and each.identifier not in used:
            yield ReferenceProblem(
                what=ReferenceFault.UNUSED, identifier=each.identifier, expected=users[each.kind]
            )
