"""One Django project for a whole run of the tests: Django can be set up once in a process."""

from __future__ import annotations

import types

import django
from django.conf import settings

#: The alias of the database that tests of the store use.
STORE = "store"
#: And the one of those in tests/external.
POSTGRESQL = "postgresql"


def django_settings() -> None:
    """One project for the whole run: what ``startproject`` makes, as strict and as talkative as it gets."""
    if settings.configured:
        return
    settings.configure(
        DEBUG=True,
        SECRET_KEY="of these tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=types.ModuleType("no_urls"),
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LOGGING_CONFIG=None,
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "pymdm.adapters.django",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        STATIC_URL="/static/",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": ":memory:",
                "ATOMIC_REQUESTS": True,
            },
            STORE: {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": "chosen by each test",
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
                },
            },
            POSTGRESQL: {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "postgres",
                "USER": "postgres",
                "HOST": "chosen by the tests with a server",
            },
        },
    )
    django.setup()
