"""The verbs of the check-in: Authenticate, TokenUpdate, CheckOut, bootstrap token, who speaks."""

from __future__ import annotations

import attrs

from pymdm.protocol import Channel
from pymdm.service import events as ev
from pymdm.service import lifecycle
from pymdm.service import verbs as vb
from pymdm.service.records import EnrollmentRecord, EnrollmentState
from pymdm.stores._scripts import sender as who
from pymdm.stores.rows import Rows, Slot

__all__ = ["authenticate", "bootstrap_token", "check_out", "recognise", "token_update"]


def authenticate(rows: Rows, verb: vb.RecordAuthenticate) -> vb.Done | vb.Refused | vb.Unenroll:
    """Pin and begin a new generation."""
    sender = verb.sender
    slot = rows.slot(sender.enrollment.id)
    past = who.history(rows, sender.fingerprint)
    adopted = lifecycle.authenticate(verb, slot.record if slot else None, past)
    if isinstance(adopted, vb.Refused):
        return who.refuse(rows, sender, adopted)
    if isinstance(adopted, vb.Unenroll):
        assert slot is not None  # only who is known can be told to leave
        rows.save(attrs.evolve(slot, record=adopted.enrollment))
        return adopted
    who.clear(rows, sender, drop_users=not adopted.secrets_kept)
    slot = rows.slot(sender.enrollment.id)
    rows.save(attrs.evolve(slot, record=adopted.record) if slot else Slot(record=adopted.record))
    who.bind(rows, sender)
    rows.tell(
        ev.Authenticated,
        sender.enrollment,
        sender.at,
        generation=adopted.record.generation,
        took_over=adopted.took_over,
    )
    return vb.Done(enrollment=adopted.record)


def token_update(rows: Rows, verb: vb.RecordTokenUpdate) -> vb.Done | vb.Refused | vb.Stranger | vb.Unenroll:
    """Store push target and tokens."""
    sender = verb.sender
    device = who.check(rows, sender)
    if not isinstance(device, Slot):
        return device
    slot = rows.slot(sender.enrollment.id)
    record = lifecycle.token_update(verb, slot.record if slot else None, device.record)
    if isinstance(record, vb.Refused):
        return who.refuse(rows, sender, record)
    if slot is None:
        added = who.add_user(rows, sender, record)
        if isinstance(added, vb.Refused):
            return added
        slot = added
    elif slot.record.state is EnrollmentState.CHECKED_OUT:
        # A user who comes back begins anew: what waited for the one who left is not theirs.
        slot = who.clear_queue(rows, slot, sender.at)
    rows.save(attrs.evolve(slot, record=record, token_dead=False, push_retry_at=None, push_failures=0))
    if record.token_updates == 1:
        rows.tell(ev.Enrolled, sender.enrollment, sender.at, generation=record.generation)
    else:
        rows.tell(ev.TokenUpdated, sender.enrollment, sender.at)
    return vb.Done(enrollment=record)


def check_out(rows: Rows, verb: vb.RecordCheckOut) -> vb.Done | vb.Refused | vb.Stranger | vb.Unenroll:
    """End the enrollment, or one user's."""
    sender = verb.sender
    known = rows.slot(sender.enrollment.device_id)
    if known is not None and known.record.state is EnrollmentState.CHECKED_OUT:
        past = who.history(rows, sender.fingerprint)
        if isinstance(lifecycle.check_sender(sender, known.record, past), vb.Stranger):
            return vb.Done(enrollment=known.record)
    device = who.check(rows, sender, leaving=True)
    if not isinstance(device, Slot):
        return device
    leaver = rows.slot(sender.enrollment.id)
    if leaver is None or leaver.record.state is EnrollmentState.CHECKED_OUT:
        # A user nobody knows, or who has left before: there is nothing to end.
        unknown = EnrollmentRecord(id=sender.enrollment, state=EnrollmentState.CHECKED_OUT)
        return vb.Done(enrollment=leaver.record if leaver else unknown)
    whole = leaver.record.id == device.record.id
    for member in (leaver, *rows.users(sender.enrollment.device_id)) if whole else (leaver,):
        ended = member.with_record(
            state=EnrollmentState.CHECKED_OUT, push=None, checked_out_at=sender.at, inactive_since=None
        )
        rows.save(attrs.evolve(ended, push_wanted_at=None))
    rows.tell(ev.CheckedOut, sender.enrollment, sender.at)
    return vb.Done(enrollment=leaver.record)


def bootstrap_token(
    rows: Rows, verb: vb.BootstrapTokenAccess
) -> vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger | vb.Unenroll:
    """Store, remove or read the bootstrap token."""
    sender = verb.sender
    device = who.check(rows, sender)
    if not isinstance(device, Slot):
        return device
    told = device.record.id, sender.at
    if verb.store:
        rows.save(device.with_record(bootstrap_token=verb.token))
        rows.tell(ev.BootstrapTokenStored, *told, removed=verb.token is None)
        return vb.BootstrapTokenAnswer(token=verb.token)
    if device.record.bootstrap_token is not None:
        rows.tell(ev.BootstrapTokenRead, *told, source=sender.source)
    return vb.BootstrapTokenAnswer(token=device.record.bootstrap_token)


def recognise(rows: Rows, verb: vb.Recognise) -> vb.Done | vb.Refused | vb.Stranger | vb.Unenroll:
    """Check who speaks, and note a step of UserAuthenticate."""
    sender = verb.sender
    device = who.check(rows, sender, token_exempt=verb.token_exempt)
    if not isinstance(device, Slot):
        return device
    user = rows.slot(sender.enrollment.id)
    change = verb.user_auth
    if change is None or sender.enrollment.channel is Channel.DEVICE:
        return vb.Done(enrollment=(user or device).record)
    if user is None:
        if isinstance(change, vb.TokenWaived):
            return vb.Done(enrollment=device.record)
        fresh = EnrollmentRecord(id=sender.enrollment, generation=device.record.generation)
        added = who.add_user(rows, sender, fresh)
        if isinstance(added, vb.Refused):
            return added
        user = added
    record = lifecycle.user_auth(user.record, change)
    rows.save(attrs.evolve(user, record=record))
    return vb.Done(enrollment=record)
