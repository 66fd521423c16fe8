"""What a server remembers of itself from one start to the next; a durable store keeps it sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pymdm.errors import Conflict
from pymdm.server.digests import SecretDigest
from pymdm.service import EnrollmentState, Store
from pymdm.service.records import KeptSecret
from pymdm.service.verbs import EnrollmentsQuery, KeepSecret, SecretQuery

__all__ = ["KeptState"]

# Kinds of kept secrets; the store seals each for its kind and name.
SETTING = "server-setting"
DIGEST = "secret-digest"

_PAGE = 500

#: Settings that enrolled devices have in their profile, and what becomes of them with another one.
_LOSING = {
    "topic": (
        "under which devices have enrolled; with another one none of them could be woken, and no profile can "
        "change it: use a new database"
    ),
    "url": (
        "to which the enrolled devices go.  They keep it until they enroll anew, so let it lead here as "
        "well, and then say --url-moved"
    ),
    "separate-checkin": (
        "as the enrolled devices have it; they would refuse every new profile in which it is otherwise"
    ),
}


class KeptState:
    """The settings and secrets of one server, kept in its own store."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def get(self, kind: str, name: str) -> KeptSecret | None:
        """What is kept under this kind and name."""
        [found] = self._store.look_up([SecretQuery(kind=kind, name=name)])
        record = next(iter(found), None)
        assert record is None or isinstance(record, KeptSecret)
        return record

    def names(self, kind: str) -> tuple[str, ...]:
        """The names of what is kept of this kind."""
        [found] = self._store.look_up([SecretQuery(kind=kind)])
        return tuple(record.name for record in found if isinstance(record, KeptSecret))

    def put(self, kind: str, changes: dict[str, bytes | None]) -> None:
        """Keep values under their names, all or none; None forgets one."""
        now = self._clock()
        self._store.identities(
            [KeepSecret(kind=kind, name=name, value=value, at=now) for name, value in changes.items()]
        )

    def digest(self, name: str) -> SecretDigest | None:
        """The digest of the code or token of this name."""
        kept = self.get(DIGEST, name)
        return SecretDigest(kept.value) if kept is not None else None

    def setting(self, name: str) -> str | None:
        """The setting of this name, as it was when the server last started."""
        kept = self.get(SETTING, name)
        return kept.value.decode() if kept is not None else None

    def remember(self, settings: dict[str, str], digests: dict[str, SecretDigest]) -> None:
        """Keep what the next start has to know.

        A code or token takes the place of the one before for good, so that an old one, which somebody may
        have, does not come back with the next start that is given none.
        """
        if any(self.setting(name) != text for name, text in settings.items()):
            self.put(SETTING, {name: text.encode() for name, text in settings.items()})
        if any(self.digest(name) != value for name, value in digests.items()):
            self.put(DIGEST, {name: value.digest for name, value in digests.items()})

    def refuse_change(self, settings: dict[str, str], *, url_moved: bool) -> None:
        """Refuse a change of settings that would lose devices which are enrolled.

        Raises:
            Conflict: devices are enrolled, and the topic, the form of the check-in address or, without
                ``url_moved``, the URL is another.
        """
        changed = {
            name: old for name, new in settings.items() if (old := self.setting(name)) not in (None, new)
        }
        if url_moved:
            changed.pop("url", None)
        for name, why in _LOSING.items():
            if name in changed and self.has_devices():
                raise Conflict(f"{name}: expected {changed[name]}, {why}")

    def has_devices(self) -> bool:
        """Whether anything is enrolled that has not checked out."""
        after = ""
        while True:
            [found] = self._store.look_up([EnrollmentsQuery(after=after, limit=_PAGE)])
            for record in found:
                if record.state is not EnrollmentState.CHECKED_OUT:  # type: ignore[union-attr]
                    return True
                after = record.id.id  # type: ignore[union-attr]
            if len(found) < _PAGE:
                return False
