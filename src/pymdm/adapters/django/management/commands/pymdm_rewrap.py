"""``manage.py pymdm_rewrap mdm.key``: seal everything under the current key, after ``pymdm keys rotate``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pymdm.adapters.django.store import DjangoStore
from pymdm.crypto import SealKey
from pymdm.errors import StorageError

__all__ = ["Command"]


class Command(BaseCommand):
    """Programs may go on running meanwhile; stopped half-way, it is run again."""

    help = "Seal every secret of the device store under the newest key of a key file."

    def add_arguments(self, parser: Any) -> None:
        """The key file, and which database."""
        parser.add_argument("key", help="the file that `pymdm keys rotate` has added a key to")
        parser.add_argument("--database", default="default", help="the alias of the database")

    def handle(self, *_: Any, **options: Any) -> None:
        """Do it, and say how much there was to do."""
        try:
            store = DjangoStore(seal=SealKey.from_file(options["key"]), using=options["database"])
            done = store.rewrap()
        except (OSError, ValueError, StorageError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} values sealed under the current key")
