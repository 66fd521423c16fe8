"""Which dictionary of a file becomes which class, and what its attributes are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from . import names, rows
from .secrets import is_secret
from .tree import Node

__all__ = ["Attribute", "ClassPlan", "Planner"]

_PYTHON = {
    "any": "Any",
    "boolean": "bool",
    "data": "bytes",
    "date": "datetime",
    "integer": "int",
    "real": "float",
    "string": "str",
}


@attrs.define
class Attribute:
    """A key as an attribute of a class."""

    name: str
    wire: str
    annotation: str
    required: bool
    """Whether the schema requires it."""
    insists: bool
    """Whether the class does."""
    facts: dict[str, Any]
    secret: bool


@attrs.define
class ClassPlan:
    """A class to be written, with the classes in it."""

    name: str
    qualname: str
    base: str
    what: str
    """Its docstring, where nobody wrote a better one."""
    attributes: list[Attribute] = attrs.field(factory=list)
    nested: list[ClassPlan] = attrs.field(factory=list)
    tag: tuple[str, str] | None = None
    unions: dict[str, list[str]] = attrs.field(factory=dict)
    """Name of an alias in the class, and the classes that it stands for."""

    def walk(self) -> Iterator[ClassPlan]:
        """The class and all in it."""
        yield self
        for inner in self.nested:
            yield from inner.walk()


@attrs.define
class Planner:
    """Plans the classes of one file; ``support`` collects availability by qualified name."""

    answers: bool
    """Whether these are a device's words, of which any may be missing."""
    support: dict[str, Any] = attrs.field(factory=dict)
    _open: dict[int, str] = attrs.field(factory=dict)
    _shared: bool = False
    """Whether a class is being planned that stands at places of different availability."""

    def plan(
        self,
        keys: list[Node],
        name: str,
        *,
        base: str,
        level: rows.Level | None,
        outer: str = "",
        what: str = "",
        attribute: str | None = None,
    ) -> ClassPlan:
        """The class for some keys; ``attribute`` names the only one of them, where Apple's name does not."""
        qualname = f"{outer}.{name}" if outer else name
        plan = ClassPlan(name, qualname, base, what)
        shapes: dict[str, Any] = {}
        for key in keys:
            if key.key.split()[0] == "ANY":
                continue  # free keys beside no others: they are the class's `extra`
            inner = self._level(level, key, f"{qualname}.{attribute or names.snake(key.key)}")
            # Where the attribute has a name of its own, so has the class.
            named = (
                attrs.evolve(key, key=attribute.title()) if attribute and key.type == "dictionary" else key
            )
            annotation = self._annotation(named, plan, shapes, inner, key.key)
            plan.attributes.append(self._attribute(key, annotation, attribute, qualname))
        _refuse_twins(plan)
        return plan

    def _level(self, level: rows.Level | None, key: Node, where: str) -> rows.Level | None:
        """What holds inside a key; notes the rows that differ from those around it."""
        if level is None or not key.support:
            return level
        inner = rows.effective(level, key.support)
        different = rows.as_stated(key.support) if self._shared else rows.rows(level, inner)
        if different is not None:
            self.support[where] = different
        return inner

    def _attribute(self, key: Node, annotation: str, name: str | None, holder: str) -> Attribute:
        name = name or names.snake(key.key)
        insists = key.required and not self.answers
        facts = _last(key).facts | key.facts
        if not insists:
            quoted = annotation.startswith('"')
            annotation = f'"{annotation[1:-1]} | None"' if quoted else f"{annotation} | None"
        return Attribute(
            name=name,
            wire=key.key,
            annotation=annotation,
            required=key.required,
            insists=insists,
            facts=facts,
            secret=is_secret(f"{holder}.{name}", annotation),
        )

    def _annotation(
        self, key: Node, plan: ClassPlan, shapes: dict[str, Any], level: rows.Level | None, holder: str
    ) -> str:
        """Python's type of a key; makes the classes that it needs in ``plan``."""
        if key.type == "array":
            array = self._array(key, plan, shapes, level, holder)
            return f"str | {array}" if key.alone else array
        if key.type != "dictionary":
            return _PYTHON[key.type]
        if not key.children:
            return "Mapping[str, Any]"
        if key.free is not None:
            free = key.free
            inner = self._level(level, free, f"{plan.qualname}.{names.snake(key.key)}")
            return _wrapped(
                "Mapping[str, {}]", self._annotation(_called(free, key), plan, shapes, inner, holder)
            )
        return self._dictionary(key, plan, shapes, level, holder)

    def _array(
        self, key: Node, plan: ClassPlan, shapes: dict[str, Any], level: rows.Level | None, holder: str
    ) -> str:
        if len(key.children) != 1:
            return self._union(key, plan, level)
        (item,) = key.children
        if item.type == "string" and item.children:
            self._values(item, f"{plan.qualname}.{names.snake(key.key)}", level)
        if item.support and item.type != "dictionary":
            raise ValueError(f"{plan.qualname}.{key.key}: an availability of items that are no dictionaries")
        if item.type == "dictionary" and item.children and item.free is None:
            return _wrapped("Sequence[{}]", self._dictionary(item, plan, shapes, level, holder, item=True))
        return _wrapped("Sequence[{}]", self._annotation(item, plan, shapes, level, holder))

    def _values(self, item: Node, where: str, level: rows.Level | None) -> None:
        """The values of a string, each of which may have an availability of its own."""
        for value in item.children:
            self._level(level, value, f"{where}={value.key}")
        item.facts["allowed"] = tuple(value.key for value in item.children)

    def _union(self, key: Node, plan: ClassPlan, level: rows.Level | None) -> str:
        """An array of alternatives, which the value of their first key tells apart."""
        members = []
        for item in key.children:
            tag, *others = item.children
            (value,) = tag.facts["allowed"]
            inner = self._level(level, item, f"{plan.qualname}.{value}")
            nested = self.plan(
                others, value, base="Tagged", level=inner, outer=plan.qualname, what=f"The setting {value}."
            )
            nested.tag = (tag.key, value)
            plan.nested.append(nested)
            members.append(value)
        alias = f"Any{names.camel(key.key).removesuffix('s')}"
        plan.unions[alias] = members
        return f"Sequence[{alias}]"

    def _dictionary(
        self,
        key: Node,
        plan: ClassPlan,
        shapes: dict[str, Any],
        level: rows.Level | None,
        holder: str,
        *,
        item: bool = False,
    ) -> str:
        if id(key) in self._open:  # it stands in itself
            return f'"{self._open[id(key)]}"'
        name = names.plural_safe(names.camel(key.key), holder)
        shape = signature(key)
        if name in shapes and shapes[name] != shape:
            name = names.camel(holder) + name
            if name in shapes and shapes[name] != shape:
                raise ValueError(f"{plan.qualname}: two dictionaries would be called {name}")
        if name in shapes:
            self._share(key, plan, name, level, item=item)
            return name
        shapes[name] = shape
        qualname = f"{plan.qualname}.{name}"
        self._open[id(key)] = qualname
        inner = self._level(level, key, qualname) if item else level
        plan.nested.append(
            self.plan(
                key.children,
                name,
                base="Model",
                level=inner,
                outer=plan.qualname,
                what=f"One of {holder}." if item else f"What stands under {holder}.",
            )
        )
        del self._open[id(key)]
        return name

    def _share(self, key: Node, plan: ClassPlan, name: str, level: rows.Level | None, *, item: bool) -> None:
        """Let a class stand at one more place.

        Rows say what differs from the place around, which is another one here: so those of a class
        that is shared say all that its file states.
        """
        (first,) = (inner for inner in plan.nested if inner.name == name)
        if not first.what.endswith(" and others."):
            first.what = f"{first.what.removesuffix('.')} and others."
        if level is None or self._shared:
            return
        for where in [where for where in self.support if f"{where}.".startswith(f"{first.qualname}.")]:
            del self.support[where]
        self._shared = True
        self._open[id(key)] = first.qualname
        inner = self._level(level, key, first.qualname) if item else level
        self.plan(key.children, name, base="Model", level=inner, outer=plan.qualname)
        del self._open[id(key)]
        self._shared = False


def signature(key: Node, above: tuple[int, ...] = ()) -> Any:
    """All facts of a key and what is in it, to tell whether two dictionaries are the same."""
    if id(key) in above:
        return above.index(id(key))
    children = [signature(child, (*above, id(key))) for child in key.children]
    return key.key, key.type, key.alone, key.required, key.facts, repr(key.support), children


def _called(free: Node, key: Node) -> Node:
    """What stands under free keys, called after the dictionary that has them."""
    return attrs.evolve(free, key=key.key) if free.type == "dictionary" else free


def _last(key: Node) -> Node:
    """The key, or the item of the array that it is, or of the arrays in that."""
    inner = key.free if key.type == "dictionary" else key
    if inner is None or (inner is key and key.type != "array"):
        return key
    if inner.type == "array" and len(inner.children) == 1:
        return _last(inner.children[0])
    return inner


def _wrapped(pattern: str, inner: str) -> str:
    if inner.startswith('"'):
        return f'"{pattern.format(inner[1:-1])}"'
    return pattern.format(inner)


def _refuse_twins(plan: ClassPlan) -> None:
    seen: dict[str, str] = {}
    for attribute in plan.attributes:
        if attribute.name in seen:
            raise ValueError(
                f"{plan.qualname}: {attribute.wire} and {seen[attribute.name]} are {attribute.name}"
            )
        seen[attribute.name] = attribute.wire
