"""Every field of every record and event survives the tables of the Django store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from django.db import transaction

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget
from pymdm.service import events as ev
from pymdm.service.queue import Session
from pymdm.service.records import (
    ChallengeRecord,
    CommandRecord,
    CommandState,
    EnrollmentRecord,
    EnrollmentSession,
    EnrollmentState,
    IdentityRecord,
    KeptSecret,
    Purpose,
    QueueHold,
)
from pymdm.stores.rows import Slot
from tests.django_project import STORE, django_settings
from tests.unit.adapters.django_database import KEY, fresh_store

django_settings()

from pymdm.adapters.django import models  # noqa: E402 - models need a project that is set up
from pymdm.adapters.django._codec import SEALED  # noqa: E402
from pymdm.adapters.django._rows import DjangoRows  # noqa: E402

DEVICE = EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT_DEVICE, id="B-1")
USER = EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT, id="B-1:U", parent_id="B-1")
PUSH = PushTarget(topic="com.apple.mgmt.x", token=b"\x00\xfftoken", push_magic="magic «é»")
SPECIAL: dict[type, dict[str, Any]] = {
    EnrollmentRecord: {"id": DEVICE, "push": PUSH, "state": EnrollmentState.CHECKED_OUT},
    CommandRecord: {"enrollment": DEVICE, "state": CommandState.ERROR},
    EnrollmentSession: {"purpose": Purpose.USER_ENROLLMENT, "renews": DEVICE, "enrollment": USER},
}
NOW = datetime(2026, 5, 4, 3, 2, 1, 123456, tzinfo=UTC)


def filled(kind: type, number: int = 1) -> Any:
    """A record none of whose fields has its default, and no two the same value."""
    values: dict[str, Any] = {}
    for place, field in enumerate(attrs.fields(kind), start=10 * number):
        if field.name in SPECIAL.get(kind, {}):
            values[field.name] = SPECIAL[kind][field.name]
            continue
        text = str(field.type)
        values[field.name] = (
            NOW + timedelta(days=place)
            if "datetime" in text
            else bytes([place, 0, 255])
            if "bytes" in text
            else True
            if "bool" in text
            else place
            if "int" in text
            else f"{field.name} «é» {place}"
        )
        if values[field.name] == field.default:
            values[field.name] = not values[field.name]
    return kind(**values)


def fields_of(kind: type, *skipped: str) -> dict[str, Any]:
    """Values for the fields of a record, but for those whose values are records themselves."""
    chosen = {
        field.name: attrs.field(type=field.type) for field in attrs.fields(kind) if field.name not in skipped
    }
    made = filled(attrs.make_class("Bare", chosen, kw_only=True))
    return {name: getattr(made, name) for name in chosen}


def rows() -> DjangoRows:
    return DjangoRows(STORE, KEY, writing=True)


@pytest.fixture(autouse=True)
def _database() -> None:
    fresh_store()


def test_an_enrollment_comes_back_whole() -> None:
    slot = Slot(
        record=filled(EnrollmentRecord),
        session=Session(number=7, refusing=True),
        push_wanted_at=NOW,
        push_retry_at=NOW + timedelta(minutes=1),
        push_failures=5,
        token_dead=True,
        woken_at=NOW + timedelta(hours=1),
        expiry_told_at=NOW + timedelta(hours=2),
        refusals_told={Reason.NOT_ENROLLED: NOW, Reason.MALFORMED: NOW + timedelta(hours=3)},
    )
    user = Slot(record=EnrollmentRecord(id=USER))
    with transaction.atomic(using=STORE):
        here = rows()
        here.save(slot)
        here.save(user)

    with transaction.atomic(using=STORE):
        assert (slot, user) == (rows().slot("B-1"), rows().slot("B-1:U"))
        assert [user] == rows().users("B-1")
        assert USER.kind is rows().users("B-1")[0].record.id.kind


def test_every_change_of_an_enrollment_is_stored() -> None:
    before = Slot(record=EnrollmentRecord(id=DEVICE))
    with transaction.atomic(using=STORE):
        rows().save(before)
    after = Slot(record=filled(EnrollmentRecord), token_dead=True, push_failures=1, push_retry_at=NOW)

    for slot in (after, before):
        with transaction.atomic(using=STORE):
            rows().save(slot)
            assert slot == rows().slot("B-1")


def test_a_command_comes_back_whole() -> None:
    command, bare = filled(CommandRecord), attrs.evolve(filled(CommandRecord, 5), result=None, uuid="bare")
    with transaction.atomic(using=STORE):
        here = rows()
        here.save(Slot(record=EnrollmentRecord(id=DEVICE)))
        for each in (command, bare):
            here.put(each)

    with transaction.atomic(using=STORE):
        assert [command, bare] == [rows().command("B-1", each.uuid) for each in (command, bare)]


def test_the_issue_log_comes_back_whole() -> None:
    session = filled(EnrollmentSession)
    identity = IdentityRecord(session=session, **fields_of(IdentityRecord, "session"))
    challenge = ChallengeRecord(session=session, **fields_of(ChallengeRecord, "session"))
    secret, hold = filled(KeptSecret), QueueHold(since=NOW, why="restored «é»")
    with transaction.atomic(using=STORE):
        here = rows()
        here.put_session(session)
        here.put_issued(identity)
        here.put_challenge(challenge)
        here.put_secret(secret)
        here.bind(b"\x01", DEVICE)
        here.set_hold(hold)

    with transaction.atomic(using=STORE):
        here = rows()
        assert identity == here.issued(identity.fingerprint)
        assert challenge == here.challenge(challenge.digest)
        assert session == here.session(session.id)
        assert [secret] == here.secrets(secret.kind, None)
        assert DEVICE == here.pinned(b"\x01")
        assert hold == here.hold()


KINDS = [
    kind for name in ev.__all__ if issubclass(kind := getattr(ev, name), ev.Event) and kind is not ev.Event
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("empty", [False, True], ids=["filled", "empty"])
def test_an_event_comes_back_whole(kind: type[ev.Event], empty: bool) -> None:
    """A new kind of event, or a field of a new type, has to be taught to the codec."""
    special = {"command_uuids": ("A", "B"), "reason": Reason.NOT_ENROLLED}
    values = fields_of(kind, "id", "at", "enrollment", *special)
    values |= {field.name: special[field.name] for field in attrs.fields(kind) if field.name in special}
    if empty:
        values = {
            name: None if isinstance(value, datetime) else type(value)() if name not in special else value
            for name, value in values.items()
        }
    with transaction.atomic(using=STORE):
        here = rows()
        here.tell(kind, USER, NOW, **values)
        here.finish()

    with transaction.atomic(using=STORE):
        [found] = rows().events(0, 10)
    assert kind(id=1, at=NOW, enrollment=USER, **values) == found
    assert USER.kind is found.enrollment.kind


def test_every_sealed_column_is_in_the_list() -> None:
    """T69, T70: the list is what rotating the key goes through."""
    found = {
        name: tuple(field.name for field in model._meta.get_fields() if field.name.endswith("_sealed"))
        for name, model in vars(models).items()
        if isinstance(model, type) and hasattr(model, "_meta")
    }
    assert dict(SEALED) == {name: columns for name, columns in found.items() if columns}
