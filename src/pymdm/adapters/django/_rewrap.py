"""Sealing everything again under the current key, a few rows at a time.

It can be imported only where Django is set up.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from pymdm.adapters.django import models
from pymdm.adapters.django._codec import SEALED
from pymdm.adapters.django._races import attempt
from pymdm.adapters.django._rows import STATE_ROW
from pymdm.crypto import SealKey

__all__ = ["rewrap"]

# Rows in one transaction: none holds up a device for longer than a few dozen milliseconds.
BATCH = 100


def rewrap(using: str, seal: SealKey) -> int:
    """Seal every value anew that is under an older key of the ring; gives how many were.

    Whoever is interrupted runs it again: what is done is passed over.
    """
    done = sum(_rewrap_model(using, seal, name) for name in SEALED)
    with transaction.atomic(using=using):
        models.State.objects.using(using).filter(pk=STATE_ROW).update(key_check=seal.check_value())
    return done


def _rewrap_model(using: str, seal: SealKey, name: str) -> int:
    model: Any = getattr(models, name)
    rows, done, last = model.objects.using(using).order_by("pk"), 0, None
    while True:
        after = rows if last is None else rows.filter(pk__gt=last)
        keys = list(after.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return done
        done += attempt(lambda chosen=keys: _rewrap_batch(using, seal, name, rows.filter(pk__in=chosen)))  # type: ignore[misc]
        last = keys[-1]


def _rewrap_batch(using: str, seal: SealKey, name: str, rows: Any) -> int:
    with transaction.atomic(using=using):
        return sum(_rewrap_row(using, seal, name, row) for row in rows.select_for_update())


def _rewrap_row(using: str, seal: SealKey, name: str, row: Any) -> int:
    changed = {}
    for column in SEALED[name]:
        value = getattr(row, column)
        new = value and seal.rewrap(bytes(value), kind=f"{name}.{column}", owner=_owner(name, row))
        if new:
            changed[column] = new
    if changed:
        type(row).objects.using(using).filter(pk=row.pk).update(**changed)
    return len(changed)


def _owner(name: str, row: Any) -> str:
    if name == "Command":
        return f"{row.enrollment_id}/{row.uuid}"
    if name == "KeptSecret":
        return f"{row.kind}/{row.name}"
    return str(row.pk)
