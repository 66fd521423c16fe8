"""One schema file as it is, without the prose: keys within keys, each with its facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import yaml

__all__ = ["FACTS", "Node", "Source", "load", "node", "read"]

#: Facts of a key that come into the classes, and what they are called there.
FACTS = {
    "default": "if_absent",
    "rangelist": "allowed",
    "format": "format",
    "repetition": "length",
    "subtype": "text",
    "combinetype": "combine",
    "assettypes": "assets",
    "asset-content-types": "contents",
}

#: What else a key may say; anything beyond stops the generator, so that nothing new is lost.
_KNOWN = {
    *FACTS,
    "content",
    "key",
    "presence",
    "range",
    "subkeys",
    "subkeytype",
    "supportedOS",
    "title",
    "type",
}

#: libyaml, where PyYAML has it, takes a third of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TYPES = ("any", "array", "boolean", "data", "date", "dictionary", "integer", "real", "string")


@attrs.define(eq=False)
class Node:
    """A key; ``children`` are the keys of a dictionary, the item of an array, or the values of a string."""

    key: str
    type: str
    required: bool
    facts: dict[str, Any]
    support: Mapping[str, Any]
    children: list[Node]
    alone: bool = False
    """Of an array: whether one item may stand there without it, which only the overlay says."""

    @property
    def free(self) -> Node | None:
        """Of a dictionary with keys that are not the schema's own: what stands under each."""
        if len(self.children) == 1 and self.children[0].key.split()[0] == "ANY":
            return self.children[0]
        return None


@attrs.define
class Source:
    """One schema file: where it lies, what it is about, its keys and those of the answer."""

    path: str
    title: str
    payload: Mapping[str, Any]
    keys: list[Node]
    answers: list[Node] | None
    reasons: tuple[str, ...]
    status_items: tuple[str, ...]


def read(path: str, document: Mapping[str, Any]) -> Source:
    """The file at a path below the schema folder, from its YAML with the overlay laid over it."""
    known: dict[int, Node] = {}
    answers = document.get("responsekeys")
    return Source(
        path=path,
        title=document["title"],
        payload=document.get("payload") or {},
        keys=[node(key, known) for key in document.get("payloadkeys") or []],
        answers=None if answers is None else [node(key, known) for key in answers],
        reasons=tuple(reason["value"] for reason in document.get("reasons") or []),
        status_items=tuple(
            name for item in document.get("related-status-items") or [] for name in item["status-items"]
        ),
    )


def node(key: Mapping[str, Any], known: dict[int, Node]) -> Node:
    """The key; one that YAML's anchors make a part of itself is the same node wherever it stands."""
    if id(key) in known:
        return known[id(key)]
    if unknown := key.keys() - _KNOWN:
        raise ValueError(f"{key['key']}: the generator does not know what {', '.join(sorted(unknown))} says")
    kind = key["type"].strip("<>")
    alone = kind == "array or item"
    if alone:
        kind = "array"
    if kind not in _TYPES:
        raise ValueError(f"{key['key']}: the generator does not know the type {kind}")
    found = known[id(key)] = Node(
        key=str(key["key"]),
        type=kind,
        required=key.get("presence") == "required",
        facts=_facts(key, kind),
        support=key.get("supportedOS") or {},
        children=[],
        alone=alone,
    )
    found.children = [node(child, known) for child in key.get("subkeys") or []]
    return found


def _facts(key: Mapping[str, Any], kind: str) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, ours in FACTS.items():
        if name in key:
            value = key[name]
            if isinstance(value, list):
                value = tuple(value)
            elif name == "repetition":
                value = (value["min"], value["max"])
            elif name == "subtype":
                value = value.strip("<>")
            facts[ours] = value
    bounds = key.get("range") or {}
    for name, ours in (("min", "minimum"), ("max", "maximum")):
        if name in bounds:
            facts[ours] = bounds[name]
    return facts


def load(path: Path) -> Any:
    """The YAML of a file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # a safe one, either way
