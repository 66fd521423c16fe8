"""A class and its Async twin do the same: same names, same parameters, same answers."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.source import modules

#: Pairs that have to exist, so that a renamed twin does not escape the rule.
EXPECTED = {"APNsClient", "AXMClient", "DEPClient", "LegacyVPPClient", "MDMService", "VPPClient"}


def twins() -> dict[str, tuple[type[Any], type[Any]]]:
    found = {}
    for module in modules():
        names = vars(importlib.import_module(module.name))
        for name, twin in names.items():
            if name.startswith("Async") and inspect.isclass(twin) and twin.__module__ == module.name:
                found[name.removeprefix("Async")] = (_plain(twin), twin)
    return found


def _plain(twin: type[Any]) -> type[Any]:
    """The blocking class: in the same module, or in another one of the same package."""
    name = twin.__name__.removeprefix("Async")
    package = twin.__module__.rpartition(".")[0]
    for module in [twin.__module__, *(m.name for m in modules() if m.name.startswith(package))]:
        found = vars(importlib.import_module(module)).get(name)
        if inspect.isclass(found):
            return found
    raise AssertionError(f"{twin.__module__}.{twin.__name__} has no blocking twin {name}")


def members(kind: type[Any]) -> dict[str, Any]:
    return {
        name: inspect.getattr_static(kind, name)
        for name in dir(kind)
        if not name.startswith("_") or name in {"__init__", "__call__"}
    }


def shape(member: Any) -> Any:
    """What a caller sees, with the colour taken off: kind, parameters, answer."""
    function = getattr(member, "__func__", getattr(member, "fget", None) or member)
    if not callable(function):
        return type(member).__name__
    signature = inspect.signature(function)
    parameters = [
        (parameter.name, parameter.kind, repr(parameter.default), colourless(parameter.annotation))
        for parameter in signature.parameters.values()
    ]
    return type(member).__name__, parameters, colourless(signature.return_annotation)


def colourless(annotation: Any) -> str:
    """An annotation as text without Async and Awaitable: AsyncIterator[Page] reads Iterator[Page]."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = re.sub(r"\bAsync(?=[A-Z])", "", text)
    while match := re.search(r"\bAwaitable\[", text):
        text = _unwrapped(text, match)
    return text


def _unwrapped(text: str, match: re.Match[str]) -> str:
    depth, end = 1, match.end()
    while depth:
        depth += {"[": 1, "]": -1}.get(text[end], 0)
        end += 1
    return text[: match.start()] + text[match.end() : end - 1] + text[end:]


def differences(plain: type[Any], twin: type[Any]) -> Iterator[str]:
    ours, theirs = members(plain), members(twin)
    for name in sorted(ours.keys() ^ theirs.keys()):
        yield f"only one of them has {name}"
    for name in sorted(ours.keys() & theirs.keys()):
        if shape(ours[name]) != shape(theirs[name]):
            yield f"{name}: {shape(ours[name])} against {shape(theirs[name])}"


def test_the_expected_twins_exist() -> None:
    assert set() == EXPECTED - set(twins())


def test_twins_do_not_differ() -> None:
    assert [] == [f"{name}: {text}" for name, pair in twins().items() for text in differences(*pair)]


class Plain:
    def fetch(self, name: str, *, limit: int = 3) -> list[int]:
        return []


class Same:
    async def fetch(self, name: str, *, limit: int = 3) -> list[int]:
        return []


class Other:
    async def fetch(self, name: str, *, limit: int = 4) -> list[int]:
        return []


class More(Same):
    async def close(self) -> None: ...


@pytest.mark.parametrize(("twin", "count"), [(Same, 0), (Other, 1), (More, 1)])
def test_the_rule_itself_sees_a_difference(twin: type[Any], count: int) -> None:
    assert count == len(list(differences(Plain, twin)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Awaitable[list[int]] | None", "list[int] | None"),
        ("AsyncIterator[Page]", "Iterator[Page]"),
        ("Callable[[str], Awaitable[None]]", "Callable[[str], None]"),
        ("Asynchronous", "Asynchronous"),
    ],
)
def test_annotations_are_compared_without_their_colour(written: str, read: str) -> None:
    assert read == colourless(written)
