"""An MDM server in a Django project of one file: the device route, the store in its database, a command.

    export MDM_CA=device-ca.pem MDM_KEY=mdm.key
    python examples/django_app.py migrate
    python examples/django_app.py runserver         # or: gunicorn examples.django_app:application

Behind a proxy that ends TLS.  Devices are known by the certificates of the CA in ``MDM_CA``; ``MDM_KEY`` is a
file of ``pymdm keys create``.
"""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application

settings.configure(
    SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY", "nothing here signs anything"),
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=["pymdm.adapters.django"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("MDM_DATABASE", "django.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
            },
        }
    },
)
django.setup()

from pymdm import commands  # noqa: E402
from pymdm.adapters.django import DjangoStore, device_urls  # noqa: E402
from pymdm.crypto import SealKey, TrustStore  # noqa: E402
from pymdm.protocol import Channel  # noqa: E402
from pymdm.service import CommandFinished, Enrolled, MDMService  # noqa: E402

store = DjangoStore(seal=SealKey.from_file(os.environ["MDM_KEY"]))
identity = TrustStore.from_file(os.environ["MDM_CA"]).mdm_signature()


def on_event(event: object) -> None:  # after commit, at least once; event.id to dedupe
    match event:
        case Enrolled(enrollment=who) if who.channel is Channel.DEVICE:
            mdm.enqueue(who, commands.DeviceInformation(queries=["SerialNumber", "OSVersion"]))
        case CommandFinished(result=result):
            print(result.status, result.answer, flush=True)


mdm = MDMService(store, identity=identity, on_event=on_event)
urlpatterns = device_urls(mdm)  # PUT /mdm
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
