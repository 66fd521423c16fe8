"""What the schema says of one class, as lines for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

__all__ = ["lines", "support"]

_WIDTH: Final = 100
# More values than that nobody reads in a line; --json has them all.
_FEW: Final = 24
_INDENT: Final = "  "

_CHANNELS: Final = {
    (None, True): "user channel too",
    (True, True): "user channel too",
    (False, True): "user channel only",
    (False, None): "no channel",
    (False, False): "no channel",
}
_ENROLLMENTS: Final = {
    "supervised": "supervised",
    "device": "not supervised",
    "user": "User Enrollment",
    "local": "no server",
}


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """One description."""
    kind = found["kind"] if found["kind"] == "status items" else found["kind"].removesuffix("s")
    yield f"{found['name']} ({kind.removesuffix('s').replace('querie', 'query')})"
    yield from _wrapped(found["about"], _INDENT)
    yield f"{_INDENT}{found['class']}"
    if found["type"] not in ("", found["name"]):
        yield f"{_INDENT}on the wire: {found['type']}"
    if found["mark"]:
        yield f"{_INDENT}{found['mark']}"
    if several := found.get("apply"):
        yield f"{_INDENT}several of them: {several}"
    yield from _availability(found["availability"])
    for rule in found["rules"]:
        yield from _wrapped(f"rule: {rule}", _INDENT)
    yield from _section("keys", found["keys"], _around(found["availability"]))
    if found.get("reasons"):
        yield from _wrapped(f"reasons: {', '.join(found['reasons'])}", _INDENT)
    if answer := found.get("answer"):
        yield from _section(f"answer: {answer['class']}", answer["keys"], {})


def support(row: Mapping[str, Any]) -> str:
    """One system of an availability: "iOS 7.0, supervised"."""
    return ", ".join([_system(row), *_conditions(row)])


def _system(row: Mapping[str, Any]) -> str:
    return f"{row['os']} {row.get('introduced', '')}".strip()


def _conditions(row: Mapping[str, Any]) -> list[str]:
    parts = [f"{word} {row[name]}" for name, word in _SINCE if name in row]
    if parts and row.get("removed") == _GONE:
        parts[-1] = "removed"
    parts += [word for name, word in _NEEDS if row.get(name)]
    if right := row.get("right"):
        parts.append(f"right {' and '.join(right.split())}")
    parts += _sides(row)
    for name, word in (("shared_ipad", "Shared iPad"), ("user_enrollment", "User Enrollment")):
        mode = row.get(name)
        if mode in ("required", "forbidden", "ignored"):
            parts.append(
                {"required": f"only {word}", "forbidden": f"not {word}"}.get(mode, f"no use on {word}")
            )
    if kinds := row.get("enrollments"):
        parts.append("for " + " or ".join(_ENROLLMENTS.get(kind, kind) for kind in kinds.split()))
    if row.get("multiple") is False:
        parts.append("one at most")
    if row.get("manual_install") is False:
        parts.append("not by hand")
    return parts


# In place of a version: nobody says which.
_GONE: Final = "0"
_SINCE: Final = (("deprecated", "deprecated since"), ("removed", "removed in"))
_NEEDS: Final = (
    ("supervised", "supervised"),
    ("device_assigned", "Automated Device Enrollment"),
    ("user_approved", "approved by a user"),
    ("always_skippable", "skipped whenever it would come"),
)


def _sides(row: Mapping[str, Any]) -> Iterator[str]:
    if row["os"] == "iOS":
        if row.get("shared_device") is False:
            yield "not on the device channel of Shared iPad"
        if row.get("shared_user"):
            yield "users of Shared iPad too"
        return
    side = _CHANNELS.get((row.get("device_channel"), row.get("user_channel")))
    if side is not None:
        yield side


def _availability(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"{_INDENT}- {support(row)}"


def _section(title: str, keys: list[Mapping[str, Any]], around: Mapping[str, list[str]]) -> Iterator[str]:
    if keys:
        yield f"{_INDENT}{title}"
        for key in keys:
            yield from _key(key, around, _INDENT * 2)


def _around(rows: list[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What holds for all keys of a system anyway."""
    return {row["os"]: _conditions(row) for row in rows}


def _key(key: Mapping[str, Any], around: Mapping[str, list[str]], indent: str) -> Iterator[str]:
    parts = [key["type"], *([key["presence"]] if key["presence"] == "required" else []), *_facts(key)]
    if "availability" in key:
        parts.append(", ".join(_own(row, around) for row in key["availability"]) or "on no system")
        around = _around(key["availability"])
    text = f"{key['key']} ({key['attribute']}): {'; '.join(parts)}"
    yield from _wrapped(text, indent, hanging=_INDENT * 2)
    for inner in key.get("keys", ()):
        yield from _key(inner, around, indent + _INDENT)
    for item in key.get("items", ()):
        name = item["class"].rpartition(".")[2]
        where = "; ".join(map(support, item["availability"]))
        mark = f"; {item['mark']}" if "mark" in item else ""
        yield from _wrapped(f"{name}: {item['about']} {where}{mark}", indent + _INDENT, hanging=_INDENT * 2)


def _own(row: Mapping[str, Any], around: Mapping[str, list[str]]) -> str:
    more = [part for part in _conditions(row) if part not in around.get(row["os"], ())]
    return f"{_system(row)} ({', '.join(more)})" if more else _system(row)


def _facts(key: Mapping[str, Any]) -> Iterator[str]:
    if key.get("secret"):
        yield "secret"
    if allowed := key.get("allowed"):
        names = [str(value["value"] if isinstance(value, dict) else value) for value in allowed]
        more = f", … ({len(names)} in all; --json has them)" if len(names) > _FEW else ""
        yield f"one of {', '.join(names[:_FEW])}{more}"
    low, high = key.get("minimum"), key.get("maximum")
    if low is not None or high is not None:
        yield " ".join(
            [
                *([f"at least {low}"] if low is not None else []),
                *([f"at most {high}"] if high is not None else []),
            ]
        )
    if length := key.get("length"):
        yield f"{length[0]} items" if length[0] == length[1] else f"{length[0]} to {length[1]} items"
    if form := key.get("format"):
        yield f"of the form {form}"
    if "if_absent" in key:
        yield f"without it: {str(key['if_absent']).lower() if key['type'] == 'boolean' else key['if_absent']}"
    if assets := key.get("assets"):
        yield f"names an asset: {', '.join(assets)}"
    if combine := key.get("combine"):
        yield f"of several: {combine}"
    if "as" in key:
        yield f"as {key['as']}"
    if mark := key.get("mark"):
        yield mark


def _wrapped(text: str, indent: str, *, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
