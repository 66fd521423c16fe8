"""The books of a location: which licenses there are, who has them, and what has ever changed.

A target is a device or a user, written as the member that names it (``_vpp_words.device``, ``.user``); a
million of them are a million strings in dictionaries, and a page of them is a join.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal

import attrs

from pymdm.testing._vpp_words import dump, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["AssetBook", "Books", "Unbalanced", "VPPChange", "Versions"]


class Unbalanced(AssertionError):
    """The fake's own books do not add up; that is an error in the fake."""


@attrs.frozen(kw_only=True)
class VPPChange:
    """Licenses that changed hands, in one stroke.

    Attributes:
        number: From 1; the order in which it happened.
        event_id: The event that did it; empty for 2014's services and for what the test did.
        kind: ``"assign"``, ``"release"``, ``"lose"`` (a user was retired with it), ``"move"`` (a lost one has
            come back to who has the same Apple Account).
        adam_id, pricing_param: Of the asset.
        targets: Who; as members of an assignment.
        licenses: Their numbers, in the same order.
    """

    number: int
    event_id: str
    kind: Literal["assign", "release", "lose", "move"]
    adam_id: str
    pricing_param: str
    targets: tuple[str, ...]
    licenses: tuple[int, ...]


class AssetBook:
    """One asset with its licenses.

    Attributes:
        assigned: The license of each target, in the order of assignment.
        lost: Irrevocable licenses that retired users keep, by license, with the number of the user.
        granted: All licenses that ever were.
        gone: Those that were given back to the store.
    """

    def __init__(self, adam_id: str, pricing_param: str, *, book: bool) -> None:
        self.adam_id = adam_id
        self.pricing_param = pricing_param
        self.book = book
        self.platforms: tuple[str, ...] = ("iOS",) if book else ("iOS", "macOS")
        self.device_assignable = not book
        self.revocable = not book
        self.total = 0
        self.assigned: dict[str, int] = {}
        self.lost: dict[int, int] = {}
        self.granted: list[range] = []
        self.gone: set[int] = set()
        self._holders: dict[int, str] | None = None
        self._fresh: list[range] = []
        self._returned: list[int] = []
        head = dump({"adamId": adam_id, "pricingParam": pricing_param}).decode()
        self.head = f"{head[:-1]},"

    @property
    def key(self) -> tuple[str, str]:
        """What names it."""
        return self.adam_id, self.pricing_param

    @property
    def available(self) -> int:
        """Licenses that nobody has."""
        return self.total - len(self.assigned) - len(self.lost)

    def grant(self, licenses: range) -> None:
        """There are more of them."""
        self.granted.append(licenses)
        self._fresh.append(licenses)
        self.total += len(licenses)

    def refund(self, count: int) -> None:
        """There are fewer of them; only of those that nobody has."""
        self.gone.update(self.take(count))
        self.total -= count

    def take(self, count: int) -> list[int]:
        """So many free licenses; whoever takes them has looked that there are."""
        rest = max(len(self._returned) - count, 0)
        taken = self._returned[rest:]
        del self._returned[rest:]
        while len(taken) < count:
            first = self._fresh[0]
            part = first[: count - len(taken)]
            taken.extend(part)
            if len(part) < len(first):
                self._fresh[0] = first[len(part) :]
            else:
                del self._fresh[0]
        return taken

    def put_back(self, licenses: Iterable[int]) -> None:
        """These are free again."""
        self._returned.extend(licenses)

    def want(self, number: int) -> None:
        """Let this free license be the next that is taken."""
        for place, fresh in enumerate(self._fresh):
            if number in fresh:
                self._fresh[place : place + 1] = [
                    part for part in (range(fresh.start, number), range(number + 1, fresh.stop)) if part
                ]
                self._returned.append(number)
                return
        self._returned.remove(number)
        self._returned.append(number)

    def licenses(self) -> list[int]:
        """All that there are."""
        return [number for some in self.granted for number in some if number not in self.gone]

    def holder(self, number: int) -> str | None:
        """Who has a license; kept in a table of its own from the first question on."""
        if self._holders is None:
            self._holders = {license_: target for target, license_ in self.assigned.items()}
        return self._holders.get(number)

    def moved(self, targets: Iterable[str], licenses: Iterable[int], *, to: bool) -> None:
        """Keep that table, if there is one."""
        if self._holders is None:
            return
        for target, number in zip(targets, licenses, strict=True):
            if to:
                self._holders[number] = target
            else:
                self._holders.pop(number, None)

    def counts(self) -> dict[str, int]:
        """As the truth tells them."""
        return {
            "total": self.total,
            "assigned": len(self.assigned),
            "available": self.available,
            "retired": len(self.lost),
        }

    def wire(self) -> dict[str, Any]:
        """As today's interface tells them."""
        return {
            "adamId": self.adam_id,
            "assignedCount": len(self.assigned),
            "availableCount": self.available,
            "deviceAssignable": self.device_assignable,
            "pricingParam": self.pricing_param,
            "productType": "Book" if self.book else "App",
            "retiredCount": len(self.lost),
            "revocable": self.revocable,
            "supportedPlatforms": list(self.platforms),
            "totalCount": self.total,
        }


class Versions:
    """The state of what one endpoint lists; it has a new name whenever something changed."""

    def __init__(self, salt: str) -> None:
        self._salt = salt
        self.number = 0
        self._places: dict[str, int] = {}
        self._name = ""
        self.bump(0)

    def bump(self, place: int) -> None:
        """Something changed; ``place`` is where what happens later begins in a journal."""
        self.number += 1
        digits = hashlib.sha256(f"{self._salt} {self.number}".encode()).hexdigest()
        self._name = f"{digits[:8]}-{digits[8:12]}-11eb-{digits[12:16]}-{digits[16:28]}"
        self._places[self._name] = place

    @property
    def name(self) -> str:
        """What it is called now."""
        return self._name

    def place(self, name: str) -> int | None:
        """Where in the journal it is; None if it was never the name."""
        return self._places.get(name)


class Books:
    """All assets of a location, and everything that ever happened to their licenses."""

    def __init__(self, salt: str) -> None:
        self.assets: dict[tuple[str, str], AssetBook] = {}
        self.journal: list[VPPChange] = []
        self.asset_versions = Versions(f"{salt} assets")
        self.assignment_versions = Versions(f"{salt} assignments")
        self._next_license = 1

    def buy(self, adam_id: str, count: int, *, pricing_param: str, book: bool = False) -> AssetBook:
        """More licenses of an asset, perhaps the first ones."""
        asset = self.assets.get((adam_id, pricing_param))
        if asset is None:
            asset = self.assets[adam_id, pricing_param] = AssetBook(adam_id, pricing_param, book=book)
        asset.grant(range(self._next_license, self._next_license + count))
        self._next_license += count
        self.asset_versions.bump(0)
        return asset

    def assign(
        self, asset: AssetBook, targets: Sequence[str], *, event_id: str = ""
    ) -> tuple[list[str], list[str]]:
        """Give each target a license, as far as there are any, in their order.

        Returns:
            Who has one now, whoever had it before included; and who has none.
        """
        assigned = asset.assigned
        new = [target for target in targets if target not in assigned]
        short = new[asset.available :] if len(new) > asset.available else []
        if short:
            del new[asset.available :]
        if new:
            licenses = asset.take(len(new))
            assigned.update(zip(new, licenses, strict=True))
            self._note("assign", asset, new, licenses, event_id)
        if not short:
            return list(targets), []
        without = set(short)
        return [target for target in targets if target not in without], short

    def release(self, asset: AssetBook, targets: Sequence[str], *, event_id: str = "") -> list[str]:
        """Take the license from each target that has one; returns those."""
        assigned = asset.assigned
        had = [target for target in targets if target in assigned]
        if had:
            licenses = [assigned.pop(target) for target in had]
            asset.put_back(licenses)
            self._note("release", asset, had, licenses, event_id)
        return had

    def lose(self, asset: AssetBook, target: str, user_id: int, *, event_id: str = "") -> None:
        """A user is retired who has what cannot be taken back."""
        number = asset.assigned.pop(target)
        asset.lost[number] = user_id
        self._note("lose", asset, [target], [number], event_id)

    def come_back(self, asset: AssetBook, number: int, target: str) -> None:
        """What was lost goes to who has the same Apple Account; or is free, if they have another one."""
        del asset.lost[number]
        if target in asset.assigned:
            asset.put_back([number])
            self._note("release", asset, [target], [number], "")
        else:
            asset.assigned[target] = number
            self._note("move", asset, [target], [number], "")

    def of_license(self, number: int) -> AssetBook | None:
        """The asset of a license."""
        for asset in self.assets.values():
            if any(number in some for some in asset.granted):
                return None if number in asset.gone else asset
        return None

    def held(self, target: str) -> list[AssetBook]:
        """The assets of which a target has a license."""
        return [asset for asset in self.assets.values() if target in asset.assigned]

    def truth(self) -> dict[str, dict[str, Any]]:
        """Counts of each asset, and who has it."""
        found: dict[str, dict[str, Any]] = {}
        named: dict[str, tuple[str, str]] = {}
        for asset in self.assets.values():
            who: dict[str, list[str]] = {"serialNumber": [], "clientUserId": []}
            for target in asset.assigned:
                key, name = named.get(target) or named.setdefault(target, name_of(target))
                who[key].append(name)
            found["/".join(asset.key)] = {
                **asset.counts(),
                "serialNumbers": who["serialNumber"],
                "clientUserIds": who["clientUserId"],
            }
        return found

    def check(self) -> None:
        """Write the books anew from the journal, and compare.

        Raises:
            Unbalanced: they differ, or do not add up.
        """
        again: dict[tuple[str, str], dict[str, int]] = {key: {} for key in self.assets}
        lost: dict[tuple[str, str], set[int]] = {key: set() for key in self.assets}
        for change in self.journal:
            key = change.adam_id, change.pricing_param
            pairs = zip(change.targets, change.licenses, strict=True)
            if change.kind in {"assign", "move"}:
                again[key].update(pairs)
                lost[key].difference_update(change.licenses)
            elif change.kind == "lose":
                again[key].pop(change.targets[0])
                lost[key].add(change.licenses[0])
            else:
                for target, number in pairs:
                    if again[key].get(target) == number:
                        del again[key][target]
                    lost[key].discard(number)
        for key, asset in self.assets.items():
            _check(asset)
            if again[key] != asset.assigned or lost[key] != set(asset.lost):
                raise Unbalanced(f"{'/'.join(key)}: what happened does not lead to what is")
            used = {*asset.assigned.values(), *asset.lost}
            if len(used) != len(asset.assigned) + len(asset.lost) or used & asset.gone:
                raise Unbalanced(f"{'/'.join(key)}: a license is there twice")

    def _note(
        self,
        kind: Literal["assign", "release", "lose", "move"],
        asset: AssetBook,
        targets: Sequence[str],
        licenses: Sequence[int],
        event_id: str,
    ) -> None:
        self.journal.append(
            VPPChange(
                number=len(self.journal) + 1,
                event_id=event_id,
                kind=kind,
                adam_id=asset.adam_id,
                pricing_param=asset.pricing_param,
                targets=tuple(targets),
                licenses=tuple(licenses),
            )
        )
        asset.moved(targets, licenses, to=kind in {"assign", "move"})
        _check(asset)
        self.asset_versions.bump(0)
        self.assignment_versions.bump(len(self.journal))


def _check(asset: AssetBook) -> None:
    if asset.available < 0 or asset.total < 0:
        raise Unbalanced(f"{'/'.join(asset.key)}: there are fewer licenses than none")
