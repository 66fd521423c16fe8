"""A fresh SQLite file for each test of the Django store, made once and copied."""

from __future__ import annotations

import functools
import itertools
import os
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

from pymdm.adapters.django import DjangoStore
from pymdm.crypto import SealKey
from tests.django_project import STORE, django_settings

_NUMBERS = itertools.count()

KEY = SealKey.generate()

#: Every commit waits for the disk, as it has to; in memory it waits for nothing.
_MEMORY = "/dev/shm"


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process ends."""
    in_memory = os.access(_MEMORY, os.W_OK)
    return tempfile.TemporaryDirectory(prefix="pymdm-django-", dir=_MEMORY if in_memory else None)


@functools.cache
def _template() -> Path:
    path = Path(_folder().name) / "template.sqlite3"
    use(path)
    call_command("migrate", database=STORE, verbosity=0)
    connections[STORE].close()
    return path


def use(path: Path) -> None:
    """Let the database of the project be this file."""
    django_settings()
    connections[STORE].close()
    connections.databases[STORE]["NAME"] = str(path)


def fresh_store(**options: Any) -> DjangoStore:
    """A store over empty tables in a file of its own."""
    template = _template()
    path = template.with_name(f"django-{next(_NUMBERS)}.sqlite3")
    shutil.copyfile(template, path)
    use(path)
    return DjangoStore(seal=options.pop("seal", KEY), using=STORE, **options)


class Leaving:
    """A store for checks whose threads end: each verb in one leaves no connection behind."""

    def __init__(self, store: DjangoStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._store, name)

        def call(batch: Any, /) -> Any:
            try:
                return verb(batch)
            finally:
                if threading.current_thread() is not threading.main_thread():
                    connections.close_all()

        return call


def file_of_the_store() -> Path:
    return Path(connections.databases[STORE]["NAME"])


def execute(sql: str, *values: object) -> list[Any]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
