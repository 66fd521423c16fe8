"""A fresh SQLite file for each test of the Django store, made once and copied."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

from pymdm.adapters.django import DjangoStore
from pymdm.crypto import SealKey
from tests.unit.adapters.embeddings import STORE, django_settings

KEY = SealKey.generate()


@functools.cache
def _template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="pymdm-django-")) / "template.sqlite3"
    use(path)
    call_command("migrate", database=STORE, verbosity=0)
    connections[STORE].close()
    return path


def use(path: Path) -> None:
    """Let the database of the project be this file."""
    django_settings()
    connections[STORE].close()
    connections.databases[STORE]["NAME"] = str(path)


def fresh_store(tmp_path: Path, **options: Any) -> DjangoStore:
    """A store over empty tables in a file of its own."""
    template = _template()
    path = tmp_path / "django.sqlite3"
    shutil.copyfile(template, path)
    use(path)
    return DjangoStore(seal=options.pop("seal", KEY), using=STORE, **options)
